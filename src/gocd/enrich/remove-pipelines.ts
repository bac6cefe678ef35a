import { applyEdits, type Edit } from "../../yaml/edit.js";
import { readGocdYaml } from "../../yaml/dialect.js";
import { removePairs } from "../../yaml/mapping-removals.js";
import type { GocdFile } from "../read/file.js";
import { byKey, NodeComparison, sameNames } from "./node-comparison.js";
import { isPipelines, ownPipelines } from "./pipelines-entry.js";
import type { Tree } from "../../yaml/node.js";

/** A text without some of its pipelines, and the edits that remove them. */
export interface ReducedText {
  readonly text: string;
  readonly edits: readonly Edit[];
}

/**
 * Removes pipelines from a text; every other character stays. The new text is read back. Undefined if the rest would not
 * have the same meaning, such as that of an alias whose anchor is in a removed pipeline, or if a form cannot be edited.
 */
export function removePipelines({ tree }: GocdFile, names: ReadonlySet<string>): ReducedText | undefined {
  const pipelines = ownPipelines(tree);
  if (pipelines === undefined) return undefined;
  const pairs = pipelines.pairs.filter((pair) => pair.key !== undefined && names.has(pair.key));
  const edits = pairs.length === names.size ? removePairs(tree, pipelines, new Set(pairs)) : undefined;
  if (edits === undefined) return undefined;
  const text = applyEdits(tree.file.text, edits);
  const { tree: output, diagnostics } = readGocdYaml({ path: tree.file.path, text });
  if (output === undefined || diagnostics.some(({ severity }) => severity === "error")) return undefined;
  return findDifferenceWithout(tree, output, names) === undefined ? { text, edits } : undefined;
}

/**
 * Compares a text from which pipelines were removed, read back, with its source. Returns undefined if the rest has the
 * same meaning, else a sentence about the first difference.
 */
function findDifferenceWithout(source: Tree, output: Tree, removed: ReadonlySet<string>): string | undefined {
  const comparison = new NodeComparison(source);
  return comparison.sameKeys(source.root, output.root, "", (key, a, b) => {
    if (!isPipelines(key)) return comparison.sameEntry(a, b, key);
    const outputs = byKey(b.value);
    const sources = byKey(a.value);
    for (const name of removed) sources.delete(name);
    const difference = sameNames(new Set(sources.keys()), outputs, key);
    if (difference !== undefined) return difference;
    for (const [name, original] of sources) {
      const other = outputs.get(name);
      const inner = other && comparison.sameEntry(original, other, `${key}.${name}`);
      if (inner !== undefined) return inner;
    }
    return undefined;
  });
}
