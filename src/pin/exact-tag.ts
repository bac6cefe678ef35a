import type { Package } from "../model/declaration.js";
import { errorAt, warningAt, type Diagnostic } from "../model/diagnostic.js";
import type { Digest, Tag } from "../model/image.js";
import { isSame } from "../model/is-same.js";
import { isOfImage, type Pin } from "../model/pin.js";
import { comparesDates } from "../model/policies.js";
import type { Place } from "../model/source.js";
import { nearestNames } from "../model/suggest.js";
import { failureDiagnostic } from "./failure-diagnostic.js";
import type { Lookup } from "../model/lookup.js";

/** A pin, or the errors because of which there is none. */
export interface ExactPin {
  readonly pin?: Pin;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Pins a tag that a user named, regardless of filter, policy and age. One HEAD proves that it exists and returns the
 * digest, so that a tag never gets another tag's digest. If it does not exist, the error is `tag-missing`, at `place`.
 */
export async function pinExactTag(
  pkg: Package,
  tag: Tag,
  lookup: Lookup,
  { known, place = pkg.place }: { readonly known: Pin | undefined; readonly place?: Place | undefined },
): Promise<ExactPin> {
  const { repository, image, rule } = pkg;
  const answer = await lookup.digest(repository, image, tag);
  if (!answer.ok) return { diagnostics: [failureDiagnostic(pkg, answer.failure)] };
  if (answer.value === "gone") {
    const listed = await lookup.tags(repository, image);
    // An image that does not exist has no manifest either.
    const isUnknown = !listed.ok && listed.failure.kind === "not-found";
    const tags = listed.ok ? listed.value : [];
    const problem = isUnknown ? failureDiagnostic(pkg, listed.failure) : missingTag(pkg, tag, tags, place);
    return { diagnostics: [problem] };
  }
  const digest = rule.digest ? answer.value : undefined;
  return { pin: createPin(pkg, tag, digest, carriedOver(pkg, known)), diagnostics: [] };
}

/** Returns the error for a tag that a user named and that does not exist, with the nearest ones of the `tags` of the image. */
export function missingTag(
  { key, image }: Package,
  tag: string,
  tags: readonly Tag[],
  place: Place,
): Diagnostic {
  const isListed = tags.some((listed) => listed === tag);
  const message = isListed
    ? `"${key}": the registry lists the tag "${tag}" of the image "${image}", but has no manifest for it`
    : `"${key}": the image "${image}" has no tag "${tag}"`;
  const others = tags.filter((listed) => listed !== tag);
  const help = `write a tag that exists${nearestTags(tag, others)}; \`gocd-pin explain ${key}\` shows the tags`;
  return errorAt(place, "tag-missing", message, { help });
}

// More would hide the rest of the help.
const MOST_SUGGESTED = 5;

/** Returns ", such as" and the tags with the nearest names; empty if there are none. */
export function nearestTags(tag: string, tags: readonly Tag[]): string {
  const nearest = nearestNames(tag, tags, MOST_SUGGESTED).map((name) => `"${name}"`);
  return nearest.length === 0 ? "" : `, such as ${nearest.join(", ")}`;
}

/**
 * Returns the pin of a held tag if only other keys of the declaration changed; undefined if the tag must be queried. It
 * keeps its digest, as only `refresh --to` accepts another digest for a held tag.
 */
export function keepHeldPin(pkg: Package, known: Pin | undefined): Pin | undefined {
  const { hold, digest } = pkg.rule;
  if (hold === undefined || known?.tag !== hold || known.rule.hold !== hold) return undefined;
  if (!isOfImage(known, pkg) || (known.digest !== undefined) !== digest) return undefined;
  return createPin(pkg, hold, known.digest, carriedOver(pkg, known));
}

/** Returns the pin of a package as declared now. */
export function createPin(
  { key, repository, image, rule }: Package,
  tag: Tag,
  digest: Digest | undefined,
  { created, seen }: CarriedOver,
): Pin {
  return {
    key,
    registryUrl: repository.registryUrl,
    image,
    rule,
    tag,
    ...(digest !== undefined && { digest }),
    ...(created !== undefined && { created }),
    ...(seen !== undefined && seen.size > 0 && { seen }),
  };
}

/** What a pin keeps of the queries, so that the next refresh knows it. */
type CarriedOver = { readonly [key in "created" | "seen"]: Pin[key] | undefined };

/** Returns what the lock knows of the images of a package, as far as its rule needs it. */
function carriedOver(pkg: Package, known: Pin | undefined): CarriedOver {
  if (known === undefined || !isOfImage(known, pkg)) return { created: undefined, seen: undefined };
  const { policy, platform, minAge } = pkg.rule;
  const keepsDates = comparesDates(policy) && isSame(known.rule.platform, platform);
  return {
    created: keepsDates ? known.created : undefined,
    seen: minAge === undefined ? undefined : known.seen,
  };
}

/** How a pin in the lock differs from what the previous build wrote, and where. */
export interface PinEdit {
  readonly place: Place;
  /** A clause: `the lock has the tag "1.9", but the previous build wrote "1.10"`. */
  readonly difference: string;
}

/**
 * Queries the digest of a pin that was edited in the lock, as a tag must never get another tag's digest. A note reports
 * a corrected digest (`lock-edited`). If the tag does not exist, the error is `tag-missing`, at its place in the lock.
 */
export async function verifyEditedPin(
  pkg: Package,
  pin: Pin,
  { place }: PinEdit,
  lookup: Lookup,
): Promise<ExactPin> {
  const answer = await pinExactTag(pkg, pin.tag, lookup, { known: pin, place });
  const verified = answer.pin;
  if (verified === undefined || verified.digest === pin.digest) return answer;
  const message = `"${pkg.key}": the tag "${pin.tag}" was edited in the lock, and its digest is now corrected to ${verified.digest ?? "none"}`;
  const help = "commit the lock and the generated files";
  return { pin: verified, diagnostics: [{ severity: "note", code: "lock-edited", message, place, help }] };
}

/** Reports a pin that was edited in the lock, for a run that may not query its digest. */
export function editDiagnostic({ key }: Package, { place, difference }: PinEdit): Diagnostic {
  const help =
    "restore the lock from git, or run `gocd-pin build` where the registry can be reached: it queries the digest of the tag";
  return errorAt(place, "lock-edited", `"${key}": ${difference}`, { help });
}

/** The warning that the registry no longer has the tag that a package holds. */
export function heldGoneDiagnostic(pkg: Package, hold: Tag): Diagnostic {
  const message = `"${pkg.key}": the held tag "${hold}" no longer exists in the registry`;
  return warningAt(pkg.holdPlace ?? pkg.place, "pin-vanished", message, { help: HELD_GONE });
}

/** What to do if a held tag no longer exists. */
export const HELD_GONE = "push it again, or write another tag as `hold` and run `gocd-pin build`";

/** Returns what to do if a pinned tag no longer exists; `newest` is the tag that wins now, if there is one. */
export function goneHelp({ key }: Package, pinned: Tag, newest: Tag | undefined): string {
  return newest === undefined
    ? `push "${pinned}" again, or correct the rule of the package and run \`gocd-pin build\``
    : `push "${pinned}" again, or pin "${newest}" with \`gocd-pin refresh ${key} --allow-downgrade\``;
}
