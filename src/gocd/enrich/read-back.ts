import type { SourceFile } from "../../model/source.js";
import { entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type MappingNode, type Node, type Pair, type Tree } from "../../yaml/node.js";
import type { Watch } from "../../yaml/tree-builder.js";
import { byKey, NodeComparison, sameNames } from "./node-comparison.js";
import { isPipelines } from "./pipelines-entry.js";
import { droppedVariables, type Change, type Enrichment, PIN_STAGE } from "./enrichment.js";
import { escapeParameters } from "../names.js";

/** A pipeline of an enriched text, read back, that has its intended meaning. */
export interface OutputPipeline {
  readonly enrichment: Enrichment;
  readonly body: MappingNode;
  /** The source's tree, with the enriched text as its file. */
  readonly tree: Tree;
}

/**
 * Compares an enriched text with its intended meaning while it is read back: the source, plus variables, minus materials. A
 * difference is a bug in gocd-pin. It uses the source's tree and the intended changes, not the edits. `keep` gets each
 * pipeline, whose nodes are dropped after that: the tree of 16 MiB needs 200 MB.
 */
export class ReadBack<Kept> {
  /** By the name of the pipeline. */
  readonly kept = new Map<string, Kept>();
  readonly #source: Tree;
  readonly #output: Tree;
  readonly #keep: (pipeline: OutputPipeline) => Kept;
  readonly #comparison: NodeComparison;
  readonly #intentions: ReadonlyMap<string, Enrichment>;
  /** The source's pipelines, by the key of the root that has them. */
  readonly #sources = new Map<string, ReadonlyMap<string, Entry>>();
  /** The pairs of pipelines that were compared while the text was read. */
  readonly #compared = new Set<string>();
  #difference: string | undefined;

  constructor(
    source: Tree,
    output: SourceFile,
    enrichments: readonly Enrichment[],
    keep: (pipeline: OutputPipeline) => Kept,
  ) {
    this.#source = source;
    this.#output = { ...source, file: output };
    this.#keep = keep;
    this.#comparison = new NodeComparison(source);
    this.#intentions = new Map(enrichments.map((enrichment) => [enrichment.pipeline.name, enrichment]));
  }

  /** Compares a pipeline of the output. */
  readonly watch: Watch = (outer, pair) => {
    if (!isPipelines(outer) || pair.key === undefined || this.#difference !== undefined) return false;
    const original = this.#sourcesOf(outer).get(pair.key);
    if (original === undefined) return false;
    this.#difference = this.#compare(pair.key, original, pair, outer);
    this.#compared.add(`${outer}.${pair.key}`);
    return true;
  };

  /** Compares the rest of the output. Returns a sentence about the first difference, undefined if there is none. */
  findDifference(output: Tree): string | undefined {
    const comparison = this.#comparison;
    return (
      this.#difference ??
      comparison.sameKeys(this.#source.root, output.root, "", (key, a, b) =>
        isPipelines(key)
          ? comparison.sameKeys(a.value, b.value, key, (name, x, y) =>
              this.#compared.has(`${key}.${name}`) ? undefined : this.#compare(name, x, y, key),
            )
          : comparison.sameEntry(a, b, key),
      )
    );
  }

  #compare(name: string, source: Entry, output: Pair, outer: string): string | undefined {
    const enrichment = this.#intentions.get(name);
    const path = `${outer}.${name}`;
    if (enrichment === undefined) return this.#comparison.sameEntry(source, output, path);
    const difference = comparePipeline(this.#comparison, enrichment, source.value, output.value, path);
    const body = dereference(output.value);
    if (difference === undefined && body.kind === "mapping") {
      this.kept.set(name, this.#keep({ enrichment, body, tree: this.#output }));
    }
    return difference;
  }

  #sourcesOf(outer: string): ReadonlyMap<string, Entry> {
    const entry = entryOf(this.#source.root, outer);
    const sources = this.#sources.get(outer) ?? (entry === undefined ? new Map() : byKey(entry.value));
    this.#sources.set(outer, sources);
    return sources;
  }
}

function comparePipeline(
  comparison: NodeComparison,
  enrichment: Enrichment,
  source: Node,
  output: Node,
  path: string,
): string | undefined {
  const { variables, label } = enrichment;
  const outputs = byKey(output);
  const keys = new Set(byKey(source).keys());
  const dropped = droppedVariables(enrichment);
  if (variables.size > 0) keys.add("environment_variables");
  else if (dropped.size > 0 && !outputs.has("environment_variables")) {
    const environment = byKey(source).get("environment_variables");
    const names = environment === undefined ? [] : Array.from(byKey(environment.value).keys());
    if (names.every((name) => dropped.has(name))) keys.delete("environment_variables");
  }
  if (label !== undefined) keys.add("label_template");
  const difference = sameNames(keys, outputs, path);
  if (difference !== undefined) return difference;
  const sources = byKey(source);
  for (const key of keys) {
    const a = sources.get(key);
    const b = outputs.get(key);
    if (b === undefined) continue;
    const at = `${path}.${key}`;
    const inner =
      key === "environment_variables"
        ? compareVariables(comparison, enrichment, a, b, at)
        : key === "materials"
          ? compareMaterials(comparison, enrichment, a, b, at)
          : key === "label_template" && label !== undefined
            ? sameText(b.value, label, at)
            : a && comparison.sameEntry(a, b, at);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function compareVariables(
  comparison: NodeComparison,
  enrichment: Enrichment,
  source: Entry | undefined,
  output: Entry,
  path: string,
): string | undefined {
  const { variables } = enrichment;
  const sources = source === undefined ? new Map<string, Entry>() : byKey(source.value);
  const outputs = byKey(output.value);
  const names = new Set([...variables.keys(), ...sources.keys()]);
  for (const name of droppedVariables(enrichment)) {
    if (variables.has(name)) continue;
    names.delete(name);
    // The pipeline's own key is removed, and the key of a merge is visible again.
    if (outputs.get(name)?.merge !== undefined) outputs.delete(name);
  }
  const difference = sameNames(names, outputs, path);
  if (difference !== undefined) return difference;
  for (const [name, output] of outputs) {
    const expected = variables.get(name);
    const original = sources.get(name);
    const inner =
      expected !== undefined
        ? sameText(output.value, escapeParameters(expected), `${path}.${name}`)
        : original && comparison.sameEntry(original, output, `${path}.${name}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function compareMaterials(
  comparison: NodeComparison,
  { pipeline, changes }: Enrichment,
  source: Entry | undefined,
  output: Entry,
  path: string,
): string | undefined {
  const outputs = byKey(output.value);
  const others = new Map(outputs);
  const sources = source === undefined ? new Map<string, Entry>() : byKey(source.value);
  for (const { name, entry } of pipeline.materials) {
    others.delete(name);
    sources.delete(name);
    const change = changes.get(name);
    const emitted = outputs.get(name);
    const at = `${path}.${name}`;
    if (change?.kind === "remove") {
      if (emitted !== undefined) return `${at} is still there`;
      continue;
    }
    if (emitted === undefined) return `${at} is missing`;
    const difference = compareMaterial(comparison, change, entry, emitted, at);
    if (difference !== undefined) return difference;
  }
  // The rest are not mappings, in source and output alike: GoCD rejects such materials.
  const difference = sameNames(new Set(sources.keys()), others, path);
  if (difference !== undefined) return difference;
  for (const [key, original] of sources) {
    const other = others.get(key);
    const inner = other && comparison.sameEntry(original, other, `${path}.${key}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function compareMaterial(
  comparison: NodeComparison,
  change: Exclude<Change, { readonly kind: "remove" }> | undefined,
  source: Entry,
  output: Entry,
  path: string,
): string | undefined {
  if (change === undefined) return comparison.sameEntry(source, output, path);
  const body = byKey(output.value);
  const text = (key: string) => {
    const value = body.get(key)?.value;
    return value === undefined ? undefined : textOf(value);
  };
  switch (change.kind) {
    case "keep":
      if (text("package") !== change.id) return `${path} is not the package "${change.id}"`;
      return comparison.sameKeys(source.value, output.value, path, (key, a, b) =>
        key !== "package" ? comparison.sameEntry(a, b, `${path}.${key}`) : undefined,
      );
    case "dependency": {
      const isRight = body.size === 2 && text("pipeline") === change.pipeline && text("stage") === PIN_STAGE;
      return isRight ? undefined : `${path} is not the dependency it should be`;
    }
    case "configrepo": {
      const includes = body.get("includes");
      const list = includes && dereference(includes.value);
      const item = list?.kind === "sequence" && list.items.length === 1 ? list.items[0] : undefined;
      const isRight =
        body.size === 3 &&
        text("type") === "configrepo" &&
        text("destination") === escapeParameters(change.destination) &&
        item !== undefined &&
        textOf(item) === escapeParameters(change.includes);
      return isRight ? undefined : `${path} is not the configrepo material it should be`;
    }
  }
}

function sameText(value: Node, text: string, path: string): string | undefined {
  return textOf(value) === text ? undefined : `${path} does not read "${text}"`;
}
