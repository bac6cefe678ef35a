import { BOUNDS } from "../../model/bounds.js";
import { addAll, errorAt, type Diagnostic } from "../../model/diagnostic.js";
import type { Place } from "../../model/source.js";
import { moveAnchors, changesWithin, EditedFile, removes, type Edit } from "../../yaml/edit.js";
import { readGocdYaml } from "../../yaml/dialect.js";
import { mergePairs } from "../../yaml/entries.js";
import { insertPairs, replaceValue, wrapMapping } from "../../yaml/mapping-edits.js";
import { dereference, placeOf, type AliasNode, type Tree } from "../../yaml/node.js";
import { valueOf, type Value } from "../../yaml/write.js";
import { editBody } from "./body-edits.js";
import { ownKeys, writtenValues, type Enrichment, type Unwritable } from "./enrichment.js";
import type { GocdFile } from "../read/file.js";
import { ownPipelines, pipelinesEntry } from "./pipelines-entry.js";
import { ReadBack, type OutputPipeline } from "./read-back.js";

/** The result of enriching a file. */
export interface Enriched<Kept> {
  /** Undefined if the text stays as it is: nothing changes, or an error prevents it. */
  readonly output: EnrichedFile<Kept> | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** An enriched text, read back as GoCD reads it. */
export interface EnrichedFile<Kept> {
  readonly file: EditedFile;
  /** What is kept of each pipeline that was read back, by its name. */
  readonly pipelines: ReadonlyMap<string, Kept>;
  /** The edits that turned the source's text into this one. */
  readonly edits: readonly Edit[];
}

/**
 * Enriches the pipelines of a GoCD file, and names the result `path`. Every character outside the edits stays, and a
 * pipeline that shares nodes with another by anchor, alias or merge changes alone. New keys are placed before the
 * pipeline's first `<<`, because GoCD's reader rejects an own key after a merge with the same key, else directly before
 * `materials`. Text in a form that cannot be edited like this is an error with code `yaml-form`; a new text that is
 * too large is `bound-exceeded`. The new text is read back, and `keep` gets each of its pipelines. If it does not have the
 * intended meaning, this is a bug in gocd-pin, and the function throws.
 */
export function enrichText<Kept>(
  { tree }: GocdFile,
  enrichments: readonly Enrichment[],
  path: string,
  keep: (pipeline: OutputPipeline) => Kept,
): Enriched<Kept> {
  const { edits, diagnostics } = editsOf(tree, enrichments);
  const { lost, changed } = touchedAliases(tree, edits);
  const moved = moveAnchors(tree, lost);
  const losses = lost.map((alias) => touched(tree, alias, "lose its anchor"));
  if (moved === undefined) addAll(diagnostics, losses);
  if (moved === undefined || diagnostics.length > 0) return { output: undefined, diagnostics };
  const reading = readBack(tree, enrichments, [...edits, ...moved], path, keep);
  if (isDiagnostic(reading)) return { output: undefined, diagnostics: [reading] };
  if (typeof reading !== "string") return { output: reading, diagnostics };
  if (lost.length + changed.length === 0) {
    throw new Error(`the text for ${tree.file.path} does not mean what it must: ${reading}`);
  }
  // An alias whose anchor changes matters only if no own key overrides it: so this is tried second.
  const all = moveAnchors(tree, [...lost, ...changed]);
  const second = all && readBack(tree, enrichments, [...edits, ...all], path, keep);
  if (second !== undefined && typeof second !== "string" && !isDiagnostic(second))
    return { output: second, diagnostics };
  const changes = changed.map((alias) => touched(tree, alias, "have another value"));
  return { output: undefined, diagnostics: [...losses, ...changes] };
}

function editsOf(
  tree: Tree,
  enrichments: readonly Enrichment[],
): { edits: readonly Edit[]; diagnostics: Diagnostic[] } {
  const edits: Edit[] = [];
  const diagnostics: Diagnostic[] = [];
  const elsewhere = new Map<string, Enrichment>();
  for (const enrichment of enrichments) {
    const outcome = enrichPipeline(tree, enrichment);
    if (outcome === "elsewhere") elsewhere.set(enrichment.pipeline.name, enrichment);
    else if ("what" in outcome) diagnostics.push(unwritable(outcome));
    else addAll(edits, outcome);
  }
  if (elsewhere.size > 0) {
    const outcome = addPipelines(tree, elsewhere);
    if ("what" in outcome) diagnostics.push(unwritable(outcome));
    else addAll(edits, outcome);
  }
  // A value that exists already does not change for the nodes that share it.
  const { text } = tree.file;
  return {
    edits: edits.filter((edit) => text.slice(edit.start, edit.end) !== edit.text),
    diagnostics,
  };
}

/**
 * Applies edits and reads the result; undefined if it is the source's text. Returns a text if it does not have the
 * intended meaning.
 */
function readBack<Kept>(
  tree: Tree,
  enrichments: readonly Enrichment[],
  edits: readonly Edit[],
  path: string,
  keep: (pipeline: OutputPipeline) => Kept,
): EnrichedFile<Kept> | Diagnostic | string | undefined {
  const file = new EditedFile(path, tree.file, edits);
  if (file.text === tree.file.text) return undefined;
  const place = enrichments[0]?.pipeline.place ?? placeOf(tree, tree.root);
  // A run after this one could not read the file.
  if (Buffer.byteLength(file.text) > BOUNDS.fileBytes.value)
    return tooLarge(place, path, BOUNDS.fileBytes.message);
  const back = new ReadBack(tree, file, enrichments, keep);
  const { tree: output, diagnostics: problems } = readGocdYaml(file, back.watch);
  if (problems.some(({ code }) => code === "bound-exceeded")) {
    return tooLarge(place, path, BOUNDS.yamlValues.message);
  }
  const rejection = problems.find(({ severity }) => severity === "error")?.message;
  if (output === undefined || rejection !== undefined) return rejection ?? "";
  return back.findDifference(output) ?? { file, edits, pipelines: back.kept };
}

function isDiagnostic(reading: object | string | undefined): reading is Diagnostic {
  return typeof reading === "object" && "severity" in reading;
}

function tooLarge(place: Place, path: string, message: string): Diagnostic {
  const help = "split the source into several files, or use fewer aliases";
  return errorAt(place, "bound-exceeded", `"${path}" cannot be written: ${message}`, { help });
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

/** The edits of one pipeline, or that its body is outside the `pipelines` mapping. */
function enrichPipeline(tree: Tree, enrichment: Enrichment): Edit[] | Unwritable | "elsewhere" {
  const { pipeline } = enrichment;
  const { entry } = pipeline;
  const { value } = entry;
  const holder = ownPipelines(tree);
  const keys = ownKeys(enrichment);
  if (keys.size === 0) return [];
  if (entry.merge !== undefined || holder === undefined) return "elsewhere";
  const rejection = { place: pipeline.place, what: `the pipeline "${pipeline.name}"` };
  if (value.kind !== "alias" && !tree.shared.has(value)) {
    return editBody(tree, pipeline.body, enrichment, keys);
  }
  const pairs = writtenValues(keys);
  if (pairs === undefined) return rejection;
  if (value.kind !== "alias") {
    // If there is no room to wrap it, the anchor changes, and the aliases keep the previous value.
    return wrapMapping(tree, holder, entry, pairs) ?? editBody(tree, pipeline.body, enrichment, keys);
  }
  const map = new Map<string, Value>([...pairs, ["<<", { alias: value.name }]]);
  return replaceValue(tree, holder, entry, { map }) ?? rejection;
}

/** The edits for pipelines whose bodies come through an alias or a merge. */
function addPipelines(tree: Tree, elsewhere: ReadonlyMap<string, Enrichment>): Edit[] | Unwritable {
  const pairs = new Map<string, Value>();
  for (const [name, enrichment] of elsewhere) {
    const values = writtenValues(ownKeys(enrichment));
    const rest = valueOf(enrichment.pipeline.entry.value);
    if (!values || rest === undefined || rest === null || typeof rest === "string" || !("map" in rest)) {
      return { place: enrichment.pipeline.place, what: `the pipeline "${name}"` };
    }
    pairs.set(name, { map: new Map([...rest.map, ...values]) });
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
        ? replaceValue(tree, root, entry, {
            map: new Map([...pairs, ["<<", { alias: entry.value.name }]]),
          })
        : undefined;
  return edits ?? { place: placeOf(tree, entry.keyNode), what: "pipelines" };
}

/** Aliases that stay, although an edit removes their anchor or changes its value. */
function touchedAliases(
  tree: Tree,
  edits: readonly Edit[],
): { readonly lost: AliasNode[]; readonly changed: AliasNode[] } {
  const isRemoved = removes(edits);
  const isChanged = changesWithin(edits);
  const lost: AliasNode[] = [];
  const changed: AliasNode[] = [];
  for (const alias of tree.aliases) {
    const { propertiesStart: start, end } = alias.target;
    if (isRemoved(alias.start)) continue;
    if (isRemoved(start)) lost.push(alias);
    else if (isChanged({ start, end })) changed.push(alias);
  }
  return { lost, changed };
}

function touched(tree: Tree, alias: AliasNode, what: string): Diagnostic {
  const { name, target } = alias;
  return errorAt(
    placeOf(tree, alias),
    "yaml-form",
    `"*${name}" would ${what}: "&${name}" is in a part of a pipeline that gocd-pin rewrites`,
    {
      help: "move the anchored value below `common:`, which GoCD ignores, and use the alias in both places",
      related: [{ message: `"&${name}" is here`, place: placeOf(tree, target) }],
    },
  );
}
