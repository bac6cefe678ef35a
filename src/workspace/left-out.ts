import { pipelineEntry } from "../files/manifest.js";
import { readOutput } from "../files/disk.js";
import { removePipelines } from "../gocd/enrich/remove-pipelines.js";
import { readGocdFile } from "../gocd/read/file.js";
import { checkFile } from "../gocd/rules/check-file.js";
import type { FileSummary, PipelineSummary } from "../gocd/rules/summary.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Pins } from "../model/pin.js";
import { readGocdYaml } from "../yaml/dialect.js";
import type { LoadedWorkspace } from "./load.js";
import { moveToSource } from "./output-check.js";
import { matchPackages } from "./packages.js";
import { createSourceReader, type ReadSource, type Source } from "./source.js";
import type { Survey } from "./survey.js";

/** A source from which pipelines are left out, or whose generated files stay as they are. */
export interface PartialSource {
  readonly source: Source;
  readonly outcome:
    /** The summary is that of the generated file on the disk; undefined if there is none. */
    | { readonly kind: "stays"; readonly summary: FileSummary | undefined }
    /** The source without the pipelines; `toSource` moves a finding to the complete text. */
    | { readonly kind: "reduced"; readonly read: ReadSource; readonly toSource: MoveFinding };
}

type MoveFinding = (finding: Diagnostic) => Diagnostic;

/** The pipelines that a build leaves out because they lack a pin, with an error for each. */
export interface LeftOut {
  /** Whether a pipeline lacks a pin that cannot be left out, so that nothing may be written. */
  readonly isBlocked: boolean;
  /** Those that are not built completely. */
  readonly sources: readonly PartialSource[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A source while it is decided which of its pipelines are left out. */
interface Candidate {
  readonly source: Source;
  readonly summary: FileSummary;
  /** The generated file of the last build; undefined if there is none. */
  readonly generated: FileSummary | undefined;
  /** The pipelines that cannot be built, by name, and why. */
  readonly lacking: Map<string, string>;
  stays: boolean;
  reduced?: PartialSource["outcome"] & { readonly kind: "reduced" };
}

/**
 * Decides which pipelines are left out because packages have no pin, and with them the pipelines that depend on them:
 * GoCD rejects a config repo with a dependency on, or an environment with, a pipeline that does not exist. If the last
 * build wrote one of them, if no pipeline is left, or if the text cannot be divided, all files of its source stay.
 */
export function decideLeftOut(workspace: LoadedWorkspace, survey: Survey, pins: Pins): LeftOut {
  const candidates = survey.sources.flatMap(({ source, checked, plan }): Candidate[] => {
    if (checked === undefined) return [];
    const lacking =
      plan === undefined ? unpinnedPipelines(workspace, source, pins) : new Map<string, string>();
    const generated = readGenerated(workspace, source, checked.summary);
    return [{ source, summary: checked.summary, generated, lacking, stays: false }];
  });
  const moved = candidates.flatMap((candidate) => movedPipelines(workspace, candidate));
  if (moved.length > 0) return { isBlocked: true, sources: [], diagnostics: moved };
  while (
    spread(workspace, candidates) ||
    candidates.some((candidate) => reduce(workspace, candidate) === "stays")
  );
  const affected = candidates.filter(({ lacking, stays }) => stays || lacking.size > 0);
  return {
    isBlocked: false,
    sources: affected.map(({ source, generated, reduced }) => ({
      source,
      outcome: reduced ?? { kind: "stays", summary: generated },
    })),
    diagnostics: affected.flatMap(leftOutDiagnostics),
  };
}

function unpinnedPipelines(workspace: LoadedWorkspace, source: Source, pins: Pins): Map<string, string> {
  const { read } = workspace.readSource(source);
  const { pipelines } =
    read === undefined ? { pipelines: [] } : matchPackages(read, workspace.catalogue, new Map());
  return new Map(
    pipelines.flatMap(({ pipeline, docker }) => {
      const missing = docker.find((material) => !pins.has(material.package.key));
      return missing === undefined
        ? []
        : [[pipeline.name, `the package "${missing.package.key}" has no pin`] as const];
    }),
  );
}

/** Reads the generated file of a source from the disk. In place, it is the source. */
function readGenerated(
  { root, settings }: LoadedWorkspace,
  { output }: Source,
  summary: FileSummary,
): FileSummary | undefined {
  if (settings.output.kind === "in-place") return summary;
  const read = readOutput(root, output);
  const { tree } = read.kind === "text" ? readGocdYaml({ path: output, text: read.text }) : {};
  return tree && checkFile(readGocdFile(tree).file, { ownForms: false }).summary;
}

/** Returns an error for each pipeline without a pin that the last build wrote to the file of another source. */
function movedPipelines(
  { manifest }: LoadedWorkspace,
  { source, summary, lacking }: Candidate,
): Diagnostic[] {
  return summary.pipelines.flatMap(({ name, place }) => {
    const reason = lacking.get(name);
    const before = manifest && pipelineEntry(manifest, name)?.output;
    if (reason === undefined || before === undefined || before === source.output) return [];
    const message = `the pipeline "${name}" cannot move from "${before}" to "${source.output}": ${reason}`;
    return errorAt(place, "pipeline-left-out", message, { help: HELP });
  });
}

/** Leaves out what depends on pipelines that are left out. Returns whether that changed anything. */
function spread(workspace: LoadedWorkspace, candidates: readonly Candidate[]): boolean {
  let isChanged = false;
  for (const candidate of candidates) {
    if (candidate.stays || !isWritten(workspace, candidate)) continue;
    candidate.stays = true;
    isChanged = true;
  }
  const absent = new Set(candidates.flatMap(absentPipelines));
  for (const candidate of candidates.filter(({ stays }) => !stays)) {
    for (const pipeline of candidate.summary.pipelines) {
      if (candidate.lacking.has(pipeline.name)) continue;
      const needed = neededPipelines(pipeline).find((name) => absent.has(name.toLowerCase()));
      if (needed === undefined) continue;
      candidate.lacking.set(pipeline.name, `it needs the pipeline "${needed}", which is left out`);
      isChanged = true;
    }
    const members = candidate.summary.environments.flatMap((environment) => environment.members);
    if (members.some(({ kind, text }) => kind === "pipeline" && absent.has(text.toLowerCase()))) {
      candidate.stays = true;
      isChanged = true;
    }
  }
  return isChanged;
}

/** Whether the last build wrote one of the pipelines that are left out. */
function isWritten({ manifest }: LoadedWorkspace, { lacking, generated }: Candidate): boolean {
  const written = new Set(generated?.pipelineNames.map(({ text }) => text.toLowerCase()));
  const names = Array.from(lacking.keys());
  return names.some(
    (name) => written.has(name.toLowerCase()) || (manifest && pipelineEntry(manifest, name)) !== undefined,
  );
}

/** Returns the names in lower case of the pipelines of a source that the output will not have. */
function absentPipelines({ summary, generated, lacking, stays }: Candidate): readonly string[] {
  if (!stays) return Array.from(lacking.keys(), (name) => name.toLowerCase());
  const written = new Set(generated?.pipelineNames.map(({ text }) => text.toLowerCase()));
  return summary.pipelineNames.map(({ text }) => text.toLowerCase()).filter((name) => !written.has(name));
}

/** Returns the names of the pipelines that GoCD needs to accept this one. */
function neededPipelines({ upstream, stages }: PipelineSummary): readonly string[] {
  const jobs = Array.from(stages?.values() ?? []).flatMap((stage) => Array.from(stage.jobs?.values() ?? []));
  const fetched = jobs.flatMap(({ fetches }) => fetches.flatMap(({ pipeline }) => pipeline?.text ?? []));
  return [...upstream.map(({ pipeline }) => pipeline.text), ...fetched.flatMap((path) => path.split("/"))];
}

/** Removes the pipelines from the text. Returns "stays" if that is not possible, so that the files have to stay. */
function reduce({ readSource }: LoadedWorkspace, candidate: Candidate): "done" | "stays" {
  const { source, summary, lacking, stays } = candidate;
  delete candidate.reduced;
  if (stays || lacking.size === 0) return "done";
  candidate.stays = true;
  const { read } = readSource(source);
  if (read === undefined || lacking.size === summary.pipelineNames.length) return "stays";
  const removal = removePipelines(read.gocd, new Set(lacking.keys()));
  if (removal === undefined) return "stays";
  const file = { ...source.file, text: removal.text };
  const { read: reduced } = createSourceReader()({ ...source, file });
  if (reduced?.isValid !== true) return "stays";
  candidate.stays = false;
  const toSource = moveToSource(file, source.file, removal.edits);
  candidate.reduced = { kind: "reduced", read: reduced, toSource };
  return "done";
}

const HELP = "correct the error of the package, and run `gocd-pin build` again";

function leftOutDiagnostics(candidate: Candidate): readonly Diagnostic[] {
  const { source, summary, generated, lacking, stays } = candidate;
  const absent = new Set(absentPipelines(candidate));
  return summary.pipelines.flatMap(({ name, place }) => {
    const isAbsent = absent.has(name.toLowerCase());
    const reason = lacking.get(name) ?? "its source cannot be written without other pipelines";
    if (!isAbsent && !lacking.has(name)) return [];
    const message = isAbsent
      ? `the pipeline "${name}" is left out of the output: ${reason}`
      : `the pipeline "${name}" is not updated: ${reason}`;
    const isKept = stays && generated !== undefined;
    const state = isKept ? `; the generated files of "${source.file.path}" stay as they are` : "";
    return errorAt(place, "pipeline-left-out", message + state, { help: HELP });
  });
}
