import type { Tag } from "../model/image.js";
import { rankTags } from "./choose.js";
import type { Selection } from "./check-rule.js";
import { compareDigits } from "./natural.js";
import type { CreatedTimes } from "./newest.js";

/** A tag that is known to move from image to image, so that it says little about what was pinned. */
export interface FloatingTag {
  readonly because: "name" | "no-digit";
}

/** A tag that is suspiciously far from the one before. */
export type Jump =
  | { readonly kind: "major"; readonly from: string; readonly to: string }
  | { readonly kind: "date"; readonly to: string };

const FLOATING_NAMES = new Set(
  (
    "latest stable edge main master trunk develop dev nightly canary head tip next rolling snapshot current " +
    "production prod staging testing unstable mainline lts"
  ).split(" "),
);

// What stands before or behind a version without naming another build of it.
const RELEASE_WORDS = new Set(
  (
    "alpha beta cr rc pre preview prerelease dev snapshot milestone ea nightly build rev final ga release version ver " +
    "post patch fix hotfix sp stable"
  ).split(" "),
);

// Behind a version they still name what is built again and again.
const FLOATING_ENDS = new Set("latest snapshot nightly edge canary x".split(" "));

// Floating ones of which a system or runtime is named with its version: nginx:stable-alpine3.20.
const SYSTEM = /^(?:alpine|debian|ubuntu|ubi|jdk|jre)[0-9.]*$/;

/**
 * Whether the tag that won is one that is moved on with each release: `latest` alone or with a variant
 * (`latest-alpine`, `17-latest`), the name of a branch or channel (`stable`, `main`, `stable-alpine3.20`), a version
 * that is built again (`1.x`, `1.2-SNAPSHOT`), or any tag without a digit. `main-20240101-1a2b3c4` is not: it names one
 * build.
 */
export function findFloatingTag(tag: string): FloatingTag | undefined {
  const words = tag.toLowerCase().split(/[._-]/);
  if (words[0] === "latest" || FLOATING_ENDS.has(words.at(-1) ?? "")) return { because: "name" };
  if (/[0-9]/.test(tag)) return isChannelOfSystem(tag) ? { because: "name" } : undefined;
  return { because: words.some((word) => FLOATING_NAMES.has(word)) ? "name" : "no-digit" };
}

function isChannelOfSystem(tag: string): boolean {
  const [channel = "", ...systems] = tag.toLowerCase().split(/[_-]/);
  return FLOATING_NAMES.has(channel) && systems.every((word) => /^[a-z]+$/.test(word) || SYSTEM.test(word));
}

/**
 * Whether the rule puts the tag of the pin so far before the one chosen now: the better tag is gone, or hidden from
 * us. False where the rule cannot read the old tag (it was pinned by another rule), or does not know its build time.
 */
export function isDowngrade(rule: Selection, previous: Tag, chosen: Tag, created?: CreatedTimes): boolean {
  if (previous === chosen) return false;
  const ranking = rankTags(rule, [previous, chosen], created);
  if (!ranking.ok) return false;
  const [best, other] = ranking.ranked;
  return best?.tag === previous && other?.tag === chosen;
}

/**
 * Whether a tag is implausibly far above another one (the pin so far, or the runner-up): its first number is more
 * than ten times as high (9.1 to 100.0, but not 0.9 to 1.0 nor 8 to 11), or it is like a date (20240101, 2024.01,
 * 2024-1-5) and the other one like a version. The digits of a commit (`main-1a2b3c4`) are no number.
 */
export function findJump(from: string, to: string): Jump | undefined {
  if (hasCommitFirst(from) || hasCommitFirst(to)) return undefined;
  if (isDateLike(to)) return isDateLike(from) || !/[0-9]/.test(from) ? undefined : { kind: "date", to };
  const [before] = /[0-9]+/.exec(from) ?? [];
  const [after] = /[0-9]+/.exec(to) ?? [];
  if (before === undefined || after === undefined) return undefined;
  const tenfold = /^0*$/.test(before) ? "10" : `${before}0`;
  return compareDigits(after, tenfold) > 0 ? { kind: "major", from: before, to: after } : undefined;
}

/**
 * The variant (`alpine` in `1.2.3-alpine3.18` or `alpine-1.2.3`) that the pin so far had beside its version and the
 * chosen tag lacks; undefined where none was lost. Pre-releases, channels, build numbers and commits are no variants.
 */
export function findLostVariant(previous: string, chosen: string): string | undefined {
  const variants = new Set(listVariants(chosen));
  return listVariants(previous).find((variant) => !variants.has(variant));
}

// 20240101, with or without a time behind it, or a year and a month with a separator between.
const DATE =
  /(?:^|[^0-9])(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{2}){0,3}(?![0-9])|[._-](?:0?[1-9]|1[0-2])(?![0-9]))/;

function isDateLike(tag: string): boolean {
  return DATE.test(tag);
}

function listVariants(tag: string): string[] {
  return tag
    .toLowerCase()
    .split(/[_-]/)
    .filter((part, index) => !isCommit(part) && !(index === 0 && FLOATING_NAMES.has(part)))
    .map((part) => /^[a-z]*/.exec(part)?.[0] ?? "")
    .filter((word) => word.length > 1 && !RELEASE_WORDS.has(word));
}

// Whether the first digits of a tag are those of a commit.
function hasCommitFirst(tag: string): boolean {
  const first = tag
    .toLowerCase()
    .split(/[._-]/)
    .find((part) => /[0-9]/.test(part) || isCommit(part));
  return first !== undefined && isCommit(first) && !/^[0-9]+$/.test(first);
}

// An abbreviated object name, as `git describe` writes it with a "g" in front; one in a thousand has no digit.
function isCommit(part: string): boolean {
  return /^g?[0-9a-f]{7,40}$/.test(part);
}
