import { EVENT_ID, parseEvents, YAMLException, type Event } from "js-yaml";
import { BOUNDS } from "../model/bounds.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { conflictErrors, findMergeConflict } from "../model/merge-conflict.js";
import type { SourceFile } from "../model/source.js";
import { compose } from "./compose.js";
import { entriesOf, entryOf } from "./entries.js";
import { readAsGocd } from "./gocd-reader.js";
import { lineEnd, lineStart } from "./lines.js";
import { type Tree, dereference, type Node } from "./node.js";
import { droppedRest } from "./other-readings.js";

/** A tree, or why there is none (all with code `yaml-syntax`). */
export interface Parsed {
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the YAML text of one of our own files as a tree. js-yaml reads it; a text that js-yaml rejects is read the way
 * of GoCD's reader (YamlBeans), which accepts closing brackets at the parent's column, multi-line keys and the like. If
 * both reject a text, the diagnostic is that of GoCD's reader. A second document is an error, because it would be
 * ignored.
 */
export function parseYaml(file: SourceFile): Parsed {
  const conflicts = mergeConflicts(file);
  if (conflicts.length > 0) return { tree: undefined, diagnostics: conflicts };
  const { tree, diagnostics } = parse(file);
  return { tree, diagnostics: diagnostics.map(explainPattern) };
}

/**
 * Returns an error for each conflict in a text with conflict markers (code `merge-conflict`): the syntax errors that they
 * cause would not name them.
 */
export function mergeConflicts(file: SourceFile): readonly Diagnostic[] {
  const conflict = findMergeConflict(file.text);
  const help = "keep the lines that are right, and remove the markers";
  return conflict === undefined ? [] : conflictErrors(file, conflict, { code: "merge-conflict", help });
}

function parse(file: SourceFile): Parsed {
  try {
    const events = parseEvents(file.text, { maxDepth: BOUNDS.yamlDepth.value });
    const second = events.findLastIndex(({ type }) => type === EVENT_ID.DOCUMENT);
    return second > 0 ? rejectSecond(file, placeIn(events, second)) : compose(file, events);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
  }
  const read = readAsGocd(file);
  if (read.ok) {
    const rest = droppedRest(file, read.end)[0]?.place;
    return rest === undefined ? read.composed : rejectSecond(file, rest.span.start);
  }
  const { message, help, offset } = read;
  const place = { file, span: { start: offset, end: offset } };
  return { tree: undefined, diagnostics: [{ severity: "error", code: "yaml-syntax", message, help, place }] };
}

/**
 * The offset of the first content of a document, by the index of its event; the start of the text for an empty
 * document.
 */
function placeIn(events: readonly Event[], document: number): number {
  const node = events[document + 1];
  if (node === undefined) return 0;
  if ("start" in node) return node.start;
  return "valueStart" in node ? Math.max(node.valueStart, 0) : 0;
}

function rejectSecond(file: SourceFile, offset: number): Parsed {
  const message = "the file has a second document, which would be ignored";
  const help = "move it into the first one, and remove the `---` between them";
  const place = { file, span: { start: offset, end: offset } };
  return { tree: undefined, diagnostics: [{ severity: "error", code: "yaml-syntax", message, help, place }] };
}

// The keys whose value is a regular expression or a version range.
const PATTERN_KEY = /(?:^|[\s{,-])(tag_filter|tag_exclude|DOCKER_TAG_FILTER|range|extract) *: +/g;

/**
 * Returns a syntax error with help that quotes the value, if it is in a line such as `tag_filter: [0-9]+` or
 * `tag_filter: "^\d+$"`: YAML gives these characters another meaning. Otherwise, returns it as it is.
 */
function explainPattern(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.place === undefined) return diagnostic;
  const { file, span } = diagnostic.place;
  const start = lineStart(file.text, span.start);
  const last = Array.from(file.text.slice(start, span.start).matchAll(PATTERN_KEY)).at(-1);
  if (last === undefined) return diagnostic;
  const { 0: match, 1: key = "", index } = last;
  const before = file.text.slice(start, start + index + 1);
  const rest = file.text.slice(start + index + match.length, lineEnd(file.text, span.start));
  const value = cutFlow(rest.trimEnd(), before);
  const inner = /^"(.*)"$/.exec(value)?.[1] ?? value;
  if (inner === "" || value.startsWith("'") || /["']/.test(inner)) return diagnostic;
  return { ...diagnostic, help: `write the value in single quotes: ${key}: '${inner}'` };
}

/** Returns the value at the start of `rest`, without what closes or continues the flow mappings that `before` opens. */
function cutFlow(rest: string, before: string): string {
  const depth = before.split("{").length - before.split("}").length;
  if (depth <= 0) return rest;
  let value = rest.replace(/, \w+:.*$/, "");
  for (let open = depth; open > 0 && value.endsWith("}"); open--) value = value.slice(0, -1).trimEnd();
  return value;
}

/** A value of JSON. */
export type Plain = string | boolean | number | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Returns the value of a node by the core schema of YAML 1.2, as far as the files of gocd-pin need it: unquoted `true`,
 * `false`, integers and null are typed, all other scalars are text. Merges are resolved. A node that contains itself is
 * null there.
 */
export function plainOf(node: Node, open = new Set<Node>()): Plain {
  const real = dereference(node);
  if (real.kind === "scalar") return real.style === "plain" ? typed(real.text ?? "") : real.text;
  if (open.has(real)) return null;
  open.add(real);
  const plain =
    real.kind === "sequence"
      ? real.items.map((item) => plainOf(item, open))
      : Object.fromEntries((entriesOf(real) ?? []).map(({ key, value }) => [key, plainOf(value, open)]));
  open.delete(real);
  return plain;
}

/** Returns the node at a path of keys and indexes below `node`, or the last one on the path that exists. */
export function nodeAt(node: Node, path: readonly string[]): Node {
  let at = node;
  for (const step of path) {
    const real = dereference(at);
    const next = real.kind === "sequence" ? real.items[Number(step)] : entryOf(real, step)?.value;
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

// https://yaml.org/spec/1.2.2/#1032-tag-resolution
function typed(text: string): Plain {
  if (text === "" || /^(?:~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
}
