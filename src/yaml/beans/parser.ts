import type { DocumentDirective } from "js-yaml";
import { quotePiece } from "./character.js";
import { parseBlockNode, parseBlockStep } from "./block.js";
import type { GocdEvent } from "./event.js";
import { parseFlowStep } from "./flow.js";
import { isBlockStep, startParse } from "./parse.js";
import type { Parse } from "./parse.js";
import { TOKEN, rejectText } from "./token.js";
import type { Rejection } from "./token.js";

/** The events of a document, and the offset of its end. */
export interface FirstDocument {
  readonly ok: true;
  readonly events: readonly GocdEvent[];
  readonly end: number;
}

/**
 * Reads the first document of a text the way of YamlBeans' `Parser`, which is more lenient than YAML inside brackets
 * (commas may be missing) and stricter in places. Returns its events, or why GoCD would reject it.
 */
export function parseFirstDocument(text: string): FirstDocument | Rejection {
  const parse = startParse(text);
  parseDocument(parse);
  const { rejection, composer, stream } = parse;
  return rejection ?? composer.rejection ?? { ok: true, events: composer.events, end: stream.lastEnd };
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
