import type { LocatePin } from "../files/lock.js";
import type { Package } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { isSame } from "../model/is-same.js";
import { fitsDeclaration, type Pin, type Pins } from "../model/pin.js";
import type { CreatedTimes } from "../pin/dating.js";
import { isDowngrade, rankTags } from "../pin/choose.js";
import { lockedPackage, type LockedPackage } from "../pin/resolution.js";

/** Both sides of a merge conflict in the lock, with the names that git gives them. */
export interface LockSides {
  readonly ours: Pins;
  readonly theirs: Pins;
  readonly names: { readonly ours: string; readonly theirs: string };
}

/**
 * Chooses one side of a merge conflict for a package: the one that fits the present declaration, or the higher one by the
 * policy if both do. If that cannot decide, the package is queried, as if it had no pin, or only the digest if both
 * sides have the same tag. A notice reports the choice if both sides have a pin.
 */
export function mergePins(declared: Package, sides: LockSides, locate: LocatePin): LockedPackage {
  const ours = sides.ours.get(declared.key);
  const theirs = sides.theirs.get(declared.key);
  if (ours === undefined || theirs === undefined || isSame(ours, theirs))
    return lockedPackage(declared, ours ?? theirs);
  const note = (pin: Pin, why: string): LockedPackage => {
    const [name, other] =
      pin === ours
        ? [sides.names.ours, `"${theirs.tag}" of "${sides.names.theirs}"`]
        : [sides.names.theirs, `"${ours.tag}" of "${sides.names.ours}"`];
    return {
      ...lockedPackage(declared, pin),
      notice: noticeOf(declared, `the tag "${pin.tag}" of "${name}" is used, ${why} ${other}`),
    };
  };
  const times = createdTimes([ours, theirs]);
  const fits = { ours: isCurrent(ours, declared, times), theirs: isCurrent(theirs, declared, times) };
  if (fits.ours !== fits.theirs) {
    return note(fits.ours ? ours : theirs, "because the declaration of the package does not match");
  }
  if (ours.tag === theirs.tag) {
    if (ours.digest === theirs.digest) return lockedPackage(declared, ours);
    const difference = `both sides of the merge have the tag "${ours.tag}", with different digests`;
    const notice = noticeOf(declared, `${difference}; the registry is queried`);
    return { ...lockedPackage(declared, ours), edit: { place: locate(declared.key), difference }, notice };
  }
  if (isDowngrade(declared.rule, ours.tag, theirs.tag, times)) return note(ours, "which is higher than");
  if (isDowngrade(declared.rule, theirs.tag, ours.tag, times)) return note(theirs, "which is higher than");
  const message = `the policy cannot compare "${ours.tag}" of "${sides.names.ours}" with "${theirs.tag}" of "${sides.names.theirs}"; the registry is queried`;
  return { package: declared, known: ours, isPinned: false, notice: noticeOf(declared, message) };
}

/**
 * Whether a pin is for the present declaration, and its tag is one that the rule accepts: git merges the lines of the rule
 * and of the tag one by one.
 */
function isCurrent(pin: Pin, declared: Package, times: CreatedTimes): boolean {
  if (!fitsDeclaration(pin, declared)) return false;
  if (declared.rule.hold !== undefined) return true;
  const ranking = rankTags(declared.rule, [pin.tag], times);
  return ranking.ok && Array.from(ranking.ranked).length > 0;
}

function noticeOf({ key, place }: Package, message: string): Diagnostic {
  const help = "check the choice in the lock, and commit it with the generated files";
  return { severity: "note", code: "lock-conflict", message: `"${key}": ${message}`, place, help };
}

/** Returns when the images of the tags were built, as far as the lock has it. */
function createdTimes(pins: readonly Pin[]): CreatedTimes {
  return new Map(
    pins.flatMap(({ tag, digest, created }) => {
      const built = digest && created?.get(digest);
      return built === undefined ? [] : [[tag, built] as const];
    }),
  );
}
