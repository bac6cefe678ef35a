import type { Place, SourceFile } from "../model/source.js";

/**
 * A YAML text as a tree in which every node has its place. Offsets count UTF-16 code units of the text. Every scalar is
 * text, as GoCD reads it: `1.10`, `on` and `~` stay as written.
 */
export interface Tree {
  readonly file: SourceFile;
  /** The first document's node; further documents do not exist for GoCD. */
  readonly root: Node;
  readonly aliases: readonly AliasNode[];
  /** The nodes that aliases refer to: an edit of one changes the value of every alias of it. */
  readonly shared: ReadonlySet<Node>;
  /** The mappings that merge others into themselves. */
  readonly merging: readonly MappingNode[];
}

/** Any node as written: an alias is a node of its own. */
export type Node = ScalarNode | MappingNode | SequenceNode | AliasNode;

interface Base {
  /** Where the node's own text begins, after its anchor and tag. */
  readonly start: number;
  /** Just after the node's own text: no comment, no line end but those of a block scalar's content. */
  readonly end: number;
  /** The start of its anchor or tag; `start` if it has neither. */
  readonly propertiesStart: number;
  readonly anchor?: string;
}

/** A scalar, or the absence of one. */
export interface ScalarNode extends Base {
  readonly kind: "scalar";
  readonly style: "empty" | "plain" | "single" | "double" | "literal" | "folded";
  /** The text; null for an absent node, as in `key:`. */
  readonly text: string | null;
}

/** A mapping; its pairs as written, including merges (`<<`). */
export interface MappingNode extends Base {
  readonly kind: "mapping";
  readonly flow: boolean;
  readonly pairs: readonly Pair[];
  /** Whether one of the pairs merges another mapping into this one. */
  readonly merges: boolean;
}

/** A sequence. */
export interface SequenceNode extends Base {
  readonly kind: "sequence";
  readonly flow: boolean;
  readonly items: readonly Node[];
}

/** An alias: `*name`. */
export interface AliasNode extends Base {
  readonly kind: "alias";
  readonly name: string;
  /** The node that it refers to, which may contain the alias. */
  readonly target: ScalarNode | MappingNode | SequenceNode;
}

/** A key with its value, which is an absent scalar if there is none. */
export interface Pair {
  /** The text of the key, that of an absent one being empty; undefined for a key that is a collection. */
  readonly key: string | undefined;
  readonly keyNode: Node;
  readonly value: Node;
}

/**
 * Whether a pair merges (`<<`). For GoCD's reader, `<<` without a value is a plain key, and quotes make no difference.
 */
export function isMerge({ key, value }: Pair): boolean {
  return key === "<<" && !(value.kind === "scalar" && value.text === null);
}

/** Returns the node of a value that is absent. */
export function emptyScalar(at: number): ScalarNode {
  return { kind: "scalar", style: "empty", text: null, start: at, end: at, propertiesStart: at };
}

/** The place of a node, without its anchor and tag; for an absent node, the point where it would be. */
export function placeOf(tree: Tree, node: Node): Place {
  return { file: tree.file, span: { start: node.start, end: node.end } };
}

/** Returns the node itself, or the node that an alias refers to. */
export function dereference(node: Node): ScalarNode | MappingNode | SequenceNode {
  return node.kind === "alias" ? node.target : node;
}

/** The text of a scalar, through an alias; null for an absent node, undefined for a collection. */
export function textOf(node: Node): string | null | undefined {
  const real = dereference(node);
  return real.kind === "scalar" ? real.text : undefined;
}

/** The text of a key, that of an absent one being empty; undefined for a key that is a collection. */
export function keyOf(key: Node): string | undefined {
  const text = textOf(key);
  return text === null ? "" : text;
}

/** Calls `look` for a node and all nodes below it, in the order of the text. It does not follow aliases. */
export function visitNodes(node: Node, look: (node: Node) => void): void {
  look(node);
  if (node.kind === "mapping") {
    for (const { keyNode, value } of node.pairs) {
      visitNodes(keyNode, look);
      visitNodes(value, look);
    }
  } else if (node.kind === "sequence") {
    for (const item of node.items) visitNodes(item, look);
  }
}
