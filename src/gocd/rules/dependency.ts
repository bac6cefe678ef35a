import { didYouMean } from "../../model/suggest.js";
import { placeOf } from "../../yaml/node.js";
import { refuse, type Scope } from "./finding.js";
import type { Upstream } from "./material.js";
import type { CheckedPipeline } from "./pipeline.js";

/** What a search of cycles knows of a pipeline that it is at: the materials that it has yet to follow. */
interface Visit {
  readonly pipeline: CheckedPipeline;
  readonly rest: Upstream[];
}

/**
 * Checks dependency materials between the given pipelines: the stage must exist, and no pipeline may wait for itself
 * (CruiseConfig.getAllPipelineDependencies, DFSCycleDetector). Of upstream pipelines that are not given nothing is known.
 */
export function checkDependencies(
  pipelines: readonly CheckedPipeline[],
  index: ReadonlyMap<string, CheckedPipeline>,
): void {
  for (const { scope, materials } of pipelines) {
    for (const { upstream } of materials) {
      if (upstream !== undefined) checkStage(scope, upstream, index);
    }
  }
  const done = new Set<CheckedPipeline>();
  for (const pipeline of index.values()) findCycles(pipeline, index, done);
}

function checkStage(scope: Scope, upstream: Upstream, index: ReadonlyMap<string, CheckedPipeline>): void {
  const pipeline = index.get(upstream.pipeline.toLowerCase());
  if (pipeline?.stages === undefined || upstream.stage === undefined) return;
  if (pipeline.stages.has(upstream.stage.toLowerCase())) return;
  refuse(
    scope,
    upstream.stageNode,
    "upstream-stage",
    `the pipeline "${pipeline.name}" has no stage "${upstream.stage}"`,
    {
      help: didYouMean(
        upstream.stage,
        Array.from(pipeline.stages.values(), ({ name }) => name),
      ),
      related: [
        { message: `the pipeline "${pipeline.name}"`, place: placeOf(pipeline.scope.tree, pipeline.keyNode) },
      ],
    },
  );
}

/** Follows dependencies in depth, without recursion: chains of pipelines may be long. */
function findCycles(
  start: CheckedPipeline,
  index: ReadonlyMap<string, CheckedPipeline>,
  done: Set<CheckedPipeline>,
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
    const next = index.get(upstream.pipeline.toLowerCase());
    if (next === undefined || done.has(next)) continue;
    if (open.has(next)) {
      reportCycle(visit.pipeline, upstream, path, next);
    } else {
      open.add(next);
      path.push(enter(next));
    }
  }
}

function enter(pipeline: CheckedPipeline): Visit {
  return { pipeline, rest: pipeline.materials.flatMap(({ upstream }) => upstream ?? []) };
}

function reportCycle(
  last: CheckedPipeline,
  upstream: Upstream,
  path: readonly Visit[],
  first: CheckedPipeline,
): void {
  const names = path
    .slice(path.findIndex(({ pipeline }) => pipeline === first))
    .map(({ pipeline }) => pipeline.name);
  const shown = names.length > 10 ? [...names.slice(0, 4), "...", ...names.slice(-4)] : names;
  const circle = [...shown, first.name].map((name) => (name === "..." ? name : `"${name}"`)).join(" <- ");
  refuse(
    last.scope,
    upstream.pipelineNode,
    "dependency-cycle",
    `pipelines wait for one another in a circle: ${circle}`,
    {
      help: "take out one of these dependency materials",
    },
  );
}
