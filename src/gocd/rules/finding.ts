import type { Code } from "../../model/codes.js";
import { errorAt, warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { Span } from "../../model/source.js";
import { placeOf, type Node, type Tree } from "../../yaml/node.js";

/** Findings so far. A text that several pipelines share through an alias is blamed once. */
export interface Findings {
  readonly list: Diagnostic[];
  readonly seen: Set<string>;
}

/** What a rule needs to know beside what it looks at. */
export interface Scope {
  readonly tree: Tree;
  readonly findings: Findings;
  /** What an error goes with, unless it says otherwise. */
  readonly reach: Reach;
  /** Whether what is only gocd-pin's own (`package: Docker/app`) is fine here. */
  readonly acceptOwnForms: boolean;
  /** The format_version of the repo; undefined where no file says one. */
  readonly version: number | undefined;
  /** The pipeline's parameters by name; undefined where GoCD replaces none. */
  readonly parameters: ReadonlyMap<string, string> | undefined;
}

/** What GoCD blames an error on. */
export type Reach = "pipeline" | "environment" | "file" | "repo";

/**
 * How an error ends. One that GoCD records (YamlConfigParser) or finds when it validates names its pipeline, and the
 * repo's last good state stays in force; one that is an exception in the plugin or the server fails the reading of
 * the repo as a whole, and hides whatever else is wrong.
 */
const REACHES: Readonly<Record<Reach, string>> = {
  pipeline: "GoCD refuses this pipeline, and so the update of the repo",
  environment: "GoCD refuses this environment, and so the update of the repo",
  file: "GoCD refuses this file, and so the update of the repo",
  repo: "GoCD refuses every file of the repo",
};

interface More {
  readonly help?: string;
  readonly reach?: Reach;
  readonly related?: NonNullable<Diagnostic["related"]>;
  /** What may be a credential at the place, and is not to be shown. */
  readonly mask?: readonly Span[];
}

/** Reports what GoCD refuses. The message ends with how far that reaches. */
export function refuse(scope: Scope, node: Node, code: Code, message: string, more: More = {}): void {
  refuseAt(scope, { start: node.start, end: node.end }, code, message, more);
}

/** The same for a part of a node: `span` is in offsets of the file. */
export function refuseAt(
  scope: Scope,
  span: Span,
  code: Code,
  message: string,
  { reach = scope.reach, help, ...rest }: More = {},
): void {
  const place = { file: scope.tree.file, span };
  add(
    scope.findings,
    errorAt(place, code, `${message}; ${reachText(reach)}`, { ...rest, ...(help && { help }) }),
  );
}

/** Reports what GoCD takes but drops, or reads otherwise than it says. */
export function warn(scope: Scope, node: Node, code: Code, message: string, help = ""): void {
  add(scope.findings, warningAt(placeOf(scope.tree, node), code, message, { ...(help !== "" && { help }) }));
}

/** Takes back what was found at a node, since there is more to say of it. */
export function withdraw(scope: Scope, node: Node, code: Code): void {
  const { list } = scope.findings;
  const index = list.findLastIndex(({ code: known, place }) => {
    return known === code && place?.file === scope.tree.file && place.span.start === node.start;
  });
  if (index >= 0) list.splice(index, 1);
}

/** How far an error reaches, as the end of its message. */
export function reachText(reach: Reach): string {
  return REACHES[reach];
}

/** Adds a finding, unless the same was found at the same place. */
export function add(findings: Findings, finding: Diagnostic): void {
  const { code, place, path } = finding;
  const at = place === undefined ? path : `${place.file.path}:${place.span.start}:${place.span.end}`;
  const key = `${code}:${at}`;
  if (findings.seen.has(key)) return;
  findings.seen.add(key);
  findings.list.push(finding);
}
