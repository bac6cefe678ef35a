import {
  STEP,
  closeCollection,
  openCollection,
  parseAlias,
  parseContent,
  parseProperties,
  setStep,
  type BlockStep,
  type Parse,
  type FlowStep,
} from "./parse.js";
import { rejectBlock } from "./rejection.js";
import { TOKEN, type YamlToken } from "./token.js";

/** The tokens that follow a document. Where a node is expected, they make the node null. */
const ENDS_DOCUMENT: ReadonlySet<YamlToken["type"]> = new Set([
  TOKEN.DIRECTIVE,
  TOKEN.DOCUMENT_START,
  TOKEN.DOCUMENT_END,
  TOKEN.STREAM_END,
]);

/** Does the next step of a collection without brackets. */
export function parseBlockStep(parse: Parse, step: BlockStep): void {
  switch (step) {
    case STEP.BLOCK_ENTRY:
    case STEP.BARE_ENTRY:
      parseEntry(parse, step);
      break;
    case STEP.BLOCK_KEY:
      parseKey(parse);
      break;
    case STEP.BLOCK_VALUE:
      setStep(parse, STEP.BLOCK_KEY);
      if (parse.stream.takeIf(TOKEN.VALUE)) parseMappingNode(parse);
      else if (parse.stream.peek().type === TOKEN.KEY) parse.composer.addNull(parse.stream.peek().start);
      // Otherwise YamlBeans returns no value at all, not even null: the composer rejects that.
      break;
  }
}

/** Parses the root of the document, or an entry of a list without brackets. */
export function parseBlockNode(parse: Parse): void {
  const token = parse.stream.peek();
  if (token.type === TOKEN.ALIAS) parseAlias(parse, token);
  else if (ENDS_DOCUMENT.has(token.type)) parse.composer.addNull(token.start);
  else parseContent(parse, parseProperties(parse));
}

function parseEntry(parse: Parse, step: typeof STEP.BLOCK_ENTRY | typeof STEP.BARE_ENTRY): void {
  const { stream } = parse;
  if (stream.takeIf(TOKEN.BLOCK_ENTRY)) {
    const { type, start } = stream.peek();
    const isNull =
      type === TOKEN.BLOCK_ENTRY ||
      type === TOKEN.BLOCK_END ||
      (step === STEP.BARE_ENTRY && (type === TOKEN.KEY || type === TOKEN.VALUE));
    if (isNull) parse.composer.addNull(start);
    else parseBlockNode(parse);
  } else if (step === STEP.BARE_ENTRY) {
    closeCollection(parse);
  } else {
    parseBlockEnd(parse);
  }
}

function parseKey(parse: Parse): void {
  const { type, start } = parse.stream.peek();
  if (type === TOKEN.KEY) {
    setStep(parse, STEP.BLOCK_VALUE);
    parse.stream.take();
    parseMappingNode(parse);
  } else if (type === TOKEN.VALUE) {
    setStep(parse, STEP.BLOCK_VALUE);
    parse.composer.addNull(start);
  } else {
    parseBlockEnd(parse);
  }
}

/** Parses a key or value of a mapping without brackets. */
function parseMappingNode(parse: Parse): void {
  const next = parse.stream.peek();
  if (next.type === TOKEN.KEY || next.type === TOKEN.VALUE || next.type === TOKEN.BLOCK_END) {
    parse.composer.addNull(next.start);
    return;
  }
  const properties = parseProperties(parse);
  const token = parse.stream.peek();
  if (token.type === TOKEN.ALIAS) {
    // Only here YamlBeans accepts an anchor before an alias, and ignores it.
    parseAlias(parse, token);
  } else if (token.type === TOKEN.BLOCK_ENTRY) {
    openCollection(parse, "sequence", STEP.BARE_ENTRY, token.start, properties);
  } else {
    parseContent(parse, properties);
  }
}

function parseBlockEnd(parse: Parse): void {
  if (parse.stream.takeIf(TOKEN.BLOCK_END)) closeCollection(parse);
  else parse.rejection ??= rejectBlock(parse.text, parse.stream.peek());
}

/**
 * Does the next step of a collection in brackets. For YamlBeans, the comma before an entry or after a pair is optional.
 */
export function parseFlowStep(parse: Parse, step: FlowStep): void {
  const { stream, composer } = parse;
  switch (step) {
    case STEP.LIST_ENTRY:
      if (stream.takeIf(TOKEN.FLOW_SEQUENCE_END)) {
        closeCollection(parse);
      } else if (stream.peek().type === TOKEN.KEY) {
        openCollection(parse, "mapping", STEP.PAIR_KEY, stream.take().start, undefined);
      } else {
        stream.takeIf(TOKEN.FLOW_ENTRY);
        parseFlowNode(parse);
      }
      break;
    case STEP.PAIR_KEY:
      setStep(parse, STEP.PAIR_VALUE);
      if (stream.peek().type === TOKEN.VALUE) composer.addNull(stream.peek().start);
      else parseFlowValue(parse, TOKEN.FLOW_SEQUENCE_END);
      break;
    case STEP.PAIR_VALUE:
      setStep(parse, STEP.PAIR_END);
      if (stream.takeIf(TOKEN.VALUE)) parseFlowValue(parse, TOKEN.FLOW_SEQUENCE_END);
      else composer.addNull(stream.peek().start);
      break;
    case STEP.PAIR_END:
      closeCollection(parse);
      stream.takeIf(TOKEN.FLOW_ENTRY);
      break;
    case STEP.MAP_KEY:
      if (stream.takeIf(TOKEN.FLOW_MAPPING_END)) {
        closeCollection(parse);
      } else {
        // An entry without a key indicator is a single child; the composer combines these to pairs.
        if (stream.takeIf(TOKEN.KEY)) setStep(parse, STEP.MAP_VALUE);
        else stream.takeIf(TOKEN.FLOW_ENTRY);
        parseFlowNode(parse);
      }
      break;
    case STEP.MAP_VALUE:
      setStep(parse, STEP.MAP_COMMA);
      if (stream.takeIf(TOKEN.VALUE)) parseFlowValue(parse, TOKEN.FLOW_MAPPING_END);
      else composer.addNull(stream.peek().start);
      break;
    case STEP.MAP_COMMA:
      setStep(parse, STEP.MAP_KEY);
      stream.takeIf(TOKEN.FLOW_ENTRY);
      break;
  }
}

/** Parses a node, or an absent one if a comma or the closing bracket `end` comes first. */
function parseFlowValue(parse: Parse, end: YamlToken["type"]): void {
  const { type, start } = parse.stream.peek();
  if (type === TOKEN.FLOW_ENTRY || type === end) parse.composer.addNull(start);
  else parseFlowNode(parse);
}

function parseFlowNode(parse: Parse): void {
  const token = parse.stream.peek();
  if (token.type === TOKEN.ALIAS) parseAlias(parse, token);
  else parseContent(parse, parseProperties(parse));
}
