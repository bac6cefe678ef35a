import { BOUNDS } from "../../model/bounds.js";

/**
 * One compiled node together with everything that follows it: whether the rest of the pattern matches from the
 * offset `at` of the text on. The same design as `Node.match` in java.util.regex.
 */
export type Matcher = (state: State, at: number) => boolean;

/** How many groups, local variables and remembered loops a pattern has. */
export interface Sizes {
  groups: number;
  locals: number;
  memories: number;
}

/** Thrown by a matcher that exceeds a limit, and caught only by `matchTags`. */
export class LimitError extends Error {
  readonly limit: "steps" | "depth";

  constructor(limit: "steps" | "depth") {
    super(limit);
    this.limit = limit;
  }
}

/** The variables of one search, as in java.util.regex.Matcher. */
export class State {
  text = "";
  length = 0;
  /** Where the last part that was matched on its own ended (Matcher.last). */
  last = 0;
  /** Where the lookbehind that is being matched must end (Matcher.lookbehindTo). */
  lookbehindEnd = -1;
  stepsLeft = 0;
  /** Start and end of each group, -1 while it has not matched. Group 0 is not used. */
  readonly groups: number[];
  /** Starts of groups and counters of loops. */
  readonly locals: number[];
  readonly #frames: number;
  #nested = 0;
  /** For each loop, by offset, the last search in which it failed there (Matcher.localsPos). */
  readonly #failures: readonly number[][];
  #search = 0;

  /** `frames` is the number of nested calls that a pattern needs if it repeats nothing. */
  constructor({ groups, locals, memories }: Sizes, frames: number) {
    this.groups = Array<number>(2 * groups + 2).fill(-1);
    this.locals = Array<number>(locals).fill(-1);
    this.#failures = Array.from({ length: memories }, () => []);
    this.#frames = frames;
  }

  /** Prepares a search in another text, which may take `steps` steps. */
  start(text: string, steps: number): void {
    this.text = text;
    this.length = text.length;
    this.last = 0;
    this.lookbehindEnd = -1;
    this.stepsLeft = steps;
    this.groups.fill(-1);
    this.#search++;
    this.#nested = this.#frames;
  }

  /** Counts one call of a matcher, or `count` characters that it reads. Throws a LimitError if no step is left. */
  step(count = 1): void {
    this.stepsLeft -= count;
    if (this.stepsLeft < 0) throw new LimitError("steps");
  }

  /** Counts nested calls, until `leave`. Throws a LimitError if there are too many. */
  enter(frames: number): void {
    this.#nested += frames;
    // Not a property of Java: it keeps the result independent of the stack size of the machine, and is well below what
    // Node.js has by default.
    if (this.#nested > BOUNDS.patternCalls.value) throw new LimitError("depth");
  }

  leave(frames: number): void {
    this.#nested -= frames;
  }

  /** Remembers that the loop with this memory cannot succeed from the offset `at` on. */
  remember(memory: number, at: number): void {
    const failures = this.#failures[memory];
    if (failures !== undefined) failures[at] = this.#search;
  }

  /** Whether `remember` was called with the same arguments since `start`. */
  remembers(memory: number, at: number): boolean {
    return this.#failures[memory]?.[at] === this.#search;
  }
}
