import {
  validateInlinePackage,
  validateRepositories,
  type SchemaError,
  type WrittenPackage,
  type WrittenPolicy,
  type WrittenRepository,
} from "../../schemas/validators.js";
import type { Declaration, Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import { isImageName } from "../model/image.js";
import type { Repository } from "../model/repository.js";
import type { Policy, TagRule } from "../model/rule.js";
import { didYouMean } from "../model/suggest.js";
import { entryOf } from "../yaml/entries.js";
import { placeOf, type Node, type Tree } from "../yaml/node.js";
import { nodeAt, plainOf } from "../yaml/plain.js";
import { ALIASES, writtenKey } from "./aliases.js";
import { declaredAt, inlineAt, inlineKey } from "./package-keys.js";
import { pointerSteps, schemaProblems, type PackageAt } from "./schema-problems.js";
import { soundPart } from "./sound-part.js";

const CREDENTIAL_KEYS = ["username", "password", ALIASES.username, ALIASES.password];
const HUB_HOSTS = ["docker.io", "index.docker.io", "registry-1.docker.io"];

interface Reading {
  readonly tree: Tree;
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads a `package_repositories` mapping, of the project file or below `common` of a source; `plain` is what of it
 * is to be read. What is wrong is told as diagnostics; the declarations are then those of the rest, good for finding
 * more mistakes only.
 */
export function readDeclarations(
  tree: Tree,
  node: Node,
  plain: unknown = plainOf(node) ?? {},
): { declarations: Declaration[]; diagnostics: Diagnostic[] } {
  const reading: Reading = { tree, diagnostics: [] };
  let written = plain;
  if (!validateRepositories(plain)) {
    const errors = validateRepositories.errors ?? [];
    reading.diagnostics.push(...declarationProblems(tree, node, errors, declaredAt));
    written = soundPart(plainOf(node), errors, (path) => path.slice(0, path[1] === "packages" ? 3 : 1));
  }
  const declarations: Declaration[] = [];
  for (const [name, repository] of Object.entries(validateRepositories(written) ? written : {})) {
    const declaration = readRepository(reading, nodeAt(node, [name]), name, repository);
    if (declaration !== undefined) declarations.push(declaration);
  }
  return { declarations, diagnostics: reading.diagnostics };
}

/** Reads `package: {repository: ..., image: ...}`; its repository is one of those declared. */
export function readInlinePackage(
  tree: Tree,
  node: Node,
  declarations: readonly Declaration[],
): { package?: Package; diagnostics: Diagnostic[] } {
  const reading: Reading = { tree, diagnostics: [] };
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
  const declared = readPackage(reading, node, declaration.repository, plain.name, plain);
  return { ...(declared && { package: declared }), diagnostics: reading.diagnostics };
}

/** What to do about a repository that is not declared. */
function repositoryHelp(name: string, known: readonly string[]): string {
  return known.length === 0
    ? `declare "${name}" under package_repositories in gocd-pin.yaml`
    : didYouMean(name, known);
}

/** What a compiled schema found in declarations; a literal credential has a code of its own and is masked. */
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
      `"${key}" must refer to an environment variable, not hold the credential`,
      {
        help: "write ${NAME}, set NAME where gocd-pin runs, and change the credential if it was committed",
        mask: [place.span],
      },
    );
  });
  const rest = errors.filter((error) => !isCredential(error));
  return [...literals, ...schemaProblems(tree, node, rest, { code: "project-invalid", packageAt })];
}

function readRepository(
  reading: Reading,
  node: Node,
  name: string,
  written: WrittenRepository,
): Declaration | undefined {
  const { tree } = reading;
  const url = take(reading, node, written, "registry_url");
  const registryName = take(reading, node, written, "registry_name");
  const username = take(reading, node, written, "username");
  const password = take(reading, node, written, "password");
  if (url === undefined) {
    mistake(reading, node, `the package repository "${name}" needs the key "registry_url"`);
    return undefined;
  }
  const one = (what: string) => `the package repository "${name}" has only one of ${what}`;
  if ((username === undefined) !== (password === undefined)) {
    const key = writtenKey(written, username === undefined ? "password" : "username");
    mistake(reading, nodeAt(node, [key]), one('"username" and "password"'));
  }
  if ((written.cert_file === undefined) !== (written.key_file === undefined)) {
    const key = written.cert_file === undefined ? "key_file" : "cert_file";
    mistake(reading, nodeAt(node, [key]), one('"cert_file" and "key_file"'));
  }
  const host = checkUrl(reading, nodeAt(node, [writtenKey(written, "registry_url")]), url);
  if (host === undefined) return undefined;
  const repository: Repository = {
    name,
    registryUrl: url,
    registryName: registryName ?? (HUB_HOSTS.includes(host) ? "docker.io" : host),
    ...(username !== undefined &&
      password !== undefined && {
        credentials: { usernameVariable: username.slice(2, -1), passwordVariable: password.slice(2, -1) },
      }),
    ...(written.ca_file !== undefined && { caFile: written.ca_file }),
    ...(written.cert_file !== undefined && { certFile: written.cert_file }),
    ...(written.key_file !== undefined && { keyFile: written.key_file }),
    insecureSkipTlsVerify: written.insecure_skip_tls_verify ?? false,
  };
  const packages: Package[] = [];
  for (const [key, below] of Object.entries(written.packages ?? {})) {
    const declared = readPackage(reading, nodeAt(node, ["packages", key]), repository, key, below ?? {});
    if (declared !== undefined) packages.push({ ...declared, place: packagePlace(tree, node, key) });
  }
  return { repository, place: placeOf(tree, nodeAt(node, [writtenKey(written, "registry_url")])), packages };
}

function readPackage(
  reading: Reading,
  node: Node,
  repository: Repository,
  name: string | undefined,
  written: WrittenPackage,
): Package | undefined {
  const { tree } = reading;
  const key = `${repository.name}/${name ?? written.image ?? written.DOCKER_IMAGE ?? ""}`;
  const image = take(reading, node, written, "image", `"${key}": `) ?? name;
  const tagFilter = take(reading, node, written, "tag_filter", `"${key}": `) ?? "";
  const imagePlace = placeOf(tree, nodeAt(node, [writtenKey(written, "image")]));
  if (image === undefined) {
    mistake(reading, node, `"${key}": an inline package needs the key "image"`);
    return undefined;
  }
  if (!isImageName(image)) {
    const message = `"${key}": "${image}" is not the name of an image`;
    const help = "write it without registry and tag, in lower case: team/app";
    reading.diagnostics.push(errorAt(imagePlace, "project-invalid", message, { help }));
    return undefined;
  }
  const rule: TagRule = {
    tagFilter,
    policy: readPolicy(written.policy),
    digest: written.digest ?? true,
    ...(written.platform !== undefined && { platform: written.platform }),
  };
  const filter = entryOf(node, writtenKey(written, "tag_filter"));
  const policy = entryOf(node, "policy");
  return {
    key,
    repository,
    name: name ?? image,
    image,
    rule,
    ...(written.id !== undefined && { id: written.id }),
    place: placeOf(tree, node),
    ...(filter && { filterPlace: placeOf(tree, filter.value) }),
    ...(policy && { policyPlace: placeOf(tree, policy.value) }),
  };
}

/** A policy of a file as it was written: its name, or a mapping of its name to options. */
export function readPolicy(written: WrittenPolicy | undefined): Policy {
  if (written === undefined) return { kind: "natural" };
  if (typeof written === "string") return { kind: written };
  if (written.calver) return { kind: "calver", ...written.calver };
  if (written.semver !== undefined) return { kind: "semver", ...written.semver };
  if (written.numerical !== undefined) return { kind: "numerical", ...written.numerical };
  if (written.alphabetical !== undefined) return { kind: "alphabetical", ...written.alphabetical };
  return written.newest !== undefined ? { kind: "newest" } : { kind: "natural", ...written.natural };
}

/** The value of a key, or of its alias; both together are an error, which begins with `owner`. */
function take<K extends keyof typeof ALIASES>(
  reading: Reading,
  node: Node,
  written: { readonly [key in K | (typeof ALIASES)[K]]?: string },
  key: K,
  owner = "",
): string | undefined {
  const alias: (typeof ALIASES)[K] = ALIASES[key];
  const own = written[key];
  const other = written[alias];
  if (own !== undefined && other !== undefined) {
    mistake(
      reading,
      nodeAt(node, [alias]),
      `${owner}"${alias}" is an alias of "${key}": both together are not allowed`,
    );
  }
  return own ?? other;
}

/** The host (with port) of a registry URL; undefined, and a diagnostic, where it is none that can be used. */
function checkUrl(reading: Reading, node: Node, text: string): string | undefined {
  const place = placeOf(reading.tree, node);
  if (!URL.canParse(text)) {
    const help = "write a URL such as https://registry.example.com/v2/";
    const message = `"registry_url" is not a URL`;
    reading.diagnostics.push(errorAt(place, "project-invalid", message, { help, mask: [place.span] }));
    return undefined;
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    reading.diagnostics.push(
      errorAt(
        place,
        "secret-in-clear",
        `"registry_url" holds a credential, and generated files hold the URL`,
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
    reading.diagnostics.push(errorAt(place, "project-invalid", message, { mask: [place.span] }));
    return undefined;
  }
  return url.host;
}

function packagePlace(tree: Tree, repository: Node, key: string) {
  const packages = nodeAt(repository, ["packages"]);
  return placeOf(tree, entryOf(packages, key)?.keyNode ?? packages);
}

function mistake({ tree, diagnostics }: Reading, node: Node, message: string): void {
  diagnostics.push(errorAt(placeOf(tree, node), "project-invalid", message));
}
