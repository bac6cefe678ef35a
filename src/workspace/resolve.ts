import type { LocatePin } from "../files/lock.js";
import type { Manifest } from "../files/manifest.js";
import { isBuildTime, type BuildTime } from "../model/build-time.js";
import type { Package } from "../model/declaration.js";
import { addAll, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import type { Pins } from "../model/pin.js";
import type { Settings } from "../model/settings.js";
import { answers } from "../pin/match.js";
import type { Lookup } from "../pin/lookup.js";
import { pinsOfLock, resolve, type LockedPackage, type Move, type Resolution } from "../pin/resolve.js";
import { findPinEdit } from "./lock-findings.js";
import type { RunOptions, World } from "./world.js";

/**
 * Looks packages up in the lock; whether a pin fits its declaration, and the manifest of the previous build, is decided
 * once per package. Without a manifest, the lock is used as it is.
 */
export function lookUpPins(
  pins: Pins,
  manifest: Manifest | undefined,
  locate: LocatePin,
): (declared: Package) => LockedPackage {
  const known = new Map<string, LockedPackage>();
  return (declared) => {
    const looked = known.get(declared.key);
    if (looked !== undefined) return looked;
    const pin = pins.get(declared.key);
    const edit = pin && manifest && findPinEdit(pin, manifest, locate);
    const isPinned = pin !== undefined && answers(pin, declared);
    const locked = { package: declared, known: pin, isPinned, ...(edit && { edit }) };
    known.set(declared.key, locked);
    return locked;
  };
}

/** Checks tag rules, and returns the keys of packages whose rule is not valid. If a pin fits its rule, the rule was valid when it was pinned. */
export async function checkTagRules(
  packages: Iterable<LockedPackage>,
): Promise<{ unusable: ReadonlySet<string>; diagnostics: Diagnostic[] }> {
  const unusable = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const { package: declared, isPinned } of packages) {
    if (isPinned) continue;
    // Filters and policies cost start-up time, and most runs find all pins in the lock.
    const { ruleDiagnostics } = await import("../pin/check-rule.js");
    const problems = ruleDiagnostics(declared);
    if (hasErrors(problems)) unusable.add(declared.key);
    addAll(diagnostics, problems);
  }
  return { unusable, diagnostics };
}

/** The pins that a run queries registries for, in addition to those that the lock does not have. */
export interface ResolveOptions {
  readonly isAskedAnew: (declared: Package) => boolean;
  readonly allowsDowngrade: boolean;
  /** Tags that a user named for packages, by key. */
  readonly exactTags?: ReadonlyMap<string, Tag>;
  /** Whether the build times of the images are queried that a refresh moves to, or that a package does not move to. */
  readonly needsBuildTimes?: boolean;
}

/** The pins of a run. */
interface ResolvedPins extends Resolution {
  readonly notices: readonly Diagnostic[];
  /** By the key of the package: when the image of its newest tag was built, if that was queried and is known. */
  readonly buildTimes: ReadonlyMap<string, BuildTime>;
}

/** Resolves the pins of packages; a registry is opened only if it must be queried. */
export async function resolvePins(
  world: World,
  options: RunOptions,
  settings: Settings,
  packages: readonly LockedPackage[],
  how: ResolveOptions,
): Promise<ResolvedPins> {
  const isSettled = ({ package: declared, isPinned, edit }: LockedPackage) =>
    isPinned && edit === undefined && !how.isAskedAnew(declared);
  if (packages.every(isSettled)) {
    return { ...pinsOfLock(packages), notices: [], buildTimes: new Map() };
  }
  const { openRegistries } = await import("./registries.js");
  const registries = openRegistries(world, options, settings);
  try {
    const resolution = await resolve({ ...how, packages, lookup: registries.lookup });
    const buildTimes =
      how.needsBuildTimes === true ? await queryBuildTimes(resolution.moves, registries.lookup) : new Map();
    return { ...resolution, notices: registries.notices(), buildTimes };
  } finally {
    await registries.close();
  }
}

/** Returns the build times of the newest tags that differ from the pins. They are only shown, so a failure is no error. */
async function queryBuildTimes(
  moves: readonly Move[],
  lookup: Lookup,
): Promise<ReadonlyMap<string, BuildTime>> {
  const times = new Map<string, BuildTime>();
  await Promise.all(
    moves.map(async ({ package: { key, repository, image, rule }, before, after, newest = after?.tag }) => {
      if (newest === undefined) return;
      const digest = newest === after?.tag ? after.digest : undefined;
      if (newest === before?.tag && (digest ?? before.digest) === before.digest) return;
      const known = digest && after?.created?.get(digest);
      if (known !== undefined) {
        if (isBuildTime(known)) times.set(key, known);
        return;
      }
      const answer = await lookup.created(repository, image, digest ?? newest, rule.platform);
      if (answer.ok && answer.value !== "gone" && isBuildTime(answer.value.built)) {
        times.set(key, answer.value.built);
      }
    }),
  );
  return times;
}
