import { EVENT_ID, parseEvents, YAMLException, type Event } from "js-yaml";
import type { Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { compose } from "./compose.js";
import { readAsGocd } from "./gocd-reader.js";
import type { Tree } from "./node.js";
import { explainPattern } from "./pattern-help.js";
import { droppedRest } from "./other-readings.js";

/** A tree, or why there is none (all with code `yaml-syntax`). */
export interface Parsed {
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Far more than people nest, but few enough that a hostile file cannot exhaust the stack. */
const MAX_DEPTH = 1000;

/**
 * Reads the YAML text of one of our own files as a tree. js-yaml reads it; a text that js-yaml rejects is read the way
 * of GoCD's reader (YamlBeans), which accepts closing brackets at the parent's column, multi-line keys and the like. If
 * both reject a text, the diagnostic is that of GoCD's reader. A second document is an error, because it would be
 * ignored.
 */
export function parseYaml(file: SourceFile): Parsed {
  const { tree, diagnostics } = parse(file);
  return { tree, diagnostics: diagnostics.map(explainPattern) };
}

function parse(file: SourceFile): Parsed {
  try {
    const events = parseEvents(file.text, { maxDepth: MAX_DEPTH });
    const second = events.findLastIndex(({ type }) => type === EVENT_ID.DOCUMENT);
    return second > 0 ? rejectSecond(file, placeIn(events, second)) : compose(file, events);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
  }
  const read = readAsGocd(file.text);
  if (read.ok) {
    const rest = droppedRest(file, read.end)[0]?.place;
    return rest === undefined ? compose(file, read.events) : rejectSecond(file, rest.span.start);
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
