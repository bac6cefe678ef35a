import { EVENT_ID, parseEvents, YAMLException, type Event } from "js-yaml";
import type { Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { compose } from "./compose.js";
import { readAsGocd } from "./gocd-reader.js";
import type { Tree } from "./node.js";
import { droppedRest } from "./other-readings.js";

/** A tree, or why there is none (all with code `yaml-syntax`). */
export interface Parsed {
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Far more than people nest; it keeps a hostile file from exhausting the stack. */
const MAX_DEPTH = 1000;

/**
 * Reads the YAML text of one of our own files as a tree. js-yaml reads it; a text that it refuses is read the way GoCD's
 * reader (YamlBeans) does, which takes closing brackets at the parent's column, multi-line keys and the like. The
 * diagnostic of a text that both refuse is that of GoCD's reader. A second document, which nobody would read, is refused.
 */
export function parseYaml(file: SourceFile): Parsed {
  try {
    const events = parseEvents(file.text, { maxDepth: MAX_DEPTH });
    const second = events.findLastIndex(({ type }) => type === EVENT_ID.DOCUMENT);
    return second > 0 ? refuseSecond(file, placeIn(events, second)) : compose(file, events);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
  }
  const read = readAsGocd(file.text);
  if (read.ok) {
    const rest = droppedRest(file, read.end)[0]?.place;
    return rest === undefined ? compose(file, read.events) : refuseSecond(file, rest.span.start);
  }
  const { message, help, offset } = read;
  const place = { file, span: { start: offset, end: offset } };
  return { tree: undefined, diagnostics: [{ severity: "error", code: "yaml-syntax", message, help, place }] };
}

/** Where a document begins to say something, by the index of its event; the start of the text for one that does not. */
function placeIn(events: readonly Event[], document: number): number {
  const node = events[document + 1];
  if (node === undefined) return 0;
  if ("start" in node) return node.start;
  return "valueStart" in node ? Math.max(node.valueStart, 0) : 0;
}

function refuseSecond(file: SourceFile, offset: number): Parsed {
  const message = "the file has a second document, which would be ignored";
  const help = "move it into the first one, and remove the `---` between them";
  const place = { file, span: { start: offset, end: offset } };
  return { tree: undefined, diagnostics: [{ severity: "error", code: "yaml-syntax", message, help, place }] };
}
