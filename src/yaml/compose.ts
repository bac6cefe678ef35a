import { EVENT_ID, COLLECTION_STYLE, type ScalarEvent } from "js-yaml";
import { BOUNDS } from "../model/bounds.js";
import type { Code } from "../model/codes.js";
import type { Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import {
  afterColon,
  afterDash,
  collectionEnd,
  contentEnd,
  emptyScalar,
  isAbsentScalar,
  readProperties,
  SCALAR_STYLES,
  textOfEvent,
  type ReaderEvent,
} from "./event.js";
import type { GocdScalar } from "./gocd-reader.js";
import { isMerge, keyOf } from "./node.js";
import { ValueCount } from "./value-count.js";
import type { AliasNode, MappingNode, Node, Pair, ScalarNode, SequenceNode, Tree } from "./node.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The tree of the events of a text. */
export interface Composed {
  /** Undefined if there is any error. */
  readonly tree: Tree | undefined;
  /** The tree without the errors, to search it for further errors; undefined if that could take unlimited time. */
  readonly rest: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Returns the tree of the first document of a list of parser events. An alias without an anchor, or a key that is
 * defined twice, is a diagnostic with code `yaml-syntax`, too many values are `bound-exceeded`; then there is no tree. The root of an empty document is an
 * empty scalar.
 */
export function compose(file: SourceFile, events: readonly ReaderEvent[]): Composed {
  const composer = new Composer(file, events);
  const root = composer.compose();
  const { aliases, shared, merging, diagnostics } = composer;
  const all = { file, root, aliases, shared, merging };
  return {
    tree: diagnostics.length === 0 ? all : undefined,
    rest: composer.values.isTooLarge ? undefined : all,
    diagnostics,
  };
}

class Composer {
  readonly #file: SourceFile;
  readonly #text: string;
  readonly #events: readonly ReaderEvent[];
  readonly #anchors = new Map<string, ScalarNode | MappingNode | SequenceNode>();
  #next = 0;
  /** Just after the last token: the place of an absent node, and where the search for a closing bracket starts. */
  #position = 0;
  readonly values = new ValueCount();
  readonly aliases: AliasNode[] = [];
  readonly shared = new Set<Node>();
  readonly merging: MappingNode[] = [];
  readonly diagnostics: Diagnostic[] = [];

  constructor(file: SourceFile, events: readonly ReaderEvent[]) {
    this.#file = file;
    this.#text = file.text;
    this.#events = events;
  }

  compose(): Node {
    if (this.#events[0]?.type === EVENT_ID.DOCUMENT) this.#next = 1;
    return this.#node();
  }

  #node(): Node {
    const event = this.#events[this.#next];
    this.#next++;
    if (this.values.add(1)) this.#reportSize(emptyScalar(this.#position));
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      case EVENT_ID.MAPPING: {
        const node: Mutable<MappingNode> = {
          kind: "mapping",
          flow: event.style === COLLECTION_STYLE.FLOW,
          pairs: [],
          merges: false,
          start: event.start,
          end: event.start,
          propertiesStart: event.start,
        };
        Object.assign(node, readProperties(this.#text, event, event.start));
        this.#enter(node, event);
        const before = this.values.total;
        node.pairs = this.#pairs();
        node.merges = node.pairs.some(isMerge);
        if (node.merges) this.merging.push(node);
        this.values.noteSize(node, before);
        // A single pair in a flow sequence, `[a: b]`, is a flow mapping without brackets.
        const isFlow = node.flow && this.#text[node.start] === "{";
        node.end = this.#position = collectionEnd(this.#text, event, isFlow, this.#position);
        return node;
      }
      case EVENT_ID.SEQUENCE: {
        const node: Mutable<SequenceNode> = {
          kind: "sequence",
          flow: event.style === COLLECTION_STYLE.FLOW,
          items: [],
          start: event.start,
          end: event.start,
          propertiesStart: event.start,
        };
        Object.assign(node, readProperties(this.#text, event, event.start));
        this.#enter(node, event);
        const before = this.values.total;
        const items: Node[] = [];
        while (this.#more()) {
          const isAbsent = !node.flow && isAbsentScalar(this.#events[this.#next]);
          if (isAbsent) this.#position = afterDash(this.#text, this.#position);
          items.push(this.#node());
        }
        node.items = items;
        this.values.noteSize(node, before);
        node.end = this.#position = collectionEnd(this.#text, event, node.flow, this.#position);
        return node;
      }
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd);
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
      case undefined:
        // An empty document: step back, since the caller uses the event itself.
        this.#next--;
        return emptyScalar(this.#position);
    }
  }

  #more(): boolean {
    const type = this.#events[this.#next]?.type;
    if (type !== undefined && type !== EVENT_ID.POP) return true;
    this.#next++;
    return false;
  }

  #pairs(): Pair[] {
    const pairs: Pair[] = [];
    const seen = new Map<string, Node>();
    while (this.#more()) {
      const key = this.#node();
      this.#position = afterColon(this.#text, key.end);
      const value = this.#node();
      const text = keyOf(key);
      // GoCD merges each `<<` of a mapping.
      const isKey = text !== undefined && !isMerge({ key, value });
      const twin = isKey ? seen.get(text) : undefined;
      if (twin === undefined) {
        pairs.push({ key, value });
        if (isKey) seen.set(text, key);
      } else {
        const message = `the key "${text ?? ""}" is defined twice in one mapping`;
        this.#problem("yaml-syntax", key, message, "keep one of the two", twin);
      }
    }
    return pairs;
  }

  #scalar(event: ScalarEvent | GocdScalar): Node {
    if (event.valueStart < 0) {
      const at = Math.max(this.#position, event.anchorEnd, event.tagEnd);
      const node = { ...emptyScalar(at), ...readProperties(this.#text, event, at) };
      this.#enter(node, event);
      return node;
    }
    const style = SCALAR_STYLES[event.style];
    const quoted = style === "single" || style === "double";
    const start = quoted ? event.valueStart - 1 : event.valueStart;
    const end = quoted ? event.valueEnd + 1 : contentEnd(this.#text, event);
    const text = textOfEvent(this.#text, event);
    // Nearly all scalars: written out, since a spread costs more than everything else here.
    if (event.anchorStart < 0 && event.tagStart < 0) {
      this.#position = end;
      return { kind: "scalar", style, text, start, end, propertiesStart: start };
    }
    const node: ScalarNode = {
      kind: "scalar",
      style,
      text,
      start,
      end,
      ...readProperties(this.#text, event, start),
    };
    this.#enter(node, event);
    this.#position = end;
    return node;
  }

  #alias(anchorStart: number, anchorEnd: number): Node {
    const name = this.#text.slice(anchorStart, anchorEnd);
    const start = anchorStart - 1;
    this.#position = anchorEnd;
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const node = { ...emptyScalar(start), end: anchorEnd };
      const message = `the alias "*${name}" has no anchor "&${name}" before it`;
      this.#problem(
        "yaml-syntax",
        node,
        message,
        `write "&${name}" before the value that is meant, or correct the name`,
      );
      return node;
    }
    const node: AliasNode = { kind: "alias", name, target, start, end: anchorEnd, propertiesStart: start };
    this.aliases.push(node);
    this.shared.add(target);
    if (this.values.add(this.values.sizeOf(target))) this.#reportSize(node);
    return node;
  }

  #reportSize(node: Node): void {
    this.#problem(
      "bound-exceeded",
      node,
      BOUNDS.yamlValues.message,
      "split the file, or use fewer aliases within aliases",
    );
  }

  /** Registers an anchor before the content of the node is read, since the content may refer to its own node. */
  #enter(
    node: ScalarNode | MappingNode | SequenceNode,
    event: { anchorStart: number; anchorEnd: number },
  ): void {
    this.#position = Math.max(this.#position, node.start);
    if (node.anchor === undefined) return;
    this.#position = Math.max(this.#position, event.anchorEnd);
    this.#anchors.set(node.anchor, node);
  }

  #problem(code: Code, node: Node, message: string, help: string, twin?: Node): void {
    const placeOf = ({ start, end }: Node) => ({ file: this.#file, span: { start, end } });
    const related = twin && { related: [{ message: "it is defined first here", place: placeOf(twin) }] };
    const place = placeOf(node);
    this.diagnostics.push({ severity: "error", code, message, place, help, ...related });
  }
}
