/**
 * A parsed pattern as a tree. The kinds are the nodes of java.util.regex.Pattern (17), reduced to the differences
 * that matter for a tag. Java decides while it parses which node a quantifier becomes, and so does our parser.
 */
export type PatternNode =
  | { readonly kind: "empty" }
  | CharacterSet
  | Assertion
  | { readonly kind: "sequence"; readonly items: readonly PatternNode[] }
  | Branch
  | Group
  | Look
  | Atomic
  | Reference
  | Optional
  | Run
  | Curly
  | GroupCurly
  | Loop;

/** One character of a tag that is among `members`. */
export interface CharacterSet {
  readonly kind: "set";
  readonly members: string;
  /** Java measures `\X` (and a class under `(?c)`) and `\R` in another way than a CharProperty, see `study`. */
  readonly java: "CharProperty" | "XGrapheme" | "LineEnding";
}

/** A condition on the position: the start or end of the tag, or whether a word starts or ends there. */
export interface Assertion {
  readonly kind: "assertion";
  readonly holds: "start" | "end" | "boundary" | "no-boundary";
}

/** Alternatives in the order in which Java tries them (Branch). */
export interface Branch {
  readonly kind: "branch";
  readonly options: readonly PatternNode[];
  /** Whether it is a group with `?`, which is the choice of the group and nothing. */
  readonly isOptionalGroup: boolean;
}

/** `(...)`, `(?<name>...)`, or `(?:...)`, which has no number. */
export interface Group {
  readonly kind: "group";
  /** Java's number, from 1 in the order of the opening brackets. */
  readonly number: number | undefined;
  readonly body: PatternNode;
}

/** Lookahead (Pos, Neg) and lookbehind (Behind, NotBehind). */
type Look =
  | {
      readonly kind: "look";
      readonly direction: "ahead";
      readonly negative: boolean;
      readonly body: PatternNode;
    }
  | LookBehind;

/** A lookbehind with the lengths that Java's study computes for it, 32-bit integers that may have overflowed. */
export interface LookBehind {
  readonly kind: "look";
  readonly direction: "behind";
  readonly negative: boolean;
  readonly body: PatternNode;
  readonly min: number;
  readonly max: number;
  /** Whether a character above U+FFFF follows in the pattern: Java then computes the range otherwise (BehindS). */
  readonly supplementary: boolean;
}

/** `(?>...)`: Ques of type INDEPENDENT. */
interface Atomic {
  readonly kind: "atomic";
  readonly body: PatternNode;
}

/** A backreference: the text of group `number`, again. */
export interface Reference {
  readonly kind: "reference";
  readonly number: number;
  /** Written under `(?i)`: upper and lower case are equal. */
  readonly anyCase: boolean;
}

/** `*`, `*?` or `*+`: how many repetitions Java tries first, and whether it backtracks (Qtype). */
export type Greed = "greedy" | "lazy" | "possessive";

/** `?` or `{0,1}` after anything but a group, and `?+` also after a group (Ques). */
export interface Optional {
  readonly kind: "optional";
  readonly body: PatternNode;
  readonly greed: Greed;
}

/** A set with a greedy `*`, `+` or `{n,}` (CharPropertyGreedy). */
export interface Run {
  readonly kind: "run";
  readonly members: string;
  readonly min: number;
}

/** Any other quantifier after anything but a group, and a possessive one also after a group (Curly). */
export interface Curly {
  readonly kind: "curly";
  readonly body: PatternNode;
  readonly min: number;
  /** MOST_REPETITIONS if the pattern states none. */
  readonly max: number;
  readonly greed: Greed;
}

/** A repeated group that can match in one way only, which Java does not backtrack into (GroupCurly). */
export interface GroupCurly {
  readonly kind: "group-curly";
  readonly number: number | undefined;
  readonly body: PatternNode;
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
}

/** A repeated group that can match in several ways (Prolog with Loop or LazyLoop). */
export interface Loop {
  readonly kind: "loop";
  readonly group: Group;
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
}

/** Java counts repetitions in 32 bits; this is its MAX_REPS, which also means "no maximum". */
export const MOST_REPETITIONS = 0x7fffffff;

/** A parsed pattern: its tree, how many numbered groups it has, and the numbers of the named ones. */
export interface ParsedPattern {
  readonly root: PatternNode;
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
}

/**
 * Thrown inside this folder if a pattern is not valid or cannot be evaluated exactly as in Java. Only
 * `compileTagFilter` catches it, and returns it as a value. `index` is an offset into the pattern in UTF-16 code units.
 */
export class PatternError extends Error {
  readonly index: number;

  constructor(index: number, reason: string) {
    super(reason);
    this.index = index;
  }
}
