import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { regionOf } from "../model/position.js";
import { pinsOfLock } from "../pin/resolution.js";
import { loadWorkspace } from "../workspace/load.js";
import { makePlan } from "../workspace/plan.js";
import { loadProject } from "../workspace/project.js";
import { preflight, preflightPlan, type PreflightOption } from "../workspace/server/preflight.js";
import { unchangedFiles } from "../workspace/server/sent-files.js";
import { tolerantFiles } from "../workspace/server/tolerant-plan.js";
import { compareVerdicts } from "../workspace/server/verdict-difference.js";
import type { CheckedFiles } from "../workspace/standalone-files.js";
import { surveySources } from "../workspace/survey.js";
import type { RunOptions, World } from "../workspace/world.js";

/** An error that only one of gocd-pin and the GoCD server reports. */
export interface OneSidedError {
  readonly path?: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly code: string;
  readonly message: string;
}

/** The verdict of a GoCD server, and how it differs from the offline rules. */
export interface ServerValidation {
  readonly url: string;
  /** Whether the server accepts the files; null if it was not asked, or could not be asked. */
  readonly accepted: boolean | null;
  /** The names under which the files were sent. */
  readonly sent: readonly string[];
  /**
   * Whether the server checked everything, and all its errors are reported: it stops at errors in single files. False if it was
   * not asked.
   */
  readonly complete: boolean;
  /** The sources that cannot be built, because of which the server was not asked. */
  readonly unbuilt: readonly string[];
  readonly onlyOffline: readonly OneSidedError[];
  readonly onlyServer: readonly OneSidedError[];
}

/** The findings of the offline rules and of a GoCD server. */
export interface ServerFindings {
  /** All findings: those of a build, and those of the server. */
  readonly diagnostics: readonly Diagnostic[];
  readonly server: ServerValidation;
}

/**
 * Asks a GoCD server about files that were checked offline: about the files that a build would write if they are sources, else
 * about the files themselves. It is also asked about files that the offline rules reject, so that false alarms are found.
 */
export async function validateOnServer(
  world: World,
  options: RunOptions,
  ask: PreflightOption,
  checked: CheckedFiles,
): Promise<ServerFindings> {
  const notAsked: ServerValidation = {
    url: ask.server.url,
    accepted: null,
    sent: [],
    complete: false,
    unbuilt: [],
    onlyOffline: [],
    onlyServer: [],
  };
  const { texts, diagnostics: offline } = checked;
  if (texts !== undefined) {
    if (texts.length === 0) return { diagnostics: offline, server: notAsked };
    const { limits } = loadProject(options).project.settings;
    return join(
      offline,
      await preflight(world, options, limits, ask, unchangedFiles(options, texts)),
      notAsked,
    );
  }
  const workspace = await loadWorkspace(options);
  if (workspace.state === "invalid") return { diagnostics: workspace.diagnostics, server: notAsked };
  const survey = await surveySources(workspace, { plansPinned: true });
  const resolution = pinsOfLock(survey.usable, workspace.isLockReadable);
  const plan = makePlan(workspace, survey, resolution);
  if (plan.state === "ready") {
    return join(plan.diagnostics, await preflightPlan(world, options, workspace, plan, ask), notAsked);
  }
  const { files, unbuilt } = tolerantFiles(workspace, survey, resolution.pins);
  if (unbuilt.length > 0) return { diagnostics: plan.diagnostics, server: { ...notAsked, unbuilt } };
  const { limits } = workspace.settings;
  return join(plan.diagnostics, await preflight(world, options, limits, ask, files), notAsked);
}

function join(
  offline: readonly Diagnostic[],
  { url, verdict, diagnostics }: Awaited<ReturnType<typeof preflight>>,
  notAsked: ServerValidation,
): ServerFindings {
  const all = [...offline, ...diagnostics];
  if (verdict === undefined) return { diagnostics: all, server: { ...notAsked, url } };
  const { sent, names, rejections, isComplete } = verdict;
  const isCompared = hasErrors(offline) || rejections.length > 0;
  const { onlyOffline, onlyServer } = isCompared
    ? compareVerdicts(names(), offline, rejections)
    : { onlyOffline: [], onlyServer: [] };
  return {
    diagnostics: all,
    server: {
      url,
      accepted: rejections.length === 0,
      sent: sent.map(({ name }) => name),
      complete: isComplete,
      unbuilt: [],
      onlyOffline: onlyOffline.map(toError),
      onlyServer: onlyServer.map(toError),
    },
  };
}

function toError({ path, place, code, message }: Diagnostic): OneSidedError {
  if (place === undefined) return { ...(path !== undefined && { path }), code, message };
  return { path: place.file.path, line: regionOf(place).startLine, code, message };
}
