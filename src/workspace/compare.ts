import { posix, resolve } from "node:path";
import { readStart, readText } from "../files/disk.js";
import { pathBelow } from "../files/disk-paths.js";
import { listFiles } from "../files/disk-search.js";
import { envName, HEADER_START, isReadByGocd, packageFiles } from "../files/generated.js";
import { findDeviation, type Deviation } from "./deviation.js";
import type { LoadedWorkspace } from "./load.js";
import type { ReadyPlan } from "./plan.js";
import type { Source } from "./source.js";

/** The files that a build would change, and the files next to them that it does not generate. */
export interface Comparison extends Pick<ReadyPlan, "enriched"> {
  /** Env files, the files of package pipelines, and the manifest. */
  readonly generated: readonly Deviation[];
  readonly lock: Deviation | undefined;
  /** Files of gocd-pin that are no longer generated: with its header, or env and pin files that the previous manifest lists. */
  readonly leftovers: readonly string[];
  /** Files of the output folder that gocd-pin did not write; none in place. */
  readonly foreign: readonly string[];
}

/** Whether the enriched file of a source is one that a command is asked for. */
export type SourceFilter = (enriched: { readonly source: Source }) => boolean;

/** The filter of a command without SOURCE arguments. */
export const EVERY_SOURCE: SourceFilter = () => true;

/**
 * Returns the filter for `names`, the SOURCE arguments of a command: paths relative to the project folder, or absolute.
 * Names that are not sources are ignored, as hooks pass all files of a commit; if none is a source, there is no limit.
 */
export function filterSources({ root, sources }: LoadedWorkspace, names: readonly string[]): SourceFilter {
  const named = new Set(names.map((name) => pathBelow(root, resolve(root, name))));
  const isNamed = (path: string) => named.has(path);
  return sources.some(({ file }) => isNamed(file.path))
    ? ({ source }) => isNamed(source.file.path)
    : EVERY_SOURCE;
}

/** Compares a plan with the disk. */
export async function comparePlan(workspace: LoadedWorkspace, plan: ReadyPlan): Promise<Comparison> {
  const { settings, manifest } = workspace;
  const folder = settings.output.path;
  const others = (await listFiles(workspace, folder, "")).filter((path) => !plan.paths.has(path));
  const isOurs = (path: string) => readStart(workspace, path, HEADER_START.length).startsWith(HEADER_START);
  const headed = new Set(others.filter((path) => isReadByGocd(path) && isOurs(path)));
  const before = [
    ...Object.keys(manifest?.pipelines ?? {}).map((pipeline) => envName(pipeline, folder)),
    ...Object.values(manifest?.packages ?? {}).flatMap(({ package_pipeline: name }) =>
      name === undefined ? [] : [packageFiles(name, folder).pin],
    ),
  ];
  const env = before.filter((path) => !plan.paths.has(path) && readText(workspace, path).kind !== "missing");
  const leftovers = new Set([...headed, ...env]);
  // Hidden files, such as `.gitattributes` and our temporary files, are ignored.
  const isForeign = (path: string) =>
    !leftovers.has(path) && (isReadByGocd(path) || !posix.basename(path).startsWith("."));
  return {
    enriched: plan.enriched,
    generated: plan.generated.flatMap((file) => findDeviation(workspace, file) ?? []),
    lock: findDeviation(workspace, plan.lock),
    leftovers: Array.from(leftovers),
    foreign: settings.output.kind === "in-place" ? [] : others.filter(isForeign),
  };
}
