import type { LocatePin, LockConflict } from "../files/lock.js";
import type { Manifest } from "../files/manifest.js";
import type { BuildTime } from "../model/build-time.js";
import type { Declaration, Package } from "../model/declaration.js";
import { addAll, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import type { Pin, Pins } from "../model/pin.js";
import type { Settings } from "../model/settings.js";
import type { PinEdit } from "../pin/exact-tag.js";
import {
  lockedPackage,
  pinsOfLock,
  resolve,
  type LockedPackage,
  type Resolution,
} from "../pin/resolution.js";
import type { SourceLink } from "../registry/source-link.js";
import { findPinEdit } from "./lock-findings.js";
import type { LockSides } from "./merge-pins.js";
import type { RunOptions, World } from "./world.js";

/** The lock on the disk. */
export interface LoadedLock {
  /** Its text; empty if there is no lock. */
  readonly text: string;
  readonly pins: Pins;
  /** Present if the lock has conflict markers, and the run resolves them. */
  readonly conflict?: LockConflict;
  readonly locate: LocatePin;
}

/**
 * Returns a function that looks packages up in the lock. Whether a pin fits its declaration, and a manifest of the
 * previous build, is decided once per package. Without a manifest, the lock is used as it is. In a merge conflict,
 * each package gets the pin of one side.
 */
export async function pinLookup(
  { pins, conflict, locate }: LoadedLock,
  manifests: readonly Manifest[],
): Promise<(declared: Package) => LockedPackage> {
  const lookUp =
    conflict === undefined
      ? (declared: Package) => lockedPackage(declared, pins.get(declared.key))
      : await mergedLookup({ ours: pins, ...conflict }, locate);
  const known = new Map<string, LockedPackage>();
  return (declared) => {
    const cached = known.get(declared.key);
    if (cached !== undefined) return cached;
    const locked = lookUp(declared);
    const edits = locked.known === undefined ? [] : findPinEdits(locked.known, manifests, locate);
    const [edit] = edits.length < manifests.length ? [] : edits;
    const complete = { ...(edit && { edit }), ...locked };
    known.set(declared.key, complete);
    return complete;
  };
}

// Policies cost start-up time, and conflicts are rare.
async function mergedLookup(
  sides: LockSides,
  locate: LocatePin,
): Promise<(declared: Package) => LockedPackage> {
  const { mergePins } = await import("./merge-pins.js");
  return (declared) => mergePins(declared, sides, locate);
}

function findPinEdits(pin: Pin, manifests: readonly Manifest[], locate: LocatePin): readonly PinEdit[] {
  return manifests.flatMap((manifest) => findPinEdit(pin, manifest, locate) ?? []);
}

/**
 * Checks tag rules and the defaults of repositories, and returns the keys of packages whose rule is not valid. If a pin
 * fits its rule, the rule was valid when it was pinned, and so were the defaults that are parts of it.
 */
export async function checkTagRules(
  packages: Iterable<LockedPackage>,
  declarations: readonly Declaration[],
): Promise<{ unusable: ReadonlySet<string>; diagnostics: Diagnostic[] }> {
  const unusable = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const known = new Map<string, Set<string>>();
  for (const { package: declared, isPinned } of packages) {
    if (isPinned) {
      const parts = known.get(declared.repository.name) ?? new Set();
      known.set(declared.repository.name, parts);
      for (const part of declared.inherited) parts.add(part);
      continue;
    }
    // Filters and policies cost start-up time, and most runs find all pins in the lock.
    const { ruleDiagnostics } = await import("../pin/rule-diagnostics.js");
    const problems = ruleDiagnostics(declared);
    if (hasErrors(problems)) unusable.add(declared.key);
    addAll(diagnostics, problems);
  }
  for (const declaration of declarations) {
    const { rule } = declaration.defaults;
    const parts = (["tagFilter", "tagExclude", "policy"] as const).filter((part) => rule[part] !== undefined);
    const ofPinned = known.get(declaration.repository.name);
    if (parts.every((part) => ofPinned?.has(part))) continue;
    const { defaultsDiagnostics } = await import("../pin/rule-diagnostics.js");
    addAll(diagnostics, defaultsDiagnostics(declaration));
  }
  return { unusable, diagnostics };
}

/** The pins that a run queries registries for, in addition to those that the lock does not have. */
export interface ResolveOptions {
  readonly isQueriedAgain: (declared: Package) => boolean;
  readonly allowsDowngrade: boolean;
  /** Tags that a user named for packages, by key. */
  readonly exactTags?: ReadonlyMap<string, Tag>;
  /** Whether the build times of the images are queried that a refresh moves to, or that a package does not move to. */
  readonly needsBuildTimes?: boolean;
  /** Whether the labels of moved images are queried, for the links to their sources. */
  readonly needsSourceLinks?: boolean;
}

/** The pins of a run. */
interface ResolvedPins extends Resolution {
  /** By the key of the package: when the image of its newest tag was built, if that was queried and is known. */
  readonly buildTimes: ReadonlyMap<string, BuildTime>;
  /** By the key of the package: the link to the source of its new image, if that was queried and has one. */
  readonly sourceLinks: ReadonlyMap<string, SourceLink>;
}

/**
 * Resolves the pins of packages, with the notices of the registries and of a merge. A registry is opened only if it must
 * be queried.
 */
export async function resolvePins(
  world: World,
  options: RunOptions,
  settings: Settings,
  packages: readonly LockedPackage[],
  how: ResolveOptions,
): Promise<ResolvedPins> {
  const isSettled = ({ package: declared, isPinned, edit }: LockedPackage) =>
    isPinned && edit === undefined && !how.isQueriedAgain(declared);
  const notices = packages.flatMap(({ notice }) => notice ?? []);
  const unsettled = packages.filter((locked) => !isSettled(locked));
  if (unsettled.length === 0) {
    const nothing = { buildTimes: new Map(), sourceLinks: new Map() };
    return { ...withNotices(pinsOfLock(packages), notices), ...nothing };
  }
  const { openRegistries } = await import("./registries.js");
  const { queryBuildTimes, querySourceLinks } = await import("./moved-images.js");
  const registries = openRegistries(world, options, settings);
  registries.expectLists(unsettled.length);
  try {
    const resolution = await resolve({ ...how, packages, lookup: registries.lookup });
    const { moves } = resolution;
    const { lookup } = registries;
    const [buildTimes, sourceLinks] = await Promise.all([
      how.needsBuildTimes === true ? queryBuildTimes(moves, lookup) : new Map<string, BuildTime>(),
      how.needsSourceLinks === true ? querySourceLinks(moves, lookup) : new Map<string, SourceLink>(),
    ]);
    const complete = withNotices(resolution, [...notices, ...registries.notices()]);
    return { ...complete, buildTimes, sourceLinks };
  } finally {
    await registries.close();
  }
}

function withNotices(resolution: Resolution, notices: readonly Diagnostic[]): Resolution {
  return { ...resolution, diagnostics: [...resolution.diagnostics, ...notices] };
}
