import vm from "node:vm";
import type { TagFilter } from "./compile.js";

/** A tag that a filter found a match in, and the text of the group, if one was asked for and it took part. */
export interface Match<T extends string> {
  readonly tag: T;
  readonly text: string | undefined;
}

export type Matching<T extends string> =
  | { readonly ok: true; readonly matches: readonly Match<T>[] }
  | { readonly ok: false; readonly reason: "timeout" | "too-large" };

/** How long the matching of all tags of one image may take, in ms. */
const TIME_LIMIT = 1000;

/*
 * A regular expression that backtracks without end can be stopped only from outside, which `vm` does (a worker could,
 * too, and costs a thread). This is no sandbox for foreign code, and need not be: the script is the constant below,
 * compiled once; a user's pattern reaches it as a string and gets no further than `new RegExp`. Only strings and a
 * number go in and one string comes out, so no object of either side is seen by the other.
 */
const SCRIPT = new vm.Script(`"use strict";
(() => {
  const found = [];
  try {
    const expression = new RegExp(source, flags);
    const list = tags.split("\\n");
    for (let index = 0; index < list.length; index++) {
      const match = expression.exec(list[index]);
      if (match === null) continue;
      const text = group === 0 ? undefined : match[group];
      found.push(text === undefined ? index : index + " " + text);
    }
  } catch {
    return "!";
  }
  return found.join("\\n");
})()`);

/**
 * Finds the tags in which the filter matches, in the order given. `group` is Java's number of the group whose text is
 * wanted, one of `filter.readable`; absent where none is. Gives "timeout" when the pattern backtracks for longer than
 * a second, and "too-large" when it needs more memory or stack than the regular expression engine has.
 */
export function matchTags<T extends string>(
  filter: TagFilter,
  tags: readonly T[],
  group?: number,
): Matching<T> {
  const number = group === undefined ? 0 : filter.readable.get(group);
  if (number === undefined) throw new Error(`the text of group ${group ?? 0} cannot be read`);
  if (tags.length === 0) return { ok: true, matches: [] };
  const answer = run({ source: filter.source, flags: filter.flags, tags: tags.join("\n"), group: number });
  if (answer === undefined) return { ok: false, reason: "timeout" };
  if (answer === "!") return { ok: false, reason: "too-large" };
  return { ok: true, matches: answer === "" ? [] : answer.split("\n").map((line) => readMatch(line, tags)) };
}

function run(input: { source: string; flags: string; tags: string; group: number }): string | undefined {
  try {
    return String(SCRIPT.runInNewContext({ __proto__: null, ...input }, { timeout: TIME_LIMIT }));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      return undefined;
    throw error;
  }
}

function readMatch<T extends string>(line: string, tags: readonly T[]): Match<T> {
  const space = line.indexOf(" ");
  const tag = tags[Number(space < 0 ? line : line.slice(0, space))];
  if (tag === undefined) throw new Error(`the matching script answered with a line of its own: ${line}`);
  return { tag, text: space < 0 ? undefined : line.slice(space + 1) };
}
