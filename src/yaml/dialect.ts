import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { SourceFile, Span } from "../model/source.js";
import { compose } from "./compose.js";
import { doubtfulSpans, isInDoubt } from "./doubt.js";
import { entriesOf, mergeSources } from "./entries.js";
import { readAsGocd, type Rejection } from "./gocd-reader.js";
import { keyOf, placeOf, type Tree } from "./node.js";
import { droppedRest, otherReadings } from "./other-readings.js";
import { recover } from "./recover.js";

/** What of a text GoCD's reader refuses, and the tree of what it reads where it refuses nothing. */
export interface DialectReading {
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The same, with a tree to look for more that is wrong where anybody can read the text. */
export interface DialectCheck {
  /** Where GoCD refuses the text, what YAML 1.2 says, or what is left without what is wrong. */
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The parts of the text of which nobody can tell what was meant: further findings there are none. */
  readonly doubtful: readonly Span[];
}

/**
 * Reads a text as `readGocdYaml` does, and tells what GoCD drops or takes for something else than YAML 1.2 says:
 * warnings with code `yaml-dialect`.
 */
export function checkDialect(file: SourceFile): DialectCheck {
  const { refusals, problems, rest, asGocd, end } = read(file);
  const errors = [...refusals, ...(rest === undefined ? problems : problems.map(asRefused))];
  const merges = rest === undefined ? [] : mergeProblems(rest);
  const offsets = [...errors, ...merges].flatMap(({ place }) => place?.span.start ?? []);
  const doubtful = rest === undefined ? [] : doubtfulSpans(rest, offsets);
  const more = [
    ...(asGocd === undefined ? [] : otherReadings(asGocd)),
    ...(end === undefined ? [] : droppedRest(file, end)),
  ].filter(({ place }) => place === undefined || !isInDoubt(place.span, doubtful));
  return { tree: rest, diagnostics: [...errors, ...merges, ...more], doubtful };
}

/**
 * Reads a text as GoCD's reader (YamlBeans) does. What it refuses are errors with code `yaml-syntax` that say how
 * far the refusal reaches.
 */
export function readGocdYaml(file: SourceFile): DialectReading {
  const { tree, refusals, problems } = read(file);
  return { tree, diagnostics: tree === undefined ? [...refusals, ...problems] : mergeProblems(tree) };
}

interface Reading {
  /** What GoCD reads. */
  readonly tree: Tree | undefined;
  readonly refusals: readonly Diagnostic[];
  /** What only the whole shows, such as a key that stands twice. */
  readonly problems: readonly Diagnostic[];
  /** What is there to look at, also where GoCD refuses the text. */
  readonly rest: Tree | undefined;
  /** The same as GoCD takes it, once what it refuses is mended. */
  readonly asGocd: Tree | undefined;
  /** Where GoCD stops reading then. */
  readonly end: number | undefined;
}

function read(file: SourceFile): Reading {
  const first = readAsGocd(file.text);
  if (first.ok) {
    const { tree, rest, diagnostics } = compose(file, first.events);
    return { tree, refusals: [], problems: diagnostics, rest, asGocd: rest, end: first.end };
  }
  const { refusals, isCut, composed, mended } = recover(file, first);
  const problems = (composed?.diagnostics ?? []).filter(({ place }) => {
    const { start, end } = place?.span ?? { start: 0, end: 0 };
    return !refusals.some(({ offset }) => start <= offset && offset <= end);
  });
  return {
    tree: undefined,
    refusals: refusals.map((refusal) => refused(file, refusal, isCut && refusal === refusals.at(-1))),
    problems,
    rest: composed?.rest,
    asGocd: mended && compose(file, mended.events).rest,
    end: mended?.end,
  };
}

function refused(file: SourceFile, { message, help, offset, reach }: Rejection, isCut: boolean): Diagnostic {
  const place = { file, span: { start: offset, end: offset } };
  const whole = reach === "file" ? "this file" : "every file of the repo";
  const rest = isCut ? "; the rest of the file was not checked" : "";
  return errorAt(place, "yaml-syntax", `${message}; GoCD rejects ${whole} for it`, { help: help + rest });
}

function asRefused(problem: Diagnostic): Diagnostic {
  return { ...problem, message: `${problem.message}; GoCD rejects this file for it` };
}

/**
 * Merges as YamlBeans makes them while it reads: a key of the mapping's own that stands behind a merge which brings
 * the same key is a duplicate to it, and what is merged must be a mapping or a list of such.
 */
function mergeProblems(tree: Tree): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const node of tree.merging) {
    const merged = new Set<string>();
    for (const { key, value } of node.pairs) {
      const text = keyOf(key);
      if (text === undefined) continue;
      if (text !== "<<" || (value.kind === "scalar" && value.text === null)) {
        if (!merged.has(text)) continue;
        const message = `"${text}" is after a merge that has the same key; GoCD rejects this file for it`;
        problems.push(
          errorAt(placeOf(tree, key), "yaml-syntax", message, { help: "move it before the `<<`" }),
        );
        continue;
      }
      const sources = mergeSources(value);
      if (sources === undefined) {
        const message = "only mappings can be merged; GoCD rejects this file for it";
        problems.push(
          errorAt(placeOf(tree, value), "yaml-syntax", message, { help: "merge an alias of a mapping" }),
        );
      }
      for (const source of sources ?? []) for (const entry of entriesOf(source) ?? []) merged.add(entry.key);
    }
  }
  return problems;
}
