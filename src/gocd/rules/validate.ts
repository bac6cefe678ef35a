import type { Diagnostic } from "../../model/diagnostic.js";
import type { Tree } from "../../yaml/node.js";
import { checkDependencies } from "./dependency.js";
import { checkEnvironments, readEnvironment, type Environment } from "./environment.js";
import { autoUpdateCheck } from "./fingerprint.js";
import { checkFetchSources } from "./fetch-source.js";
import type { Findings, Scope } from "./finding.js";
import { checkLostFilters, checkVersions, versionOf, type Version } from "./format-version.js";
import { indexPipelines, readPipeline, type CheckedPipeline } from "./pipeline.js";
import { readNamed, readRoot, type Root } from "./root.js";
import { checkUnique, type First } from "./unique.js";

export interface ValidateOptions {
  /** Whether the files are sources: `package:` with a slash or a mapping is fine there. */
  readonly acceptOwnForms: boolean;
}

/** A file with the entries of its root. */
interface File {
  readonly scope: Scope;
  readonly root: Root;
}

/**
 * Says of GoCD files, taken together as one config repo, what a server would refuse (errors, whose messages end with
 * how far that reaches) and what it would drop or read otherwise (warnings). What only the server knows (templates,
 * packages, profiles, roles, pipelines elsewhere) is never a finding. Findings come file by file; those that need
 * several files come last.
 */
export function validateFiles(trees: readonly Tree[], options: ValidateOptions): Diagnostic[] {
  const findings: Findings = { list: [], seen: new Set() };
  const files = trees.map((tree) => {
    const scope: Scope = {
      tree,
      findings,
      reach: "repo",
      version: undefined,
      parameters: undefined,
      ...options,
    };
    return { scope, root: readRoot(scope) };
  });
  const version = firstVersion(files);
  const pipelines: CheckedPipeline[] = [];
  const environments: Environment[] = [];
  for (const { scope: bare, root } of files) {
    const scope: Scope = { ...bare, version: version?.number };
    checkVersions(scope, root.format_version, version);
    for (const entry of root.pipelines.flatMap((all) => readNamed(scope, all, "pipeline"))) {
      const pipeline = readPipeline(scope, entry);
      if (root.format_version.length === 0 && version !== undefined) checkLostFilters(pipeline, version);
      pipelines.push(pipeline);
    }
    for (const entry of root.environments.flatMap((all) => readNamed(scope, all, "environment"))) {
      environments.push(readEnvironment({ ...scope, reach: "environment" }, entry));
    }
  }
  checkTogether(pipelines, environments);
  return findings.list;
}

function firstVersion(files: readonly File[]): Version | undefined {
  for (const { scope, root } of files) {
    for (const entry of root.format_version) {
      const number = versionOf(entry);
      if (number !== undefined) return { number, entry, tree: scope.tree };
    }
  }
  return undefined;
}

function checkTogether(pipelines: readonly CheckedPipeline[], environments: readonly Environment[]): void {
  checkNames(pipelines);
  const index = indexPipelines(pipelines);
  checkDependencies(pipelines, index);
  checkFetchSources(pipelines, index);
  const checkAutoUpdate = autoUpdateCheck();
  for (const { scope, materials } of pipelines) {
    for (const material of materials) checkAutoUpdate(scope, material);
  }
  checkEnvironments(environments);
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
