import vm from "node:vm";
import type { TagFilter } from "./compile.js";

/** A tag that a filter found a match in, and the text of the group, if one was asked for and it took part. */
export interface Match<T extends string> {
  readonly tag: T;
  readonly text: string | undefined;
}

/** The tags that match in the order given, or why matching was stopped. */
export type Matching<T extends string> =
  | { readonly ok: true; readonly matches: readonly Match<T>[] }
  | { readonly ok: false; readonly reason: "timeout" | "too-large" };

/** How long the matching of all tags of one image may take, in ms: what is around it has the rest of the second. */
const TIME_LIMIT = 900;

/** Below this many steps matching is done long before the limit, and needs no watch, which takes a thread to itself. */
const FEW_STEPS = 20_000_000;

/**
 * Looks for a match in each of the tags, which are separated by line ends. Gives a line a tag: nothing where there is
 * none, `-` where there is, `+` and the text of the group where one is wanted; or `!` where the engine has not enough
 * memory or stack. It also runs from its text, and may use nothing from outside.
 */
function matchLines(source: string, flags: string, tags: string, group: number): string {
  try {
    const expression = new RegExp(source, flags);
    const lines = tags.split("\n");
    for (const [index, tag] of lines.entries()) {
      if (group === 0) {
        lines[index] = expression.test(tag) ? "-" : "";
        continue;
      }
      const match = expression.exec(tag);
      const text = match?.[group];
      lines[index] = match === null ? "" : text === undefined ? "-" : `+${text}`;
    }
    return lines.join("\n");
  } catch {
    return "!";
  }
}

/*
 * A regular expression that backtracks without end can be stopped only from outside, which `vm` does (a worker could,
 * too, and costs a thread): V8 looks at every step back whether it shall stop, and gives up when the steps it may have
 * to go back take more than 64 MB. Its compiler cannot be stopped; what `translate` writes keeps its work short. The
 * limit holds for all tags of an image together. This is no sandbox for foreign code, and need not be: the script is
 * the function above; a user's pattern reaches it as a string and gets no further than `new RegExp`. Only strings and a
 * number go in and one string comes out, so neither side holds an object of the other.
 */
const SCRIPT = new vm.Script(`"use strict";(${matchLines.toString()})(source, flags, tags, group)`);

// Making a context costs a millisecond, a hundred times what using it again does.
let context: vm.Context | undefined;

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
  const { source, flags } = filter;
  const lines = tags.join("\n");
  const longest = tags.reduce((length, tag) => Math.max(length, tag.length), 0);
  const isQuick = tags.length * filter.steps(longest) <= FEW_STEPS;
  const answer = isQuick
    ? matchLines(source, flags, lines, number)
    : matchWatched({ source, flags, tags: lines, group: number });
  if (answer === undefined) return { ok: false, reason: "timeout" };
  if (answer === "!") return { ok: false, reason: "too-large" };
  return { ok: true, matches: readMatches(answer.split("\n"), tags) };
}

function matchWatched(input: {
  source: string;
  flags: string;
  tags: string;
  group: number;
}): string | undefined {
  try {
    context ??= vm.createContext({ __proto__: null });
    Object.assign(context, input);
    return String(SCRIPT.runInContext(context, { timeout: TIME_LIMIT }));
  } catch (error) {
    // The error comes from the other side, so it is no instance of our Error.
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
    if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  }
}

function readMatches<T extends string>(lines: readonly string[], tags: readonly T[]): Match<T>[] {
  const matches: Match<T>[] = [];
  for (const [index, tag] of tags.entries()) {
    const line = lines[index];
    if (line === undefined) throw new Error("the matching script left a tag out");
    if (line !== "") matches.push({ tag, text: line === "-" ? undefined : line.slice(1) });
  }
  return matches;
}
