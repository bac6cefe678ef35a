import { didYouMean } from "../../model/suggest.js";
import type { Node } from "../../yaml/node.js";
import type { Fetch } from "./fetch.js";
import { refuse } from "./finding.js";
import type { Job } from "./job.js";
import type { CheckedPipeline } from "./pipeline.js";
import type { Stage, Stages } from "./stage.js";

/** A fetch with the pipeline and stage in which it runs. */
interface Place {
  readonly pipeline: CheckedPipeline;
  readonly stage: Stage;
  readonly fetch: Fetch;
}

/**
 * Checks where fetch tasks take their artifacts from (AbstractFetchTask.validateTask): from an earlier stage of the
 * own pipeline, or from an upstream one at or before the stage that is waited for. Nothing is said of pipelines that
 * are not given, nor of stages that a template holds.
 */
export function checkFetchSources(
  pipelines: readonly CheckedPipeline[],
  index: ReadonlyMap<string, CheckedPipeline>,
): void {
  for (const pipeline of pipelines) {
    for (const stage of pipeline.stages?.values() ?? []) {
      for (const { fetches } of stage.jobs?.values() ?? []) {
        for (const fetch of fetches) checkFetchSource({ pipeline, stage, fetch }, index);
      }
    }
  }
}

function checkFetchSource(place: Place, index: ReadonlyMap<string, CheckedPipeline>): void {
  const { pipeline, fetch } = place;
  const path = fetch.pipeline?.text.split("/").filter((step) => step !== "") ?? [];
  const furthest = path[0]?.toLowerCase();
  if (furthest === undefined || (path.length === 1 && furthest === pipeline.name.toLowerCase())) {
    checkOwn(place);
    return;
  }
  const source = index.get(furthest);
  if (source?.stages !== undefined && !checkStageAndJob(place, source, source.stages)) return;
  const awaited = followPath(place, path, index);
  if (awaited === undefined || source?.stages === undefined) return;
  const stages = source.stages;
  const limits = awaited.flatMap((stage) => stages.get(stage.toLowerCase())?.position ?? []);
  const wanted = stages.get(fetch.stage.text.toLowerCase())?.position ?? 0;
  if (limits.length > 0 && limits.every((limit) => wanted > limit)) {
    fail(
      place,
      fetch.stage.node,
      `the stage "${fetch.stage.text}" of "${source.name}" may not be over when "${pipeline.name}" starts`,
      `wait for that stage in the material, or fetch from "${awaited.join('" or "')}" or before`,
    );
  }
}

function checkOwn(place: Place): void {
  const { pipeline, stage, fetch } = place;
  const { stages } = pipeline;
  if (stages === undefined || !checkStageAndJob(place, pipeline, stages)) return;
  if ((stages.get(fetch.stage.text.toLowerCase())?.position ?? 0) < stage.position) return;
  fail(
    place,
    fetch.stage.node,
    `the stage "${fetch.stage.text}" is not over when "${stage.name}" runs`,
    "fetch from an earlier stage",
  );
}

/**
 * Goes from the own pipeline up the path, along dependency materials, and gives the stages of the furthest pipeline
 * that the next one waits for; undefined where that is an error or not known.
 */
function followPath(
  place: Place,
  path: readonly string[],
  index: ReadonlyMap<string, CheckedPipeline>,
): readonly string[] | undefined {
  let below: CheckedPipeline | undefined = place.pipeline;
  let awaited: readonly string[] | undefined;
  for (const name of path.toReversed()) {
    if (below === undefined) return undefined;
    const upstream = below.materials.flatMap((material) => material.upstream ?? []);
    const matching = upstream.filter(({ pipeline }) => pipeline.toLowerCase() === name.toLowerCase());
    if (matching.length === 0) {
      // A material whose parameters cannot be put in, or that is broken otherwise, may be the one.
      const isOpen = below.materials.some(({ kind, upstream: known }) => {
        return kind === undefined || (kind === "dependency" && known === undefined);
      });
      if (isOpen || below.materials.length === 0) return undefined;
      const known = upstream.map(({ pipeline }) => pipeline);
      const node = place.fetch.pipeline?.node ?? place.fetch.stage.node;
      fail(
        place,
        node,
        `the pipeline "${below.name}" does not wait for "${name}"`,
        didYouMean(name, known) || `add a material \`pipeline: ${name}\``,
      );
      return undefined;
    }
    awaited = matching.flatMap(({ stage }) => stage ?? []);
    below = index.get(name.toLowerCase());
  }
  return awaited;
}

function checkStageAndJob(place: Place, source: CheckedPipeline, stages: Stages): boolean {
  const { stage, job, artifact } = place.fetch;
  const found = stages.get(stage.text.toLowerCase());
  if (found === undefined) {
    const names = Array.from(stages.values(), ({ name }) => name);
    const message = `the pipeline "${source.name}" has no stage "${stage.text}"`;
    fail(place, stage.node, message, didYouMean(stage.text, names));
    return false;
  }
  if (found.jobs === undefined) return true;
  const sourceJob = findJob(found.jobs, job.text);
  if (sourceJob === undefined) {
    const names = Array.from(found.jobs.values(), ({ name }) => name);
    const message = `the stage "${found.name}" of "${source.name}" has no job "${job.text}"`;
    fail(place, job.node, message, didYouMean(job.text, names));
    return false;
  }
  if (artifact !== undefined && !sourceJob.externalArtifacts.includes(artifact.text)) {
    const message = `the job "${sourceJob.name}" has no external artifact "${artifact.text}"`;
    fail(place, artifact.node, message, didYouMean(artifact.text, sourceJob.externalArtifacts));
    return false;
  }
  return true;
}

/** JobConfig.isInstanceOf: a job of several instances is known by the names of these too. */
function findJob(jobs: ReadonlyMap<string, Job>, name: string): Job | undefined {
  const wanted = name.toLowerCase();
  const job = jobs.get(wanted);
  if (job !== undefined) return job;
  const whole = jobs.get(wanted.replace(/-(?:runinstance|runonall)-[0-9]+$/, ""));
  return whole?.isMultiple === true ? whole : undefined;
}

function fail(place: Place, node: Node, message: string, help: string): void {
  refuse(place.pipeline.scope, node, "fetch-source", `${place.fetch.what} fetches in vain: ${message}`, {
    help,
  });
}
