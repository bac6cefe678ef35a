import { didYouMean } from "../../model/suggest.js";
import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { textOf, type Node } from "../../yaml/node.js";
import { MATERIAL, MATERIALS, type MaterialKind } from "../grammar/material.js";
import { textIn, type Fields } from "./fields.js";
import { reject, warn, type Scope } from "./findings.js";

/** The keys that name a material's kind, in the order in which GoCD looks: the last one that is there wins. */
const SELECTORS = Object.values(MATERIALS).flatMap(({ kind, selectors }) =>
  selectors.map((key) => ({ key, kind })),
);

/** Returns the kind of material that GoCD reads from a body; undefined if it finds none. */
export function kindOfBody(body: Node): MaterialKind | undefined {
  const winner = selectorsIn(body).at(-1);
  if (winner !== undefined) return winner.kind;
  const type = entryOf(body, "type");
  return type && kindOfType(textOf(type.value));
}

function kindOfType(type: string | null | undefined): MaterialKind | undefined {
  return Object.values(MATERIALS).find(({ kind }) => kind === type)?.kind;
}

/** The selectors in a body; the last one has an effect. */
function selectorsIn(body: Node): typeof SELECTORS {
  const keys = new Set<string>();
  for (const { key, value } of entriesOf(body) ?? []) {
    // `plugin_configuration` selects the kind even without a value.
    if (textOf(value) !== null || key === "plugin_configuration") keys.add(key);
  }
  return SELECTORS.filter(({ key }) => keys.has(key));
}

/** Keys that users of other tools write for a Docker image. */
const IMAGE_KEYS = ["image", "docker", "docker_image", "container"];

/** Reads the kind of a material. If GoCD finds none, this is an error, and the result is undefined. */
export function readKind(
  scope: Scope,
  what: string,
  body: Node,
  entry: Entry,
  fields: Fields,
): MaterialKind | undefined {
  const selectors = selectorsIn(body);
  const winner = selectors.at(-1);
  const type = textIn(fields, "type");
  const typed = kindOfType(type);
  if (winner === undefined) {
    if (type === undefined) {
      reject(scope, entry.keyNode, "material-kind", `${what} does not say which kind of material it is`, {
        help: IMAGE_KEYS.some((key) => entryOf(body, key) !== undefined)
          ? "for a Docker image, write `package: <package repository>/<package>`, as gocd-pin.yaml declares them"
          : "write one of `git:`, `svn:`, `hg:`, `p4:`, `pipeline:`, `package:`, `scm:`, or `type:`",
        reach: "repo",
      });
    } else if (typed === undefined) {
      const node = fields.get("type")?.value ?? entry.keyNode;
      reject(scope, node, "material-kind", `${what} has the unknown type "${type}"`, {
        help: didYouMean(type, Object.keys(MATERIALS)),
        reach: "repo",
      });
    } else if (!checkIdKey(scope, what, body, typed)) return undefined;
    return typed;
  }
  for (const { key, kind } of selectors) {
    if (kind === winner.kind) continue;
    const loser = entryOf(body, key);
    if (loser === undefined) continue;
    const message = `"${key}" of ${what} has no effect together with "${winner.key}", which GoCD prefers`;
    warn(scope, loser.keyNode, "key-ignored", message, "remove one of the two");
  }
  const typeEntry = fields.get("type");
  if (typeEntry !== undefined && type !== winner.kind) {
    const message = `"type" of ${what} has no effect: "${winner.key}" makes it a material of type ${winner.kind}`;
    warn(scope, typeEntry.keyNode, "key-ignored", message, "remove it");
  }
  return winner.kind;
}

/** Warns about keys that have no effect for this kind of material. */
export function checkUnused(scope: Scope, what: string, body: Node, kind: MaterialKind): void {
  for (const { key, keyNode, value } of entriesOf(body) ?? []) {
    if (key === "type" || Object.hasOwn(MATERIALS[kind].keys, key) || textOf(value) === null) continue;
    if (SELECTORS.some((selector) => selector.key === key)) continue; // A losing selector has its own finding.
    if (key === "name") {
      const help = "remove it: the key under `materials` is the name";
      warn(scope, keyNode, "key-ignored", `"name" in ${what} has no effect`, help);
      continue;
    }
    const others = Object.values(MATERIALS).filter(({ keys }) => Object.hasOwn(keys, key));
    if (others.length === 0 && !MATERIAL.keys[key]?.isIgnored) continue; // An unknown key has its own finding.
    const help =
      others.length > 0
        ? `it has an effect for ${others.map((other) => other.kind).join(", ")}`
        : "write `scm:` or `package:` for the id";
    warn(scope, keyNode, "key-ignored", `"${key}" has no effect on ${what} of type ${kind}`, help);
  }
}

/** `type: package` and `type: plugin` lose the id that they need: the plugin never copies its key. */
function checkIdKey(scope: Scope, what: string, body: Node, kind: MaterialKind): boolean {
  if (kind !== "package" && kind !== "plugin") return true;
  const selector = kind === "package" ? "package" : "scm";
  const lost = entryOf(body, `${selector}_id`);
  const node = lost?.keyNode ?? entryOf(body, "type")?.keyNode ?? body;
  const problem =
    lost === undefined ? "names no id" : `loses its "${selector}_id": GoCD does not read it there`;
  reject(scope, node, "material-kind", `${what} of type ${kind} ${problem}`, {
    help: `write \`${selector}: <id>\` instead of \`type\``,
  });
  return false;
}
