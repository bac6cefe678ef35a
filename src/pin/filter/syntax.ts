/** What Java's `java.util.regex.Pattern` says with one pattern, reduced to what can matter for a tag. */
export type Node =
  | { readonly kind: "empty" }
  | { readonly kind: "set"; readonly members: string }
  | { readonly kind: "assertion"; readonly holds: "start" | "end" | "boundary" | "no-boundary" }
  | { readonly kind: "sequence"; readonly items: readonly Node[] }
  | { readonly kind: "choice"; readonly options: readonly Node[] }
  | Group
  | Look
  | { readonly kind: "atomic"; readonly body: Node; readonly at: number }
  | Repeat
  | Reference;

/** `(…)`, `(?<name>…)`, or `(?:…)`, which has no number. */
export interface Group {
  readonly kind: "group";
  /** Java's number, from 1 in the order of the opening brackets. */
  readonly number: number | undefined;
  readonly body: Node;
}

/** Lookahead and lookbehind, positive and negative. */
export interface Look {
  readonly kind: "look";
  readonly direction: "ahead" | "behind";
  readonly negative: boolean;
  readonly body: Node;
  readonly at: number;
}

/** A quantifier and what it repeats; `max` is Infinity where there is none. */
export interface Repeat {
  readonly kind: "repeat";
  readonly body: Node;
  readonly min: number;
  readonly max: number;
  readonly greed: "greedy" | "lazy" | "possessive";
  /** `?` or `{0,1}`: Java compiles it as a choice between the body and nothing, every other quantifier as a loop. */
  readonly optional: boolean;
  readonly at: number;
}

/** A backreference: what group `number` matched, again. */
export interface Reference {
  readonly kind: "reference";
  readonly number: number;
  /** Written under `(?i)`: upper and lower case are equal. */
  readonly anyCase: boolean;
  readonly at: number;
}

/** A parsed pattern: its tree, how many numbered groups it has, and the numbers of the named ones. */
export interface Syntax {
  readonly root: Node;
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
}

/**
 * Thrown inside this folder where a pattern is wrong, or cannot be honoured exactly, and caught by `compileTagFilter`
 * alone, which gives it as a value. `index` is an offset into the pattern in UTF-16 code units.
 */
export class Refusal extends Error {
  readonly index: number;

  constructor(index: number, reason: string) {
    super(reason);
    this.index = index;
  }
}
