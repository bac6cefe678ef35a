import { BOUNDS } from "../../model/bounds.js";
import { withShortTexts, type Diagnostic } from "../../model/diagnostic.js";
import type { AskedLimits } from "../../model/settings.js";
import { partName } from "../../server/multipart.js";
import type { ServerRejection } from "../../server/rejection.js";
import { comparePlan } from "../compare.js";
import type { LoadedWorkspace } from "../load.js";
import type { ReadyPlan } from "../plan.js";
import type { RunOptions, World } from "../world.js";
import { openServer, serverDiagnostic, serverNotices, type ServerOption } from "./gocd-server.js";
import { locateRejection, type LocatedRejection } from "./locate-rejection.js";
import { readNames, type SentNames } from "./named-parts.js";
import { emittedFiles, otherFiles, type SentFile } from "./sent-files.js";

/** The GoCD server to ask, and the config repo there that the files replace. */
export interface PreflightOption {
  readonly server: ServerOption;
  readonly repoId: string | undefined;
}

/** The answer of a GoCD server about files. */
export interface PreflightOutcome {
  /** The root of the server's URLs. */
  readonly url: string;
  /** Undefined if the server could not be asked. */
  readonly verdict: PreflightVerdict | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The verdict of a GoCD server on the files that it was sent. */
interface PreflightVerdict {
  readonly sent: readonly SentFile[];
  /** Reads the names in the files, once. */
  readonly names: () => SentNames;
  /** The errors that the server reports; none if it accepts the files. */
  readonly rejections: readonly LocatedRejection[];
  /** Whether these are all errors of the files: GoCD stops at errors in single files. */
  readonly isComplete: boolean;
}

/** Asks a GoCD server about the files of a plan. */
export async function preflightPlan(
  world: World,
  options: RunOptions,
  workspace: LoadedWorkspace,
  plan: ReadyPlan,
  ask: PreflightOption,
): Promise<PreflightOutcome> {
  const { leftovers } = await comparePlan(workspace, plan);
  const isRemoved = (path: string) => leftovers.includes(path);
  return preflight(world, options, workspace.settings.limits, ask, emittedFiles(workspace, plan), isRemoved);
}

/**
 * Asks a GoCD server about files. If they replace a config repo of the server, the other files of the work tree are sent too:
 * their pipelines would be missing. Each error is reported in the source if that can be found.
 */
export async function preflight(
  world: World,
  options: RunOptions,
  limits: AskedLimits,
  { server, repoId }: PreflightOption,
  files: readonly SentFile[],
  isLeftOut: (path: string) => boolean = () => false,
): Promise<PreflightOutcome> {
  const others = repoId === undefined ? [] : await otherFiles(options, files, isLeftOut);
  const sent = [...files, ...others].map((file) => ({ ...file, name: partName(file.name) }));
  const client = openServer(world, options, server, limits);
  if ("problem" in client) {
    return { url: server.url, verdict: undefined, diagnostics: [client.problem] };
  }
  const url = client.address.base;
  try {
    const size = sent.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    if (size > BOUNDS.sentBytes.value) {
      return { url, verdict: undefined, diagnostics: [tooLarge()] };
    }
    const answer = await client.preflight(
      sent.map(({ name: path, text }) => ({ path, text })),
      repoId,
    );
    const notices = serverNotices(client);
    if (!answer.ok) {
      return { url, verdict: undefined, diagnostics: [serverDiagnostic(answer.failure), ...notices] };
    }
    const { leftOut, isComplete } = answer.value;
    let read: SentNames | undefined;
    const names = () => (read ??= readNames(sent));
    const rejections = answer.value.rejections.map((rejection) => locate(names(), rejection, repoId));
    return {
      url,
      verdict: { sent, names, rejections, isComplete },
      diagnostics: [
        ...rejections.map(({ diagnostic }) => diagnostic),
        ...(leftOut > 0 ? [leftOutNote(leftOut)] : []),
        ...notices,
      ],
    };
  } finally {
    await client.close();
  }
}

function tooLarge(): Diagnostic {
  const { message } = BOUNDS.sentBytes;
  return { severity: "error", code: "bound-exceeded", message, help: "name fewer files in `sources`" };
}

function leftOutNote(count: number): Diagnostic {
  const message = `the GoCD server reports ${count} more error${count === 1 ? "" : "s"}, which are not shown`;
  const help = "correct the others first";
  return { severity: "note", code: "server-rejected", message, help };
}

function locate(names: SentNames, rejection: ServerRejection, repoId: string | undefined): LocatedRejection {
  const { location, message } = rejection;
  const where = locateRejection(names, rejection);
  const { place, path } = where;
  const isPlaced = place !== undefined || path !== undefined;
  const text = isPlaced || location.length === 0 ? message : `${location.join("; ")}: ${message}`;
  const diagnostic = withShortTexts({
    severity: "error",
    code: "server-rejected",
    message: `the GoCD server rejects this: ${text}`,
    ...(place !== undefined && { place }),
    ...(path !== undefined && { path }),
    help: helpOf(rejection, repoId),
  });
  return { diagnostic, where };
}

/** Without `--repo-id`, the server compares the files with the pipelines that it has from the same repo. */
function helpOf({ message }: ServerRejection, repoId: string | undefined): string {
  if (repoId === undefined && /multiple pipelines named/i.test(message)) {
    return "if the server has the pipeline from this config repo, name the repo with --repo-id";
  }
  if (/failed to find package repository with package id/i.test(message)) {
    return "correct the id, or declare the package so that gocd-pin replaces the material";
  }
  return "correct what the message names in the source, and check it with `gocd-pin validate --server URL`";
}
