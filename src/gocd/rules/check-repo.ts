import { addAll, warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { Place, SourceFile, Span } from "../../model/source.js";
import { checkDialect } from "../../yaml/dialect.js";
import { isInDoubt } from "../../yaml/recover.js";
import { FORMAT_VERSIONS } from "../grammar/file.js";
import { readGocdFile } from "../read/file.js";
import { addFinding, noFindings, rejectAt, type Findings, checkUnique } from "../read/findings.js";
import { checkFile, type RuleOptions } from "./check-file.js";
import { checkDependencies } from "./dependency.js";
import { checkEnvironments } from "./environment.js";
import { checkFetchSources } from "./fetch-source.js";
import type { FileSummary, PipelineSummary, RemoteSummary, ScmSummary } from "./summary.js";

const NEWEST = FORMAT_VERSIONS.last;
/** Since this format the server expects `includes`; for older files the plugin writes `whitelist`. */
const INCLUDES_SINCE = 10;

type Version = FileSummary["versions"][number];

/** Checks the files of a config repo together, in their order. */
export function checkRepo(files: readonly FileSummary[]): readonly Diagnostic[] {
  const findings = noFindings();
  const version = files.flatMap(({ versions }) => versions)[0];
  for (const file of files) checkVersion(findings, file, version);
  checkNames(findings, files);
  const pipelines = files.flatMap((file) => file.pipelines);
  const index = new Map<string, PipelineSummary>();
  for (const pipeline of pipelines) {
    const key = pipeline.name.toLowerCase();
    if (!index.has(key)) index.set(key, pipeline);
  }
  checkDependencies(findings, pipelines, index);
  checkFetchSources(findings, pipelines, index);
  checkAutoUpdate(
    findings,
    pipelines.flatMap(({ remotes }) => remotes),
  );
  checkNewScms(
    findings,
    pipelines.flatMap(({ newScms }) => newScms),
  );
  checkEnvironments(
    findings,
    files.flatMap(({ environments }) => environments),
  );
  const declared = new Set(files.flatMap(({ environmentVariables }) => environmentVariables));
  for (const { name, finding } of pipelines.flatMap(({ unknownVariables }) => unknownVariables)) {
    if (!declared.has(name)) addFinding(findings, finding);
  }
  return findings.list;
}

/**
 * All `format_version`s of a repo must be the same number (JsonConfigCollection). Files without one do not count, but
 * the plugin writes their filters with the old word, which the server drops if another file declares a newer format.
 */
function checkVersion(findings: Findings, file: FileSummary, first: Version | undefined): void {
  for (const { number, key, place } of file.versions) {
    if (first !== undefined && number !== first.number) {
      const message = `"${key}" is ${number} here, and ${first.number} elsewhere in the repo`;
      rejectAt(findings, place, "format-version", message, {
        help: "write the same number in every file",
        reach: "repo",
        related: [{ message: "the first one is here", place: first.place }],
      });
    } else if (number < 1 || number > NEWEST) {
      rejectAt(findings, place, "format-version", `no GoCD server knows format_version ${number}`, {
        help: `write \`format_version: 10\`; a server knows 1 to ${NEWEST}`,
        reach: "repo",
      });
    }
  }
  if (first === undefined) return;
  for (const { since, finding } of file.pipelines.flatMap(({ sinceVersion }) => sinceVersion)) {
    if (first.number >= since) addFinding(findings, finding);
  }
  if (first.number < INCLUDES_SINCE) return;
  const filters = file.pipelines.flatMap(({ unversionedFilters }) => unversionedFilters);
  for (const { material, key, place } of filters) {
    const message =
      `GoCD drops "${key}" of the material "${material}", and every path triggers the pipeline: ` +
      `this file has no format_version, and another file has ${first.number}`;
    const help = `write \`format_version: ${first.number}\` into this file`;
    addFinding(findings, warningAt(place, "filter-lost", message, { help }));
  }
}

/** Names of pipelines are unique, those of groups have one spelling (PipelineGroups, PipelineConfigs). */
function checkNames(findings: Findings, files: readonly FileSummary[]): void {
  const names = new Map<string, Place>();
  for (const { text, place } of files.flatMap(({ pipelineNames }) => pipelineNames)) {
    checkUnique(findings, names, text.toLowerCase(), place, () => ({
      code: "pipeline-duplicate",
      message: `the pipeline "${text}" is defined twice (names are case-insensitive)`,
      help: "rename one of the two",
      reach: "repo",
    }));
  }
  const groups = new Map<string, { readonly name: string; readonly place: Place }>();
  for (const { group } of files.flatMap(({ pipelines }) => pipelines)) {
    if (group === undefined) continue;
    const first = groups.get(group.text.toLowerCase());
    if (first === undefined) {
      groups.set(group.text.toLowerCase(), { name: group.text, place: group.place });
    } else if (first.name !== group.text) {
      const message = `the groups "${first.name}" and "${group.text}" differ only in case`;
      rejectAt(findings, group.place, "name-duplicate", message, {
        help: `write "${first.name}" everywhere`,
        reach: "repo",
        related: [{ message: "the first one is here", place: first.place }],
      });
    }
  }
}

/** A repository and branch has the same `auto_update` in all pipelines (ScmMaterialConfig.validateAutoUpdate). */
function checkAutoUpdate(findings: Findings, remotes: readonly RemoteSummary[]): void {
  const firsts = new Map<string, RemoteSummary>();
  for (const remote of remotes) {
    const { material, fingerprint, autoUpdate, place } = remote;
    const first = firsts.get(fingerprint);
    if (first === undefined) firsts.set(fingerprint, remote);
    else if (first.autoUpdate !== autoUpdate) {
      const message = `the material "${material}" has auto_update ${String(autoUpdate)}, and the same repository and branch has ${String(first.autoUpdate)} elsewhere`;
      rejectAt(findings, place, "auto-update-clash", message, {
        help: "write the same `auto_update` everywhere",
        reach: "pipeline",
        related: [{ message: "the other value is here", place: first.place }],
      });
    }
  }
}

/** GoCD merges SCMs with equal settings; the names of the others are unique (SCMs.validateNameUniqueness). */
function checkNewScms(findings: Findings, scms: readonly ScmSummary[]): void {
  const settings = new Set<string>();
  const names = new Map<string, Place>();
  for (const scm of scms) {
    if (settings.has(scm.settings)) continue;
    settings.add(scm.settings);
    checkUnique(findings, names, scm.name.toLowerCase(), scm.place, () => ({
      code: "name-duplicate",
      message: `two materials define an SCM "${scm.name}" with different settings (names are case-insensitive)`,
      help: "rename one of the two materials, or make their plugins and options equal",
      reach: "repo",
    }));
  }
}

/**
 * Checks the texts of a config repo: the YAML that GoCD rejects or reads in another way than YAML 1.2, the format, the
 * rules of each file and those of all files together. If a part of a text has no clear meaning, the format and
 * the rules are silent about it.
 */
export function checkTexts(files: readonly (SourceFile & RuleOptions)[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const findings: Diagnostic[] = [];
  const summaries: FileSummary[] = [];
  const doubts = new Map<string, readonly Span[]>();
  for (const { path, text, ...options } of files) {
    const { tree, diagnostics: problems, doubtful } = checkDialect({ path, text });
    addAll(diagnostics, problems);
    doubts.set(path, doubtful);
    if (tree === undefined) continue;
    const read = readGocdFile(tree);
    const checked = checkFile(read.file, options);
    addAll(findings, read.diagnostics);
    addAll(findings, checked.diagnostics);
    summaries.push(checked.summary);
  }
  addAll(findings, checkRepo(summaries));
  const certain = findings.filter(({ place }) => {
    return place === undefined || !isInDoubt(place.span, doubts.get(place.file.path) ?? []);
  });
  addAll(diagnostics, certain);
  return diagnostics;
}
