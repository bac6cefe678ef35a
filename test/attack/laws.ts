import { changedPaths, takeSnapshot, type Place, type Snapshot } from "./place.js";
import type { AttackRun } from "./runner.js";
import { hasSecret } from "./secrets.js";

/** Processor time and memory that no run may need. */
const MAX_CPU_MS = 5000;
const MAX_MIB = 1024;

const TRACE = /\n\s+at .+:\d+:\d+\)?|this is a bug in gocd-pin|UnhandledPromiseRejection/;
// Control characters but the tab and line ends, and those that change the direction of text.
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Returns the laws that the end of one run breaks, each as a sentence. */
export function judgeRun({ status, stdout, stderr, cpuMs, peakMiB }: AttackRun): string[] {
  const broken: string[] = [];
  const output = `${stdout}\n${stderr}`;
  if (typeof status === "string" || status > 3) broken.push(`the exit status is ${status}`);
  if (TRACE.test(output)) broken.push("the output has a stack trace");
  const control = CONTROL.exec(output)?.[0];
  if (control !== undefined) broken.push(`the output has the character ${JSON.stringify(control)}`);
  if (hasSecret(output)) broken.push("the output has a secret");
  if (cpuMs > MAX_CPU_MS) broken.push(`it took ${Math.round(cpuMs)} ms of processor time`);
  if (peakMiB > MAX_MIB) broken.push(`it took ${Math.round(peakMiB)} MiB`);
  return broken;
}

/** What a run was allowed to do. */
export interface Permission {
  readonly argv: readonly string[];
  readonly before: Snapshot;
  /** Whether sources may change, as they do with `output: in-place`. */
  readonly isInPlace: boolean;
}

/** Whether a run may change a file at all. */
function mayChange(path: string, { argv: [verb, ...options], before, isInPlace }: Permission): boolean {
  if (!path.startsWith("repo/") || /^repo\/(?:\.git\/|\.gitattributes$)/.test(path)) return false;
  const isProject = path === "repo/gocd-pin.yaml";
  const isSource = /^repo\/pipelines\//.test(path);
  if (verb !== "import") return !isProject && (isInPlace || !isSource || !before.has(path));
  return isProject || (options.includes("--rewrite") && (isSource || path.endsWith(".gocd.yaml")));
}

const WRITERS = new Set(["build", "refresh", "import"]);

/** Returns the laws that the disk breaks after a run that ended with `status`. */
export async function judgeDisk(
  place: Place,
  status: number | string,
  { argv, before, isInPlace }: Permission,
): Promise<string[]> {
  const after = await takeSnapshot(place.root);
  const changed = changedPaths(before, after);
  const broken: string[] = [];
  const mayWrite = WRITERS.has(argv[0] ?? "") && (status === 0 || argv.includes("--keep-going"));
  if (!mayWrite && changed.length > 0) broken.push(`it changed ${changed.join(", ")}`);
  for (const path of changed) {
    if (!mayChange(path, { argv, before, isInPlace })) broken.push(`it wrote ${path}`);
    const text = after.get(path) ?? "";
    if (text.startsWith("x ")) broken.push(`${path} can be run`);
    if (hasSecret(text)) broken.push(`${path} has a secret`);
    if (path.endsWith(".tmp")) broken.push(`${path} is left`);
  }
  return broken;
}
