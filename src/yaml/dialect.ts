import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { SourceFile, Span } from "../model/source.js";
import { doubtfulSpans, isInDoubt, recover } from "./recover.js";
import { entriesOf, mergeSources } from "./entries.js";
import { mergeConflicts } from "./parse.js";
import { readAsGocd, type Rejection } from "./gocd-reader.js";
import { isMerge, placeOf, type Tree } from "./node.js";
import type { Watch } from "./tree-builder.js";
import { droppedRest, otherReadings } from "./other-readings.js";

/** What GoCD's reader rejects in a text, and the tree that it reads if it rejects nothing. */
export interface DialectReading {
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The same, with a tree to search for further errors if the text can be read at all. */
export interface DialectCheck {
  /** If GoCD rejects the text: the tree by YAML 1.2, or the tree without the errors. */
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The parts of the text whose intended meaning is unclear. They have no further findings. */
  readonly doubtful: readonly Span[];
}

/**
 * Reads a text as `readGocdYaml` does, and reports what GoCD drops or reads differently than YAML 1.2, as warnings with
 * code `yaml-dialect`.
 */
export function checkDialect(file: SourceFile): DialectCheck {
  const conflicts = mergeConflicts(file);
  if (conflicts.length > 0) return { tree: undefined, diagnostics: conflicts, doubtful: [] };
  const { rejections, problems, rest, asGocd, end } = read(file);
  const errors = [...rejections, ...(rest === undefined ? problems : problems.map(asRejected))];
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
 * Reads a text as GoCD's reader (YamlBeans) does. What it rejects becomes errors with code `yaml-syntax`, which say
 * whether GoCD rejects only this file or every file of the config repo. `watch` gets its pairs while it is read.
 */
export function readGocdYaml(file: SourceFile, watch?: Watch): DialectReading {
  const { tree, rejections, problems } = read(file, watch);
  return { tree, diagnostics: tree === undefined ? [...rejections, ...problems] : mergeProblems(tree) };
}

interface Reading {
  /** What GoCD reads. */
  readonly tree: Tree | undefined;
  readonly rejections: readonly Diagnostic[];
  /** Errors that only the complete tree shows, such as a key that is defined twice. */
  readonly problems: readonly Diagnostic[];
  /** The tree to search for further errors, even if GoCD rejects the text. */
  readonly rest: Tree | undefined;
  /** The tree that GoCD would read if everything that it rejects were fixed. */
  readonly asGocd: Tree | undefined;
  /** The offset at which GoCD stops reading then. */
  readonly end: number | undefined;
}

function read(file: SourceFile, watch?: Watch): Reading {
  const first = readAsGocd(file, file.text, watch);
  if (first.ok) {
    const { tree, rest, diagnostics } = first.composed;
    return { tree, rejections: [], problems: diagnostics, rest, asGocd: rest, end: first.end };
  }
  const { rejections, isCut, composed, fixed } = recover(file, first);
  const problems = (composed?.diagnostics ?? []).filter(({ place }) => {
    const { start, end } = place?.span ?? { start: 0, end: 0 };
    return !rejections.some(({ offset }) => start <= offset && offset <= end);
  });
  return {
    tree: undefined,
    rejections: rejections.map((rejection) =>
      rejected(file, rejection, isCut && rejection === rejections.at(-1)),
    ),
    problems,
    rest: composed?.rest,
    asGocd: fixed?.composed.rest,
    end: fixed?.end,
  };
}

function rejected(file: SourceFile, { message, help, offset, reach }: Rejection, isCut: boolean): Diagnostic {
  const place = { file, span: { start: offset, end: offset } };
  const whole = reach === "file" ? "this file" : "every file of the repo";
  const rest = isCut ? "; the rest of the file was not checked" : "";
  return errorAt(place, "yaml-syntax", `${message}; GoCD rejects ${whole} because of it`, {
    help: help + rest,
  });
}

function asRejected(problem: Diagnostic): Diagnostic {
  return { ...problem, message: `${problem.message}; GoCD rejects this file because of it` };
}

/**
 * Reports merges that YamlBeans rejects while it reads: an own key of a mapping after a merge that has the same key is
 * a duplicate, and only mappings and lists of mappings can be merged.
 */
function mergeProblems(tree: Tree): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const node of tree.merging) {
    const merged = new Set<string>();
    for (const pair of node.pairs) {
      const { key: text, keyNode, value } = pair;
      if (text === undefined) continue;
      if (!isMerge(pair)) {
        if (!merged.has(text)) continue;
        const message = `"${text}" is after a merge that has the same key; GoCD rejects this file because of it`;
        problems.push(
          errorAt(placeOf(tree, keyNode), "yaml-syntax", message, { help: "move it before the `<<`" }),
        );
        continue;
      }
      const sources = mergeSources(value);
      if (sources === undefined) {
        const message = "only mappings can be merged; GoCD rejects this file because of it";
        problems.push(
          errorAt(placeOf(tree, value), "yaml-syntax", message, { help: "merge an alias to a mapping" }),
        );
      }
      for (const source of sources ?? []) for (const entry of entriesOf(source) ?? []) merged.add(entry.key);
    }
  }
  return problems;
}
