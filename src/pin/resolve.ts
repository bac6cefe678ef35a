import type { Package } from "../model/declaration.js";
import { warningAt, withoutAccepted, type Diagnostic } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import type { Pin, Pins } from "../model/pin.js";
import type { Ranking } from "./choose.js";
import { type CreatedTimes, dateTags, digestOf, datesToKeep, timesBeside } from "./dating.js";
import {
  createPin,
  editDiagnostic,
  keepHeldPin,
  pinExactTag,
  verifyEditedPin,
  type PinEdit,
} from "./exact-tag.js";
import { heldGoneDiagnostic } from "./exact-tag.js";
import { failureDiagnostic, pinMissing } from "./failure-diagnostic.js";
import type { Lookup } from "./lookup.js";

/** What became of one package's pin. */
export interface Move {
  readonly package: Package;
  /** The previous pin, where the lock holds one that answers the same question. */
  readonly before?: Pin;
  /** The pin from now on; absent where there is none. */
  readonly after?: Pin;
  /** The tag that a refresh would pin if the package did not hold its tag, or if lower tags were allowed. */
  readonly newest?: Tag;
  /** Set if the registry no longer has the pinned tag, but the pin stays. */
  readonly isGone?: true;
}

/** The pins of a run, what moved, and what was found on the way. */
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

/** What is asked: the packages in use with their pins, which pins to ask anew, and whom. */
export interface Question {
  readonly packages: readonly LockedPackage[];
  /** Whether a pin that the lock has is queried again. */
  readonly isAskedAnew: (pkg: Package) => boolean;
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
export async function resolve(question: Question): Promise<Resolution> {
  return unite(await Promise.all(question.packages.map((pkg) => resolvePackage(pkg, question))));
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

interface Outcome {
  readonly move: Move;
  readonly diagnostics: readonly Diagnostic[];
}

async function resolvePackage(locked: LockedPackage, question: Question): Promise<Outcome> {
  const { package: pkg, known, isPinned, edit } = locked;
  if (!isPinned || known === undefined || edit === undefined) return resolveVerified(locked, question);
  const { pin, diagnostics } = await verifyEditedPin(pkg, known, edit, question.lookup);
  // A refresh replaces a tag that does not exist. Otherwise no pin is left: an unverified one must not be written.
  const isReplaced = question.isAskedAnew(pkg) && diagnostics.every(({ code }) => code === "tag-missing");
  if (pin === undefined && !isReplaced) return { move: { package: pkg }, diagnostics };
  const verified = { package: pkg, known: pin, isPinned: pin !== undefined };
  const outcome = await resolveVerified(verified, question);
  if (pin === undefined) return outcome;
  return { ...outcome, diagnostics: [...diagnostics, ...outcome.diagnostics] };
}

async function resolveVerified(
  { package: pkg, known, isPinned }: LockedPackage,
  question: Question,
): Promise<Outcome> {
  const before = isPinned ? known : undefined;
  const unmoved = { package: pkg, ...(before && { before }) };
  const exact = question.exactTags?.get(pkg.key);
  if (exact !== undefined) {
    const { pin: after, diagnostics } = await pinExactTag(pkg, exact, question.lookup, { known });
    return { move: { ...unmoved, ...(after && { after }) }, diagnostics };
  }
  if (before !== undefined && !question.isAskedAnew(pkg)) {
    return { move: { ...unmoved, after: before }, diagnostics: [] };
  }
  if (pkg.rule.hold !== undefined) return resolveHeld(pkg, pkg.rule.hold, { known, before }, question);
  const choice = await choose(pkg, question.lookup, known);
  const { isDowngrade } = await import("./choose.js");
  const { downgradeDiagnostic, goneDiagnostic, guardDiagnostics } = await import("./guard/diagnostics.js");
  const { pin, ranking, created } = choice;
  if (pin === undefined || ranking === undefined) return { move: unmoved, diagnostics: choice.diagnostics };
  if (
    before !== undefined &&
    isDowngrade(pkg.rule, before.tag, pin.tag, created) &&
    !question.allowsDowngrade
  ) {
    const isGone = !choice.tags.includes(before.tag) || choice.vanished.includes(before.tag);
    const warning = (isGone ? goneDiagnostic : downgradeDiagnostic)(pkg, before.tag, pin.tag);
    const move = { ...unmoved, after: before, newest: pin.tag, ...(isGone && { isGone }) };
    return { move, diagnostics: [...choice.diagnostics, warning] };
  }
  const guards = guardDiagnostics(pkg, {
    tag: pin.tag,
    previous: before?.tag,
    runnerUp: choice.runnerUp,
    ranking,
    tags: choice.tags,
  });
  return { move: { ...unmoved, after: pin }, diagnostics: [...choice.diagnostics, ...guards] };
}

/**
 * Resolves a package that holds its tag: the pin in the lock stays. For a refresh, it also finds the newest tag; as
 * this does not affect the pin, its errors become warnings.
 */
async function resolveHeld(
  pkg: Package,
  hold: Tag,
  { known, before }: { readonly known: Pin | undefined; readonly before: Pin | undefined },
  { lookup, isAskedAnew }: Question,
): Promise<Outcome> {
  const locked = before ?? keepHeldPin(pkg, known);
  const held =
    locked === undefined
      ? await pinExactTag(pkg, hold, lookup, { known, place: pkg.holdPlace })
      : { pin: locked, diagnostics: [] };
  const choice = isAskedAnew(pkg) ? await choose(pkg, lookup, known) : undefined;
  const isGone = choice !== undefined && choice.tags.length > 0 && !choice.tags.includes(hold);
  const move: Move = {
    package: pkg,
    ...(isGone && { isGone }),
    ...(before && { before }),
    ...(held.pin && { after: held.pin }),
    ...(choice?.pin && { newest: choice.pin.tag }),
  };
  const problems = (choice?.diagnostics ?? []).map((problem): Diagnostic => {
    return problem.severity === "error" ? { ...problem, severity: "warning" } : problem;
  });
  const gone = isGone ? [heldGoneDiagnostic(pkg, hold)] : [];
  return { move, diagnostics: [...held.diagnostics, ...gone, ...problems] };
}

/** What was chosen: the pin, or none where the diagnostics hold an error. */
interface Chosen {
  readonly pin?: Pin;
  readonly runnerUp?: Tag;
  /** The tags in the order of the rule. */
  readonly ranking?: Ranking & { readonly ok: true };
  /** All tags of the image; none where they could not be listed. */
  readonly tags: readonly Tag[];
  /** The tags before the pinned one that have no manifest. */
  readonly vanished: readonly Tag[];
  /** When the images of the tags were built, and that of the previous pin. */
  readonly created?: CreatedTimes;
  readonly diagnostics: readonly Diagnostic[];
}

async function choose(pkg: Package, lookup: Lookup, known: Pin | undefined): Promise<Chosen> {
  // Filters and policies cost start-up time, and most runs find all pins in the lock.
  const { rankTags, tagsToDate } = await import("./choose.js");
  const { repository, image, rule } = pkg;
  const diagnostics: Diagnostic[] = [];
  const vanished: Tag[] = [];
  let tags: readonly Tag[] = [];
  const fail = (...last: Diagnostic[]) => ({ tags, vanished, diagnostics: [...diagnostics, ...last] });
  const listed = await lookup.tags(repository, image);
  if (!listed.ok) return fail(failureDiagnostic(pkg, listed.failure));
  tags = listed.value;
  const dated = await dateTags(pkg, tagsToDate(rule, tags), lookup, known);
  if (!dated.ok) return fail(failureDiagnostic(pkg, dated.failure));
  const ranking = rankTags(rule, tags, dated.value.times);
  if (!ranking.ok) {
    const { ruleDiagnostic } = await import("./check-rule.js");
    return fail(...ranking.problems.map((problem) => ruleDiagnostic(pkg, problem)));
  }
  const candidates = ranking.ranked[Symbol.iterator]();
  for (let next = candidates.next(); next.done !== true; next = candidates.next()) {
    const { tag } = next.value;
    const digest = rule.digest ? await digestOf(pkg, tag, dated.value, lookup) : undefined;
    if (digest?.ok === false) return fail(failureDiagnostic(pkg, digest.failure));
    if (digest?.value === "gone") {
      const message = `"${pkg.key}": the tag "${tag}" is listed, but its manifest is gone; the next one is taken`;
      vanished.push(tag);
      diagnostics.push(warningAt(pkg.place, "tag-vanished", message));
      continue;
    }
    const runnerUp = candidates.next();
    const pin = createPin(pkg, tag, digest?.value, datesToKeep(dated.value));
    const created = known === undefined ? dated.value.times : timesBeside(known, dated.value);
    return {
      pin,
      ...(runnerUp.done !== true && { runnerUp: runnerUp.value.tag }),
      ranking,
      tags,
      vanished,
      created,
      diagnostics,
    };
  }
  const { unmatched } = await import("./unmatched.js");
  return fail(unmatched(pkg, tags, ranking, vanished));
}
