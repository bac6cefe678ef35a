import type { SchemaError } from "../../schemas/validators.js";
import type { Code } from "../model/codes.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Place, Span } from "../model/source.js";
import { didYouMean } from "../model/suggest.js";
import { entryOf } from "../yaml/entries.js";
import { dereference, placeOf, textOf, type Node, type Tree } from "../yaml/node.js";
import { nodeAt } from "../yaml/plain.js";

/** What is told of values whose pattern the schema gives but a user cannot read. */
const PATTERN_HINTS: Readonly<Record<string, string>> = {
  registry_url: "write a URL such as https://registry.example.com/v2/",
  DOCKER_REGISTRY_URL: "write a URL such as https://registry.example.com/v2/",
  platform: "write os/architecture, such as linux/amd64",
  extract: "write $1, $name or ${name}",
  tag: "a tag holds letters, digits, `_`, `.` and `-`, 128 at most",
};

/** Keys whose value may hold a credential, which must not be shown. */
const URL_KEYS = ["registry_url", "DOCKER_REGISTRY_URL"];

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: "a mapping",
  array: "a list",
  string: "text",
  boolean: "true or false",
  null: "nothing",
  number: "a number",
  integer: "a whole number",
};

/** The key of the package that stands at the end of a path or above it, and how many steps lead to it. */
export type PackageAt = (
  path: readonly string[],
) => { readonly key: string; readonly depth: number } | undefined;

/** The kind of file that has the errors: the code of its errors, and where its packages are. */
interface Kind {
  readonly code: Code;
  readonly packageAt: PackageAt;
}

/**
 * Turns what a compiled schema found below `node` into diagnostics at the places of the text, one for each node.
 * Values are not quoted where they may be credentials.
 */
export function schemaProblems(
  tree: Tree,
  node: Node,
  errors: readonly SchemaError[],
  kind: Kind,
): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const error of errors) {
    // Of alternatives (`oneOf`) ajv reports each; a wrong policy is one mistake, and the innermost tells most.
    if (error.keyword === "oneOf" && found.has(error.instancePath)) continue;
    const isAlternative = error.keyword === "oneOf" || error.keyword === "enum";
    if (isAlternative && errors.some((other) => isWithin(other, error.instancePath))) continue;
    // What `propertyNames` finds is told by its own error.
    if (error.propertyName !== undefined) continue;
    const path = pointerSteps(error.instancePath);
    const owner = kind.packageAt(path);
    const { place, message, help, at, mask = [] } = describe(tree, node, path, error, owner);
    const isNamed = owner === undefined || path.length === owner.depth;
    const known = found.get(at);
    if (known !== undefined && error.keyword !== "additionalProperties") continue;
    found.set(
      at,
      errorAt(place, kind.code, isNamed ? message : `"${owner.key}": ${message}`, {
        mask,
        ...(help !== "" && { help }),
      }),
    );
  }
  return Array.from(found.values());
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
        // Behind a misspelt or misplaced key a credential may stand.
        mask: entry === undefined ? [] : [placeOf(tree, entry.value).span],
      };
    }
    case "propertyNames": {
      const key = String(error.params["propertyName"]);
      const keyNode = entryOf(node, key)?.keyNode ?? node;
      return {
        place: placeOf(tree, keyNode),
        message: `"${key}" is not a name that can stand here`,
        help: "use ASCII letters, digits, `_`, `-` and `.`; a package's name may hold `/` too",
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
      const text = textOf(node);
      const message =
        typeof text === "string" ? `"${text}" is not allowed in ${what}` : `${what} is not allowed`;
      return {
        place,
        message: `${message}; allowed: ${allowed.map((word) => `"${word}"`).join(", ")}`,
        // The one policy that has no short form.
        help:
          name === "policy" && text === "calver"
            ? "write {calver: {format: YYYY.MM.DD}}: it needs a format"
            : "",
        at,
      };
    }
    case "type": {
      const types = [error.schema].flat().map((type) => TYPE_NAMES[String(type)] ?? String(type));
      const real = dereference(node);
      const isWord = real.kind === "scalar" && real.style === "plain" && types.includes("text");
      return {
        place,
        message: `${what} must be ${types.join(" or ")}`,
        help: isWord ? "write it in quotes" : "",
        at,
      };
    }
    case "pattern":
      return {
        place,
        message: `${what} has a form that is not allowed`,
        help: PATTERN_HINTS[name ?? ""] ?? "",
        at,
        mask: URL_KEYS.includes(name ?? "") ? [place.span] : [],
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
      return { place, message: `${what} must have one key only`, help: "", at };
    case "uniqueItems":
      return { place, message: `${what} lists one thing twice`, help: "", at };
    default:
      return { place, message: `${what} has a form that is not allowed`, help: "", at };
  }
}

/** Whether an error lies below a path. */
function isWithin({ instancePath, keyword }: SchemaError, path: string): boolean {
  return instancePath.startsWith(`${path}/`) || (instancePath === path && keyword.endsWith("Properties"));
}

/** The steps of a JSON pointer (RFC 6901). */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
