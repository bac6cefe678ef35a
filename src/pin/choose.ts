import type { Tag } from "../model/image.js";
import { comparesDates, type Policy } from "../model/policies.js";
import { type CheckedRule, limitProblem, readRule, type Selection } from "./check-rule.js";
import type { CreatedTimes } from "./dating.js";
import { type TagFilter, type Match, type Matching, matchTags, type Template } from "./filter/match.js";
import { compareNatural } from "./natural.js";
import { bestFirst, type Order, type RuleProblem } from "./order.js";
import { orderOf } from "./policies.js";

/** A tag that a rule may choose, and what it was compared by, for a user to read. */
export interface Candidate {
  readonly tag: Tag;
  readonly key: string;
  /** Set if it is a partial version, which loses against every other tag. */
  readonly isPartial?: true;
}

/** A tag that a rule left out, and why: one line, lower case, the same for all tags that have the same trouble. */
export interface Dropped {
  readonly tag: Tag;
  readonly step: "signature" | "filter" | "exclusion" | "policy";
  /** What was compared, where it was that which could not be read. */
  readonly text?: string;
  /** Set if the policy would read it as a pre-release, which the rule does not allow. */
  readonly isPrerelease?: true;
  readonly why: string;
}

/** The tags of an image in the order of a rule. */
export interface RankedTags {
  readonly ok: true;
  /** The best first. Each is determined on demand, so taking the first of 100,000 is cheap. */
  readonly ranked: Iterable<Candidate>;
  /** Returns the matching tags in no order. */
  readonly matching: () => Iterable<Tag>;
  /** Returns the tags that match the filter, with the text that is compared, also if the policy cannot read it. */
  readonly selected: () => Iterable<{ readonly tag: Tag; readonly text: string }>;
  /** Returns the text that is compared: a group of the filter if the policy has `extract`, else the tag. */
  readonly textOf: (tag: Tag) => string;
  /** Returns the best of the tags whose text a condition admits; one step for each tag. */
  readonly bestOf: (
    admits: (text: string, tag: Tag) => boolean,
  ) => { readonly tag: Tag; readonly text: string } | undefined;
  /** In the order of the tags. The reasons are determined on demand. */
  readonly dropped: Iterable<Dropped>;
}

/** The tags of an image in the order of a rule, or why they cannot be ordered. */
export type Ranking = RankedTags | { readonly ok: false; readonly problems: readonly RuleProblem[] };

const NO_DATES: CreatedTimes = new Map();

/**
 * Orders the tags of one image by a rule. The answer depends on which tags there are, not on the order they come in:
 * where the policy sees no difference, the more complete tag wins (1.2.0 before 1.2), then the one later in the natural
 * order (v1.2.0 before 1.2.0). Returns problems if a value of the rule is not valid (see `checkRule`) or its
 * tag filter needs too many steps. For `newest`, `created` must have the tags that `tagsToDate` returns.
 */
export function rankTags(rule: Selection, tags: readonly Tag[], created: CreatedTimes = NO_DATES): Ranking {
  const check = readRule(rule);
  if (!check.ok) return check;
  const { policy } = rule;
  const selected = select(rule, check.checked, tags);
  if (!selected.ok) return selected;
  return rankBy(orderOf(policy, created), policy, selected);
}

/**
 * The tags whose build times `rankTags` needs, which cost requests: none but for the policy `newest`, and there those
 * that match. None if the rule has a problem, which `rankTags` reports.
 */
export function tagsToDate(rule: Selection, tags: readonly Tag[]): readonly Tag[] {
  if (!comparesDates(rule.policy)) return [];
  const check = readRule(rule);
  if (!check.ok) return [];
  const selected = select(rule, check.checked, tags);
  return selected.ok ? selected.matches.map(({ tag }) => tag) : [];
}

type Selected =
  | {
      readonly ok: true;
      readonly tags: readonly Tag[];
      readonly matches: readonly Match<Tag>[];
      /** The tags that match the filter and the exclusion. */
      readonly excluded: ReadonlySet<Tag>;
    }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

// For a policy that compares dates, `tagsToDate` and `rankTags` match the same filter with the same list; this does it only
// once.
const lastMatchings = new WeakMap<
  readonly Tag[],
  { readonly query: string; readonly matching: Matching<Tag> }
>();

function matchOnce(filter: TagFilter, tags: readonly Tag[], template: Template | undefined): Matching<Tag> {
  const query = JSON.stringify([filter.pattern, template]);
  const last = lastMatchings.get(tags);
  if (last?.query === query) return last.matching;
  const matching = matchTags(filter, tags, template);
  lastMatchings.set(tags, { query, matching });
  return matching;
}

/** The tags that match the filter but not the exclusion, each with the text that is compared. */
function select(
  { tagFilter, tagExclude = "", policy }: Selection,
  { filter, exclusion, template }: CheckedRule,
  tags: readonly Tag[],
): Selected {
  const match = comparesDates(policy) ? matchOnce : matchTags;
  const matching = filter === undefined ? matchAll(tags) : match(filter, tags, template);
  if (!matching.ok) return { ok: false, problems: [limitProblem("tag_filter", tagFilter, matching)] };
  const matches = matching.matches.filter(({ tag }) => !isSignatureTag(tag));
  if (exclusion === undefined) return { ok: true, tags, matches, excluded: new Set() };
  const excluding = matchTags(
    exclusion,
    matches.map(({ tag }) => tag),
  );
  if (!excluding.ok) return { ok: false, problems: [limitProblem("tag_exclude", tagExclude, excluding)] };
  const excluded = new Set(excluding.matches.map(({ tag }) => tag));
  return { ok: true, tags, matches: matches.filter(({ tag }) => !excluded.has(tag)), excluded };
}

function matchAll(tags: readonly Tag[]): Matching<Tag> & { ok: true } {
  return { ok: true, matches: tags.map((tag) => ({ tag, text: tag })) };
}

interface Entry<Key> {
  readonly tag: Tag;
  readonly text: string;
  readonly key: Key;
}

function rankBy<Key>(order: Order<Key>, policy: Policy, selected: Selected & { ok: true }): RankedTags {
  const entries: Entry<Key>[] = [];
  for (const { tag, text } of selected.matches) {
    if (text === undefined) continue;
    const key = order.read(text);
    if (key !== undefined) entries.push({ tag, text, key });
  }
  const losers =
    order.losers?.(
      entries.map(({ key }) => key),
      textsOf(selected.matches),
    ) ?? new Set<Key>();
  const sign = policy.pick === "lowest" ? -1 : 1;
  const compareKeys = (a: Entry<Key>, b: Entry<Key>): number =>
    sign * order.compare(a.key, b.key) || compareTwins(a.tag, b.tag);
  const compare =
    losers.size === 0
      ? compareKeys
      : (a: Entry<Key>, b: Entry<Key>): number =>
          Number(losers.has(b.key)) - Number(losers.has(a.key)) || compareKeys(a, b);
  return {
    ok: true,
    ranked: {
      *[Symbol.iterator]() {
        for (const { tag, key } of bestFirst(entries, compare)) {
          yield { tag, key: order.show(key), ...(losers.has(key) && { isPartial: true }) };
        }
      },
    },
    *matching() {
      for (const { tag } of entries) yield tag;
    },
    *selected() {
      for (const { tag, text } of selected.matches) if (text !== undefined) yield { tag, text };
    },
    textOf: (tag) => entries.find((entry) => entry.tag === tag)?.text ?? tag,
    bestOf(admits) {
      let best: Entry<Key> | undefined;
      for (const entry of entries) {
        if (!admits(entry.text, entry.tag)) continue;
        if (best === undefined || compare(entry, best) > 0) best = entry;
      }
      return best;
    },
    dropped: { [Symbol.iterator]: () => listDropped(order, selected) },
  };
}

function* textsOf(matches: readonly Match<Tag>[]): Generator<string, void> {
  for (const { text } of matches) if (text !== undefined) yield text;
}

function* listDropped<Key>(
  order: Order<Key>,
  { tags, matches, excluded }: Selected & { ok: true },
): Generator<Dropped, void> {
  let next = 0;
  for (const tag of tags) {
    // The matches come in the order of the tags.
    const match = matches[next];
    if (match?.tag !== tag) {
      if (isSignatureTag(tag)) {
        yield { tag, step: "signature", why: "is a signature or an attestation, not an image" };
      } else if (excluded.has(tag)) yield { tag, step: "exclusion", why: "matches tag_exclude" };
      else yield { tag, step: "filter", why: "does not match tag_filter" };
      continue;
    }
    next++;
    if (match.text === undefined) yield { tag, step: "policy", why: "matches without a group of extract" };
    else if (order.read(match.text) === undefined) {
      const { text } = match;
      const isPrerelease = order.isPrerelease?.(text) === true;
      yield {
        tag,
        step: "policy",
        text,
        why: order.explainUnread(text),
        ...(isPrerelease && { isPrerelease }),
      };
    }
  }
}

function compareTwins(a: Tag, b: Tag): number {
  return countNumbers(a) - countNumbers(b) || compareNatural(a, b);
}

function countNumbers(tag: Tag): number {
  return tag.match(/[0-9]+/g)?.length ?? 0;
}

// Cosign names a signature, an attestation and an SBOM after the digest of their image: `sha256-<hex>.sig`
// (https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md). The fallback tag of the OCI referrers API has
// no suffix, and at most 64 digits for any algorithm
// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#unavailable-referrers-api).
const SIGNATURE = /^(?:sha256|sha384|sha512|blake3)-[0-9a-f]{64}(?:\.(?:sig|att|sbom))?$/;

/** Whether a tag names a signature, an attestation, an SBOM or an index of referrers. It is never an image. */
export function isSignatureTag(tag: string): boolean {
  return SIGNATURE.test(tag);
}

/**
 * Whether the rule puts the tag of the previous pin before the one chosen now: the better tag no longer exists, or is
 * hidden from us. False if the rule cannot read the old tag (it was pinned by another rule), or does not know its build
 * time.
 */
export function isDowngrade(rule: Selection, previous: Tag, chosen: Tag, created?: CreatedTimes): boolean {
  if (previous === chosen) return false;
  const ranking = rankTags(rule, [previous, chosen], created);
  if (!ranking.ok) return false;
  const [best, other] = ranking.ranked;
  return best?.tag === previous && other?.tag === chosen;
}
