import { FAILSAFE_SCHEMA, load, mergeTag } from "js-yaml";
import * as assert from "uvu/assert";
import { applyEdits, type Edit } from "../../src/yaml/edit.js";
import type { MappingNode, Pair, Tree } from "../../src/yaml/node.js";
import { mappingOf, nodeBelow, pairOf, treeOf } from "./trees.js";

/** Where an edit is made. */
export interface Place {
  readonly tree: Tree;
  /** The mapping `m`. */
  readonly mapping: MappingNode;
  /** Its pair of that key. */
  readonly pair: (key: string) => Pair;
}

/** The text after edits of the mapping `m`, which must still be YAML; undefined if there are none. */
function edited(text: string, make: (place: Place) => Edit[] | undefined): string | undefined {
  const tree = treeOf(text);
  const mapping = mappingOf(nodeBelow(tree.root, "m"));
  const edits = make({ tree, mapping, pair: (key) => pairOf(mapping, key) });
  if (edits === undefined) return undefined;
  const result = applyEdits(text, edits);
  load(result, { schema: FAILSAFE_SCHEMA.withTags(mergeTag) });
  return result;
}

/** The subject, a text, and the text after the edits; undefined if there are none. */
export type EditCases = readonly (readonly [what: string, text: string, expected: string | undefined])[];

/** Checks the result of the edits of the mapping `m` for each text. */
export function checkEdits(cases: EditCases, make: (place: Place) => Edit[] | undefined): void {
  for (const [what, text, expected] of cases) assert.is(edited(text, make), expected, what);
}
