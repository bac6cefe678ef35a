import type { Key, Reading } from "./key.js";

/** A mapping in a GoCD file: the keys that GoCD reads there. */
export interface Shape {
  /** For editors: a few words, and one sentence. */
  readonly title: string;
  readonly description: string;
  /** What has these keys, as messages say it: "a job". */
  readonly noun: string;
  /** Where such a key is written: "below the job's name". */
  readonly home: string;
  readonly keys: Readonly<Record<string, Key>>;
  /** What to write instead of keys that are often taken for known ones. */
  readonly hints?: Readonly<Record<string, string>>;
}

/** Returns how GoCD reads the value of a key of a shape; undefined if the key is unknown there. */
export function readingOf({ keys }: Shape, key: string): Reading | undefined {
  return Object.hasOwn(keys, key) ? keys[key]?.reading : undefined;
}

/** Returns the keys without which GoCD rejects a mapping of this shape. */
export function requiredKeys({ keys }: Shape): readonly string[] {
  return Object.keys(keys).filter((key) => keys[key]?.isRequired);
}

/** Returns the only words that GoCD accepts as the value of a key; none if it accepts others. */
export function wordsOf({ keys }: Shape, key: string): readonly string[] {
  const value = keys[key]?.value;
  return (value?.kind === "text" ? value.words : undefined) ?? [];
}

/** Returns the keys to offer for a misspelt one: those that have an effect. */
export function offeredKeys({ keys }: Shape): readonly string[] {
  return Object.keys(keys).filter((key) => !keys[key]?.isIgnored);
}
