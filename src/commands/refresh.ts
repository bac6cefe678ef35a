import type { BuildTime } from "../model/build-time.js";
import { versionStep, type VersionStep } from "../pin/guard/jump.js";
import type { Move } from "../pin/resolution.js";
import type { SourceLink } from "../registry/source-link.js";
import { pathKind } from "../files/disk-paths.js";
import { EVERY_SOURCE } from "../workspace/compare.js";
import { loadWorkspace } from "../workspace/load.js";
import { makePartialPlan } from "../workspace/partial-plan.js";
import { makePlan, type ReadyPlan } from "../workspace/plan.js";
import { resolvePins } from "../workspace/resolve.js";
import { surveySources } from "../workspace/survey.js";
import type { ChangedFiles, Outcome, RunOptions, World } from "../workspace/world.js";
import { writeBuild } from "../workspace/write.js";
import { nameTag, pinnedOnce, selectPackages } from "./select-packages.js";
import { findTriggered, type Triggered } from "./triggered.js";

/** The options of `refresh`. */
export interface RefreshOptions extends RunOptions {
  /** Packages by key, glob, or last part; empty for all. */
  readonly packages: readonly string[];
  /** A tag to pin for the only one of the packages, even if its rule does not match. */
  readonly to: string | undefined;
  readonly isDryRun: boolean;
  /** Whether a pin may move to a lower tag. */
  readonly allowsDowngrade: boolean;
  /** Whether the other pins move if a package fails, which keeps its pin. */
  readonly keepsGoing: boolean;
  /** Whether the rows have the links to the sources of the images. */
  readonly needsSourceLinks?: boolean;
}

/** The change of a pin; `gone` if it stays, but the registry no longer has its tag. */
type MoveKind = "pinned" | "moved" | "digest moved" | "held" | "gone" | "waits" | "unchanged" | "failed";

/** The outcome of `refresh` for one package. The pipelines are known if a build would write its files. */
export interface MoveRow extends Partial<Triggered> {
  readonly package: string;
  readonly kind: MoveKind;
  /** Tag and digest of the previous pin, if there was one. */
  readonly from?: string;
  readonly fromDigest?: string;
  /** Tag and digest of the new pin; absent if the package failed, and the previous pin stays. */
  readonly to?: string;
  readonly toDigest?: string;
  /** The newest tag of a package that holds its tag, whose pin stays because it is lower, or that waits for `min_age`. */
  readonly newest?: string;
  /** How far the pin moves, or `held` or `waits`; absent if it does not move or had no previous pin. */
  readonly jump?: VersionStep | "digest" | "held" | "waits";
  /** When the tag that waits is old enough: `2026-11-29T08:00:00Z`. */
  readonly until?: string;
  /** When the image of the newest tag was built: RFC 3339; absent if that is not known. */
  readonly created?: string;
  /** The source of the new image, or the changes to it; present if the pin moves, it was queried, and the image has one. */
  readonly source?: SourceLink;
}

/** The outcome of `refresh`. If nothing was written because of errors, the rows are what would have moved. */
export interface RefreshResult extends ChangedFiles {
  readonly moves: readonly MoveRow[];
}

/** Queries the registries again, moves pins and builds; returns what moved. */
export async function refresh(world: World, options: RefreshOptions): Promise<Outcome<RefreshResult>> {
  const nothing = { written: [], removed: [] };
  const workspace = await loadWorkspace(options, { resolvesConflicts: true });
  if (workspace.state === "invalid") {
    return { diagnostics: workspace.diagnostics, result: { moves: [], ...nothing } };
  }
  const survey = await surveySources(workspace, { plansPinned: false });
  const declared = survey.packages.map((locked) => locked.package);
  const none = "no pipeline uses such a package";
  const { names, diagnostics: unknown } = selectPackages(declared, options.packages, {
    none,
    unused: Array.from(workspace.catalogue.byKey.keys()),
    isPath: (name) => pathKind(workspace.root, name) !== undefined,
  });
  if (unknown.length > 0) {
    // A name may be unknown only because a source could not be read.
    const problems = survey.isComplete ? unknown : survey.diagnostics;
    return { diagnostics: problems, result: { moves: [], ...nothing } };
  }
  const { exactTags, diagnostics: unusable } = nameTag(declared, names, options);
  if (unusable.length > 0) return { diagnostics: unusable, result: { moves: [], ...nothing } };
  const resolution = await resolvePins(world, options, workspace.settings, survey.usable, {
    isQueriedAgain: ({ key }) => names.has(key),
    allowsDowngrade: options.allowsDowngrade,
    exactTags,
    needsBuildTimes: options.to === undefined,
    needsSourceLinks: options.needsSourceLinks === true,
  });
  // A package without a pin is pinned together with the named ones.
  const isAsked = ({ package: { key }, before }: Move) => before === undefined || names.has(key);
  const asked = resolution.moves.filter(isAsked);
  const rowOf = (move: Move): MoveRow => {
    const { key } = move.package;
    const source = resolution.sourceLinks.get(key);
    return { ...toRow(move, resolution.buildTimes.get(key)), ...(source && { source }) };
  };
  const plan = options.keepsGoing
    ? makePartialPlan(workspace, survey, resolution, { isFrozen: false })
    : makePlan(workspace, survey, resolution);
  if (plan.state === "blocked")
    return { diagnostics: plan.diagnostics, result: { moves: asked.map(rowOf), ...nothing } };
  const settled = asked.map((move) => withStaying(move, plan));
  const triggered = findTriggered(settled, workspace, plan);
  const moves = settled.map((move): MoveRow => ({ ...rowOf(move), ...triggered.get(move.package.key) }));
  const { isDryRun } = options;
  const outcome = await writeBuild(workspace, plan, { isSelected: EVERY_SOURCE, isDryRun });
  const diagnostics = [...plan.diagnostics, ...pinnedOnce(resolution.moves, exactTags)];
  return outcome.state === "failed"
    ? { diagnostics: [...diagnostics, outcome.diagnostic], result: { moves, ...nothing } }
    : { diagnostics, result: { moves, ...outcome.changes } };
}

/** Returns what a refresh of the named packages, or of all, would move; nothing is written. */
export async function findOutdated(
  world: World,
  options: RunOptions,
  packages: readonly string[],
): Promise<Outcome<RefreshResult>> {
  const how = { packages, to: undefined, isDryRun: true, allowsDowngrade: false, keepsGoing: true };
  const outcome = await refresh(world, { ...options, ...how });
  // These errors are about the files that a refresh would write.
  const diagnostics = outcome.diagnostics.filter(({ code }) => code !== "pipeline-left-out");
  return { ...outcome, diagnostics };
}

/** Returns the move as the plan has it: a pin stays, if the files that have it stay. */
function withStaying(move: Move, plan: ReadyPlan): Move {
  const { after, ...unmoved } = move;
  const planned = plan.manifest.packages[move.package.key];
  const isPlanned = planned?.tag === after?.tag && planned?.digest === after?.digest;
  return after === undefined || planned === undefined || isPlanned ? move : { ...unmoved, newest: after.tag };
}

function toRow(move: Move, created: BuildTime | undefined): MoveRow {
  const { package: pkg, replaced, before = replaced, after } = move;
  // If a pin moves although a newer tag waits, a note reports the newer one.
  const waits = kindOf(move) === "waits" ? move.waits : undefined;
  const newest = move.newest ?? waits?.tag;
  return {
    package: pkg.key,
    kind: kindOf(move),
    ...(before && { from: before.tag }),
    ...(before?.digest !== undefined && { fromDigest: before.digest }),
    ...(after && { to: after.tag }),
    ...(after?.digest !== undefined && { toDigest: after.digest }),
    ...(newest !== undefined && { newest }),
    ...(waits && { until: `${new Date(waits.until).toISOString().slice(0, -".000Z".length)}Z` }),
    ...jumpOf(move),
    ...(created !== undefined && { created }),
  };
}

function jumpOf(move: Move): Pick<MoveRow, "jump"> {
  const { replaced, before = replaced, after } = move;
  if (before === undefined || after === undefined) return {};
  const kind = kindOf(move);
  if (kind === "held" || kind === "waits") return { jump: kind };
  if (kind === "digest moved") return { jump: "digest" };
  return kind === "moved" ? { jump: versionStep(before.tag, after.tag) } : {};
}

function kindOf({ package: { rule }, replaced, before = replaced, after, isGone, waits }: Move): MoveKind {
  if (after === undefined) return "failed";
  if (before === undefined) return "pinned";
  if (before.tag !== after.tag) return "moved";
  if (before.digest !== after.digest) return "digest moved";
  if (isGone) return "gone";
  if (rule.hold !== undefined) return "held";
  return waits === undefined ? "unchanged" : "waits";
}
