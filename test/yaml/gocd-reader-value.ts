import { EVENT_ID } from "js-yaml";
import { readAsGocd, scalarText } from "../../src/yaml/gocd-reader.js";
import type { GocdEvent } from "../../src/yaml/gocd-reader.js";

type Value = string | null | Value[] | Map<Value, Value>;

/**
 * Returns the value that GoCD's plugin reads from a text, as JSON (keys may be any JSON, pairs are in
 * GoCD's order), or `rejected: file`, `rejected: repo`. Aliases, merges and duplicate keys are resolved here, in the
 * simplest way, since the reader does not look at them.
 */
export function readValue(text: string): string {
  const read = readAsGocd(text);
  if (!read.ok) return `rejected: ${read.reach}`;
  const value = compose(text, read.events);
  return value === undefined ? "rejected: file" : render(value, new Set());
}

function compose(text: string, events: readonly GocdEvent[]): Value | undefined {
  const anchors = new Map<string, Value>();
  const errors: string[] = [];
  let next = 0;

  function node(): Value {
    const event = events[next++];
    if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) {
      throw new Error(`no node at event ${next - 1}`);
    }
    const name = text.slice(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.ALIAS) {
      const value = anchors.get(name);
      if (value === undefined) errors.push("unknown alias");
      return value ?? null;
    }
    const value: Value =
      event.type === EVENT_ID.SCALAR
        ? scalarText(text, event)
        : event.type === EVENT_ID.MAPPING
          ? new Map<Value, Value>()
          : [];
    if (event.anchorStart >= 0) anchors.set(name, value);
    if (Array.isArray(value)) {
      while (!atPop()) value.push(node());
    } else if (value instanceof Map) {
      while (!atPop()) addPair(value, node(), node());
    } else {
      return value;
    }
    next++;
    return value;
  }

  function atPop(): boolean {
    return events[next]?.type === EVENT_ID.POP;
  }

  function addPair(map: Map<Value, Value>, key: Value, value: Value): void {
    if (keyOf(map, key) !== undefined) errors.push("duplicate key");
    if (key === "<<" && value !== null) merge(map, value);
    else map.set(key, value);
  }

  function merge(map: Map<Value, Value>, source: Value): void {
    if (Array.isArray(source)) {
      for (const item of source) merge(map, item);
    } else if (source instanceof Map) {
      for (const [key, value] of [...source]) if (keyOf(map, key) === undefined) map.set(key, value);
    } else {
      errors.push("merge of a scalar");
    }
  }

  if (events.length === 0) return null;
  next = 1;
  const root = node();
  if (next !== events.length - 1 || !atPop()) throw new Error(`${events.length - next} events left over`);
  return errors.length > 0 ? undefined : root;
}

function keyOf(map: Map<Value, Value>, key: Value): Value | undefined {
  if (map.has(key)) return key;
  if (typeof key === "string" || key === null) return undefined;
  const rendered = render(key, new Set());
  return [...map.keys()].find((other) => render(other, new Set()) === rendered);
}

function render(value: Value, open: Set<Value>): string {
  if (value === null || typeof value === "string") return JSON.stringify(value);
  if (open.has(value)) return '"*cycle"';
  open.add(value);
  const rendered = Array.isArray(value)
    ? `[${value.map((item) => render(item, open)).join()}]`
    : `{${[...value].map(([key, item]) => `${render(key, open)}:${render(item, open)}`).join()}}`;
  open.delete(value);
  return rendered;
}
