import { parseEvents, YAMLException } from "js-yaml";
import type { Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { compose, type TextEvent } from "./compose.js";
import type { Tree } from "./node.js";

/** A tree, or why there is none (all with code `yaml-syntax`). */
export interface Parsed {
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** GoCD's reader knows no limit; this one only keeps a hostile file from exhausting the stack. */
const MAX_DEPTH = 1000;

/**
 * Reads the first document of a YAML text as a tree. js-yaml reads it; a text that it refuses is read the way
 * GoCD's reader (YamlBeans) does, which takes closing brackets at the parent's column, local tags, documents
 * behind the first and the like. The diagnostic of a text that both refuse is js-yaml's.
 */
export function parseYaml(file: SourceFile): Parsed {
  const events = readEvents(file);
  return "problem" in events
    ? { tree: undefined, diagnostics: [events.problem] }
    : compose(file, events.events);
}

function readEvents(file: SourceFile): { events: TextEvent[] } | { problem: Diagnostic } {
  try {
    return { events: parseEvents(file.text, { maxDepth: MAX_DEPTH }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const at = Math.min(error.mark?.position ?? 0, file.text.length);
    return {
      problem: {
        severity: "error",
        code: "yaml-syntax",
        message: `this is not YAML: ${error.reason}`,
        place: { file, span: { start: at, end: at } },
      },
    };
  }
}
