import { addAll, errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { SchemaError } from "../../schemas/validator.js";
import {
  validateInlinePackage,
  validateRepositories,
  type WrittenRepository,
} from "../../schemas/validators.js";
import type {
  Declaration,
  Package,
  RepositoryPlaces,
  CertificateKey,
  Repository,
} from "../model/declaration.js";
import { BOUNDS } from "../model/bounds.js";
import type { Place } from "../model/source.js";
import { entryOf } from "../yaml/entries.js";
import { dereference, placeOf, textOf, type Node, type Tree } from "../yaml/node.js";
import { nodeAt, plainOf } from "../yaml/parse.js";
import {
  ALIASES,
  addInvalid,
  readAliased,
  readKeys,
  readPackage,
  writtenKey,
  type DeclarationReading,
} from "./package-entry.js";
import { pointerSteps, soundPart } from "./schema-paths.js";
import { schemaProblems, type PackageAt } from "./schema-problems.js";
import { registryNameOf } from "./registry-url.js";

const CREDENTIAL_KEYS = ["username", "password", ALIASES.username, ALIASES.password];
const CERTIFICATE_KEYS: readonly CertificateKey[] = ["ca_file", "cert_file", "key_file"];

/** Returns the number of packages and package repositories that a `package_repositories` mapping declares. */
export function countDeclared(node: Node): number {
  const sizeOf = (value: Node | undefined) => {
    const packages = value && dereference(value);
    return packages?.kind === "mapping" ? packages.pairs.length : 0;
  };
  const mapping = dereference(node);
  const repositories = mapping.kind === "mapping" ? mapping.pairs : [];
  const packages = repositories.map(({ value }) => sizeOf(entryOf(dereference(value), "packages")?.value));
  return packages.reduce((sum, size) => sum + size, repositories.length);
}

/** Returns the error of a `package_repositories` mapping with which `count` packages and repositories are declared. */
export function countProblem(tree: Tree, node: Node, count: number): Diagnostic | undefined {
  if (count <= BOUNDS.packages.value) return undefined;
  const help = "declare only the packages that pipelines use";
  return errorAt(placeOf(tree, node), "project-invalid", BOUNDS.packages.message, { help });
}

/**
 * Reads a `package_repositories` mapping, of the project file or under `common` in a source. `plain` is the part of its
 * value to read. Errors become diagnostics (`project-invalid`, `secret-in-clear`); the declarations are then those of
 * the rest, which is good only for reporting more errors.
 */
export function readDeclarations(
  tree: Tree,
  node: Node,
  plain: unknown = plainOf(node) ?? {},
): { declarations: Declaration[]; diagnostics: Diagnostic[] } {
  const reading: DeclarationReading = { tree, diagnostics: [] };
  let written = plain;
  if (!validateRepositories(plain)) {
    const errors = validateRepositories.errors ?? [];
    addAll(reading.diagnostics, declarationProblems(tree, node, errors, declaredAt));
    written = soundPart(plainOf(node), errors, (path) => path.slice(0, path[1] === "packages" ? 3 : 1));
  }
  const declarations: Declaration[] = [];
  for (const [name, repository] of Object.entries(validateRepositories(written) ? written : {})) {
    const declaration = readRepository(reading, nodeAt(node, [name]), name, repository);
    if (declaration === undefined) continue;
    const namePlace = placeOf(tree, entryOf(node, name)?.keyNode ?? node);
    declarations.push({ ...declaration, namePlace });
  }
  return { declarations, diagnostics: reading.diagnostics };
}

/**
 * Reads `package: {repository: ..., image: ...}` of a source. `find` returns the declaration of its repository, or the
 * error if there is none.
 */
export function readInlinePackage(
  tree: Tree,
  node: Node,
  find: (
    repository: string,
    key: string,
    place: Place,
  ) => { declaration: Declaration } | { diagnostic: Diagnostic },
): { package?: Package; diagnostics: Diagnostic[] } {
  const reading: DeclarationReading = { tree, diagnostics: [] };
  const plain: unknown = plainOf(node);
  if (!validateInlinePackage(plain)) {
    const errors = validateInlinePackage.errors ?? [];
    return { diagnostics: declarationProblems(tree, node, errors, inlineAt(node)) };
  }
  const key = inlineKey(node) ?? `${plain.repository}/`;
  const match = find(plain.repository, key, placeOf(tree, nodeAt(node, ["repository"])));
  if ("diagnostic" in match) return { diagnostics: [match.diagnostic] };
  const declared = readPackage(reading, node, match.declaration, plain.name, plain);
  return { ...(declared && { package: declared }), diagnostics: reading.diagnostics };
}

/** Turns the errors of a compiled schema into diagnostics. A literal credential has its own code and is masked. */
export function declarationProblems(
  tree: Tree,
  node: Node,
  errors: readonly SchemaError[],
  packageAt: PackageAt,
): Diagnostic[] {
  const isCredential = ({ instancePath }: SchemaError) =>
    CREDENTIAL_KEYS.includes(instancePath.split("/").at(-1) ?? "") && instancePath.split("/").length > 2;
  const paths = new Set(errors.filter(isCredential).map(({ instancePath }) => instancePath));
  const literals = Array.from(paths, (path) => {
    const steps = pointerSteps(path);
    const place = placeOf(tree, nodeAt(node, steps));
    const key = steps.at(-1) ?? "";
    return errorAt(
      place,
      "secret-in-clear",
      `"${key}" must name an environment variable, not contain the credential`,
      {
        help: literalHelp(key, textOf(nodeAt(node, steps))),
        mask: [place.span],
      },
    );
  });
  const rest = errors.filter((error) => !isCredential(error));
  return [...literals, ...schemaProblems(tree, node, rest, { code: "project-invalid", packageAt })];
}

/**
 * Returns the help for a value that is not `${NAME}`. A name in other marks, as shells and CI systems have them, is
 * repeated only if it cannot be a password that begins with `$`.
 */
function literalHelp(key: string, text: string | null | undefined): string {
  const literal =
    "write ${NAME}, set NAME where gocd-pin runs, and replace the credential if it was committed";
  const name = /^[$%#{([ ]+(?:(?:env|secrets|vars)[.:])?([A-Z][A-Z_]*)[%}) \]]*$/i.exec(text ?? "")?.[1];
  if (name === undefined) return literal;
  return name === name.toUpperCase()
    ? `write \`${key}: \${${name}}\``
    : "write the name of a variable as ${NAME}";
}

function readRepository(
  reading: DeclarationReading,
  node: Node,
  name: string,
  written: WrittenRepository,
): Omit<Declaration, "namePlace"> | undefined {
  const { tree } = reading;
  const url = readAliased(reading, node, written, "registry_url");
  const registryName = readAliased(reading, node, written, "registry_name");
  const username = readAliased(reading, node, written, "username");
  const password = readAliased(reading, node, written, "password");
  if (url === undefined) {
    const message = `the package repository "${name}" needs the key "registry_url"`;
    addInvalid(reading, node, message, "add it, such as registry_url: https://registry.example.com/v2/");
    return undefined;
  }
  const onlyOne = (keys: string) => `the package repository "${name}" has only one of the keys ${keys}`;
  if ((username === undefined) !== (password === undefined)) {
    const [key, missing] =
      username === undefined ? (["password", "username"] as const) : (["username", "password"] as const);
    const help = `add \`${missing}: \${NAME}\`, or remove "${key}"`;
    addInvalid(reading, nodeAt(node, [writtenKey(written, key)]), onlyOne('"username" and "password"'), help);
  }
  if ((written.cert_file === undefined) !== (written.key_file === undefined)) {
    const [key, missing] =
      written.cert_file === undefined ? ["key_file", "cert_file"] : ["cert_file", "key_file"];
    addInvalid(
      reading,
      nodeAt(node, [key]),
      onlyOne('"cert_file" and "key_file"'),
      `add "${missing}", or remove "${key}"`,
    );
  }
  const place = placeOf(tree, nodeAt(node, [writtenKey(written, "registry_url")]));
  const { name: nameInReferences, problem } = registryNameOf(url, registryName, place);
  if (problem !== undefined) reading.diagnostics.push(problem);
  if (nameInReferences === undefined) return undefined;
  const repository: Repository = {
    name,
    registryUrl: url,
    registryName: nameInReferences,
    ...(username !== undefined &&
      password !== undefined && {
        credentials: { usernameVariable: username.slice(2, -1), passwordVariable: password.slice(2, -1) },
      }),
    ...(written.ca_file !== undefined && { caFile: written.ca_file }),
    ...(written.cert_file !== undefined && { certFile: written.cert_file }),
    ...(written.key_file !== undefined && { keyFile: written.key_file }),
    insecureSkipTlsVerify: written.insecure_skip_tls_verify ?? false,
  };
  const places: RepositoryPlaces = {
    place,
    filePlaces: Object.fromEntries(
      CERTIFICATE_KEYS.filter((key) => written[key] !== undefined).map((key) => [
        key,
        placeOf(tree, nodeAt(node, [key])),
      ]),
    ),
  };
  const defaults = readKeys(tree, nodeAt(node, ["defaults"]), written.defaults ?? {});
  const packages: Package[] = [];
  for (const [key, entry] of Object.entries(written.packages ?? {})) {
    const declared = readPackage(
      reading,
      nodeAt(node, ["packages", key]),
      { repository, defaults, ...places },
      key,
      entry ?? {},
    );
    if (declared !== undefined) packages.push({ ...declared, place: packagePlace(tree, node, key) });
  }
  return { repository, defaults, ...places, packages };
}

function packagePlace(tree: Tree, repository: Node, key: string) {
  const packages = nodeAt(repository, ["packages"]);
  return placeOf(tree, entryOf(packages, key)?.keyNode ?? packages);
}

/** Returns the package that a path below `package_repositories` is in. */
export const declaredAt: PackageAt = ([repository = "", field, name]) => {
  return field === "packages" && name !== undefined ? { key: `${repository}/${name}`, depth: 3 } : undefined;
};

/** Returns the key of an inline package; undefined if it has no repository or no name. */
export function inlineKey(node: Node): string | undefined {
  const text = (key: string): string | undefined => {
    const entry = entryOf(node, key);
    const value = entry && textOf(entry.value);
    return typeof value === "string" ? value : undefined;
  };
  const repository = text("repository");
  const name = text("name") ?? text("image") ?? text("DOCKER_IMAGE");
  return repository === undefined || name === undefined ? undefined : `${repository}/${name}`;
}

/** Returns the inline package for every path below its node. */
function inlineAt(node: Node): PackageAt {
  const key = inlineKey(node);
  return () => (key === undefined ? undefined : { key, depth: 0 });
}
