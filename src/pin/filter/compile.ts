import { checkCaptures } from "./captures.js";
import { boundSteps } from "./cost.js";
import { checkLookbehind, measureGroups, walk } from "./measure.js";
import { parsePattern } from "./parse.js";
import { Refusal, type Node, type Syntax } from "./syntax.js";
import { translate } from "./translate.js";
import { toLower, toUpper } from "./tag-set.js";

/**
 * A `tag_filter` ready for use: a JavaScript regular expression that finds a match in a tag exactly when
 * `java.util.regex.Matcher.find` does.
 */
export interface TagFilter {
  /** The Java pattern, as the user wrote it. */
  readonly pattern: string;
  readonly source: string;
  readonly flags: "" | "i";
  /** How many numbered groups the pattern has, from 1. */
  readonly groupCount: number;
  /** Numbers of the named groups. */
  readonly names: ReadonlyMap<string, number>;
  /** Java's number of each group whose text is certain to be Java's, to the number it has in `source`. */
  readonly readable: ReadonlyMap<number, number>;
  /** The most steps that matching a text of this many UTF-16 code units can take; Infinity where that is unknown. */
  readonly steps: (length: number) => number;
}

/** A filter ready to match, or where (UTF-16 offset into the pattern) and why it cannot be used. */
export type Compilation =
  | { readonly ok: true; readonly filter: TagFilter }
  | { readonly ok: false; readonly index: number; readonly reason: string };

/**
 * Reads a Java 17 regular expression. One that Java would not compile, or that cannot be honoured exactly, gives why,
 * as one line in lower case, and the offset in UTF-16 code units of what is to blame.
 */
export function compileTagFilter(pattern: string): Compilation {
  try {
    return { ok: true, filter: build(pattern, parsePattern(pattern)) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, index: error.index, reason: error.message };
    throw error;
  }
}

function build(pattern: string, syntax: Syntax): TagFilter {
  const nodes = [...walk(syntax.root)];
  for (const node of nodes) {
    if (node.kind === "look" && node.direction === "behind") checkLookbehind(node, pattern);
  }
  const groups = measureGroups(syntax.root);
  const { reliable, doubtful } = checkCaptures(syntax, groups);
  const flags = chooseFlags(nodes);
  const { source, numbers } = translate(syntax.root, groups, doubtful);
  const readable = new Map([...numbers].filter(([number]) => reliable.has(number)));
  const { root, groupCount, names } = syntax;
  return { pattern, source, flags, groupCount, names, readable, steps: boundSteps(root) };
}

/**
 * Letter case is written out in the sets, so no flag is needed, but for a backreference under `(?i)`: there the whole
 * pattern must be blind to case, and the flag `i` changes nothing else.
 */
function chooseFlags(nodes: readonly Node[]): "" | "i" {
  const blind = nodes.find((node) => node.kind === "reference" && node.anyCase);
  if (blind?.kind !== "reference") return "";
  const exact = nodes.some(
    (node) =>
      (node.kind === "set" && !holdsBothCases(node.members)) || (node.kind === "reference" && !node.anyCase),
  );
  if (exact) {
    throw new Refusal(blind.at, "a backreference under (?i) can be honoured only if all of the pattern is");
  }
  return "i";
}

function holdsBothCases(members: string): boolean {
  return Array.from(members).every((member) => {
    const code = member.charCodeAt(0);
    return (
      members.includes(String.fromCharCode(toLower(code))) &&
      members.includes(String.fromCharCode(toUpper(code)))
    );
  });
}
