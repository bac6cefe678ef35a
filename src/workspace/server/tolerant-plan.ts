import type { Diagnostic } from "../../model/diagnostic.js";
import type { Pins } from "../../model/pin.js";
import type { LoadedWorkspace } from "../load.js";
import { matchPackages } from "../packages.js";
import { assemblePlan } from "../plan.js";
import { outputOf, planSource } from "../plan-source.js";
import type { Survey } from "../survey.js";
import { emittedFiles, type SentFile } from "./sent-files.js";

/** The files that a build would write if gocd-pin had no errors. */
export interface TolerantFiles {
  readonly files: readonly SentFile[];
  /** The paths of the sources that cannot be built, such as those that use a package without a pin. */
  readonly unbuilt: readonly string[];
}

/**
 * Builds what GoCD's rules reject offline, so that a GoCD server can be asked whether it rejects it too. A source whose YAML
 * cannot be read is sent as it is.
 */
export function tolerantFiles(workspace: LoadedWorkspace, survey: Survey, pins: Pins): TolerantFiles {
  const raw = new Map<string, string>();
  const unbuilt: string[] = [];
  const plans = workspace.sources.flatMap((source) => {
    const { read } = workspace.readSource(source);
    if (read === undefined) {
      const { path, text } = outputOf(workspace.settings.output.kind, source, source.file.text);
      raw.set(path, text);
      return [];
    }
    const { pipelines } = matchPackages(read, workspace.catalogue, new Map());
    const plan = planSource(workspace, read, pipelines, pins, { toleratesErrors: true });
    if (!plan.isEmitted) unbuilt.push(source.file.path);
    return [plan];
  });
  const failures: readonly Diagnostic[] = [];
  const parts = { plans, pins, lockPins: pins, failures, allowsFailures: true, ignoresErrors: true };
  const plan = assemblePlan(workspace, survey, parts);
  if (plan.state === "blocked") return { files: [], unbuilt: workspace.sources.map(({ file }) => file.path) };
  return { files: emittedFiles(workspace, plan, raw), unbuilt };
}
