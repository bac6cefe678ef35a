import { entriesOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node, type Tree } from "../../yaml/node.js";
import { droppedVariables, type Enrichment } from "./enrichment.js";
import { escapeParameters } from "../names.js";

/**
 * Compares an enriched text, read back, with its intended meaning: the source, plus variables, minus materials. Returns
 * undefined if both agree, else a sentence about the first difference, which is a bug of gocd-pin. It uses the source's
 * tree and the intended changes, not the edits.
 */
export function findDifference(
  source: Tree,
  output: Tree,
  enrichments: readonly Enrichment[],
): string | undefined {
  const comparison = new Comparison();
  const intentions = new Map(enrichments.map((enrichment) => [enrichment.pipeline.name, enrichment]));
  return comparison.sameKeys(source.root, output.root, "", (key, a, b) =>
    key.toLowerCase() === "pipelines"
      ? comparison.sameKeys(a.value, b.value, key, (name, x, y) => {
          const enrichment = intentions.get(name);
          const path = `${key}.${name}`;
          return enrichment === undefined
            ? comparison.same(x.value, y.value, path)
            : comparePipeline(comparison, enrichment, x.value, y.value, path);
        })
      : comparison.same(a.value, b.value, key),
  );
}

function comparePipeline(
  comparison: Comparison,
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
            : a && comparison.same(a.value, b.value, at);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function compareVariables(
  comparison: Comparison,
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
  for (const [name, { value }] of outputs) {
    const expected = variables.get(name);
    const original = sources.get(name);
    const inner =
      expected !== undefined
        ? sameText(value, escapeParameters(expected), `${path}.${name}`)
        : original && comparison.same(original.value, value, `${path}.${name}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function compareMaterials(
  comparison: Comparison,
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
    const body = byKey(emitted.value);
    const text = (key: string) => {
      const value = body.get(key)?.value;
      return value === undefined ? undefined : textOf(value);
    };
    if (change === undefined) {
      const difference = comparison.same(entry.value, emitted.value, at);
      if (difference !== undefined) return difference;
    } else if (change.kind === "keep") {
      if (text("package") !== change.id) return `${at} is not the package "${change.id}"`;
      const difference = comparison.sameKeys(entry.value, emitted.value, at, (key, x, y) =>
        key !== "package" ? comparison.same(x.value, y.value, `${at}.${key}`) : undefined,
      );
      if (difference !== undefined) return difference;
    } else {
      const includes = body.get("includes");
      const list = includes && dereference(includes.value);
      const item = list?.kind === "sequence" && list.items.length === 1 ? list.items[0] : undefined;
      const isRight =
        body.size === 3 &&
        text("type") === "configrepo" &&
        text("destination") === escapeParameters(change.destination) &&
        item !== undefined &&
        textOf(item) === escapeParameters(change.includes);
      if (!isRight) return `${at} is not the configrepo material it should be`;
    }
  }
  // The rest are not mappings, in source and output alike: GoCD rejects such materials.
  const difference = sameNames(new Set(sources.keys()), others, path);
  if (difference !== undefined) return difference;
  for (const [key, original] of sources) {
    const other = others.get(key);
    const inner = other && comparison.same(original.value, other.value, `${path}.${key}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function sameText(value: Node, text: string, path: string): string | undefined {
  return textOf(value) === text ? undefined : `${path} does not read "${text}"`;
}

function sameNames(
  expected: ReadonlySet<string>,
  actual: ReadonlyMap<string, Entry>,
  path: string,
): string | undefined {
  for (const name of expected) if (!actual.has(name)) return `${path}.${name} is missing`;
  for (const name of actual.keys()) if (!expected.has(name)) return `${path}.${name} was not there`;
  return undefined;
}

function byKey(node: Node): Map<string, Entry> {
  return new Map((entriesOf(node) ?? []).map((entry) => [entry.key, entry]));
}

/** Compares the values of nodes, each pair of collections once, so that aliases cost nothing. */
class Comparison {
  // Most nodes have one partner: a set for each would be most of the memory of a comparison.
  readonly #first = new Map<Node, Node>();
  readonly #others = new Map<Node, Set<Node>>();

  same(source: Node, output: Node, path: string): string | undefined {
    const a = dereference(source);
    const b = dereference(output);
    if (a.kind !== b.kind) return `${path} is a ${b.kind}, not a ${a.kind}`;
    if (a.kind === "scalar" || b.kind === "scalar") {
      return textOf(a) === textOf(b) ? undefined : `${path} has another text`;
    }
    if (this.#isKnown(a, b)) return undefined;
    if (a.kind === "sequence" && b.kind === "sequence") {
      if (a.items.length !== b.items.length)
        return `${path} has ${b.items.length} items, not ${a.items.length}`;
      for (const [index, item] of a.items.entries()) {
        const other = b.items[index];
        const inner = other && this.same(item, other, `${path}[${index}]`);
        if (inner !== undefined) return inner;
      }
      return undefined;
    }
    return this.sameKeys(a, b, path, (key, x, y) =>
      this.same(x.value, y.value, path === "" ? key : `${path}.${key}`),
    );
  }

  sameKeys(
    source: Node,
    output: Node,
    path: string,
    compare: (key: string, source: Entry, output: Entry) => string | undefined,
  ): string | undefined {
    const sources = entriesOf(source) ?? [];
    const outputs = entriesOf(output) ?? [];
    // Few mappings are edited: the others have the same keys in the same order.
    const isAligned =
      sources.length === outputs.length && sources.every(({ key }, index) => key === outputs[index]?.key);
    const entries = isAligned ? undefined : byKey(output);
    const difference = entries && sameNames(new Set(sources.map(({ key }) => key)), entries, path);
    if (difference !== undefined) return difference;
    for (const [index, entry] of sources.entries()) {
      const other = entries === undefined ? outputs[index] : entries.get(entry.key);
      const result = other && compare(entry.key, entry, other);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  /** Whether the two were compared before. Notes that they are compared now. */
  #isKnown(a: Node, b: Node): boolean {
    const first = this.#first.get(a);
    if (first === undefined) {
      this.#first.set(a, b);
      return false;
    }
    if (first === b) return true;
    const others = this.#others.get(a) ?? new Set();
    const isKnown = others.has(b);
    this.#others.set(a, others.add(b));
    return isKnown;
  }
}
