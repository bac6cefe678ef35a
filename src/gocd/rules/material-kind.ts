import { didYouMean } from "../../model/suggest.js";
import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { textOf, type Node } from "../../yaml/node.js";
import { refuse, warn, type Scope } from "./finding.js";
import { textIn, type Fields } from "./shape.js";

/** The material types of GoCD's JSON format (MaterialTypeAdapter). */
const MATERIAL_KINDS = [
  "git",
  "svn",
  "hg",
  "p4",
  "tfs",
  "dependency",
  "package",
  "plugin",
  "configrepo",
] as const;

/** What a material is, by the key that GoCD knows it by. */
export type MaterialKind = (typeof MATERIAL_KINDS)[number];

interface Selector {
  readonly key: string;
  readonly kind: MaterialKind;
}

/** The keys that name a material's kind, in the order in which GoCD looks: the last that is there wins. */
const SELECTORS: readonly Selector[] = [
  { key: "git", kind: "git" },
  { key: "svn", kind: "svn" },
  { key: "hg", kind: "hg" },
  { key: "pipeline", kind: "dependency" },
  { key: "scm", kind: "plugin" },
  { key: "plugin_configuration", kind: "plugin" },
  { key: "package", kind: "package" },
  { key: "p4", kind: "p4" },
];

const SCM = [
  "destination",
  "auto_update",
  "username",
  "password",
  "encrypted_password",
  "ignore",
  "blacklist",
  "includes",
  "whitelist",
];
const FILTERED = ["destination", "ignore", "blacklist", "includes", "whitelist"];

/** The keys that the server looks at, beside `type`, for each kind (the CRMaterial types). */
const USED: Readonly<Record<MaterialKind, readonly string[]>> = {
  git: ["git", "url", "branch", "shallow_clone", ...SCM],
  svn: ["svn", "url", "check_externals", ...SCM],
  hg: ["hg", "url", "branch", ...SCM],
  p4: ["p4", "port", "view", "use_tickets", ...SCM],
  tfs: ["url", "domain", "project", ...SCM],
  dependency: ["pipeline", "stage", "ignore_for_scheduling"],
  package: ["package"],
  plugin: ["scm", "plugin_configuration", "options", "secure_options", ...FILTERED],
  configrepo: FILTERED,
};

/** The kind of material that GoCD takes a body for; undefined where it takes it for none. */
export function kindOfBody(body: Node): MaterialKind | undefined {
  const winner = selectorsIn(body).at(-1);
  if (winner !== undefined) return winner.kind;
  const type = entryOf(body, "type");
  return type && MATERIAL_KINDS.find((kind) => kind === textOf(type.value));
}

/** The selectors that stand in a body, the one that counts last. */
function selectorsIn(body: Node): readonly Selector[] {
  const present = new Set<string>();
  for (const { key, value } of entriesOf(body) ?? []) {
    // The presence of `plugin_configuration` counts, also without a value.
    if (textOf(value) !== null || key === "plugin_configuration") present.add(key);
  }
  return SELECTORS.filter(({ key }) => present.has(key));
}

/** Finds out which kind of material GoCD takes this for; undefined, with an error, where it takes it for none. */
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
  const typed = MATERIAL_KINDS.find((kind) => kind === type);
  if (winner === undefined) {
    if (type === undefined) {
      refuse(scope, entry.keyNode, "material-kind", `${what} does not say what it is`, {
        help: "write one of `git:`, `svn:`, `hg:`, `p4:`, `pipeline:`, `package:`, `scm:`, or `type:`",
        reach: "repo",
      });
    } else if (typed === undefined) {
      const node = fields.get("type")?.value ?? entry.keyNode;
      refuse(scope, node, "material-kind", `${what} has the unknown type "${type}"`, {
        help: didYouMean(type, MATERIAL_KINDS),
        reach: "repo",
      });
    } else if (!checkIdKey(scope, what, body, typed)) return undefined;
    return typed;
  }
  for (const { key, kind } of selectors) {
    if (kind === winner.kind) continue;
    const loser = entryOf(body, key);
    if (loser === undefined) continue;
    const message = `"${key}" of ${what} has no effect beside "${winner.key}", which GoCD prefers`;
    warn(scope, loser.keyNode, "key-ignored", message, "keep one of the two");
  }
  const typeEntry = fields.get("type");
  if (typeEntry !== undefined && type !== winner.kind) {
    const message = `"type" of ${what} has no effect: "${winner.key}" makes it a material of type ${winner.kind}`;
    warn(scope, typeEntry.keyNode, "key-ignored", message, "remove it");
  }
  return winner.kind;
}

/** Warns of keys that do nothing for this kind of material. */
export function checkUnused(scope: Scope, what: string, body: Node, kind: MaterialKind): void {
  for (const { key, keyNode, value } of entriesOf(body) ?? []) {
    if (key === "type" || USED[kind].includes(key) || textOf(value) === null) continue;
    if (SELECTORS.some((selector) => selector.key === key)) continue; // A losing selector has its own finding.
    if (key === "name") {
      const help = "remove it: the key under `materials` is the name";
      warn(scope, keyNode, "key-ignored", `"name" in ${what} has no effect`, help);
    } else if (
      Object.values(USED).some((keys) => keys.includes(key)) ||
      key === "scm_id" ||
      key === "package_id"
    ) {
      const others = MATERIAL_KINDS.filter((other) => USED[other].includes(key));
      const help =
        others.length > 0 ? `it counts for ${others.join(", ")}` : "write `scm:` or `package:` for the id";
      warn(scope, keyNode, "key-ignored", `"${key}" has no effect on ${what} of type ${kind}`, help);
    }
  }
}

/** `type: package` and `type: plugin` do not take the id that they need: its key is one of those never copied. */
function checkIdKey(scope: Scope, what: string, body: Node, kind: MaterialKind): boolean {
  if (kind !== "package" && kind !== "plugin") return true;
  const selector = kind === "package" ? "package" : "scm";
  const lost = entryOf(body, `${selector}_id`);
  const node = lost?.keyNode ?? entryOf(body, "type")?.keyNode ?? body;
  const found =
    lost === undefined ? "names no id" : `loses its "${selector}_id": GoCD does not read it there`;
  refuse(scope, node, "material-kind", `${what} of type ${kind} ${found}`, {
    help: `write \`${selector}: <id>\` instead of \`type\``,
  });
  return false;
}
