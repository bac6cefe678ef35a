import type { DocumentDirective } from "js-yaml";
import { parseBlockNode, parseBlockStep, parseFlowStep } from "./beans/collection.js";
import { quotePiece } from "./beans/cursor.js";
import { isBlockStep, startParse, type Parse } from "./beans/parse.js";
import { type GocdScalar, type Rejection, type GocdEvent, TOKEN, rejectText } from "./beans/token.js";

export type { GocdEvent, GocdScalar, Rejection } from "./beans/token.js";

/**
 * Reads a text as GoCD's YAML config plugin does, with YamlBeans 1.17, whose language is neither YAML 1.1 nor 1.2.
 * It is more lenient than YAML inside brackets (commas may be missing), and stricter in places. Returns the events of the first document (none for a text without content) and where that ends, or the first
 * rejection. Anchors, merges and duplicate keys are not checked. The time is proportional to the length of the text.
 */
export function readAsGocd(text: string): FirstDocument | Rejection {
  const parse = startParse(text);
  parseDocument(parse);
  const { rejection, composer, stream } = parse;
  return rejection ?? composer.rejection ?? { ok: true, events: composer.events, end: stream.lastEnd };
}

/** Returns the value of a scalar event of `readAsGocd`; null for an absent node. */
export function scalarText(text: string, scalar: GocdScalar): string | null {
  if (scalar.valueStart < 0) return null;
  return scalar.text ?? text.slice(scalar.valueStart, scalar.valueEnd);
}

/** The events of a document, and the offset of its end. */
export interface FirstDocument {
  readonly ok: true;
  readonly events: readonly GocdEvent[];
  readonly end: number;
}

function parseDocument(parse: Parse): void {
  const { stream, composer, steps } = parse;
  const first = stream.peek().type;
  if (first === TOKEN.STREAM_END) return;
  const isExplicit = first === TOKEN.DIRECTIVE || first === TOKEN.DOCUMENT_START;
  const directives = parseDirectives(parse);
  if (isExplicit) parseDocumentStart(parse);
  const document = composer.startDocument(isExplicit, directives);
  if (!isRejected(parse)) parseBlockNode(parse);
  for (let step = steps.at(-1); step !== undefined && !isRejected(parse); step = steps.at(-1)) {
    if (isBlockStep(step)) parseBlockStep(parse, step);
    else parseFlowStep(parse, step);
  }
  if (isRejected(parse)) return;
  while (stream.takeIf(TOKEN.DOCUMENT_END)) document.explicitEnd = true;
  // YamlBeans looks at one token after the document, and an error there counts.
  const next = stream.peek();
  if (next.type === TOKEN.REJECTED) parse.rejection = next.rejection;
  composer.endDocument();
}

function isRejected(parse: Parse): boolean {
  return parse.rejection !== undefined || parse.composer.rejection !== undefined;
}

/** Parses the `%` lines; rejects duplicates, and YAML versions other than 1.0 and 1.1. */
function parseDirectives(parse: Parse): DocumentDirective[] {
  const { stream, tagHandles } = parse;
  const directives: DocumentDirective[] = [];
  let version: string | undefined;
  for (let token = stream.peek(); token.type === TOKEN.DIRECTIVE; token = stream.peek()) {
    stream.take();
    const { directive, start } = token;
    if (directive === undefined) continue;
    directives.push(directive);
    if (directive.kind === "yaml" ? version !== undefined : tagHandles.has(directive.handle)) {
      const line = quotePiece(parse.text, start, token.end);
      parse.rejection ??= rejectText(start, `found ${line} after one like it`, "remove the line").rejection;
    }
    if (directive.kind === "tag") {
      tagHandles.add(directive.handle);
    } else {
      version = directive.version;
      if (version !== "1.0" && version !== "1.1") {
        const message = `found ${quotePiece(parse.text, start, token.end)}, where GoCD accepts only versions 1.0 and 1.1`;
        const fix = { at: start, by: "#" };
        parse.rejection ??= rejectText(start, message, "remove the line", { fix }).rejection;
      }
    }
  }
  tagHandles.add("!");
  if (version !== "1.0") tagHandles.add("!!");
  return directives;
}

function parseDocumentStart(parse: Parse): void {
  const token = parse.stream.peek();
  if (parse.rejection !== undefined || parse.stream.takeIf(TOKEN.DOCUMENT_START)) return;
  parse.rejection =
    token.type === TOKEN.REJECTED
      ? token.rejection
      : rejectText(token.start, 'found no "---" after the "%" lines', 'write "---" on a line of its own')
          .rejection;
}
