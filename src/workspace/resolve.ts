import { addAll } from "../model/add-all.js";
import type { Package } from "../model/declaration.js";
import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import type { Pins } from "../model/pin.js";
import type { Settings } from "../model/settings.js";
import { answers } from "../pin/match.js";
import { pinsOfLock, resolve, type LockedPackage, type Resolution } from "../pin/resolve.js";
import type { RunOptions, World } from "./world.js";

/** Looks packages up in the lock; whether a pin fits its declaration is decided once per package. */
export function lookUpPins(pins: Pins): (declared: Package) => LockedPackage {
  const known = new Map<string, LockedPackage>();
  return (declared) => {
    const pin = pins.get(declared.key);
    const locked = known.get(declared.key) ?? {
      package: declared,
      known: pin,
      isPinned: pin !== undefined && answers(pin, declared),
    };
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
    const { ruleDiagnostics } = await import("../pin/rule-diagnostics.js");
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
  if (packages.every(({ package: declared, isPinned }) => isPinned && !how.isAskedAnew(declared))) {
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
