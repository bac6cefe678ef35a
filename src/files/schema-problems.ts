import type { SchemaError } from "../../schemas/validator.js";
import type { Code } from "../model/codes.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import { recordOf } from "../model/json.js";
import { isPolicyName, POLICIES, POLICY_NAMES } from "../model/policies.js";
import type { Place, Span } from "../model/source.js";
import { useOneOf } from "../model/suggest.js";
import { entriesOf, entryOf } from "../yaml/entries.js";
import { placeOf, textOf, type Node, type Tree } from "../yaml/node.js";
import { nodeAt } from "../yaml/parse.js";
import {
  isHarmlessKey,
  NAME_HINT,
  unknownKeyHelp,
  unknownValue,
  wrongTextHelp,
  wrongTypeHelp,
} from "./schema-hints.js";
import { errorPath, pathsAbove, pointerSteps } from "./schema-paths.js";
import { credentialSpans } from "./registry-url.js";

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
  /** Returns the help for an error at `path`; `help` is the usual one for `keyword`, the violated keyword of the schema. */
  readonly helpAt?: (path: readonly string[], keyword: string, help: string) => string;
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
    const { place, message, help: usual, at, mask = [] } = describe(tree, node, path, error, owner);
    const help = kind.helpAt?.(errorPath(error), error.keyword, usual) ?? usual;
    const isNamed = owner === undefined || path.length === owner.depth;
    const known = problems.get(at);
    if (known !== undefined && error.keyword !== "additionalProperties") continue;
    problems.set(
      at,
      errorAt(place, kind.code, isNamed ? message : `"${owner.key}": ${message}`, { mask, help }),
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
  const value = JSON.stringify(error.schema);
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
        help: unknownKeyHelp(node, key, known),
        at: `${at}/${key}`,
        mask: entry === undefined ? [] : secretSpans(placeOf(tree, entry.value), entry.value, key, known),
      };
    }
    case "propertyNames": {
      const key = String(error.params["propertyName"]);
      const keyNode = entryOf(node, key)?.keyNode ?? node;
      return {
        place: placeOf(tree, keyNode),
        message: `"${key}" is not a valid name here`,
        help: `${NAME_HINT}; the name of a package may also have \`/\``,
        at: `${at}/${key}`,
      };
    }
    case "required": {
      const missing = String(error.params["missingProperty"]);
      const isOfPolicy = name !== undefined && isPolicyName(name);
      const help = isOfPolicy ? `write ${POLICIES[name].example}` : `add \`${missing}: NAME\``;
      return { place, message: `${what} needs the key "${missing}"`, help, at };
    }
    case "enum": {
      const allowed = Array.isArray(error.schema) ? error.schema.map(String) : [];
      const text = textOf(node) ?? undefined;
      const problem = unknownValue(what, name, text, allowed);
      return { place, ...problem, at };
    }
    case "type": {
      const types = [error.schema].flat().map((type) => TYPE_NAMES[String(type)] ?? String(type));
      const help = wrongTypeHelp(nodeAt(root, path.slice(0, -1)), path.at(-1) ?? "", node, types);
      return { place, message: `${what} must be ${types.join(" or ")}`, help, at };
    }
    case "pattern":
      return {
        place,
        message: `${what} is not valid`,
        help: wrongTextHelp(name ?? "", textOf(node) ?? ""),
        at,
        mask: URL_KEYS.includes(name ?? "") ? credentialSpans(place) : [],
      };
    case "const":
      return { place, message: `${what} has another value than ${value}`, help: `write ${value}`, at };
    case "minimum":
    case "maximum": {
      const [bound, size] = error.keyword === "minimum" ? ["at least", "larger"] : ["at most", "smaller"];
      const help = `write a ${size} number, or remove it to use the default, ${String(error.parentSchema["default"])}`;
      return { place, message: `${what} must be ${bound} ${value}`, help, at };
    }
    case "minItems":
      return {
        place,
        message: `${what} must not be empty`,
        help: "add an entry, or remove it to use the default",
        at,
      };
    case "minProperties":
      return { place, message: `${what} must not be empty`, help: useOneOf(POLICY_NAMES), at };
    case "maxItems":
      return { place, message: `${what} has more than ${value} entries`, help: "remove the others", at };
    case "maxProperties": {
      const keys = (entriesOf(node) ?? []).map(({ key }) => `"${key}"`);
      return {
        place,
        message: `${what} must have exactly one key`,
        help: `remove all but one of ${keys.join(", ")}`,
        at,
      };
    }
    case "uniqueItems": {
      const item = textOf(nodeAt(node, [String(error.params["i"])]));
      return { place, message: `${what} has a duplicate entry`, help: `remove one "${item ?? ""}"`, at };
    }
    default:
      return {
        place,
        message: `${what} is not valid`,
        help: "compare it with the output of `gocd-pin schema`",
        at,
      };
  }
}

/** Returns what may be a credential in the value of a misspelt or misplaced key. */
function secretSpans(place: Place, value: Node, key: string, known: readonly string[]): readonly Span[] {
  return value.kind === "scalar" && isHarmlessKey(key, known) ? credentialSpans(place) : [place.span];
}
