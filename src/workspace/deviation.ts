import { posix } from "node:path";
import { listFiles, readStart, readText, type FileText } from "../files/disk.js";
import { envName, HEADER_START, isReadByGocd } from "../files/output-names.js";
import type { SourceFile } from "../model/source.js";
import type { OutputFile, Plan } from "./plan.js";
import type { Workspace } from "./load.js";

/** A planned file that the disk does not hold as planned, with what it holds. */
export interface Deviation extends SourceFile {
  readonly disk: FileText;
}

/** What of a plan the disk does not hold, and what it holds beside the plan. */
export interface Difference {
  readonly enriched: readonly (Deviation & OutputFile)[];
  /** Env files and the manifest. */
  readonly generated: readonly Deviation[];
  readonly lock: Deviation | undefined;
  /** Files of ours that are no longer generated: with our header, or env files that the manifest so far lists. */
  readonly leftovers: readonly string[];
  /** Files of the output folder that are not ours; none in place. */
  readonly foreign: readonly string[];
}

/** Holds a plan against the disk. */
export async function findDifference(workspace: Workspace, plan: Plan): Promise<Difference> {
  const { root, settings, manifest } = workspace;
  const planned = new Set([...plan.enriched, ...plan.generated].map(({ path }) => path));
  const folder = settings.output.path;
  const others = (await listFiles(root, folder, "")).filter((path) => !planned.has(path));
  const isOurs = (path: string) => readStart(root, path, HEADER_START.length).startsWith(HEADER_START);
  const headed = new Set(others.filter((path) => isReadByGocd(path) && isOurs(path)));
  const before = Object.keys(manifest?.pipelines ?? {}).map((pipeline) => envName(pipeline, folder));
  const env = before.filter((path) => !planned.has(path) && readText(root, path).kind !== "missing");
  const leftovers = new Set([...headed, ...env]);
  // What is hidden (`.gitattributes`, our temporary files) is not meant to be seen.
  const isForeign = (path: string) =>
    !leftovers.has(path) && (isReadByGocd(path) || !posix.basename(path).startsWith("."));
  return {
    enriched: plan.enriched.flatMap((file) => deviation(root, file) ?? []),
    generated: plan.generated.flatMap((file) => deviation(root, file) ?? []),
    lock: deviation(root, plan.lock),
    leftovers: Array.from(leftovers),
    foreign: settings.output.kind === "in-place" ? [] : others.filter(isForeign),
  };
}

function deviation<File extends SourceFile>(root: string, file: File): (File & Deviation) | undefined {
  const disk = readText(root, file.path);
  const isSame = disk.kind === "text" && !disk.hasBom && disk.text === file.text;
  return isSame ? undefined : { ...file, disk };
}
