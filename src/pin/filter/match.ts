import { BOUNDS } from "../../model/bounds.js";
import { parsePattern } from "./parse.js";
import { findMatch, type Program, compileProgram } from "./program.js";
import { LimitError, State } from "./state.js";
import { PatternError } from "./syntax.js";

/** The text to compare instead of a tag: numbers of groups of the filter, and literal text between them. */
export type Template = readonly (string | number)[];

/**
 * A tag in which a filter found a match, and the text of the template, or the tag itself without one. The text is undefined
 * if a group of the template took no part in the match.
 */
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

/**
 * How many steps a list of `count` tags may take. A step is a call of a compiled node, or a character that a run reads. The
 * limits are counts, so the result is the same on every machine.
 */
function stepsPerList(count: number): number {
  return BOUNDS.listSteps.value + 250 * count;
}

/**
 * Finds the tags in which the filter matches, in the order of the list. The groups of the template are numbers from 1 to
 * `filter.groupCount`.
 */
export function matchTags<T extends string>(
  { program }: TagFilter,
  tags: readonly T[],
  template?: Template,
): Matching<T> {
  const state = new State(program.sizes, program.frames);
  const matches: Match<T>[] = [];
  const most = BOUNDS.patternSteps.value;
  let left = stepsPerList(tags.length);
  for (const tag of tags) {
    const steps = Math.min(most, left);
    state.start(tag, steps);
    const outcome = findWithin(program, state);
    if (outcome === "steps") return { ok: false, limit: steps < most ? "list" : "tag", tag };
    if (outcome === "depth") return { ok: false, limit: "depth", tag };
    left -= steps - state.stepsLeft;
    if (outcome) matches.push({ tag, text: template === undefined ? tag : fill(template, state) });
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

function fill(template: Template, state: State): string | undefined {
  let filled = "";
  for (const part of template) {
    const text = typeof part === "string" ? part : textOf(state, part);
    if (text === undefined) return undefined;
    filled += text;
  }
  return filled;
}

function textOf({ text, groups }: State, group: number): string | undefined {
  const start = groups[2 * group] ?? -1;
  const end = groups[2 * group + 1] ?? -1;
  return start < 0 || end < 0 ? undefined : text.slice(start, end);
}

/** A `tag_filter` ready for use: it finds a match in a tag exactly if `java.util.regex.Matcher.find` does. */
export interface TagFilter {
  /** The Java pattern, as the user wrote it. */
  readonly pattern: string;
  readonly program: Program;
  /** How many numbered groups the pattern has, from 1. */
  readonly groupCount: number;
  /** Numbers of the named groups. */
  readonly names: ReadonlyMap<string, number>;
}

/** A filter ready to match, or where (UTF-16 offset into the pattern) and why it cannot be used. */
export type Compilation =
  | { readonly ok: true; readonly filter: TagFilter }
  | { readonly ok: false; readonly index: number; readonly reason: string };

/**
 * Compiles a Java 17 regular expression. For one that Java rejects, or that cannot be evaluated exactly as in Java,
 * returns the reason as one line in lower case, and the offset in UTF-16 code units of the part that is wrong.
 */
export function compileTagFilter(pattern: string): Compilation {
  const known = compilations.get(pattern);
  if (known !== undefined) return known;
  const compilation = compile(pattern);
  compilations.set(pattern, compilation);
  return compilation;
}

/** By pattern: most packages of a repo have one of a few filters. */
const compilations = new Map<string, Compilation>();

function compile(pattern: string): Compilation {
  try {
    const syntax = parsePattern(pattern);
    const { groupCount, names } = syntax;
    return { ok: true, filter: { pattern, program: compileProgram(syntax), groupCount, names } };
  } catch (error) {
    if (error instanceof PatternError) return { ok: false, index: error.index, reason: error.message };
    throw error;
  }
}
