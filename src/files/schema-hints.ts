import { whyNotAcceptable } from "../model/codes.js";
import { isPolicyName, POLICIES, POLICY_NAMES, type PolicyName } from "../model/policies.js";
import { didYouMean, findNearest, useOneOf } from "../model/suggest.js";
import { entriesOf, entryOf } from "../yaml/entries.js";
import { dereference, textOf, type Node } from "../yaml/node.js";

/** Help for a name that GoCD does not accept. */
export const NAME_HINT = "use ASCII letters, digits, `_`, `-` and `.`";

const TAG_HINT = "write at most 128 letters, digits, `_`, `.` and `-`";
const AGE_HINT = "write a number and h, d or w, such as 12h, 3d or 2w";

/** Help for values that do not match a pattern of the schema, which users could not read. */
const PATTERN_HINTS: Readonly<Record<string, string>> = {
  registry_url: "write a URL such as https://registry.example.com/v2/",
  DOCKER_REGISTRY_URL: "write a URL such as https://registry.example.com/v2/",
  registry_name: "write host[:port], such as registry.example.com",
  platform: "write os/architecture, such as linux/amd64",
  min_age: AGE_HINT,
  extract: "name a group of tag_filter: $1, $name or ${name}",
  hold: TAG_HINT,
  tag: TAG_HINT,
  digest: "remove the line: `gocd-pin build` queries the digest of the tag",
  name: "write it without spaces and without a slash at the start",
  prefix: "use at most 64 ASCII letters, digits, `_`, `-` and `.`",
};

/** The keys that other tools, and people, call by another name. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  package_repositories: ["repositories", "repos", "registries", "registry", "package_repository"],
  sources: ["source", "pipelines", "files", "include", "includes"],
  registry_url: ["url", "registry", "host", "endpoint", "server"],
  registry_name: ["name"],
  username: ["user", "login"],
  password: ["pass", "token", "secret"],
  ca_file: ["ca", "cacert", "ca_cert", "cafile"],
  cert_file: ["cert", "certificate"],
  key_file: ["key"],
  insecure_skip_tls_verify: ["insecure", "skip_tls_verify", "insecure_skip_verify"],
  packages: ["images", "package"],
  image: ["repository", "docker_image"],
  tag_filter: ["filter", "regex", "pattern", "tag_regex", "tags", "tag_pattern", "include_tags", "match"],
  tag_exclude: ["exclude", "ignore", "exclude_tags"],
  policy: ["strategy", "order", "sort", "versioning", "constraint"],
  hold: ["tag", "version", "pin", "freeze"],
  platform: ["arch", "architecture", "os"],
  accept: ["ignore_warnings", "suppress"],
  package_materials: ["mode", "package_material"],
  package_pipelines: ["package_pipeline", "pin_pipelines"],
};

/** The keys that are allowed only in a package repository, and only in a package (or in `defaults`). */
const REPOSITORY_KEYS = ["registry_url", "registry_name", "username", "password", "packages", "defaults"];
const PACKAGE_KEYS = [
  "image",
  "tag_filter",
  "tag_exclude",
  "policy",
  "hold",
  "digest",
  "platform",
  "min_age",
  "id",
];

/** Returns the help for a key that the mapping `node` cannot have; `known` are those that it can have. */
export function unknownKeyHelp(node: Node, key: string, known: readonly string[]): string {
  const option = known.includes("policy") ? policyHelp(node, key) : undefined;
  if (option !== undefined) return option;
  const above = emptyKeyAbove(node, key, known);
  if (above !== undefined) return `indent "${key}" so that it is below "${above}"`;
  if (findNearest(key, known) !== undefined) return didYouMean(key, known);
  const word = findOtherWord(key, known);
  if (word !== undefined) return `did you mean "${word}"?`;
  if (known.includes("packages") && PACKAGE_KEYS.includes(key)) {
    return `write "${key}" in a package, or below "defaults" for all packages`;
  }
  if (known.includes("package_repositories") && PACKAGE_KEYS.includes(key)) {
    return `write "${key}" in a package, below "packages" of its package repository`;
  }
  if (!known.includes("registry_url") && REPOSITORY_KEYS.includes(key)) {
    return `write "${key}" in a package repository, below "package_repositories"`;
  }
  return didYouMean(key, known);
}

const SECRET_WORDS = /pass|pw|secret|token|auth|cred|key|user|login/i;

/**
 * Whether the value of an unknown key is surely no credential: its name is that of another key, or like one, which is not
 * for a credential.
 */
export function isHarmlessKey(key: string, known: readonly string[]): boolean {
  if (SECRET_WORDS.test(key)) return false;
  const isOption =
    isPolicyName(key) || POLICY_NAMES.some((name) => Object.hasOwn(POLICIES[name].options, key));
  if (isOption || PACKAGE_KEYS.includes(key) || REPOSITORY_KEYS.includes(key)) return true;
  const meant = findNearest(key, known) ?? findOtherWord(key, known);
  return meant !== undefined && !SECRET_WORDS.test(meant);
}

function findOtherWord(key: string, known: readonly string[]): string | undefined {
  const lower = key.toLowerCase().replaceAll("-", "_");
  return known.find((name) => OTHER_WORDS[name]?.includes(lower));
}

/** Returns how to write a policy, or an option of one, that is a key of the package. */
function policyHelp(node: Node, key: string): string | undefined {
  if (isPolicyName(key)) return `write \`policy: ${POLICIES[key].example}\``;
  const written = entryOf(node, "policy");
  const text = written && textOf(written.value);
  const hasOption = (name: PolicyName) => Object.hasOwn(POLICIES[name].options, key);
  const name =
    POLICY_NAMES.find((policy) => policy === text && hasOption(policy)) ?? POLICY_NAMES.find(hasOption);
  if (name === undefined) return undefined;
  const options = (entriesOf(node) ?? [])
    .filter((entry) => Object.hasOwn(POLICIES[name].options, entry.key))
    .map((entry) => `${entry.key}: ${optionText(textOf(entry.value))}`);
  return `write \`policy: {${name}: {${options.join(", ")}}}\``;
}

/** Returns an option as it must be written in a flow mapping, or dots for a value that is none, or may be a credential. */
function optionText(text: string | null | undefined): string {
  if (typeof text !== "string" || /[@?#]/.test(text)) return "...";
  return text === "true" || text === "false" ? text : JSON.stringify(text);
}

/** The positions of the keys of a mapping, of those without a value, and for each key the last one above without a value. */
interface KeyIndex {
  readonly positions: ReadonlyMap<string, number>;
  readonly emptyPositions: ReadonlyMap<string, number>;
  readonly emptyAbove: ReadonlyMap<string, string | undefined>;
}

// A mapping may have a wrong key per line, so it is indexed once.
const keyIndexes = new WeakMap<Node, KeyIndex>();

function keyIndexOf(node: Node): KeyIndex {
  const known = keyIndexes.get(node);
  if (known !== undefined) return known;
  const positions = new Map<string, number>();
  const emptyPositions = new Map<string, number>();
  const emptyAbove = new Map<string, string | undefined>();
  let last: string | undefined;
  for (const [position, { key, value }] of (entriesOf(node) ?? []).entries()) {
    positions.set(key, position);
    emptyAbove.set(key, last);
    if (textOf(value) !== null) continue;
    emptyPositions.set(key, position);
    last = key;
  }
  const index = { positions, emptyPositions, emptyAbove };
  keyIndexes.set(node, index);
  return index;
}

/** Returns the last key before `key` that has no value, and so probably the one that it should be below. */
function emptyKeyAbove(node: Node, key: string, candidates?: readonly string[]): string | undefined {
  const { positions, emptyPositions, emptyAbove } = keyIndexOf(node);
  if (candidates === undefined) return emptyAbove.get(key);
  const position = positions.get(key) ?? 0;
  const positionOf = (name: string) => emptyPositions.get(name) ?? Infinity;
  return candidates
    .filter((name) => positionOf(name) < position)
    .sort((one, other) => positionOf(one) - positionOf(other))
    .at(-1);
}

/** Returns the message and the help for a text that is not one of the allowed ones. `name` is the key, `what` its quote. */
export function unknownValue(
  what: string,
  name: string | undefined,
  text: string | undefined,
  allowed: readonly string[],
): { readonly message: string; readonly help: string } {
  if (name === "accept" && text !== undefined) return unacceptable(text, allowed);
  const message = text === undefined ? `${what} is not allowed` : `"${text}" is not allowed in ${what}`;
  const names = name === "policy" ? POLICY_NAMES : allowed;
  const nearest = findNearest(text ?? "", names);
  // A policy with a required option has no short form.
  const isIncomplete =
    nearest !== undefined && isPolicyName(nearest) && POLICIES[nearest].required.length > 0;
  const help = isIncomplete ? `write ${POLICIES[nearest].example}` : didYouMean(text ?? "", names);
  return { message, help };
}

/** Returns the problem with a code that `accept` may not name. */
function unacceptable(text: string, allowed: readonly string[]): { message: string; help: string } {
  const why = whyNotAcceptable(text);
  return why === undefined
    ? { message: `there is no warning with the code "${text}"`, help: didYouMean(text, allowed) }
    : { message: `"${text}" ${why}`, help: `remove it from \`accept\`` };
}

/** Returns the help for the value `node` of `key` in `parent`, which is not of one of the types. */
export function wrongTypeHelp(parent: Node, key: string, node: Node, types: readonly string[]): string {
  const real = dereference(node);
  if (key === "policy") return useOneOf(POLICY_NAMES);
  if (types.includes("a mapping")) {
    if (real.kind !== "scalar") return "write each entry as `name:`, without `-`, with its keys below";
    if (real.text === null) return `indent the keys of "${key}" below it`;
    const above = emptyKeyAbove(parent, key);
    return above === undefined
      ? "write its keys as `key: value`, each in a line of its own"
      : `indent "${key}" so that it is below "${above}"`;
  }
  if (real.kind !== "scalar") {
    return types.includes("a list") ? "write each entry after `- `" : "write a single value";
  }
  if (real.text === null) return "write a value, or remove it";
  if (types.includes("a list")) return `write a list: ['${real.text}']`;
  if (types.includes("text")) return key === "min_age" ? AGE_HINT : `write it in quotes: '${real.text}'`;
  if (types.includes("an integer"))
    return /^[0-9]+$/.test(real.text) ? `write ${real.text} without quotes` : "write digits only";
  if (/^(?:true|yes|on|y|1)$/i.test(real.text)) return "write true without quotes";
  return /^(?:false|no|off|n|0)$/i.test(real.text)
    ? "write false without quotes"
    : "write one of the two without quotes, or remove it";
}

/** Returns the help for a text of `key` that does not match the pattern of the schema. */
export function wrongTextHelp(key: string, text: string): string {
  const isHost =
    key.toLowerCase().endsWith("registry_url") && /^[a-z0-9.-]+(:[0-9]+)?(\/v2)?\/?$/i.test(text);
  if (isHost) return `write https://${text}`;
  return PATTERN_HINTS[key] ?? (text.trim() === "" ? "write a value, or remove it" : NAME_HINT);
}
