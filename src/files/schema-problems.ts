import type { SchemaError } from "../../schemas/validator.js";
import { whyNotAcceptable, type Code } from "../model/codes.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import { isPolicyName, POLICIES } from "../model/policies.js";
import type { Place, Span } from "../model/source.js";
import { didYouMean } from "../model/suggest.js";
import { entryOf } from "../yaml/entries.js";
import { dereference, placeOf, textOf, type Node, type Tree } from "../yaml/node.js";
import { nodeAt, type Plain } from "../yaml/parse.js";
import { credentialSpans } from "./url-credential.js";

/** Help for values that do not match a pattern of the schema, which users could not read. */
const PATTERN_HINTS: Readonly<Record<string, string>> = {
  registry_url: "write a URL such as https://registry.example.com/v2/",
  DOCKER_REGISTRY_URL: "write a URL such as https://registry.example.com/v2/",
  platform: "write os/architecture, such as linux/amd64",
  extract: "name a group of tag_filter: $1, $name or ${name}",
  hold: "write at most 128 letters, digits, `_`, `.` and `-`",
  tag: "write at most 128 letters, digits, `_`, `.` and `-`",
};

/** Keys whose value may contain a credential, which must not be shown. */
const URL_KEYS = ["registry_url", "DOCKER_REGISTRY_URL"];

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: "a mapping",
  array: "a list",
  string: "text",
  boolean: "true or false",
  null: "empty",
  number: "a number",
  integer: "an integer",
};

/** Returns the package that a path is in: its key, and the number of steps of the path that lead to it. */
export type PackageAt = (
  path: readonly string[],
) => { readonly key: string; readonly depth: number } | undefined;

/** How errors of a file are reported: their code, and which package a path is in. */
interface Kind {
  readonly code: Code;
  readonly packageAt: PackageAt;
}

/**
 * Turns errors of a compiled schema below `node` into diagnostics at their places, one for each node. Values that may be
 * credentials are not quoted.
 */
export function schemaProblems(
  tree: Tree,
  node: Node,
  errors: readonly SchemaError[],
  kind: Kind,
): Diagnostic[] {
  const problems = new Map<string, Diagnostic>();
  const above = pathsAbove(errors);
  for (const error of errors) {
    // ajv reports each alternative of `oneOf`; a wrong policy is one error, and the innermost is the most precise.
    if (error.keyword === "oneOf" && problems.has(error.instancePath)) continue;
    const isAlternative = error.keyword === "oneOf" || error.keyword === "enum";
    if (isAlternative && above.has(error.instancePath)) continue;
    // The errors of a key's schema are repeated, with the key, by `propertyNames`.
    if (error.propertyName !== undefined) continue;
    const path = pointerSteps(error.instancePath);
    const owner = kind.packageAt(path);
    const { place, message, help, at, mask = [] } = describe(tree, node, path, error, owner);
    const isNamed = owner === undefined || path.length === owner.depth;
    const known = problems.get(at);
    if (known !== undefined && error.keyword !== "additionalProperties") continue;
    problems.set(
      at,
      errorAt(place, kind.code, isNamed ? message : `"${owner.key}": ${message}`, {
        mask,
        ...(help !== "" && { help }),
      }),
    );
  }
  return Array.from(problems.values());
}

function describe(
  tree: Tree,
  root: Node,
  path: readonly string[],
  error: SchemaError,
  owner: ReturnType<PackageAt>,
): { place: Place; message: string; help: string; at: string; mask?: readonly Span[] } {
  const node = nodeAt(root, path);
  const name = path.findLast((step) => !/^[0-9]+$/.test(step));
  const isOwner = owner !== undefined && path.length === owner.depth;
  const named = isOwner ? owner.key : name;
  const what = named !== undefined ? `"${named}"` : root === tree.root ? "the file" : "this";
  const place = placeOf(tree, node);
  const at = error.instancePath;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(error.params["additionalProperty"]);
      const entry = entryOf(node, key);
      const keyNode = entry?.keyNode ?? node;
      const known = Object.keys(recordOf(error.parentSchema["properties"]));
      const where = named === undefined ? "" : ` in ${what}`;
      return {
        place: placeOf(tree, keyNode),
        message: `unknown key "${key}"${where}`,
        help: didYouMean(key, known),
        at: `${at}/${key}`,
        // The value of a misspelt or misplaced key may be a credential.
        mask: entry === undefined ? [] : [placeOf(tree, entry.value).span],
      };
    }
    case "propertyNames": {
      const key = String(error.params["propertyName"]);
      const keyNode = entryOf(node, key)?.keyNode ?? node;
      return {
        place: placeOf(tree, keyNode),
        message: `"${key}" is not a valid name here`,
        help: "use ASCII letters, digits, `_`, `-` and `.`; the name of a package may also have `/`",
        at: `${at}/${key}`,
      };
    }
    case "required":
      return {
        place,
        message: `${what} needs the key "${String(error.params["missingProperty"])}"`,
        help: "",
        at,
      };
    case "enum": {
      const allowed = Array.isArray(error.schema) ? error.schema.map(String) : [];
      const text = textOf(node) ?? undefined;
      if (name === "accept" && text !== undefined) return { place, ...unacceptable(text, allowed), at };
      const message = text === undefined ? `${what} is not allowed` : `"${text}" is not allowed in ${what}`;
      return {
        place,
        message: `${message}; allowed: ${allowed.map((word) => `"${word}"`).join(", ")}`,
        // A policy with a required option has no short form.
        help:
          name === "policy" && text !== undefined && isPolicyName(text)
            ? `write ${POLICIES[text].example}`
            : "",
        at,
      };
    }
    case "type": {
      const types = [error.schema].flat().map((type) => TYPE_NAMES[String(type)] ?? String(type));
      const real = dereference(node);
      const needsQuotes = real.kind === "scalar" && real.style === "plain" && types.includes("text");
      return {
        place,
        message: `${what} must be ${types.join(" or ")}`,
        help: needsQuotes ? "write it in quotes" : "",
        at,
      };
    }
    case "pattern":
      return {
        place,
        message: `${what} is not valid`,
        help: PATTERN_HINTS[name ?? ""] ?? "",
        at,
        mask: URL_KEYS.includes(name ?? "") ? credentialSpans(place) : [],
      };
    case "const":
      return { place, message: `${what} must be ${JSON.stringify(error.schema)}`, help: "", at };
    case "minimum":
    case "maximum": {
      const bound = error.keyword === "minimum" ? "at least" : "at most";
      return { place, message: `${what} must be ${bound} ${String(error.schema)}`, help: "", at };
    }
    case "minItems":
    case "minProperties":
      return { place, message: `${what} must not be empty`, help: "", at };
    case "maxProperties":
      return { place, message: `${what} must have exactly one key`, help: "", at };
    case "uniqueItems":
      return { place, message: `${what} has a duplicate entry`, help: "", at };
    default:
      return { place, message: `${what} is not valid`, help: "", at };
  }
}

/** Returns the problem with a code that `accept` may not name. */
function unacceptable(text: string, allowed: readonly string[]): { message: string; help: string } {
  const why = whyNotAcceptable(text);
  return why === undefined
    ? { message: `there is no warning with the code "${text}"`, help: didYouMean(text, allowed) }
    : { message: `"${text}" ${why}`, help: `remove it from \`accept\`` };
}

/** Returns the paths that have an error below them. An error of a mapping's keys is below the mapping. */
function pathsAbove(errors: readonly SchemaError[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { instancePath, keyword } of errors) {
    if (keyword.endsWith("Properties")) paths.add(instancePath);
    for (let end = instancePath.lastIndexOf("/"); end >= 0; end = instancePath.lastIndexOf("/", end - 1)) {
      const path = instancePath.slice(0, end);
      // All paths above one that is known are known.
      if (paths.has(path)) break;
      paths.add(path);
      if (end === 0) break;
    }
  }
  return paths;
}

/** Returns the steps of a JSON pointer (RFC 6901). */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/**
 * Returns a value without the parts in which a schema found errors, so that the rest can be read in the same run.
 * `partOf` returns the path of the part that an error at a path makes unusable. If that is the root, the result is `{}`.
 */
export function soundPart(
  plain: Plain,
  errors: readonly SchemaError[],
  partOf: (path: readonly string[]) => readonly string[],
): Plain {
  const removed = new Set<string>();
  for (const error of errors) {
    // The errors of a key's schema are repeated, with the key, by `propertyNames`.
    if (error.propertyName === undefined) removed.add(JSON.stringify(partOf(errorPath(error))));
  }
  return removed.has("[]") ? {} : removed.size === 0 ? plain : without(plain, removed, []);
}

/** Returns the path of a schema error; for an error of a key, including the key. */
export function errorPath({ instancePath, params }: SchemaError): string[] {
  const key = params["additionalProperty"] ?? params["propertyName"];
  return [...pointerSteps(instancePath), ...(typeof key === "string" ? [key] : [])];
}

function without(plain: Plain, removed: ReadonlySet<string>, at: readonly string[]): Plain {
  if (typeof plain !== "object" || plain === null || Array.isArray(plain)) return plain;
  const entries = Object.entries(plain).flatMap(([key, value]): [string, Plain][] => {
    const path = [...at, key];
    return removed.has(JSON.stringify(path)) ? [] : [[key, without(value, removed, path)]];
  });
  return Object.fromEntries(entries);
}
