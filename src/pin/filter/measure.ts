import { type Look, type Node, Refusal, type Repeat } from "./syntax.js";

/** The least and the greatest number of characters that a node can take; the greatest may be Infinity. */
export interface Length {
  readonly min: number;
  readonly max: number;
}

/** Lengths of nodes; `groups` holds the length of every numbered group, which references to it need. */
export function measure(node: Node, groups: ReadonlyMap<number, Length>): Length {
  switch (node.kind) {
    case "empty":
    case "assertion":
    case "look":
      return { min: 0, max: 0 };
    case "set":
      return { min: 1, max: 1 };
    case "sequence":
      return node.items
        .map((item) => measure(item, groups))
        .reduce((sum, item) => ({ min: sum.min + item.min, max: sum.max + item.max }));
    case "choice":
      return node.options
        .map((option) => measure(option, groups))
        .reduce((all, one) => ({ min: Math.min(all.min, one.min), max: Math.max(all.max, one.max) }));
    case "group":
    case "atomic":
      return measure(node.body, groups);
    case "repeat": {
      const once = measure(node.body, groups);
      return { min: times(once.min, node.min), max: times(once.max, node.max) };
    }
    case "reference":
      return groups.get(node.number) ?? { min: 0, max: 0 };
  }
}

/** The length of every numbered group below the node, by number. */
export function measureGroups(node: Node): ReadonlyMap<number, Length> {
  const lengths = new Map<number, Length>();
  for (const inner of walk(node)) {
    // Inner groups and groups before a reference come first, so what a group needs is known when it is reached.
    if (inner.kind === "group" && inner.number !== undefined)
      lengths.set(inner.number, measure(inner, lengths));
  }
  return lengths;
}

/** The node and all below it, children first, left to right. */
export function* walk(node: Node): Generator<Node> {
  switch (node.kind) {
    case "sequence":
      for (const item of node.items) yield* walk(item);
      break;
    case "choice":
      for (const option of node.options) yield* walk(option);
      break;
    case "group":
    case "look":
    case "atomic":
    case "repeat":
      yield* walk(node.body);
      break;
    case "empty":
    case "set":
    case "assertion":
    case "reference":
      break;
  }
  yield node;
}

/**
 * Refuses a lookbehind that Java refuses because it "does not have an obvious maximum length", and one that this
 * translation cannot turn round: JavaScript matches the inside of a lookbehind from right to left.
 */
export function checkLookbehind({ body, at }: Look, pattern: string): void {
  // Java counts otherwise in a pattern with a character that is no single UTF-16 code unit.
  const open = /[\ud800-\udfff]/.test(pattern) ? undefined : findOpenEnd(body);
  for (const node of walk(body)) {
    if (node === open) continue;
    if (node.kind === "reference") {
      throw new Refusal(at, "a lookbehind must have an obvious maximum length, so no backreference");
    }
    if (node.kind === "atomic") {
      throw new Refusal(at, "an atomic group in a lookbehind cannot be honoured exactly");
    }
    if (node.kind !== "repeat") continue;
    if (node.max === Infinity || isLoop(node)) {
      throw new Refusal(at, "a lookbehind must have an obvious maximum length");
    }
    if (node.greed === "possessive") {
      throw new Refusal(at, "a possessive quantifier in a lookbehind cannot be honoured exactly");
    }
  }
  // Java adds these lengths up in 32 bits without a look at the carry.
  if (open === undefined && measure(body, new Map()).max > 0xffff) {
    throw new Refusal(at, "a lookbehind must have an obvious maximum length");
  }
}

/**
 * The repetition without end that Java lets a lookbehind have, though it is not documented: `*`, `+` or `{n,}`, greedy,
 * of one character. Java counts its length as 2^31 - 1 and adds that of the rest with a carry. The outcome is right
 * if the rest is of fixed length: then the starts that the carry makes it leave out are too near for a match.
 */
function findOpenEnd(body: Node): Repeat | undefined {
  const items = body.kind === "sequence" ? body.items : [body];
  const at = items.findIndex((item) => item.kind === "repeat" && item.max === Infinity);
  const open = items[at];
  if (open?.kind !== "repeat" || open.greed !== "greedy" || open.body.kind !== "set") return undefined;
  const fixed = items.slice(0, at).every((item) => {
    const { min, max } = measure(item, new Map());
    return min === max && max < 0xffff;
  });
  // The length of what comes later is checked by Java, unless it is a single character.
  const plain = items.slice(at + 1).every(({ kind }) => kind === "set" || kind === "assertion");
  return fixed && plain ? open : undefined;
}

// A repeated group that can match in more than one way is a Loop in Java, whose length it does not work out.
function isLoop(node: Repeat): boolean {
  return node.body.kind === "group" && !node.optional && !isDeterministic(node.body);
}

function isDeterministic(node: Node): boolean {
  switch (node.kind) {
    case "choice":
      return false;
    case "repeat":
      return node.min === node.max && isDeterministic(node.body);
    case "sequence":
      return node.items.every(isDeterministic);
    case "group":
    case "atomic":
      return isDeterministic(node.body);
    case "empty":
    case "set":
    case "assertion":
    case "look":
    case "reference":
      return true;
  }
}

function times(length: number, count: number): number {
  return length === 0 || count === 0 ? 0 : length * count;
}
