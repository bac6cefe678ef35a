import { errorAt, hasErrors, type Diagnostic } from "../../model/diagnostic.js";
import { moveAnchors } from "../../yaml/anchors.js";
import { readGocdYaml } from "../../yaml/dialect.js";
import { applyEdits, changesWithin, removes, type Edit } from "../../yaml/edit.js";
import { entriesOf, mergePairs, type Entry } from "../../yaml/entries.js";
import { insertPairs, replaceValue, wrapMapping } from "../../yaml/mapping-edits.js";
import { dereference, placeOf, type AliasNode, type MappingNode, type Tree } from "../../yaml/node.js";
import { valueOf, type Value } from "../../yaml/write.js";
import { editBody } from "./body-edits.js";
import { ownKeys, writtenValues, type Enrichment, type Unwritable } from "./enrichment.js";
import type { GocdFile } from "../read/file.js";
import { findDifference } from "./read-back.js";

/** A text made of another, or why that cannot be done: then the text is the other, and nothing is edited. */
export interface Enriched {
  readonly text: string;
  readonly edits: readonly Edit[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The text of a GoCD file with its pipelines enriched: every character outside the edits stays, and a pipeline that
 * shares nodes with another by anchor, alias or merge changes alone. New keys stand before the pipeline's first
 * `<<`, since GoCD's reader refuses an own key behind a merge that brings the same key, else directly before
 * `materials`. Text in a form that cannot be edited so is an error with code `yaml-form`.
 */
export function enrichText(file: GocdFile, enrichments: readonly Enrichment[]): Enriched {
  const { tree } = file;
  const wanted: Edit[] = [];
  const diagnostics: Diagnostic[] = [];
  const elsewhere = new Map<string, Enrichment>();
  for (const enrichment of enrichments) {
    const outcome = enrichPipeline(tree, enrichment);
    if (outcome === "elsewhere") elsewhere.set(enrichment.pipeline.name, enrichment);
    else if ("what" in outcome) diagnostics.push(unwritable(outcome));
    else wanted.push(...outcome);
  }
  if (elsewhere.size > 0) {
    const outcome = addPipelines(tree, elsewhere);
    if ("what" in outcome) diagnostics.push(unwritable(outcome));
    else wanted.push(...outcome);
  }
  const { text } = tree.file;
  // What stands there already is no change to those who share it.
  const edits = wanted.filter((edit) => text.slice(edit.start, edit.end) !== edit.text);
  const { lost, changed } = touchedAliases(tree, edits);
  const loses = lost.map((alias) => touched(tree, alias, "lose its anchor"));
  const moved = moveAnchors(tree, lost);
  if (moved === undefined) diagnostics.push(...loses);
  if (moved === undefined || diagnostics.length > 0) return { text, edits: [], diagnostics };
  const made = [...edits, ...moved];
  const output = applyEdits(text, made);
  if (lost.length + changed.length === 0) return { text: output, edits: made, diagnostics };
  // An alias may say something else where an own key hides it, as in a body that was wrapped.
  if (saysWhatItMust(file, output, enrichments)) return { text: output, edits: made, diagnostics };
  const all = moveAnchors(tree, [...lost, ...changed]);
  if (all !== undefined) {
    const others = [...edits, ...all];
    const other = applyEdits(text, others);
    if (saysWhatItMust(file, other, enrichments)) return { text: other, edits: others, diagnostics };
  }
  const says = changed.map((alias) => touched(tree, alias, "say something else"));
  return { text, edits: [], diagnostics: [...loses, ...says] };
}

/** Whether a text means what it must. */
function saysWhatItMust({ tree }: GocdFile, text: string, enrichments: readonly Enrichment[]): boolean {
  const { tree: output, diagnostics } = readGocdYaml({ path: tree.file.path, text });
  if (output === undefined || hasErrors(diagnostics)) return false;
  return findDifference(tree, output, enrichments) === undefined;
}

function unwritable({ place, what }: Unwritable): Diagnostic {
  return errorAt(
    place,
    "yaml-form",
    `${what} is written in a form that cannot be edited without changing more`,
    {
      help: "write it as a block mapping, each key on a line of its own, indented by two or more",
    },
  );
}

/** The edits of one pipeline, or that its body stands outside the `pipelines` mapping. */
function enrichPipeline(tree: Tree, enrichment: Enrichment): Edit[] | Unwritable | "elsewhere" {
  const { pipeline } = enrichment;
  const { pair, value, merge } = pipeline.entry;
  const holder = ownPipelines(tree);
  const own = ownKeys(enrichment);
  if (own.size === 0) return [];
  if (merge !== undefined || holder === undefined) return "elsewhere";
  const refusal = { place: pipeline.place, what: `the pipeline "${pipeline.name}"` };
  if (value.kind !== "alias" && !tree.shared.has(value)) {
    return editBody(tree, pipeline.body, enrichment, own);
  }
  const pairs = writtenValues(own);
  if (pairs === undefined) return refusal;
  if (value.kind !== "alias") {
    // Without room for a wrapping, the anchor changes, and those who share it keep what it said.
    return wrapMapping(tree, holder, pair, pairs) ?? editBody(tree, pipeline.body, enrichment, own);
  }
  const map = new Map<string, Value>([...pairs, ["<<", { alias: value.name }]]);
  return replaceValue(tree, holder, pair, { map }) ?? refusal;
}

/** Own keys for pipelines whose bodies come to `pipelines` through an alias or a merge. */
function addPipelines(tree: Tree, elsewhere: ReadonlyMap<string, Enrichment>): Edit[] | Unwritable {
  const pairs = new Map<string, Value>();
  for (const [name, enrichment] of elsewhere) {
    const own = writtenValues(ownKeys(enrichment));
    const rest = valueOf(enrichment.pipeline.entry.value);
    if (!own || rest === undefined || rest === null || typeof rest === "string" || !("map" in rest)) {
      return { place: enrichment.pipeline.place, what: `the pipeline "${name}"` };
    }
    pairs.set(name, { map: new Map([...rest.map, ...own]) });
  }
  const root = dereference(tree.root);
  const entry = pipelinesEntry(tree);
  if (root.kind !== "mapping" || entry === undefined) return [];
  const holder = ownPipelines(tree);
  const first = holder && mergePairs(holder)[0];
  const edits =
    holder !== undefined && first !== undefined
      ? insertPairs(tree, holder, first, pairs)
      : entry.value.kind === "alias" && entry.merge === undefined
        ? replaceValue(tree, root, entry.pair, {
            map: new Map([...pairs, ["<<", { alias: entry.value.name }]]),
          })
        : undefined;
  return edits ?? { place: placeOf(tree, entry.keyNode), what: "pipelines" };
}

function pipelinesEntry(tree: Tree): Entry | undefined {
  return entriesOf(tree.root)?.find(({ key }) => key.toLowerCase() === "pipelines");
}

/** The `pipelines` mapping, where it stands under its own key and not behind an alias. */
function ownPipelines(tree: Tree): MappingNode | undefined {
  const entry = pipelinesEntry(tree);
  return entry?.merge === undefined && entry?.value.kind === "mapping" ? entry.value : undefined;
}

/** Aliases that stay as they are, while an edit takes their anchor away or changes what it says. */
function touchedAliases(
  tree: Tree,
  edits: readonly Edit[],
): { readonly lost: AliasNode[]; readonly changed: AliasNode[] } {
  const isGone = removes(edits);
  const isChanged = changesWithin(edits);
  const lost: AliasNode[] = [];
  const changed: AliasNode[] = [];
  for (const alias of tree.aliases) {
    const { propertiesStart: start, end } = alias.target;
    if (isGone(alias.start)) continue;
    if (isGone(start)) lost.push(alias);
    else if (isChanged({ start, end })) changed.push(alias);
  }
  return { lost, changed };
}

function touched(tree: Tree, alias: AliasNode, what: string): Diagnostic {
  const { name, target } = alias;
  return errorAt(
    placeOf(tree, alias),
    "yaml-form",
    `"*${name}" would ${what}: "&${name}" stands in a part of a pipeline that is written anew`,
    {
      help: "move the anchored value below `common:`, which GoCD ignores, and use the alias in both places",
      related: [{ message: `"&${name}" stands here`, place: placeOf(tree, target) }],
    },
  );
}
