import type { SourceFile } from "../model/source.js";
import { parseBlockNode, parseBlockStep, parseFlowStep } from "./beans/collection.js";
import { quotePiece } from "./beans/cursor.js";
import { isBlockStep, startParse, type Parse } from "./beans/parse.js";
import { type Rejection, TOKEN, rejectText } from "./beans/token.js";
import type { Composed, Watch } from "./tree-builder.js";

export type { Rejection } from "./beans/token.js";

/**
 * Reads a file as GoCD's YAML config plugin does, with YamlBeans 1.17, whose language is neither YAML 1.1 nor 1.2. It
 * is more lenient than YAML inside brackets (commas may be missing), and stricter in places. Returns the tree of the
 * first document and where that ends, or the first rejection. Merges are not checked. The time is proportional to the
 * length of the text. `fixed` is a text of the same length to read instead; values and offsets are those of the file.
 */
export function readAsGocd(file: SourceFile, fixed = file.text, watch?: Watch): FirstDocument | Rejection {
  const parse = startParse(file, fixed, watch);
  parseDocument(parse);
  const { rejection, composer, stream } = parse;
  return (
    rejection ?? composer.rejection ?? { ok: true, composed: composer.builder.finish(), end: stream.lastEnd }
  );
}

/** The tree of a document, and the offset of its end. */
export interface FirstDocument {
  readonly ok: true;
  readonly composed: Composed;
  readonly end: number;
}

function parseDocument(parse: Parse): void {
  const { stream, steps } = parse;
  const first = stream.peek().type;
  if (first === TOKEN.STREAM_END) return;
  const isExplicit = first === TOKEN.DIRECTIVE || first === TOKEN.DOCUMENT_START;
  parseDirectives(parse);
  if (isExplicit) parseDocumentStart(parse);
  if (!isRejected(parse)) parseBlockNode(parse);
  for (let step = steps.at(-1); step !== undefined && !isRejected(parse); step = steps.at(-1)) {
    if (isBlockStep(step)) parseBlockStep(parse, step);
    else parseFlowStep(parse, step);
  }
  if (isRejected(parse)) return;
  while (stream.takeIf(TOKEN.DOCUMENT_END));
  // YamlBeans looks at one token after the document, and an error there counts.
  const next = stream.peek();
  if (next.type === TOKEN.REJECTED) parse.rejection = next.rejection;
}

function isRejected(parse: Parse): boolean {
  return parse.rejection !== undefined || parse.composer.rejection !== undefined;
}

/** Parses the `%` lines; rejects duplicates, and YAML versions other than 1.0 and 1.1. */
function parseDirectives(parse: Parse): void {
  const { stream, tagHandles } = parse;
  let version: string | undefined;
  for (let token = stream.peek(); token.type === TOKEN.DIRECTIVE; token = stream.peek()) {
    stream.take();
    const { directive, start } = token;
    if (directive === undefined) continue;
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
