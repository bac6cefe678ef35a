import { didYouMean } from "../../model/suggest.js";
import { rejectAt, type Findings } from "../read/findings.js";
import type { PipelineSummary, Upstream } from "./summary.js";

/** The pipelines of a repo by name in lower case, which is how GoCD finds them. */
export type PipelineIndex = ReadonlyMap<string, PipelineSummary>;

/** A pipeline on the path of a search for cycles, with the materials that are still to be followed. */
interface Visit {
  readonly pipeline: PipelineSummary;
  readonly rest: Upstream[];
}

/**
 * Checks dependency materials: the stage must exist, and no pipeline may wait for itself
 * (CruiseConfig.getAllPipelineDependencies, DFSCycleDetector). Nothing is known of pipelines of other repos.
 */
export function checkDependencies(
  findings: Findings,
  pipelines: readonly PipelineSummary[],
  index: PipelineIndex,
): void {
  for (const { upstream } of pipelines) for (const one of upstream) checkStage(findings, one, index);
  const done = new Set<PipelineSummary>();
  for (const pipeline of index.values()) findCycles(findings, pipeline, index, done);
}

function checkStage(findings: Findings, upstream: Upstream, index: PipelineIndex): void {
  const pipeline = index.get(upstream.pipeline.text.toLowerCase());
  const { stage } = upstream;
  if (pipeline?.stages === undefined || stage === undefined) return;
  if (pipeline.stages.has(stage.text.toLowerCase())) return;
  const names = Array.from(pipeline.stages.values(), ({ name }) => name);
  const message = `the pipeline "${pipeline.name}" has no stage "${stage.text}"`;
  rejectAt(findings, stage.place, "upstream-stage", message, {
    help: didYouMean(stage.text, names),
    reach: "pipeline",
    related: [{ message: `the pipeline "${pipeline.name}"`, place: pipeline.place }],
  });
}

/** Follows dependencies in depth, without recursion: chains of pipelines may be long. */
function findCycles(
  findings: Findings,
  start: PipelineSummary,
  index: PipelineIndex,
  done: Set<PipelineSummary>,
): void {
  if (done.has(start)) return;
  const path: Visit[] = [enter(start)];
  const open = new Set([start]);
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const upstream = visit.rest.shift();
    if (upstream === undefined) {
      path.pop();
      open.delete(visit.pipeline);
      done.add(visit.pipeline);
      continue;
    }
    const next = index.get(upstream.pipeline.text.toLowerCase());
    if (next === undefined || done.has(next)) continue;
    if (open.has(next)) {
      rejectCycle(findings, upstream, path, next);
    } else {
      open.add(next);
      path.push(enter(next));
    }
  }
}

function enter(pipeline: PipelineSummary): Visit {
  return { pipeline, rest: [...pipeline.upstream] };
}

function rejectCycle(
  findings: Findings,
  upstream: Upstream,
  path: readonly Visit[],
  first: PipelineSummary,
): void {
  const names = path
    .slice(path.findIndex(({ pipeline }) => pipeline === first))
    .map(({ pipeline }) => pipeline.name);
  const shown = names.length > 10 ? [...names.slice(0, 4), "...", ...names.slice(-4)] : names;
  const circle = [...shown, first.name].map((name) => (name === "..." ? name : `"${name}"`)).join(" <- ");
  const message = `pipelines wait for each other in a cycle: ${circle}`;
  rejectAt(findings, upstream.pipeline.place, "dependency-cycle", message, {
    help: "remove one of these dependency materials",
    reach: "pipeline",
  });
}
