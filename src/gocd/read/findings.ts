import type { Code, WarningCode } from "../../model/codes.js";
import { errorAt, warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { Place, Span } from "../../model/source.js";
import { placeOf, type Node, type Tree, dereference } from "../../yaml/node.js";

/** Findings in the order in which they were made. A text that several pipelines share is reported once. */
export interface Findings {
  readonly list: Diagnostic[];
  readonly seen: Set<string>;
}

/** Where a part of a file is read or checked. */
export interface Scope {
  readonly tree: Tree;
  readonly findings: Findings;
  /** What GoCD rejects because of an error, unless the error has its own value. */
  readonly reach: Reach;
}

/** What GoCD rejects because of an error. */
export type Reach = "pipeline" | "environment" | "file" | "repo";

/**
 * The end of an error's message. GoCD records an error of one pipeline (YamlConfigParser, validation) and keeps the
 * last good state of the repo. An exception in the plugin or the server stops the reading of all files, and hides
 * their other errors.
 */
const AFFECTS: Readonly<Record<Reach, string>> = {
  pipeline: "GoCD rejects this pipeline and does not update the config repo",
  environment: "GoCD rejects this environment and does not update the config repo",
  file: "GoCD rejects this file and does not update the config repo",
  repo: "GoCD rejects every file of the config repo",
};

/** The help of an error, and its optional parts. */
export interface ErrorDetails {
  readonly help: string;
  readonly reach?: Reach;
  readonly related?: NonNullable<Diagnostic["related"]>;
  /** Spans of the file that may hold a credential and are not shown. */
  readonly mask?: readonly Span[];
}

/** Returns an empty list of findings. */
export function noFindings(): Findings {
  return { list: [], seen: new Set() };
}

/** Reports an error of GoCD at a node. The message ends with what GoCD rejects because of it. */
export function reject(scope: Scope, node: Node, code: Code, message: string, details: ErrorDetails): void {
  const { reach = scope.reach } = details;
  rejectAt(scope.findings, placeOf(scope.tree, node), code, message, { ...details, reach });
}

/** Reports an error of GoCD at a place of any file. */
export function rejectAt(
  findings: Findings,
  place: Place,
  code: Code,
  message: string,
  { reach, ...more }: ErrorDetails & { readonly reach: Reach },
): void {
  const text = `${message}; ${reachText(reach)}`;
  addFinding(findings, errorAt(place, code, text, more));
}

/** Reports text that GoCD accepts and then drops, or reads in another way than it looks. */
export function warn(scope: Scope, node: Node, code: WarningCode, message: string, help: string): void {
  const place = placeOf(scope.tree, node);
  addFinding(scope.findings, warningAt(place, code, message, { help }));
}

/** Returns the end of a message that says what GoCD rejects because of an error. */
export function reachText(reach: Reach): string {
  return AFFECTS[reach];
}

/** Adds a finding, unless there is one with the same code at the same place. Returns whether it is added. */
export function addFinding(findings: Findings, finding: Diagnostic): boolean {
  const { code, place, path } = finding;
  const at = place === undefined ? path : `${place.file.path}:${place.span.start}:${place.span.end}`;
  const key = `${code}:${at}`;
  if (findings.seen.has(key)) return false;
  findings.seen.add(key);
  findings.list.push(finding);
  return true;
}

/** The error for a key that was used before. */
interface DuplicateError {
  readonly code: Code;
  readonly message: string;
  readonly reach: Reach;
  readonly help?: string;
}

/**
 * Notes that `key` is at `place`. If `seen` has it already, adds the error that `describe` returns, which also shows the first
 * place. Returns whether it is the first.
 */
export function checkUnique(
  findings: Findings,
  seen: Map<string, Place>,
  key: string,
  place: Place,
  describe: () => DuplicateError,
): boolean {
  const first = seen.get(key);
  if (first === undefined) {
    seen.set(key, place);
    return true;
  }
  const { code, message, reach, help = "remove one of the two" } = describe();
  rejectAt(findings, place, code, message, {
    help,
    reach,
    related: [{ message: "the first one is here", place: first }],
  });
  return false;
}

/**
 * Returns the span in the file of a word at an offset of a scalar's text: the same number of these words come before
 * it. If escapes or folding hide the word, returns the span of the scalar.
 */
export function spanOfWord(tree: Tree, node: Node, text: string, word: string, at: number): Span {
  const real = dereference(node);
  const source = tree.file.text;
  let start = source.indexOf(word, real.start);
  for (
    let twin = text.indexOf(word);
    twin >= 0 && twin < at && start >= 0;
    twin = text.indexOf(word, twin + 1)
  ) {
    start = source.indexOf(word, start + 1);
  }
  const isInside = start >= 0 && start < real.end;
  return isInside ? { start, end: start + word.length } : { start: real.start, end: real.end };
}
