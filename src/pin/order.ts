/** An invalid value of a rule. */
export interface RuleProblem {
  /** The key of the value: `tag_filter`, or an option of the policy. */
  readonly field: string;
  /** The offset in the value, in UTF-16 code units. */
  readonly index: number;
  /** Set if the filter is valid, but needs too many steps. */
  readonly stopped?: true;
  readonly message: string;
  readonly help: string;
}

/**
 * How one policy reads and compares: `read` gives what a text (a tag, or the group that `extract` names) is compared
 * by, or undefined where the policy cannot read it.
 */
export interface Order<Key> {
  read(text: string): Key | undefined;
  /** Negative where `a` is the lower, 0 where the policy sees no difference. A total order over what is read. */
  compare(a: Key, b: Key): number;
  /** Returns which keys lose against every other one, in view of all matching texts; none by default. */
  losers?(keys: readonly Key[], texts: Iterable<string>): ReadonlySet<Key>;
  /** The key as text, for a user who asks why a tag won. */
  show(key: Key): string;
  /** Why `read` gave undefined for this text: one line, lower case, to follow the text, which it does not repeat. */
  refuse(text: string): string;
}

/** Compares by UTF-16 code unit, the order of `<` on strings. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reads every text and compares by UTF-16 code unit: "1.9" is after "1.10", and "a" after "Z". */
export const ALPHABETICAL: Order<string> = {
  read: (text) => text,
  compare: compareCodeUnits,
  show: (text) => text,
  refuse: () => "is not in the alphabetical order",
};
