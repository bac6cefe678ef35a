import { BOUNDS } from "../model/bounds.js";

/** One alternative of a glob: its segments, `**` among them, and where its positions begin among those of all globs. */
interface Alternative {
  readonly glob: number;
  readonly offset: number;
  readonly segments: readonly (readonly Token[] | "**")[];
}

/** What one or more characters of a name must be. */
type Token = "*" | "?" | { readonly text: string } | { readonly matches: RegExp };

/** Globs that match names segment by segment, in a number of steps that grows linearly with the names. */
export interface GlobSet {
  /** The positions before the first segment of a path. */
  readonly start: Positions;
  /** Returns the positions after a segment; an empty set if no path that goes on from there can match. */
  next(positions: Positions, name: string): Positions;
  /** Returns the index of the first glob that matches the path that ends at these positions. */
  matchAt(positions: Positions): number | undefined;
}

/** How far each alternative of each glob has matched a path. */
export type Positions = ReadonlySet<number>;

/** Counts the steps of a search, and throws a `SearchLimitError` after `BOUNDS.searchSteps`. */
export interface StepCounter {
  count(steps: number): void;
}

/** Returns why a glob, without a leading `!`, is not valid; undefined if it is. */
export function globProblem(glob: string): string | undefined {
  const { globLength, globWildcards, globAlternatives } = BOUNDS;
  if (glob.length > globLength.value) return globLength.message;
  const [bracket] = /[()|]/.exec(glob) ?? [];
  if (bracket !== undefined) return `"${bracket}" is not allowed in a glob`;
  if (/\{[^{},]*\.\.[^{},]*\}/.test(glob)) return "ranges in braces are not allowed in a glob";
  if ((glob.match(/[*?[]/g) ?? []).length > globWildcards.value) return globWildcards.message;
  return expandBraces(glob) === undefined ? globAlternatives.message : undefined;
}

/**
 * Compiles globs, which must be valid. `*`, `?` and `[...]` match within a segment, `**` any number of folders, `{a,b}`
 * one of several texts. Unless `matchesHidden`, no wildcard matches a name that begins with a dot, or `node_modules`.
 * Compiling takes steps, too.
 */
export function compileGlobs(
  globs: readonly string[],
  counter: StepCounter,
  { matchesHidden }: { readonly matchesHidden: boolean },
): GlobSet {
  const alternatives: Alternative[] = [];
  let offset = 0;
  for (const [glob, text] of globs.entries()) {
    for (const alternative of expandBraces(text) ?? []) {
      const segments = alternative.split("/").filter((segment) => segment !== "" && segment !== ".");
      // Compiling a character takes longer than comparing it, and needs memory.
      counter.count(40 * alternative.length + 200 * segments.length);
      alternatives.push({ glob, offset, segments: segments.map(compileSegment) });
      offset += segments.length + 1;
    }
  }
  const owners = alternatives.flatMap((alternative) =>
    Array.from({ length: alternative.segments.length + 1 }, () => alternative),
  );
  // `**` may match no folder at all, so the position after it counts too.
  const add = (positions: Set<number>, position: number): void => {
    positions.add(position);
    const owner = owners[position];
    if (owner?.segments[position - owner.offset] === "**") add(positions, position + 1);
  };
  const start = new Set<number>();
  for (const alternative of alternatives) add(start, alternative.offset);
  return {
    start,
    next: (positions, name) => {
      const characters = Array.from(name);
      const isHidden = !matchesHidden && (name.startsWith(".") || name === "node_modules");
      const after = new Set<number>();
      // A position takes about as long as four characters that are compared.
      counter.count(4 * positions.size);
      for (const position of positions) {
        const owner = owners[position];
        const segment = owner?.segments[position - owner.offset];
        if (segment === "**") {
          if (!isHidden) add(after, position);
        } else if (segment !== undefined && !(isHidden && startsWild(segment))) {
          if (matchesSegment(segment, characters, counter)) add(after, position + 1);
        }
      }
      return after;
    },
    matchAt: (positions) => {
      let first: number | undefined;
      for (const position of positions) {
        const owner = owners[position];
        const isEnd = owner !== undefined && position === owner.offset + owner.segments.length;
        if (isEnd && (first === undefined || owner.glob < first)) first = owner.glob;
      }
      return first;
    },
  };
}

/** Returns whether valid globs name a path: a leading `!` excludes it, also if it matches a folder of the path. */
export function matchesGlobs(globs: readonly string[], path: string): boolean {
  const names = path.split("/");
  const counter = { count: () => undefined };
  const matchesStart = (glob: string, length: number, matchesHidden: boolean) => {
    const set = compileGlobs([glob], counter, { matchesHidden });
    const end = names.slice(0, length).reduce((at, name) => set.next(at, name), set.start);
    return set.matchAt(end) !== undefined;
  };
  const isExcluded = (glob: string) => names.some((_, index) => matchesStart(glob, index + 1, true));
  return (
    globs.some((glob) => !glob.startsWith("!") && matchesStart(glob, names.length, false)) &&
    !globs.some((glob) => glob.startsWith("!") && isExcluded(glob.slice(1)))
  );
}

/** Returns whether a segment begins with a wildcard. Only a literal text matches a hidden name. */
function startsWild([first]: readonly Token[]): boolean {
  return typeof first === "string" || (first !== undefined && "matches" in first);
}

/** Returns the globs without braces that a glob with braces expands to; undefined if they are too many. */
function expandBraces(glob: string): string[] | undefined {
  const open = glob.indexOf("{");
  if (open < 0) return [glob];
  const parts: string[] = [];
  let depth = 0;
  let begin = open + 1;
  for (let at = open; at < glob.length; at++) {
    const char = glob[at];
    if (char === "{") depth++;
    if (char === "}") depth--;
    if ((char === "," && depth === 1) || depth === 0) {
      parts.push(glob.slice(begin, at));
      begin = at + 1;
    }
    if (depth === 0) break;
  }
  // A brace that is not closed is a literal character.
  const isClosed = depth === 0;
  const heads = isClosed ? parts : ["{"];
  const tails = expandBraces(glob.slice(isClosed ? begin : open + 1));
  const { value } = BOUNDS.globAlternatives;
  if (tails === undefined || tails.length * heads.length > value) return undefined;
  const expanded: string[] = [];
  for (const head of heads) {
    const inner = isClosed ? expandBraces(head) : [head];
    if (inner === undefined || inner.length * tails.length + expanded.length > value) return undefined;
    for (const middle of inner) {
      for (const tail of tails) expanded.push(glob.slice(0, open) + middle + tail);
    }
  }
  return expanded;
}

function compileSegment(segment: string): readonly Token[] | "**" {
  if (segment === "**") return "**";
  const tokens: Token[] = [];
  for (const [text] of segment.matchAll(/\*+|\?|\[[!^]?\]?[^\]]*\]|[^]/gu)) {
    if (text.startsWith("*")) tokens.push("*");
    else if (text === "?") tokens.push("?");
    else if (text.length > 1 && text.startsWith("[")) tokens.push(compileClass(text));
    else tokens.push({ text });
  }
  return tokens;
}

/** Compiles `[a-z]` or `[!a-z]`. A range that ends before it begins matches nothing. */
function compileClass(text: string): Token {
  const [, negation = "", members = ""] = /^\[([!^]?)([^]*)\]$/u.exec(text) ?? [];
  try {
    const escaped = members.replace(/[\\\]^[]/g, "\\$&").replace(/^-|-$/g, "\\-");
    return { matches: new RegExp(`^[${negation === "" ? "" : "^"}${escaped}]$`, "u") };
  } catch {
    return { matches: /^[^\s\S]$/u };
  }
}

/** Compiles a pattern in which `*` matches any text, `/` included, and every other character matches itself. */
export function compileStars(pattern: string): (text: string) => boolean {
  const tokens = Array.from(pattern, (text): Token => (text === "*" ? "*" : { text }));
  const counter = { count: () => undefined };
  return (text) => matchesSegment(tokens, Array.from(text), counter);
}

/** Matches with at most one return point, the last `*`: the earlier ones never need to match more than they do. */
function matchesSegment(
  tokens: readonly Token[],
  characters: readonly string[],
  counter: StepCounter,
): boolean {
  let [token, at, steps] = [0, 0, 0];
  let star: { token: number; at: number } | undefined;
  while (at < characters.length) {
    steps++;
    const expected = tokens[token];
    if (expected === "*") {
      star = { token, at };
      token++;
    } else if (expected !== undefined && matchesOne(expected, characters[at] ?? "")) {
      token++;
      at++;
    } else if (star === undefined) {
      break;
    } else {
      star.at++;
      at = star.at;
      token = star.token + 1;
    }
  }
  counter.count(steps);
  return at === characters.length && tokens.slice(token).every((rest) => rest === "*");
}

function matchesOne(token: Exclude<Token, "*">, character: string): boolean {
  if (token === "?") return true;
  return "text" in token ? token.text === character : token.matches.test(character);
}
