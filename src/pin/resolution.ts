import type { Package } from "../model/declaration.js";
import { withoutAccepted, type Diagnostic } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import { fitsDeclaration, isOfImage, type Pin, type Pins } from "../model/pin.js";
import { datesToKeep, timesWithPinned } from "./dating.js";
import {
  createPin,
  editDiagnostic,
  heldGoneDiagnostic,
  keepHeldPin,
  pinExactTag,
  verifyEditedPin,
  type PinEdit,
} from "./exact-tag.js";
import { failureDiagnostic, pinMissing } from "./failure-diagnostic.js";
import { mapConcurrently } from "./concurrent-map.js";
import type { Latest } from "./latest.js";
import type { Lookup } from "../model/lookup.js";

/** The previous and the new pin of a package. */
export interface Move {
  readonly package: Package;
  /** The previous pin, if the lock has one that fits the declaration. */
  readonly before?: Pin;
  /** The pin of the same image that the lock has, if it does not fit the declaration, such as after a change of its rule. */
  readonly replaced?: Pin;
  /** The new pin; absent if there is none. */
  readonly after?: Pin;
  /** The tag that a refresh would pin if the package did not hold its tag, or if lower tags were allowed. */
  readonly newest?: Tag;
  /** Set if the registry no longer has the pinned tag, but the pin stays. */
  readonly isGone?: true;
  /** The best tag that is too young for `min_age`, and when it is old enough, in milliseconds since 1970. */
  readonly waits?: { readonly tag: Tag; readonly until: number };
}

/** The pins of a run, how they moved, and the diagnostics. */
export interface Resolution {
  readonly pins: Pins;
  readonly moves: readonly Move[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A package with the pin that the lock has for it. */
export interface LockedPackage {
  readonly package: Package;
  /** Undefined if the lock has none. */
  readonly known: Pin | undefined;
  /** Whether that pin fits the declaration: registry, image and rule. */
  readonly isPinned: boolean;
  /** If the pin is not the one that the previous build wrote. */
  readonly edit?: PinEdit;
  /** How a merge conflict about its pin was resolved. */
  readonly notice?: Diagnostic;
}

/** Returns a package with the pin that the lock has for it. */
export function lockedPackage(pkg: Package, known: Pin | undefined): LockedPackage {
  return { package: pkg, known, isPinned: known !== undefined && fitsDeclaration(known, pkg) };
}

/** The packages in use with their pins, which of the pins are queried again, and the registries. */
export interface ResolveQuery {
  readonly packages: readonly LockedPackage[];
  /** Whether a pin that the lock has is queried again. */
  readonly isQueriedAgain: (pkg: Package) => boolean;
  /** Whether a pin may move to a lower tag; else it stays, with a warning. */
  readonly allowsDowngrade: boolean;
  /** Tags that a user named for packages, by key: they are pinned even if the rules of the packages do not match. */
  readonly exactTags?: ReadonlyMap<string, Tag>;
  readonly lookup: Lookup;
}

/**
 * Finds the pin of every package: pins of the lock stay, the others are queried in parallel and chosen. A failure never
 * changes or removes a pin: the previous one stays, and a diagnostic reports it.
 */
export async function resolve(query: ResolveQuery): Promise<Resolution> {
  const outcomes = await mapConcurrently(query.packages, query.lookup, async (locked) => {
    const { move, diagnostics } = await resolvePackage(locked, query);
    return { move: { ...move, ...replacedBy(locked) }, diagnostics };
  });
  return unite(outcomes);
}

function replacedBy({ package: pkg, known, isPinned }: LockedPackage): Pick<Move, "replaced"> {
  if (known === undefined || isPinned || !isOfImage(known, pkg)) return {};
  return (known.digest !== undefined) === pkg.rule.digest ? { replaced: known } : {};
}

/**
 * Returns the pins of the lock, without a registry. A package that has none is an error with code `pin-missing`, unless
 * the lock cannot be read.
 */
export function pinsOfLock(packages: readonly LockedPackage[], isLockReadable = true): Resolution {
  const outcomes = packages.map(({ package: pkg, known, isPinned, edit }): Outcome => {
    if (isPinned && known !== undefined) {
      const diagnostics = edit === undefined ? [] : [editDiagnostic(pkg, edit)];
      return { move: { package: pkg, before: known, after: known }, diagnostics };
    }
    return { move: { package: pkg }, diagnostics: isLockReadable ? [pinMissing(pkg, known)] : [] };
  });
  return unite(outcomes);
}

function unite(outcomes: readonly Outcome[]): Resolution {
  const pins = new Map<string, Pin>();
  for (const { move } of outcomes) {
    const pin = move.after ?? move.before;
    if (pin !== undefined) pins.set(pin.key, pin);
  }
  return {
    pins,
    moves: outcomes.map(({ move }) => move),
    diagnostics: outcomes.flatMap(({ move, diagnostics }) =>
      withoutAccepted(diagnostics, move.package.accept),
    ),
  };
}

/** The pin in the lock, and the same if it fits the declaration. */
interface Previous {
  readonly known: Pin | undefined;
  readonly before: Pin | undefined;
}

interface Outcome {
  readonly move: Move;
  readonly diagnostics: readonly Diagnostic[];
}

async function resolvePackage(locked: LockedPackage, query: ResolveQuery): Promise<Outcome> {
  const { package: pkg, known, isPinned, edit } = locked;
  if (!isPinned || known === undefined || edit === undefined) return resolveVerified(locked, query);
  const { pin, diagnostics } = await verifyEditedPin(pkg, known, edit, query.lookup);
  // A refresh replaces a tag that does not exist. Otherwise no pin is left: an unverified one must not be written.
  const isReplaced = query.isQueriedAgain(pkg) && diagnostics.every(({ code }) => code === "tag-missing");
  if (pin === undefined && !isReplaced) return { move: { package: pkg }, diagnostics };
  const verified = { package: pkg, known: pin, isPinned: pin !== undefined };
  const outcome = await resolveVerified(verified, query);
  if (pin === undefined) return outcome;
  return { ...outcome, diagnostics: [...diagnostics, ...outcome.diagnostics] };
}

async function resolveVerified(
  { package: pkg, known, isPinned }: LockedPackage,
  query: ResolveQuery,
): Promise<Outcome> {
  const before = isPinned ? known : undefined;
  const unmoved = { package: pkg, ...(before && { before }) };
  const exact = query.exactTags?.get(pkg.key);
  if (exact !== undefined) {
    const { pin: after, diagnostics } = await pinExactTag(pkg, exact, query.lookup, { known });
    return { move: { ...unmoved, ...(after && { after }) }, diagnostics };
  }
  if (before !== undefined && !query.isQueriedAgain(pkg)) {
    return { move: { ...unmoved, after: before }, diagnostics: [] };
  }
  if (pkg.rule.hold !== undefined) return resolveHeld(pkg, pkg.rule.hold, { known, before }, query);
  return resolveLatest(pkg, { known, before }, query);
}

async function resolveLatest(
  pkg: Package,
  { known, before }: Previous,
  { lookup, allowsDowngrade }: ResolveQuery,
): Promise<Outcome> {
  const unmoved = { package: pkg, ...(before && { before }) };
  const { choice, diagnostics } = await latestOf(pkg, lookup, known);
  const pick = choice?.pick;
  const waiting = pick?.skipped.find((skip) => skip.because === "age");
  const waits = waiting && { waits: { tag: waiting.tag, until: waiting.until } };
  if (choice === undefined || pick?.winner === undefined) {
    if (before === undefined || pick === undefined || waits === undefined || pick.isBounded) {
      return { move: unmoved, diagnostics };
    }
    // Only `min_age` leaves no tag, and it never removes a pin.
    const { skipDiagnostics } = await import("./latest.js");
    return {
      move: { ...unmoved, ...waits, after: { ...before, seen: pick.seen } },
      diagnostics: skipDiagnostics(pkg, pick.skipped),
    };
  }
  const { tag, digest } = pick.winner;
  const { isDowngrade } = await import("./choose.js");
  const { downgradeDiagnostic, goneDiagnostic, guardDiagnostics } = await import("./guard/diagnostics.js");
  const { tags, ranking, dated } = choice;
  const times = known === undefined ? dated.times : timesWithPinned(known, dated);
  if (before !== undefined && isDowngrade(pkg.rule, before.tag, tag, times) && !allowsDowngrade) {
    const isVanished = pick.skipped.some((skip) => skip.because === "vanished" && skip.tag === before.tag);
    const isGone = !tags.includes(before.tag) || isVanished;
    const warning = (isGone ? goneDiagnostic : downgradeDiagnostic)(pkg, before.tag, tag);
    const move = { ...unmoved, ...waits, after: before, newest: tag, ...(isGone && { isGone }) };
    return { move, diagnostics: [...diagnostics, warning] };
  }
  const after = createPin(pkg, tag, digest, { created: datesToKeep(dated), seen: pick.seen });
  const { skipped, runnerUp } = pick;
  const chosen = { tag, previous: before?.tag, runnerUp, ranking, skipped, tags };
  return {
    move: { ...unmoved, ...waits, after },
    diagnostics: [...diagnostics, ...guardDiagnostics(pkg, chosen)],
  };
}

/** Lists the tags of a package and finds the latest. */
async function latestOf(pkg: Package, lookup: Lookup, known: Pin | undefined): Promise<Latest> {
  const listed = await lookup.tags(pkg.repository, pkg.image);
  if (!listed.ok) return { diagnostics: [failureDiagnostic(pkg, listed.failure)] };
  // Filters and policies cost start-up time, and most runs find all pins in the lock.
  const { findLatest } = await import("./latest.js");
  return findLatest(pkg, listed.value, lookup, known);
}

/**
 * Resolves a package that holds its tag: the pin in the lock stays. For a refresh, it also finds the newest tag; as
 * this does not affect the pin, its errors become warnings.
 */
async function resolveHeld(
  pkg: Package,
  hold: Tag,
  { known, before }: Previous,
  { lookup, isQueriedAgain }: ResolveQuery,
): Promise<Outcome> {
  const locked = before ?? keepHeldPin(pkg, known);
  const held =
    locked === undefined
      ? await pinExactTag(pkg, hold, lookup, { known, place: pkg.holdPlace })
      : { pin: locked, diagnostics: [] };
  const latest = isQueriedAgain(pkg) ? await latestOf(pkg, lookup, known) : undefined;
  const newest = latest?.choice?.pick.winner?.tag;
  const tags = latest?.choice?.tags;
  const isGone = tags !== undefined && tags.length > 0 && !tags.includes(hold);
  const move: Move = {
    package: pkg,
    ...(isGone && { isGone }),
    ...(before && { before }),
    ...(held.pin && { after: held.pin }),
    ...(newest !== undefined && { newest }),
  };
  const problems = (latest?.diagnostics ?? []).map((problem): Diagnostic => {
    return problem.severity === "error" ? { ...problem, severity: "warning" } : problem;
  });
  const gone = isGone ? [heldGoneDiagnostic(pkg, hold)] : [];
  return { move, diagnostics: [...held.diagnostics, ...gone, ...problems] };
}
