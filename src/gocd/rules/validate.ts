import type { Diagnostic } from "../../model/diagnostic.js";
import type { Tree } from "../../yaml/node.js";
import { checkDependencies } from "./dependency.js";
import { checkEnvironments, readEnvironment, type Environment } from "./environment.js";
import { autoUpdateCheck } from "./fingerprint.js";
import { checkFetchSources } from "./fetch-source.js";
import type { Findings, Scope } from "./finding.js";
import { checkLostFilters, checkVersions, versionOf, type Version } from "./format-version.js";
import { indexPipelines, readPipeline, type CheckedPipeline } from "./pipeline.js";
import { readNamed, readRoot } from "./root.js";
import { checkUnique, type First } from "./unique.js";

/** How files are validated. */
export interface ValidateOptions {
  /** Whether the files are sources: `package:` with a slash or a mapping is fine there. */
  readonly acceptOwnForms: boolean;
}

/** The parts of a file that rules across files need. */
export interface CheckedFile {
  readonly pipelines: readonly CheckedPipeline[];
  readonly environments: readonly Environment[];
}

/**
 * Checks GoCD files, taken together as one config repo: what a server would reject are errors, whose messages end with
 * how far that reaches; what it would drop or read otherwise are warnings. What only the server knows (templates,
 * packages, profiles, roles, pipelines elsewhere) is never a finding. Findings come file by file; those that need
 * several files come last.
 */
export function validateFiles(trees: readonly Tree[], options: ValidateOptions): Diagnostic[] {
  const version = trees.reduce<Version | undefined>((first, tree) => first ?? readVersion(tree), undefined);
  const checks = trees.map((tree) => checkFile(tree, version, options));
  return [
    ...checks.flatMap(({ diagnostics }) => diagnostics),
    ...checkTogether(checks.map(({ file }) => file)),
  ];
}

/** Returns the first `format_version` of a file that is a number. */
export function readVersion(tree: Tree): Version | undefined {
  const root = readRoot(scopeOf(tree, { acceptOwnForms: true }));
  for (const entry of root.format_version) {
    const number = versionOf(entry);
    if (number !== undefined) return { number, entry, tree };
  }
  return undefined;
}

/** Checks one file as `validateFiles` does; `version` is the first that a file of the config repo declares. */
export function checkFile(
  tree: Tree,
  version: Version | undefined,
  options: ValidateOptions,
): { readonly file: CheckedFile; readonly diagnostics: readonly Diagnostic[] } {
  const bare = scopeOf(tree, options);
  const root = readRoot(bare);
  const scope: Scope = { ...bare, version: version?.number };
  checkVersions(scope, root.format_version, version);
  const pipelines = root.pipelines
    .flatMap((all) => readNamed(scope, all, "pipeline"))
    .map((entry) => readPipeline(scope, entry));
  if (root.format_version.length === 0 && version !== undefined) {
    for (const pipeline of pipelines) checkLostFilters(pipeline, version);
  }
  const environments = root.environments
    .flatMap((all) => readNamed(scope, all, "environment"))
    .map((entry) => readEnvironment({ ...scope, reach: "environment" }, entry));
  return { file: { pipelines, environments }, diagnostics: scope.findings.list };
}

function scopeOf(tree: Tree, options: ValidateOptions): Scope {
  const findings: Findings = { list: [], seen: new Set() };
  return { tree, findings, reach: "repo", version: undefined, parameters: undefined, ...options };
}

/** Checks what several files say together. */
export function checkTogether(files: readonly CheckedFile[]): Diagnostic[] {
  const findings: Findings = { list: [], seen: new Set() };
  const collecting = <Part extends { readonly scope: Scope }>(part: Part): Part => ({
    ...part,
    scope: { ...part.scope, findings },
  });
  const pipelines = files.flatMap((file) => file.pipelines.map(collecting));
  checkNames(pipelines);
  const index = indexPipelines(pipelines);
  checkDependencies(pipelines, index);
  checkFetchSources(pipelines, index);
  const checkAutoUpdate = autoUpdateCheck();
  for (const { scope, materials } of pipelines) {
    for (const material of materials) checkAutoUpdate(scope, material);
  }
  checkEnvironments(files.flatMap((file) => file.environments.map(collecting)));
  return findings.list;
}

/** Names of pipelines are unique in any letter case, and those of groups have one (PipelineGroups, PipelineConfigs). */
function checkNames(pipelines: readonly CheckedPipeline[]): void {
  const names = new Map<string, First>();
  const groups = new Map<string, { readonly name: string; readonly first: Map<string, First> }>();
  for (const { name, keyNode, scope, group } of pipelines) {
    checkUnique(
      names,
      name.toLowerCase(),
      { scope, node: keyNode },
      {
        code: "pipeline-duplicate",
        message: `the pipeline "${name}" stands twice, in any letter case`,
        help: "rename one",
        reach: "repo",
      },
    );
    if (group === undefined) continue;
    const folded = group.name.toLowerCase();
    const known = groups.get(folded);
    const here = { scope, node: group.node };
    if (known === undefined) groups.set(folded, { name: group.name, first: new Map([[folded, here]]) });
    else if (known.name !== group.name) {
      checkUnique(known.first, folded, here, {
        code: "name-duplicate",
        message: `the groups "${known.name}" and "${group.name}" differ only in letter case`,
        help: `write "${known.name}" everywhere`,
        reach: "repo",
      });
    }
  }
}
