import type { Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node, type Tree } from "../../yaml/node.js";
import { byKey, NodeComparison, sameNames } from "./node-comparison.js";
import { droppedVariables, type Enrichment, PIN_STAGE } from "./enrichment.js";
import { escapeParameters } from "../names.js";

/**
 * Compares an enriched text, read back, with its intended meaning: the source, plus variables, minus materials. Returns
 * undefined if both agree, else a sentence about the first difference, which is a bug in gocd-pin. It uses the source's
 * tree and the intended changes, not the edits.
 */
export function findDifference(
  source: Tree,
  output: Tree,
  enrichments: readonly Enrichment[],
): string | undefined {
  const comparison = new NodeComparison();
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

/**
 * Compares a text from which pipelines were removed, read back, with its source. Returns undefined if the rest has the
 * same meaning, else a sentence about the first difference.
 */
export function findDifferenceWithout(
  source: Tree,
  output: Tree,
  removed: ReadonlySet<string>,
): string | undefined {
  const comparison = new NodeComparison();
  return comparison.sameKeys(source.root, output.root, "", (key, a, b) => {
    if (key.toLowerCase() !== "pipelines") return comparison.same(a.value, b.value, key);
    const outputs = byKey(b.value);
    const sources = byKey(a.value);
    for (const name of removed) sources.delete(name);
    const difference = sameNames(new Set(sources.keys()), outputs, key);
    if (difference !== undefined) return difference;
    for (const [name, { value }] of sources) {
      const other = outputs.get(name);
      const inner = other && comparison.same(value, other.value, `${key}.${name}`);
      if (inner !== undefined) return inner;
    }
    return undefined;
  });
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
            : a && comparison.same(a.value, b.value, at);
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
    } else if (change.kind === "dependency") {
      const isRight = body.size === 2 && text("pipeline") === change.pipeline && text("stage") === PIN_STAGE;
      if (!isRight) return `${at} is not the dependency it should be`;
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
