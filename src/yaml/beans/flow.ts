import { EVENT_ID } from "js-yaml";
import {
  STEP,
  closeCollection,
  openCollection,
  parseAlias,
  parseContent,
  parseProperties,
  setStep,
} from "./parse.js";
import type { FlowStep, Parse } from "./parse.js";
import { TOKEN } from "./token.js";
import type { YamlToken } from "./token.js";

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
        openCollection(parse, EVENT_ID.MAPPING, STEP.PAIR_KEY, stream.take().start, undefined);
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
