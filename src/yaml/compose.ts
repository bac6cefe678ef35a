import {
  CHOMPING_MODE,
  COLLECTION_STYLE,
  EVENT_ID,
  getScalarValue,
  SCALAR_STYLE,
  type Event,
  type ScalarEvent,
} from "js-yaml";
import type { SourceFile } from "../model/source.js";
import type { ScalarNode } from "./node.js";
import { contentEnd } from "./offsets.js";
import { TreeBuilder, type Composed, type Properties } from "./tree-builder.js";

/** The styles of nodes, by those of events. */
const SCALAR_STYLES = {
  [SCALAR_STYLE.PLAIN]: "plain",
  [SCALAR_STYLE.SINGLE_QUOTED]: "single",
  [SCALAR_STYLE.DOUBLE_QUOTED]: "double",
  [SCALAR_STYLE.LITERAL_BLOCK]: "literal",
  [SCALAR_STYLE.FOLDED_BLOCK]: "folded",
} as const;

/** Returns the tree of the first document of the events of js-yaml. */
export function compose(file: SourceFile, events: readonly Event[]): Composed {
  const builder = new TreeBuilder(file);
  let depth = 0;
  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        if (event.valueStart < 0) builder.addAbsent(propertiesOf(event));
        else builder.addScalar(scalarOf(file.text, event), propertiesOf(event));
        break;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const kind = event.type === EVENT_ID.MAPPING ? "mapping" : "sequence";
        builder.open(kind, event.style === COLLECTION_STYLE.FLOW, event.start, propertiesOf(event));
        depth++;
        break;
      }
      case EVENT_ID.ALIAS:
        builder.addAlias(event.anchorStart, event.anchorEnd);
        break;
      case EVENT_ID.POP:
        if (depth === 0) return builder.finish();
        depth--;
        builder.close();
        break;
      case EVENT_ID.DOCUMENT:
        break;
    }
  }
  return builder.finish();
}

function propertiesOf(event: Properties): Properties | undefined {
  return event.anchorStart < 0 && event.tagStart < 0 ? undefined : event;
}

function scalarOf(text: string, event: ScalarEvent): ScalarNode {
  const { valueStart, valueEnd, chomping, indent } = event;
  const style = SCALAR_STYLES[event.style];
  const isBlock = style === "literal" || style === "folded";
  const quote = style === "single" || style === "double" ? 1 : 0;
  const start = valueStart - quote;
  const end =
    isBlock && chomping !== CHOMPING_MODE.KEEP
      ? contentEnd(text, valueStart, valueEnd, indent)
      : valueEnd + quote;
  const value = event.fast ? text.slice(valueStart, valueEnd) : getScalarValue(text, event);
  return { kind: "scalar", style, text: value, start, end, propertiesStart: start };
}
