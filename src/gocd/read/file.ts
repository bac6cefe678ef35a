import { errorIn, type Diagnostic } from "../../model/diagnostic.js";
import { didYouMean, useOneOf } from "../../model/suggest.js";
import { entriesOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, visitNodes, type Node, type Tree } from "../../yaml/node.js";
import { ROOT_KEYS, type RootKey } from "../grammar/file.js";
import { readEnvironment, type Environment } from "./environment.js";
import { addFinding, noFindings, reachText, reject, warn, type Scope } from "./findings.js";
import { readPipeline, type Pipeline } from "./pipeline.js";
import { describeNode, hiddenParameter, parseInteger, quoteHelp } from "./values.js";

/** A GoCD YAML file: its pipelines and environments, with the places of everything that rules look at. */
export interface GocdFile {
  readonly tree: Tree;
  /** The `format_version`s that are integers; GoCD accepts the key in several letter cases. */
  readonly versions: readonly FormatVersion[];
  /** Whether there is a `format_version`; without one, GoCD drops the filters of the file's materials. */
  readonly hasFormatVersion: boolean;
  readonly pipelines: readonly Pipeline[];
  /** The names of all pipelines, also of those that cannot be read. */
  readonly pipelineNames: readonly Node[];
  readonly environments: readonly Environment[];
  /** GoCD ignores everything below `common`; package repositories may be declared there. */
  readonly common: Node | undefined;
}

/** A `format_version` that is an integer. */
interface FormatVersion {
  readonly number: number;
  readonly entry: Entry;
}

/**
 * Reads the tree of a GoCD file (RootTransform). Everything that GoCD's plugin or server cannot read is an error,
 * everything that they drop a warning; the rest of the file is still returned. The rules check the values (names,
 * references, paths).
 */
export function readGocdFile(tree: Tree): { file: GocdFile; diagnostics: readonly Diagnostic[] } {
  const findings = noFindings();
  const scope: Scope = { tree, findings, reach: "repo" };
  const root = readRoot(scope);
  const pipelines = root.pipelines.flatMap((entry) => readNamed(scope, entry, "pipeline"));
  const environments = root.environments.flatMap((entry) => readNamed(scope, entry, "environment"));
  const file: GocdFile = {
    tree,
    versions: root.format_version.flatMap((entry) => readVersion(scope, entry) ?? []),
    hasFormatVersion: root.format_version.length > 0,
    pipelines: pipelines.flatMap((entry) => readPipeline({ ...scope, reach: "pipeline" }, entry) ?? []),
    pipelineNames: pipelines.map(({ keyNode }) => keyNode),
    environments: environments.map((entry) => readEnvironment({ ...scope, reach: "environment" }, entry)),
    common: root.common[0]?.value,
  };
  warnHidden(scope);
  return { file, diagnostics: findings.list };
}

/** Warns about values that are comments, `key: #{name}`, if no error says so. */
function warnHidden(scope: Scope): void {
  const { tree, findings } = scope;
  if (!tree.file.text.includes("#{") || !/[:-][ \t]+#\{/.test(tree.file.text)) return;
  const known = new Set(findings.list.map(({ place }) => place?.span.start));
  visitNodes(tree.root, (node) => {
    const parameter = hiddenParameter(tree, node);
    if (parameter === undefined || known.has(node.start)) return;
    const message = `GoCD reads no value here, because "${parameter}" is a comment`;
    warn(scope, node, "value-misread", message, quoteHelp(parameter));
  });
}

/** The entries of a file's root, by key. An error here stops the reading of all files of the repo. */
function readRoot(scope: Scope): Readonly<Record<RootKey, readonly Entry[]>> {
  const entries: Record<RootKey, Entry[]> = {
    format_version: [],
    pipelines: [],
    environments: [],
    common: [],
  };
  const root = dereference(scope.tree.root);
  if (root.kind !== "mapping") {
    rejectRoot(scope, root);
    return entries;
  }
  for (const { key, keyNode } of root.pairs) {
    if (key !== undefined) continue;
    reject(scope, keyNode, "root-key", "a top-level key is a list or mapping", {
      help: useOneOf(ROOT_KEYS),
    });
  }
  for (const entry of entriesOf(root) ?? []) {
    const key = ROOT_KEYS.find((one) => one === entry.key.toLowerCase());
    if (key !== undefined) entries[key].push(entry);
    else {
      reject(scope, entry.keyNode, "root-key", `unknown top-level key "${entry.key}"`, {
        help: rootHelp(entry.key),
      });
    }
  }
  return entries;
}

function rejectRoot(scope: Scope, root: Node): void {
  const { tree, findings } = scope;
  if (textOf(root) === null) {
    // YamlConfigParser reports a file of zero bytes; RootTransform throws for one with only spaces and comments.
    const reach = reachText(tree.file.text === "" ? "file" : "repo");
    const help = "write pipelines into it, or remove it";
    addFinding(findings, errorIn(tree.file.path, "source-empty", `the file is empty; ${reach}`, { help }));
  } else {
    reject(scope, root, "root-form", `a GoCD file must be a mapping, but is ${describeNode(root)}`, {
      help: "start it with `format_version: 10` and `pipelines:`",
    });
  }
}

/** The entries below `pipelines` or `environments`. A name that is a list or mapping is an error of that entry only. */
function readNamed(scope: Scope, entry: Entry, reach: "pipeline" | "environment"): readonly Entry[] {
  const real = dereference(entry.value);
  if (textOf(real) === null) return [];
  if (real.kind !== "mapping") {
    const message = `"${entry.key}" must be a mapping, but is ${describeNode(real)}`;
    reject(scope, entry.value, "root-form", message, {
      help: `write each ${reach} as \`name:\` with its keys below`,
    });
    return [];
  }
  for (const { key, keyNode } of real.pairs) {
    if (key !== undefined) continue;
    const article = reach === "pipeline" ? "a" : "an";
    reject(scope, keyNode, "value-type", `the name of ${article} ${reach} is a list or mapping`, {
      help: "write a name",
      reach,
    });
  }
  return entriesOf(real) ?? [];
}

function rootHelp(key: string): string {
  if (key.startsWith("x-") || key.startsWith(".")) return "move values that are only anchors below `common:`";
  if (key === "<<") return "write the keys here";
  if (key.startsWith("\uFEFF")) return "save the file without a byte order mark";
  return didYouMean(key, ROOT_KEYS);
}

/** The plugin reads the number with Integer.parseInt, and any other text is an exception. */
function readVersion(scope: Scope, entry: Entry): FormatVersion | undefined {
  const text = textOf(entry.value);
  const number = parseInteger(text ?? "");
  if (number !== undefined) return { number, entry };
  const node = text === null ? entry.keyNode : entry.value;
  const value = typeof text === "string" ? `"${text}"` : describeNode(entry.value);
  reject(scope, node, "format-version", `"${entry.key}" must be an integer, but is ${value}`, {
    help: "write `format_version: 10`",
  });
  return undefined;
}
