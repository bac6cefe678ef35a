import { BOUNDS } from "../model/bounds.js";
import type { Code } from "../model/codes.js";
import type { Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { emptyScalar, isMerge, keyOf } from "./node.js";
import type { AliasNode, MappingNode, Node, Pair, ScalarNode, SequenceNode, Tree } from "./node.js";
import { afterBracket, afterColon, afterDash } from "./offsets.js";
import { PairStack } from "./pair-stack.js";
import { ValueCount } from "./value-count.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The tree of a text, as far as a reader accepts the text. */
export interface Composed {
  /** Undefined if there is any error. */
  readonly tree: Tree | undefined;
  /** The tree without the errors, to search it for further errors; undefined if that could take unlimited time. */
  readonly rest: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The anchor and the tag before a node: the anchor without its `&`, -1 where absent. */
export interface Properties {
  readonly anchorStart: number;
  readonly anchorEnd: number;
  readonly tagStart: number;
  readonly tagEnd: number;
}

/**
 * Gets each complete pair of a mapping that is the value of a key of the root, with that key. Returns whether its value is
 * no longer needed: then an absent one is in its place, so that large texts need little memory. It does not get pairs of
 * a mapping with an anchor, which has other uses.
 */
export type Watch = (outer: string, pair: Pair) => boolean;

/** A collection that is not closed yet. */
interface Frame {
  readonly node: Mutable<MappingNode> | Mutable<SequenceNode>;
  /** The number of pairs or items of the collections around it. */
  readonly base: number;
  /** The number of values before its content. */
  readonly before: number;
  /** The key that waits for its value. */
  key: Node | undefined;
  /** The keys of a mapping of many pairs. */
  seen: Map<string, Node> | undefined;
}

const NONE: readonly never[] = [];

/**
 * Builds the tree of a document from its nodes, which a reader of YAML adds in the order of the text. An alias without
 * an anchor, or a key that is defined twice, is a diagnostic with code `yaml-syntax`, too many values are
 * `bound-exceeded`; then there is no tree. The root of an empty document is an empty scalar.
 */
export class TreeBuilder {
  readonly #watch: Watch | undefined;
  readonly #file: SourceFile;
  readonly #text: string;
  readonly #anchors = new Map<string, ScalarNode | MappingNode | SequenceNode>();
  readonly #frames: Frame[] = [];
  #root: Node | undefined;
  /** Just after the last node: the place of an absent node, and where the search for a closing bracket starts. */
  #position = 0;
  // The children of all open collections. Arrays of their own, filled by `push`, would have room for 17 of them each.
  readonly #pairs = new PairStack();
  readonly #items: Node[] = [];
  #itemCount = 0;
  readonly #values = new ValueCount();
  readonly #aliases: AliasNode[] = [];
  readonly #shared = new Set<Node>();
  readonly #merging: MappingNode[] = [];
  readonly #diagnostics: Diagnostic[] = [];

  constructor(file: SourceFile, watch?: Watch) {
    this.#watch = watch;
    this.#file = file;
    this.#text = file.text;
  }

  /** Adds a scalar, which has the properties before it. */
  addScalar(scalar: Mutable<ScalarNode>, properties: Properties | undefined): void {
    this.#count(1);
    if (properties === undefined) {
      this.#position = scalar.end;
      this.#attach(scalar);
      return;
    }
    const node = this.#withProperties(scalar, properties);
    this.#enter(node, properties);
    this.#position = node.end;
    this.#attach(node);
  }

  /** Adds a value that is absent, as in `key:`. */
  addAbsent(properties: Properties | undefined): void {
    const parent = this.#frames.at(-1)?.node;
    if (parent?.kind === "sequence" && !parent.flow) this.#position = afterDash(this.#text, this.#position);
    this.#count(1);
    const { anchorEnd = -1, tagEnd = -1 } = properties ?? {};
    const node = emptyScalar(Math.max(this.#position, anchorEnd, tagEnd));
    const full = properties === undefined ? node : this.#withProperties(node, properties);
    this.#enter(full, properties);
    this.#attach(full);
  }

  /** Adds an alias; the offsets are those of its name, without the `*`. */
  addAlias(nameStart: number, end: number): void {
    this.#count(1);
    const name = this.#text.slice(nameStart, end);
    const start = nameStart - 1;
    this.#position = end;
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const absent = { ...emptyScalar(start), end };
      const message = `the alias "*${name}" has no anchor "&${name}" before it`;
      const help = `write "&${name}" before the value that is meant, or correct the name`;
      this.#report("yaml-syntax", absent, message, help);
      this.#attach(absent);
      return;
    }
    const node: AliasNode = { kind: "alias", name, target, start, end, propertiesStart: start };
    this.#aliases.push(node);
    this.#shared.add(target);
    this.#count(this.#values.sizeOf(target), node);
    this.#attach(node);
  }

  /** Begins a collection: all nodes up to `close` are its children, those of a mapping alternately keys and values. */
  open(kind: "mapping" | "sequence", flow: boolean, start: number, properties: Properties | undefined): void {
    this.#count(1);
    const bare: Frame["node"] =
      kind === "mapping"
        ? { kind, flow, pairs: NONE, merges: false, start, end: start, propertiesStart: start }
        : { kind, flow, items: NONE, start, end: start, propertiesStart: start };
    const node = properties === undefined ? bare : this.#withProperties(bare, properties);
    this.#enter(node, properties);
    const base = kind === "mapping" ? this.#pairs.size : this.#itemCount;
    this.#frames.push({ node, base, before: this.#values.total, key: undefined, seen: undefined });
  }

  /** Ends the innermost collection. `end` is after its closing bracket; if the reader does not know it, it is searched for. */
  close(end?: number): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    const { node, base } = frame;
    let hasBrackets = node.flow;
    if (node.kind === "mapping") {
      node.pairs = this.#pairs.take(base);
      node.merges = node.pairs.some(isMerge);
      if (node.merges) this.#merging.push(node);
      // A single pair in a flow sequence, `[a: b]`, is a flow mapping without brackets.
      hasBrackets &&= this.#text[node.start] === "{";
    } else {
      node.items = this.#items.slice(base, this.#itemCount);
      this.#itemCount = base;
    }
    this.#values.noteSize(node, frame.before);
    if (hasBrackets) this.#position = end ?? afterBracket(this.#text, this.#position);
    node.end = this.#position;
    this.#attach(node);
  }

  finish(): Composed {
    const rest = {
      file: this.#file,
      root: this.#root ?? emptyScalar(this.#position),
      aliases: this.#aliases,
      shared: this.#shared,
      merging: this.#merging,
    };
    return {
      tree: this.#diagnostics.length === 0 ? rest : undefined,
      rest: this.#values.isTooLarge ? undefined : rest,
      diagnostics: this.#diagnostics,
    };
  }

  /** Adds a complete node to the innermost collection. */
  #attach(node: Node): void {
    const frame = this.#frames[this.#frames.length - 1];
    if (frame === undefined) {
      this.#root ??= node;
    } else if (frame.node.kind === "sequence") {
      this.#items[this.#itemCount++] = node;
    } else if (frame.key === undefined) {
      frame.key = node;
      this.#position = afterColon(this.#text, node.end);
    } else {
      const keyNode = frame.key;
      frame.key = undefined;
      this.#addPair(frame, { key: keyOf(keyNode), keyNode, value: node });
    }
  }

  #addPair(frame: Frame, pair: Pair): void {
    // GoCD merges each `<<` of a mapping.
    const twin = isMerge(pair) ? undefined : this.#pairs.findTwin(frame, pair);
    if (twin === undefined) {
      this.#pairs.add(this.#isDone(frame, pair) ? { ...pair, value: emptyScalar(pair.value.end) } : pair);
      return;
    }
    const message = `the key "${pair.key ?? ""}" is defined twice in one mapping`;
    this.#report("yaml-syntax", pair.keyNode, message, "keep one of the two", twin);
  }

  #isDone({ node }: Frame, pair: Pair): boolean {
    const [root] = this.#frames;
    if (this.#watch === undefined || this.#frames.length !== 2 || root?.key === undefined) return false;
    if (root.node.anchor !== undefined || node.anchor !== undefined || isMerge(pair)) return false;
    return this.#watch(keyOf(root.key) ?? "", pair);
  }

  #withProperties<T extends Node>(node: T, { anchorStart, anchorEnd, tagStart }: Properties): T {
    const anchorAt = anchorStart < 0 ? node.start : anchorStart - 1;
    const propertiesStart = Math.min(anchorAt, tagStart < 0 ? node.start : tagStart);
    if (anchorStart < 0) return { ...node, propertiesStart };
    return { ...node, propertiesStart, anchor: this.#text.slice(anchorStart, anchorEnd) };
  }

  /** Registers an anchor before the content of the node is read, since the content may refer to its own node. */
  #enter(node: ScalarNode | MappingNode | SequenceNode, properties: Properties | undefined): void {
    this.#position = Math.max(this.#position, node.start);
    if (node.anchor === undefined) return;
    this.#position = Math.max(this.#position, properties?.anchorEnd ?? 0);
    this.#anchors.set(node.anchor, node);
  }

  #count(values: number, node?: Node): void {
    if (!this.#values.add(values)) return;
    const help = "split the file, or use fewer aliases within aliases";
    this.#report("bound-exceeded", node ?? emptyScalar(this.#position), BOUNDS.yamlValues.message, help);
  }

  #report(code: Code, node: Node, message: string, help: string, twin?: Node): void {
    const placeOf = ({ start, end }: Node) => ({ file: this.#file, span: { start, end } });
    const related = twin && { related: [{ message: "it is defined first here", place: placeOf(twin) }] };
    const place = placeOf(node);
    this.#diagnostics.push({ severity: "error", code, message, place, help, ...related });
  }
}
