import { parseEvents, YAMLException } from "js-yaml";
import type { Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { compose } from "./compose.js";
import { readAsGocd } from "./gocd-reader.js";
import type { Tree } from "./node.js";

/** A tree, or why there is none (all with code `yaml-syntax`). */
export interface Parsed {
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Far more than people nest; it keeps a hostile file from exhausting the stack. */
const MAX_DEPTH = 1000;

/**
 * Reads the first document of a YAML text as a tree. js-yaml reads it; a text that it refuses is read the way GoCD's
 * reader (YamlBeans) does, which takes closing brackets at the parent's column, multi-line keys, garbage behind the
 * first document and the like. The diagnostic of a text that both refuse is that of GoCD's reader.
 */
export function parseYaml(file: SourceFile): Parsed {
  try {
    return compose(file, parseEvents(file.text, { maxDepth: MAX_DEPTH }));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
  }
  const read = readAsGocd(file.text);
  if (read.ok) return compose(file, read.events);
  const { message, help, offset } = read;
  const place = { file, span: { start: offset, end: offset } };
  return { tree: undefined, diagnostics: [{ severity: "error", code: "yaml-syntax", message, help, place }] };
}
