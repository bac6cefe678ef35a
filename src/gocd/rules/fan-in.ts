import { addAll, warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { PipelineIndex } from "./dependency.js";
import type { FileSummary, PipelineSummary } from "./summary.js";

/** The changes of the config repo that trigger a pipeline, itself or through those upstream; of more than two, two. */
type Watches = ReadonlySet<string>;

const NONE: Watches = new Set();
const CHANGED: Watches = new Set(["changed"]);
const UNCHANGED: Watches = new Set(["unchanged"]);

/**
 * Warns about pipelines that pins of different packages trigger through several materials. GoCD starts a pipeline only
 * with one revision of a repository in it and in all pipelines upstream (FanInGraph). After a commit that triggers only one
 * of those, there is no such revision, or only an old one; GoCD documents this as a limitation, "Fan-in and blacklist".
 * Of several pipelines in a row, only the first is reported. Those named in `accepting` are not.
 */
export function checkFanIn(
  files: readonly FileSummary[],
  accepting: ReadonlySet<string> = new Set(),
): readonly Diagnostic[] {
  const pipelines = files.flatMap((file) => file.pipelines);
  if (!pipelines.some(({ configRepoChanges }) => configRepoChanges !== undefined)) return [];
  const index = indexOf(pipelines);
  const watches = collectWatches(pipelines, index, ({ configRepoChanges }, upstream) =>
    unite(configRepoChanges === undefined ? upstream : [...upstream, new Set([configRepoChanges.key])]),
  );
  const watchesOf = (pipeline: PipelineSummary) => watches.get(pipeline) ?? NONE;
  return pipelines.flatMap((pipeline) => {
    const upstream = upstreamOf(pipeline, index).filter((one) => watchesOf(one).size > 0);
    const isFirst = upstream.every((one) => watchesOf(one).size === 1);
    const isReported = isFirst && watchesOf(pipeline).size > 1 && !accepting.has(pipeline.name);
    return isReported ? [fanInWarning(pipeline, upstream)] : [];
  });
}

/**
 * Returns the names of the pipelines that a commit does not trigger, because it makes some of the changes that trigger them,
 * but not those of another material. `changed` has the names of the pipelines whose own materials it changes. The pipelines
 * in `accepting` accept the warning `fan-in`, and count as triggered.
 */
export function stoppedByFanIn(
  files: readonly FileSummary[],
  changed: ReadonlySet<string>,
  accepting: ReadonlySet<string>,
): ReadonlySet<string> {
  const pipelines = files.flatMap((file) => file.pipelines);
  const keys = new Set(
    pipelines.filter(({ name }) => changed.has(name)).map(({ configRepoChanges }) => configRepoChanges?.key),
  );
  // There are only two values, so each set has all values of its pipeline.
  const watches = collectWatches(pipelines, indexOf(pipelines), ({ name, configRepoChanges }, upstream) => {
    const parts = [...upstream];
    if (configRepoChanges !== undefined) {
      const { isLimited, key } = configRepoChanges;
      parts.push(!isLimited || keys.has(key) ? CHANGED : UNCHANGED);
    }
    const all = unite(parts);
    return all.size > 1 && accepting.has(name) ? CHANGED : all;
  });
  const stopped = pipelines.filter((pipeline) => (watches.get(pipeline) ?? NONE).size > 1);
  return new Set(stopped.map(({ name }) => name));
}

/** Returns a function that adds, to names of pipelines, the names of all pipelines downstream of them. */
export function withDependents(
  files: readonly FileSummary[],
): (names: readonly string[]) => ReadonlySet<string> {
  const pipelines = files.flatMap((file) => file.pipelines);
  const index = indexOf(pipelines);
  const dependents = new Map<string, string[]>();
  for (const pipeline of pipelines) {
    for (const { name } of upstreamOf(pipeline, index)) {
      const list = dependents.get(name) ?? [];
      list.push(pipeline.name);
      dependents.set(name, list);
    }
  }
  return (names) => {
    const reached = new Set(names);
    // A set iterates over the names that are added meanwhile, too.
    for (const name of reached) for (const dependent of dependents.get(name) ?? []) reached.add(dependent);
    return reached;
  };
}

function indexOf(pipelines: readonly PipelineSummary[]): PipelineIndex {
  return new Map(pipelines.map((pipeline) => [pipeline.name.toLowerCase(), pipeline]));
}

function fanInWarning(
  { name, place, configRepoChanges }: PipelineSummary,
  upstream: readonly PipelineSummary[],
): Diagnostic {
  const names = upstream.map((one) => `"${one.name}"`);
  if (configRepoChanges !== undefined) names.push("its own material");
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  const list = `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
  const message = `pins of different packages trigger the pipeline "${name}" through ${list}: GoCD's fan-in does not trigger it when only some of them move`;
  const help =
    "move these packages in one commit; if fan-in is off on the server (-Dresolve.fanin.revisions=N), accept this warning";
  return warningAt(place, "fan-in", message, { help });
}

/**
 * Returns the watches of all pipelines. `watchesOf` computes those of a pipeline from those of its upstream pipelines. A cycle,
 * which has its own error, is cut.
 */
function collectWatches(
  pipelines: readonly PipelineSummary[],
  index: PipelineIndex,
  watchesOf: (pipeline: PipelineSummary, upstream: readonly Watches[]) => Watches,
): ReadonlyMap<PipelineSummary, Watches> {
  const watches = new Map<PipelineSummary, Watches>();
  const opened = new Set<PipelineSummary>();
  for (const start of pipelines) {
    // Chains of pipelines may be long, so there is no recursion.
    const stack = [start];
    for (let pipeline = stack.at(-1); pipeline !== undefined; pipeline = stack.at(-1)) {
      const upstream = upstreamOf(pipeline, index);
      const rest = opened.has(pipeline) ? [] : upstream.filter((one) => !opened.has(one));
      opened.add(pipeline);
      if (rest.length > 0) addAll(stack, rest);
      else {
        stack.pop();
        if (watches.has(pipeline)) continue;
        const parts = upstream.map((one) => watches.get(one) ?? NONE);
        watches.set(pipeline, watchesOf(pipeline, parts));
      }
    }
  }
  return watches;
}

function unite(parts: readonly Watches[]): Watches {
  const filled = parts.filter((part) => part.size > 0);
  // Most pipelines share the watches of another one: a set for each would be large in a long chain.
  if (filled.length < 2) return filled[0] ?? NONE;
  return new Set(Array.from(new Set(filled.flatMap((part) => Array.from(part)))).slice(0, 2));
}

function upstreamOf({ upstream }: PipelineSummary, index: PipelineIndex): readonly PipelineSummary[] {
  return upstream.flatMap(({ pipeline }) => index.get(pipeline.text.toLowerCase()) ?? []);
}
