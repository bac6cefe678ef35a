import type { TagFilter } from "./compile.js";
import { findMatch, type Program } from "./program.js";
import { LimitError, State } from "./state.js";

/** A tag in which a filter found a match, and the text of the group, if one was requested and it matched. */
export interface Match<T extends string> {
  readonly tag: T;
  readonly text: string | undefined;
}

/**
 * The tags that match, in the order of the list, or why matching was stopped: one tag, or all together, needed too
 * many steps, or the repetitions of the pattern nest too deeply.
 */
export type Matching<T extends string> =
  | { readonly ok: true; readonly matches: readonly Match<T>[] }
  | { readonly ok: false; readonly limit: "tag" | "list" | "depth"; readonly tag: T };

/** How many steps one tag may take. A step is a call of a compiled node, or a character that a run reads. */
export const STEPS_PER_TAG = 1_000_000;

/** How many steps a list of `count` tags may take. The limits are counts, so the result is the same on every machine. */
function stepsPerList(count: number): number {
  return 10_000_000 + 500 * count;
}

/**
 * Finds the tags in which the filter matches, in the order of the list. `group` is the number of the group whose text
 * is requested, from 1 to `filter.groupCount`.
 */
export function matchTags<T extends string>(
  { program }: TagFilter,
  tags: readonly T[],
  group?: number,
): Matching<T> {
  const state = new State(program.sizes, program.frames);
  const matches: Match<T>[] = [];
  let left = stepsPerList(tags.length);
  for (const tag of tags) {
    const steps = Math.min(STEPS_PER_TAG, left);
    state.start(tag, steps);
    const outcome = findWithin(program, state);
    if (outcome === "steps") return { ok: false, limit: steps < STEPS_PER_TAG ? "list" : "tag", tag };
    if (outcome === "depth") return { ok: false, limit: "depth", tag };
    left -= steps - state.stepsLeft;
    if (outcome) matches.push({ tag, text: group === undefined ? undefined : textOf(state, group) });
  }
  return { ok: true, matches };
}

function findWithin(program: Program, state: State): boolean | LimitError["limit"] {
  try {
    return findMatch(program, state);
  } catch (error) {
    if (error instanceof LimitError) return error.limit;
    throw error;
  }
}

function textOf({ text, groups }: State, group: number): string | undefined {
  const start = groups[2 * group] ?? -1;
  const end = groups[2 * group + 1] ?? -1;
  return start < 0 || end < 0 ? undefined : text.slice(start, end);
}
