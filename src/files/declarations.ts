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
import { DOCKER_HUB, isDockerHub } from "../model/docker-hub.js";
import { didYouMean } from "../model/suggest.js";
import { entryOf } from "../yaml/entries.js";
import { placeOf, type Node, type Tree } from "../yaml/node.js";
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
import { declaredAt, inlineAt, inlineKey } from "./package-keys.js";
import { pointerSteps, schemaProblems, type PackageAt, soundPart } from "./schema-problems.js";
import { credentialSpans } from "./url-credential.js";

const CREDENTIAL_KEYS = ["username", "password", ALIASES.username, ALIASES.password];
const CERTIFICATE_KEYS: readonly CertificateKey[] = ["ca_file", "cert_file", "key_file"];

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
    if (declaration !== undefined) declarations.push(declaration);
  }
  return { declarations, diagnostics: reading.diagnostics };
}

/**
 * Reads `package: {repository: ..., image: ...}` of a source. If its repository is not one of the declarations, the
 * error is `repository-unknown`.
 */
export function readInlinePackage(
  tree: Tree,
  node: Node,
  declarations: readonly Declaration[],
): { package?: Package; diagnostics: Diagnostic[] } {
  const reading: DeclarationReading = { tree, diagnostics: [] };
  const plain: unknown = plainOf(node);
  if (!validateInlinePackage(plain)) {
    const errors = validateInlinePackage.errors ?? [];
    return { diagnostics: declarationProblems(tree, node, errors, inlineAt(node)) };
  }
  const declaration = declarations.find(({ repository }) => repository.name === plain.repository);
  if (declaration === undefined) {
    const names = declarations.map(({ repository }) => repository.name);
    const place = placeOf(tree, nodeAt(node, ["repository"]));
    const message = `"${inlineKey(node) ?? `${plain.repository}/`}": the package repository "${plain.repository}" is not declared`;
    return {
      diagnostics: [
        errorAt(place, "repository-unknown", message, { help: repositoryHelp(plain.repository, names) }),
      ],
    };
  }
  const declared = readPackage(reading, node, declaration, plain.name, plain);
  return { ...(declared && { package: declared }), diagnostics: reading.diagnostics };
}

/** Returns the help for a repository that is not declared. */
function repositoryHelp(name: string, known: readonly string[]): string {
  return known.length === 0
    ? `declare "${name}" under package_repositories in gocd-pin.yaml`
    : didYouMean(name, known);
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
        help: "write ${NAME}, set NAME where gocd-pin runs, and replace the credential if it was committed",
        mask: [place.span],
      },
    );
  });
  const rest = errors.filter((error) => !isCredential(error));
  return [...literals, ...schemaProblems(tree, node, rest, { code: "project-invalid", packageAt })];
}

function readRepository(
  reading: DeclarationReading,
  node: Node,
  name: string,
  written: WrittenRepository,
): Declaration | undefined {
  const { tree } = reading;
  const url = readAliased(reading, node, written, "registry_url");
  const registryName = readAliased(reading, node, written, "registry_name");
  const username = readAliased(reading, node, written, "username");
  const password = readAliased(reading, node, written, "password");
  if (url === undefined) {
    addInvalid(reading, node, `the package repository "${name}" needs the key "registry_url"`);
    return undefined;
  }
  const onlyOne = (keys: string) => `the package repository "${name}" has only one of the keys ${keys}`;
  if ((username === undefined) !== (password === undefined)) {
    const key = writtenKey(written, username === undefined ? "password" : "username");
    addInvalid(reading, nodeAt(node, [key]), onlyOne('"username" and "password"'));
  }
  if ((written.cert_file === undefined) !== (written.key_file === undefined)) {
    const key = written.cert_file === undefined ? "key_file" : "cert_file";
    addInvalid(reading, nodeAt(node, [key]), onlyOne('"cert_file" and "key_file"'));
  }
  const host = checkUrl(reading, nodeAt(node, [writtenKey(written, "registry_url")]), url);
  if (host === undefined) return undefined;
  const repository: Repository = {
    name,
    registryUrl: url,
    registryName: registryName ?? (isDockerHub(host) ? DOCKER_HUB.name : host),
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
    place: placeOf(tree, nodeAt(node, [writtenKey(written, "registry_url")])),
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

/** Returns the host (with port) of a registry URL; undefined, and a diagnostic, if the URL cannot be used. */
function checkUrl(reading: DeclarationReading, node: Node, text: string): string | undefined {
  const place = placeOf(reading.tree, node);
  if (!URL.canParse(text)) {
    const help = "write a URL such as https://registry.example.com/v2/";
    const message = `"registry_url" is not a URL`;
    reading.diagnostics.push(
      errorAt(place, "project-invalid", message, { help, mask: credentialSpans(place) }),
    );
    return undefined;
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    reading.diagnostics.push(
      errorAt(
        place,
        "secret-in-clear",
        `"registry_url" contains a credential, which gocd-pin would write to the generated files`,
        {
          help: "remove it from the URL, and write username: ${NAME} and password: ${OTHER_NAME}",
          mask: [place.span],
        },
      ),
    );
    return undefined;
  }
  if (url.search !== "" || url.hash !== "") {
    const message = `"registry_url" must not have a query or fragment`;
    reading.diagnostics.push(errorAt(place, "project-invalid", message, { mask: credentialSpans(place) }));
    return undefined;
  }
  return url.host;
}

function packagePlace(tree: Tree, repository: Node, key: string) {
  const packages = nodeAt(repository, ["packages"]);
  return placeOf(tree, entryOf(packages, key)?.keyNode ?? packages);
}
