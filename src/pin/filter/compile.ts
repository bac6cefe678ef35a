import { parsePattern } from "./parse.js";
import { compileProgram, type Program } from "./program.js";
import { PatternError } from "./syntax.js";

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
  try {
    const syntax = parsePattern(pattern);
    const { groupCount, names } = syntax;
    return { ok: true, filter: { pattern, program: compileProgram(syntax), groupCount, names } };
  } catch (error) {
    if (error instanceof PatternError) return { ok: false, index: error.index, reason: error.message };
    throw error;
  }
}
