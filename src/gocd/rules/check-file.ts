import { addAll, errorAt, warningAt, type Diagnostic } from "../../model/diagnostic.js";
import { entryOf } from "../../yaml/entries.js";
import { dereference, keyOf, placeOf, textOf } from "../../yaml/node.js";
import type { MaterialKind } from "../grammar/material.js";
import { textIn } from "../read/fields.js";
import type { GocdFile } from "../read/file.js";
import { addFinding, noFindings, reachText, type Scope } from "../read/findings.js";
import type { Material } from "../read/material.js";
import type { Pipeline } from "../read/pipeline.js";
import { isBooleanWord } from "../read/values.js";
import { checkEnvironment } from "./environment.js";
import { includeFilter, type CheckedMaterial } from "./material.js";
import { sortedOptions, parametersOf, type RuleScope } from "./parameter.js";
import { checkPipeline } from "./pipeline.js";
import type { FileSummary, PipelineSummary, RemoteSummary, ScmSummary } from "./summary.js";
import { checkVariableUse, environmentVariables, type UnknownVariable } from "./variable-use.js";

/** How a file is checked. */
export interface RuleOptions {
  /** Whether `package:` may have a form that only gocd-pin knows (`Docker/app`, `{...}`), as in sources. */
  readonly ownForms: boolean;
  /** By pipeline: the names of the materials that the build removed from it. */
  readonly removed?: ReadonlyMap<string, ReadonlySet<string>>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Checks a file against GoCD's own rules: errors that a server would report, whose messages end with what GoCD rejects,
 * and warnings about text that it drops or reads differently than expected. Things that only the server knows
 * (templates, packages, profiles, roles, pipelines of other repos) are never a finding. The summary is for the rules
 * about all files of a repo, `checkRepo`.
 */
export function checkFile(
  file: GocdFile,
  { ownForms, removed }: RuleOptions,
): { readonly diagnostics: readonly Diagnostic[]; readonly summary: FileSummary } {
  const findings = noFindings();
  const scope: RuleScope = { tree: file.tree, findings, reach: "pipeline", parameters: undefined };
  const pipelines: PipelineSummary[] = [];
  const remotes: RemoteSummary[] = [];
  const seenRemotes = new Set<string>();
  const unknownVariables: UnknownVariable[] = [];
  for (const pipeline of file.pipelines) {
    const ofPipeline: RuleScope = { ...scope, parameters: parametersOf(pipeline) };
    const { summary, materials } = checkPipeline(ofPipeline, pipeline, ownForms);
    pipelines.push(summary);
    for (const remote of materials.flatMap((material) => remoteOf(scope, material))) {
      // Materials that several pipelines share cannot clash with themselves.
      const key = `${remote.place.span.start}\n${remote.fingerprint}`;
      if (seenRemotes.has(key)) continue;
      seenRemotes.add(key);
      remotes.push(remote);
    }
    const options = { ownForms, removed: removed?.get(pipeline.name) ?? NONE };
    addAll(unknownVariables, checkVariableUse(file, pipeline, options));
  }
  const environments = file.environments.map((environment) =>
    checkEnvironment({ ...scope, reach: "environment" }, environment),
  );
  const summary: FileSummary = {
    versions: file.versions.map(({ number, entry }) => ({
      number,
      key: entry.key,
      place: placeOf(file.tree, entry.value),
    })),
    pipelineNames: file.pipelineNames.map((node) => ({
      text: keyOf(node) ?? "",
      place: placeOf(file.tree, node),
    })),
    pipelines,
    environments,
    remotes,
    newScms: file.pipelines.flatMap((pipeline) => pipeline.materials.flatMap((one) => newScmOf(scope, one))),
    sinceVersion: file.pipelines.flatMap((pipeline) => versionFindings(scope, pipeline)),
    unversionedFilters: file.hasFormatVersion ? [] : file.pipelines.flatMap((one) => filtersOf(scope, one)),
    unknownVariables: distinct(unknownVariables),
    environmentVariables: environmentVariables(file),
  };
  return { diagnostics: findings.list, summary };
}

/** A script that several pipelines share is reported once. */
function distinct(unknown: readonly UnknownVariable[]): UnknownVariable[] {
  const findings = noFindings();
  for (const { finding } of unknown) addFinding(findings, finding);
  const first = new Set(findings.list);
  return unknown.filter(({ finding }) => first.has(finding));
}

/** Findings that depend on the format_version, which another file of the repo may declare. */
function versionFindings({ tree }: Scope, pipeline: Pipeline): FileSummary["sinceVersion"][number][] {
  const { what, fields, stages } = pipeline;
  const locking = fields.get("locking");
  const message = `"locking" of ${what} has no effect since format_version 2`;
  const help = "write `lock_behavior: lockOnFailure` instead";
  const ofLocking =
    locking === undefined
      ? []
      : [{ since: 2, finding: warningAt(placeOf(tree, locking.keyNode), "key-ignored", message, { help }) }];
  // Before format_version 11, GoCD adds an echo to a job without tasks.
  const jobs = stages?.list.flatMap((stage) => stage.jobs ?? []) ?? [];
  const ofTasks = jobs.flatMap((job) => {
    const tasks = job.fields.get("tasks");
    const real = tasks && dereference(tasks.value);
    if (tasks === undefined || real?.kind !== "sequence" || real.items.length > 0) return [];
    const text = `${job.what} has no task; ${reachText("pipeline")}`;
    const more = { help: "write at least one task" };
    return [{ since: 11, finding: errorAt(placeOf(tree, tasks.keyNode), "empty", text, more) }];
  });
  return [...ofLocking, ...ofTasks];
}

function filtersOf({ tree }: Scope, { materials }: Pipeline): FileSummary["unversionedFilters"][number][] {
  return materials.flatMap(({ name, isScm, filters }) => {
    const filter = isScm ? includeFilter(filters) : undefined;
    return filter === undefined
      ? []
      : [{ material: name, key: filter.key, place: placeOf(tree, filter.keyNode) }];
  });
}

/** The keys that distinguish materials in addition to URL and branch (the getFingerprint criteria of each MaterialConfig). */
const CRITERIA: Partial<Record<MaterialKind, readonly string[]>> = {
  git: [],
  hg: [],
  svn: ["username", "check_externals"],
  p4: ["username", "view"],
  tfs: ["username", "domain", "project"],
};

/** An encrypted value has many forms, so values of secure options do not count. */
function newScmOf({ tree }: Scope, { name, entry, newScm }: Material): ScmSummary[] {
  if (newScm === undefined) return [];
  const { plain, secure } = newScm.options;
  const secureNames = secure.map(({ key }) => key).sort();
  const settings = JSON.stringify([newScm.plugin, sortedOptions(plain), secureNames]);
  return [{ name, settings, place: placeOf(tree, entry.keyNode) }];
}

/** The kinds whose `auto_update` is true by default; for the others, Gson skips the initializer. */
const POLLED: readonly MaterialKind[] = ["git", "hg", "svn"];

function remoteOf({ tree }: Scope, { material, remote }: CheckedMaterial): RemoteSummary[] {
  const { name, kind, entry, body, fields } = material;
  const criteria = kind === undefined ? undefined : CRITERIA[kind];
  if (kind === undefined || criteria === undefined || remote?.url === undefined) return [];
  const branch = remote.branch?.trim() ?? "";
  const rest = criteria.map((key) => {
    const field = entryOf(body, key);
    return (field && textOf(field.value)) ?? "";
  });
  const parts = [kind, remote.url, kind === "git" && branch === "" ? "master" : branch, ...rest];
  const autoUpdate = textIn(fields, "auto_update") ?? "";
  return [
    {
      material: name,
      fingerprint: parts.join("\n"),
      autoUpdate: isBooleanWord(autoUpdate) ? /^(?:y|yes|true|on)$/i.test(autoUpdate) : POLLED.includes(kind),
      place: placeOf(tree, fields.get("auto_update")?.value ?? entry.keyNode),
    },
  ];
}
