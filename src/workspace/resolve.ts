import type { LocatePin } from "../files/lock.js";
import type { Manifest } from "../files/manifest.js";
import type { Package } from "../model/declaration.js";
import { addAll, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import type { Pins } from "../model/pin.js";
import type { Settings } from "../model/settings.js";
import { answers } from "../pin/match.js";
import { pinsOfLock, resolve, type LockedPackage, type Resolution } from "../pin/resolve.js";
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
}

/** Resolves the pins of packages; a registry is opened only if it must be queried. */
export async function resolvePins(
  world: World,
  options: RunOptions,
  settings: Settings,
  packages: readonly LockedPackage[],
  how: ResolveOptions,
): Promise<Resolution & { readonly notices: readonly Diagnostic[] }> {
  const isSettled = ({ package: declared, isPinned, edit }: LockedPackage) =>
    isPinned && edit === undefined && !how.isAskedAnew(declared);
  if (packages.every(isSettled)) {
    return { ...pinsOfLock(packages), notices: [] };
  }
  const { openRegistries } = await import("./registries.js");
  const registries = openRegistries(world, options, settings);
  try {
    const resolution = await resolve({ ...how, packages, lookup: registries.lookup });
    return { ...resolution, notices: registries.notices() };
  } finally {
    await registries.close();
  }
}
