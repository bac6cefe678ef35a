import { addAll } from "../../model/diagnostic.js";
import type { Edit } from "../../yaml/edit.js";
import { entriesOf, entryOf, mergePairs, mergeSources, type Entry } from "../../yaml/entries.js";
import {
  insertPairs,
  prependPairs,
  replacePair,
  replaceValue,
  wrapMapping,
} from "../../yaml/mapping-edits.js";
import { removePairs } from "../../yaml/mapping-removals.js";
import { placeOf, textOf, type MappingNode, type Pair, type Tree } from "../../yaml/node.js";
import type { Value } from "../../yaml/write.js";
import {
  type Change,
  droppedVariables,
  isChanged,
  materialPairs,
  writtenMaterial,
  writtenValues,
  writtenVariables,
  type Enrichment,
  type OwnKeys,
  type Unwritable,
} from "./enrichment.js";
import type { Material } from "../read/material.js";

/** Returns the edits within a pipeline body that nothing else shares; `changed` are the keys that change. */
export function editBody(
  tree: Tree,
  body: MappingNode,
  enrichment: Enrichment,
  changed: OwnKeys,
): Edit[] | Unwritable {
  const edits: Edit[] = [];
  const added = new Map<string, () => Value | undefined>();
  for (const [key, value] of changed) {
    const entry = entryOf(body, key);
    if (entry === undefined || entry.merge !== undefined) {
      added.set(key, value);
      continue;
    }
    const newEdits = editKey(tree, body, entry, value, enrichment);
    if (newEdits === undefined) return { place: placeOf(tree, entry.keyNode), what: key };
    addAll(edits, newEdits);
  }
  if (added.size === 0) return edits;
  const before = mergePairs(body)[0] ?? entryOf(body, "materials");
  const pairs = writtenValues(added);
  const newEdits = before && pairs && insertPairs(tree, body, before, pairs);
  const { name, place } = enrichment.pipeline;
  return newEdits === undefined ? { place, what: `the pipeline "${name}"` } : [...edits, ...newEdits];
}

function editKey(
  tree: Tree,
  body: MappingNode,
  entry: Entry,
  completeValue: () => Value | undefined,
  enrichment: Enrichment,
): Edit[] | undefined {
  const { key, value: node } = entry;
  if (node.kind === "mapping") {
    const isShared = tree.shared.has(node);
    if (key === "environment_variables" && (node.pairs.length > 0 || isShared)) {
      return editVariables(tree, body, entry, node, enrichment);
    }
    if (key === "materials") return editMaterials(tree, node, enrichment);
  }
  const value = completeValue();
  if (key === "label_template" && typeof value === "string") return editScalar(tree, body, entry, value);
  return value === undefined ? undefined : replaceValue(tree, body, entry, value);
}

/** Rewrites a scalar in the same quotes if its text needs no escapes, else in double quotes. */
function editScalar(tree: Tree, body: MappingNode, pair: Pair, text: string): Edit[] | undefined {
  const { value } = pair;
  if (value.kind === "scalar" && value.text !== null && ["plain", "single", "double"].includes(value.style)) {
    const quotes = value.style === "plain" ? 0 : 1;
    const start = value.start + quotes;
    const end = value.end - quotes;
    const isSafe = /^[A-Za-z0-9$][A-Za-z0-9${}:._-]*$/.test(text) && !(value.style === "plain" && body.flow);
    if (tree.file.text.slice(start, end) === value.text && isSafe) return [{ start, end, text }];
  }
  return replaceValue(tree, body, pair, text);
}

function editVariables(
  tree: Tree,
  body: MappingNode,
  pair: Pair,
  map: MappingNode,
  enrichment: Enrichment,
): Edit[] | undefined {
  const dropped = droppedVariables(enrichment);
  const missing = writtenVariables(enrichment.variables);
  if (tree.shared.has(map) && dropped.size === 0) {
    const said = new Map((entriesOf(map) ?? []).map(({ key, value }) => [key, textOf(value)]));
    if (Array.from(missing).every(([name, value]) => said.get(name) === value)) return [];
    const wrapped = wrapMapping(tree, body, pair, missing);
    if (wrapped !== undefined) return wrapped;
  }
  const edits: Edit[] = [];
  const gone = new Set<Pair>();
  for (const entry of entriesOf(map) ?? []) {
    if (entry.merge !== undefined) continue;
    const value = missing.get(entry.key);
    if (value !== undefined) {
      missing.delete(entry.key);
      const newEdits = replaceValue(tree, map, entry, value);
      if (newEdits === undefined) return undefined;
      addAll(edits, newEdits);
    } else if (dropped.has(entry.key)) {
      gone.add(entry);
    }
  }
  if (gone.size === map.pairs.length && missing.size === 0) return removePairs(tree, body, new Set([pair]));
  const removed = removePairs(tree, map, gone);
  const added = missing.size === 0 ? [] : prependPairs(tree, pair, missing);
  if (removed === undefined || added === undefined) return undefined;
  return [...edits, ...added, ...removed];
}

function editMaterials(tree: Tree, map: MappingNode, { pipeline, changes }: Enrichment): Edit[] | undefined {
  const edits: Edit[] = [];
  const gone = new Set<Pair>();
  const removed = new Set<string>();
  const opened = new Set<Pair>();
  for (const material of pipeline.materials) {
    const change = changes.get(material.name);
    if (change === undefined || !isChanged(material, change)) continue;
    const { entry } = material;
    const { merge } = entry;
    if (change.kind === "remove") removed.add(material.name);
    if (merge !== undefined) opened.add(merge);
    else if (change.kind === "remove") gone.add(entry);
    else {
      const newEdits = editMaterial(tree, map, material, change);
      if (newEdits === undefined) return undefined;
      addAll(edits, newEdits);
    }
  }
  // A key that comes through a merge cannot be removed: the other keys of the merge are written out in its place. This
  // also applies to keys that an own key or an earlier merge still overrides.
  for (const merge of mergePairs(map)) if (bringsAny(merge, removed)) opened.add(merge);
  for (const merge of opened) {
    const pairs = new Map<string, Value>();
    for (const entry of entriesOf(map) ?? []) {
      const change = changes.get(entry.key);
      if (entry.merge !== merge || change?.kind === "remove") continue;
      const value = writtenMaterial(entry, change);
      if (value === undefined) return undefined;
      pairs.set(entry.key, value);
    }
    const newEdits = pairs.size === 0 ? [] : replacePair(tree, map, merge, pairs);
    if (newEdits === undefined) return undefined;
    addAll(edits, newEdits);
    if (pairs.size === 0) gone.add(merge);
  }
  const removals = removePairs(tree, map, gone);
  return removals && [...edits, ...removals];
}

function bringsAny(merge: Pair, keys: ReadonlySet<string>): boolean {
  const sources = mergeSources(merge.value) ?? [];
  return sources.some((source) => entriesOf(source)?.some(({ key }) => keys.has(key)));
}

function editMaterial(
  tree: Tree,
  map: MappingNode,
  material: Material,
  change: Exclude<Change, { kind: "remove" }>,
): Edit[] | undefined {
  const { entry } = material;
  const { value } = entry;
  const named = value.kind === "mapping" ? entryOf(value, "package") : undefined;
  const isPlain = value.kind === "mapping" && !value.flow && mergePairs(value).length === 0;
  if (value.kind === "mapping" && named !== undefined && named.merge === undefined) {
    if (change.kind === "keep") return replaceValue(tree, value, named, change.id);
    if (isPlain) {
      const others = new Set(value.pairs.filter((other) => other !== named));
      const replaced = replacePair(tree, value, named, materialPairs(change));
      const removed = removePairs(tree, value, others);
      return replaced && removed && [...replaced, ...removed];
    }
  }
  const body = writtenMaterial(entry, change);
  return body === undefined ? undefined : replaceValue(tree, map, entry, body);
}
