import type { Place } from "../../model/source.js";
import { didYouMean } from "../../model/suggest.js";
import { rejectAt, type Findings } from "../read/findings.js";
import type { PipelineIndex } from "./dependency.js";
import type { Fetch, JobSummary, PipelineSummary, StageSummary } from "./summary.js";

/** A fetch with the pipeline and stage in which it runs. */
interface FetchContext {
  readonly findings: Findings;
  readonly pipeline: PipelineSummary;
  readonly stage: StageSummary;
  readonly fetch: Fetch;
}

/**
 * Checks the sources of fetch tasks (AbstractFetchTask.validateTask): an earlier stage of the same pipeline, or a stage
 * of an upstream pipeline at or before the one that it waits for. Nothing is known of pipelines of other repos, and of
 * stages that a template has.
 */
export function checkFetchSources(
  findings: Findings,
  pipelines: readonly PipelineSummary[],
  index: PipelineIndex,
): void {
  for (const pipeline of pipelines) {
    for (const stage of pipeline.stages?.values() ?? []) {
      for (const { fetches } of stage.jobs?.values() ?? []) {
        for (const fetch of fetches) checkFetchSource({ findings, pipeline, stage, fetch }, index);
      }
    }
  }
}

function checkFetchSource(context: FetchContext, index: PipelineIndex): void {
  const { pipeline, fetch } = context;
  const path = fetch.pipeline?.text.split("/").filter((step) => step !== "") ?? [];
  const furthest = path[0]?.toLowerCase();
  if (furthest === undefined || (path.length === 1 && furthest === pipeline.name.toLowerCase())) {
    checkSamePipeline(context);
    return;
  }
  const source = index.get(furthest);
  if (source?.stages !== undefined && !checkStageAndJob(context, source, source.stages)) return;
  const awaited = followPath(context, path, index);
  if (awaited === undefined || source?.stages === undefined) return;
  const { stages } = source;
  const limits = awaited.flatMap((stage) => stages.get(stage.toLowerCase())?.position ?? []);
  const position = stages.get(fetch.stage.text.toLowerCase())?.position ?? 0;
  if (limits.length > 0 && limits.every((limit) => position > limit)) {
    fail(
      context,
      fetch.stage.place,
      `the stage "${fetch.stage.text}" of "${source.name}" may not have finished when "${pipeline.name}" starts`,
      `wait for that stage in the material, or fetch from "${awaited.join('" or "')}" or an earlier stage`,
    );
  }
}

function checkSamePipeline(context: FetchContext): void {
  const { pipeline, stage, fetch } = context;
  const { stages } = pipeline;
  if (stages === undefined || !checkStageAndJob(context, pipeline, stages)) return;
  if ((stages.get(fetch.stage.text.toLowerCase())?.position ?? 0) < stage.position) return;
  const message = `the stage "${fetch.stage.text}" has not finished when "${stage.name}" runs`;
  fail(context, fetch.stage.place, message, "fetch from an earlier stage");
}

/**
 * Goes up the path along dependency materials, and returns the stages of the furthest pipeline that the next one waits
 * for; undefined if that is an error or not known.
 */
function followPath(
  context: FetchContext,
  path: readonly string[],
  index: PipelineIndex,
): readonly string[] | undefined {
  let below: PipelineSummary | undefined = context.pipeline;
  let awaited: readonly string[] | undefined;
  for (const name of path.toReversed()) {
    if (below === undefined) return undefined;
    const matching = below.upstream.filter(
      ({ pipeline }) => pipeline.text.toLowerCase() === name.toLowerCase(),
    );
    if (matching.length === 0) {
      if (below.hasUnknownUpstream) return undefined;
      const known = below.upstream.map(({ pipeline }) => pipeline.text);
      const { place } = context.fetch.pipeline ?? context.fetch.stage;
      const message = `the pipeline "${below.name}" does not wait for "${name}"`;
      fail(context, place, message, didYouMean(name, known, `add a material \`pipeline: ${name}\``));
      return undefined;
    }
    awaited = matching.flatMap(({ stage }) => stage?.text ?? []);
    below = index.get(name.toLowerCase());
  }
  return awaited;
}

function checkStageAndJob(
  context: FetchContext,
  source: PipelineSummary,
  stages: ReadonlyMap<string, StageSummary>,
): boolean {
  const { stage, job, artifact } = context.fetch;
  const sourceStage = stages.get(stage.text.toLowerCase());
  if (sourceStage === undefined) {
    const names = Array.from(stages.values(), ({ name }) => name);
    const message = `the pipeline "${source.name}" has no stage "${stage.text}"`;
    fail(context, stage.place, message, didYouMean(stage.text, names));
    return false;
  }
  if (sourceStage.jobs === undefined) return true;
  const sourceJob = findJob(sourceStage.jobs, job.text);
  if (sourceJob === undefined) {
    const names = Array.from(sourceStage.jobs.values(), ({ name }) => name);
    const message = `the stage "${sourceStage.name}" of "${source.name}" has no job "${job.text}"`;
    fail(context, job.place, message, didYouMean(job.text, names));
    return false;
  }
  if (artifact !== undefined && !sourceJob.externalArtifacts.includes(artifact.text)) {
    const message = `the job "${sourceJob.name}" has no external artifact "${artifact.text}"`;
    fail(context, artifact.place, message, didYouMean(artifact.text, sourceJob.externalArtifacts));
    return false;
  }
  return true;
}

/** JobConfig.isInstanceOf: a job with several instances is also known by their names. */
function findJob(jobs: ReadonlyMap<string, JobSummary>, name: string): JobSummary | undefined {
  const folded = name.toLowerCase();
  const job = jobs.get(folded);
  if (job !== undefined) return job;
  const multiple = jobs.get(folded.replace(/-(?:runinstance|runonall)-[0-9]+$/, ""));
  return multiple?.isMultiple === true ? multiple : undefined;
}

function fail({ findings, fetch }: FetchContext, place: Place, message: string, help: string): void {
  rejectAt(findings, place, "fetch-source", `${fetch.what} has nothing to fetch: ${message}`, {
    help,
    reach: "pipeline",
  });
}
