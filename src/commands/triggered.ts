import { pipelineEntry } from "../files/manifest.js";
import { stoppedByFanIn, withDependents } from "../gocd/rules/fan-in.js";
import { isSame } from "../model/is-same.js";
import type { Move } from "../pin/resolution.js";
import type { LoadedWorkspace } from "../workspace/load.js";
import type { ReadyPlan } from "../workspace/plan.js";

/** The pipelines that depend on a pin that moves, sorted. */
export interface Triggered {
  /** Those with a material for the pin, which GoCD triggers. */
  readonly pipelines: readonly string[];
  /** Those that fan-in stops, because another pin that they depend on does not move, and those further downstream. */
  readonly untriggered: readonly string[];
}

/** Returns for each package which pipelines the moves trigger, if one commit has all of them. */
export function findTriggered(
  moves: readonly Move[],
  workspace: LoadedWorkspace,
  plan: ReadyPlan,
): ReadonlyMap<string, Triggered> {
  const users = new Map(moves.map((move) => [move.package.key, usersOf(move, workspace, plan)]));
  const changed = new Set(Array.from(users.values()).flat());
  for (const move of moves) {
    const name = plan.manifest.packages[move.package.key]?.package_pipeline;
    if (name !== undefined && isMoved(move)) changed.add(name);
  }
  const isAccepted = workspace.settings.accept.includes("fan-in");
  const stopped = isAccepted
    ? new Set<string>()
    : stoppedByFanIn(plan.summaries, changed, plan.acceptingFanIn);
  const dependentsOf = stopped.size === 0 ? undefined : withDependents(plan.summaries);
  return new Map(
    Array.from(users, ([key, names]) => {
      const pipelines = names.filter((name) => !stopped.has(name));
      const untriggered = Array.from(dependentsOf?.(names) ?? []).filter((name) => stopped.has(name));
      return [key, { pipelines, untriggered: untriggered.sort() }];
    }),
  );
}

/** Returns the pipelines with a material for the pin, in which a variable of the package changes. */
function usersOf(move: Move, { manifest }: LoadedWorkspace, plan: ReadyPlan): readonly string[] {
  if (!isMoved(move)) return [];
  const { key } = move.package;
  const variablesOf = (source: typeof manifest, pipeline: string) =>
    source && pipelineEntry(source, pipeline)?.variables.filter((variable) => variable.package === key);
  const users = plan.manifest.packages[key]?.pipelines ?? [];
  return users.filter(
    (name) =>
      plan.triggered.has(name) && !isSame(variablesOf(manifest, name), variablesOf(plan.manifest, name)),
  );
}

function isMoved({ before, after }: Move): boolean {
  return after !== undefined && (before?.tag !== after.tag || before.digest !== after.digest);
}
