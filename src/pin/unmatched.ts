import { BOUNDS } from "../model/bounds.js";
import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic, quoteText } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import { comparesDates } from "../model/policies.js";
import type { Place } from "../model/source.js";
import { formatMoment } from "./age.js";
import type { Dropped, RankedTags } from "./choose.js";
import type { Pick } from "./pick.js";
import { compareCodeUnits } from "./order.js";

// More reasons would hide the help.
const MOST_SHOWN = 5;

interface Step {
  readonly what: string;
  readonly help: string;
  readonly place: Place | undefined;
}

/**
 * Returns the error `tag-unmatched` that names the step that left no tag: no tags at all, signatures, the filter, the
 * policy (with its reason per tag), or the conditions that all matching tags fail, or all that were examined.
 */
export function unmatched(pkg: Package, tags: readonly Tag[], ranking: RankedTags, pick: Pick): Diagnostic {
  const { what, help, place } = findStep(pkg, tags, Array.from(ranking.dropped), pick);
  return errorAt(place ?? pkg.place, "tag-unmatched", `"${pkg.key}": ${what}`, { help });
}

function findStep(pkg: Package, tags: readonly Tag[], dropped: readonly Dropped[], pick: Pick): Step {
  const isOnly = tags.length === 1;
  const all = nameTags(tags.length, pkg, "");
  if (tags.length === 0) {
    return {
      what: `the image "${pkg.image}" has no tags`,
      help: "push a tag, or correct `image`",
      place: undefined,
    };
  }
  if (pick.skipped.length > 0) return pick.isBounded ? explainBound(pkg, pick) : explainSkips(pkg, pick);
  const images = dropped.filter(({ step }) => step !== "signature");
  if (images.length === 0) {
    const what = isOnly
      ? `the ${all} is a signature or attestation, not an image`
      : `none of the ${all} is an image; all are signatures or attestations`;
    return { what, help: "push an image, or correct `image`", place: undefined };
  }
  const unread = images.filter(({ step }) => step === "policy");
  const excluded = images.filter(({ step }) => step === "exclusion");
  if (unread.length === 0 && excluded.length > 0) {
    const count = pkg.rule.tagFilter === "" ? tags.length : excluded.length;
    const those = nameTags(count, pkg, pkg.rule.tagFilter);
    const what = `tag_exclude ${quoteText(pkg.rule.tagExclude ?? "")} excludes ${count === 1 ? "the" : "all"} ${those}`;
    const help = `correct tag_exclude; it matches ${quoteTags(excluded.map(({ tag }) => tag).toSorted())}`;
    return { what, help, place: pkg.excludePlace };
  }
  if (unread.length === 0) {
    const filter = `tag_filter ${quoteText(pkg.rule.tagFilter)}`;
    const what = isOnly ? `the ${all} does not match ${filter}` : `none of the ${all} matches ${filter}`;
    const help = `correct tag_filter; the registry has ${quoteTags(images.map(({ tag }) => tag).toSorted())}`;
    return { what, help, place: pkg.filterPlace };
  }
  return explainPolicy(pkg, tags.length, unread);
}

/** Returns "5 tags of <image>" or "only tag of <image>"; if there is a filter, "that match tag_filter" as the end. */
function nameTags(count: number, { image }: Package, tagFilter: string): string {
  if (tagFilter === "") return count === 1 ? `only tag of "${image}"` : `${count} tags of "${image}"`;
  return count === 1 ? "only tag that matches tag_filter" : `${count} tags that match tag_filter`;
}

// No tag after the examined ones is pinned: the newest tag that could be pinned is among them.
function explainBound(pkg: Package, pick: Pick): Step {
  const { what, help } = explainSkips(pkg, pick);
  const narrow = pkg.rule.tagFilter === "" ? "set a tag_filter" : "narrow tag_filter";
  return {
    what: `${what}; ${BOUNDS.tagQueries.message}`,
    help: `${narrow}, so that it matches fewer tags that cannot be pinned; or ${help}`,
    place: pkg.filterPlace,
  };
}

/** Returns how to pin a tag that waits; `--to` cannot name another tag than the one that a package holds. */
export function pinNowHelp({ key, rule }: Package, tag: Tag): string {
  return rule.hold === undefined || rule.hold === tag
    ? `run \`gocd-pin refresh ${key} --to ${tag}\``
    : `write \`hold: "${tag}"\` in its declaration, and run \`gocd-pin build\``;
}

function explainSkips(pkg: Package, { skipped, isBounded }: Pick): Step {
  const { rule } = pkg;
  const newest = `the ${skipped.length} newest tags that match`;
  const none = isBounded ? `none of ${newest}` : "no tag that matches";
  const waiting = skipped.find((skip) => skip.because === "age");
  const isMixed = skipped.some(({ because }) => because !== skipped[0]?.because);
  const tags = quoteTags(skipped.map(({ tag }) => tag));
  if (waiting !== undefined) {
    const help = `wait, or ${pinNowHelp(pkg, waiting.tag)}`;
    const until = formatMoment(waiting.until);
    const what = isMixed
      ? `${none} can be pinned: ${tags}; "${waiting.tag}" waits until ${until} (min_age ${rule.minAge ?? ""})`
      : `${isBounded ? newest : "all tags that match"} are younger than min_age ${rule.minAge ?? ""}: ${tags}; "${waiting.tag}" waits until ${until}`;
    return { what, help, place: undefined };
  }
  const platforms = skipped.some(({ because }) => because === "platform");
  if (!platforms) {
    const any = isBounded ? `any of ${newest}` : "any tag that matches";
    const what = `the registry lists ${tags}, but has no manifest for ${any}`;
    return { what, help: "push the image again, or clean up the registry", place: undefined };
  }
  const required = (rule.platform ?? []).join(", ");
  const what = isMixed
    ? `${none} has an image for platform ${required}, or it has no manifest: ${tags}`
    : `${none} has an image for platform ${required}: ${tags}`;
  return { what, help: "push the image for this platform, or correct `platform`", place: undefined };
}

function explainPolicy(pkg: Package, total: number, unread: readonly Dropped[]): Step {
  const { tagFilter, policy } = pkg.rule;
  const sorted = unread.toSorted((a, b) => compareCodeUnits(a.tag, b.tag));
  const reasons = sorted.slice(0, MOST_SHOWN).map(({ tag, text, why }) => {
    return text === undefined || text === tag ? `"${tag}" ${why}` : `"${tag}": ${quoteText(text)} ${why}`;
  });
  const rest = unread.length > MOST_SHOWN ? ` and ${unread.length - MOST_SHOWN} more` : "";
  const count = tagFilter === "" ? total : unread.length;
  const chooses = count === 1 ? "does not choose" : "chooses none of";
  const what = `the policy ${policy.kind} ${chooses} the ${nameTags(count, pkg, tagFilter)}: ${reasons.join(", ")}${rest}`;
  return { what, help: policyHelp(pkg, unread), place: pkg.policyPlace ?? pkg.filterPlace };
}

function policyHelp({ rule: { tagFilter, policy } }: Package, unread: readonly Dropped[]): string {
  if (policy.kind === "semver" && unread.some(({ isPrerelease }) => isPrerelease)) {
    const variant = policy.extract === undefined ? groupVersion(tagFilter, unread) : undefined;
    const pre = "set `prereleases: true`, if pre-releases count";
    return variant === undefined ? pre : `compare the version alone: ${variant}; or ${pre}`;
  }
  if (comparesDates(policy))
    return "set another policy, or push an image for the platform that says when it was built";
  return policy.kind === "semver" && policy.range !== undefined
    ? "correct `range` or tag_filter, or push a tag that matches"
    : "set a policy that can read these tags, such as `policy: natural`, or correct tag_filter";
}

// A filter with a group around the version in front of a variant, and `extract` for it.
function groupVersion(tagFilter: string, unread: readonly Dropped[]): string | undefined {
  const tag = unread.find(({ tag: text }) => /^v?[0-9]+(?:\.[0-9]+)*-[a-z]/i.test(text))?.tag;
  if (tag === undefined || /-(?:alpha|beta|rc|pre|dev|snapshot)/i.test(tag)) return undefined;
  const [, version = "", variant = ""] = /^(\^v?(?:\\d\+|\[0-9\]\+|\\\.)+)(-.*)$/.exec(tagFilter) ?? [];
  const filter =
    version === ""
      ? `^v?(\\d+(?:\\.\\d+)*)${tag.slice(tag.indexOf("-")).replaceAll(".", "\\.")}$`
      : `^(${version.slice(1)})${variant}`;
  return `\`tag_filter: '${filter}'\` with \`policy: {semver: {extract: '$1'}}\``;
}

/** Returns the first few tags in quotes, and the count of the rest. */
export function quoteTags(tags: readonly Tag[]): string {
  const shown = tags.slice(0, MOST_SHOWN).map((tag) => `"${tag}"`);
  const rest = tags.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}
