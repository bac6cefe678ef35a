import {
  compareNumbers,
  hasCommitFirst,
  isCommit,
  isSnapshotDate,
  isVersionFirst,
  leadingVersion,
  type LeadingVersion,
} from "./words.js";
import { isFloatingTag } from "./floating.js";

/** Why an order by text did not choose the newest tag, and a tag that shows it. */
export interface Disorder {
  readonly because: "commit" | "commit-among-versions" | "name" | "older-name" | "v-prefix";
  readonly other: string;
}

/** Returns the best tag, by the policy, of those that a condition admits. */
export type BestOf = (admits: (text: string) => boolean) => string | undefined;

/**
 * Returns why the order by text of `natural` and `alphabetical` says nothing about a winner: it is a commit among
 * commits; its name (`zesty-` before `noble-`, `release-9` before `main-10`) decided, not its number or date, and with
 * a date in both, an `older-name` has the older one; or it has a `v`, and a higher version does not.
 */
export function findDisorder(winner: string, bestOf: BestOf): Disorder | undefined {
  const commit = describe("commit", bestOf(isAnotherCommit(winner)));
  if (commit !== undefined) return commit;
  if (hasCommitFirst(winner)) return describe("commit-among-versions", bestOf(isVersionFirst));
  const version = leadingVersion(winner);
  if (version === undefined) return undefined;
  const name = nameOf(version);
  if (name === "") {
    return version.lead === "v" ? describe("v-prefix", bestOf(isHigherWithoutV(winner, version))) : undefined;
  }
  const newer = isSnapshotDate(winner) ? findNewerDate(version, bestOf) : undefined;
  if (newer !== undefined) return { because: "older-name", other: newer };
  return describe(
    "name",
    bestOf((text) => {
      const other = leadingVersion(text);
      return other !== undefined && nameOf(other) !== name && !hasCommitFirst(text) && !isFloatingTag(text);
    }),
  );
}

function describe(because: Disorder["because"], other: string | undefined): Disorder | undefined {
  return other === undefined ? undefined : { because, other };
}

// The newest snapshot that is of another name and newer than the winner.
function findNewerDate(winner: LeadingVersion, bestOf: BestOf): string | undefined {
  const name = nameOf(winner);
  let newest = winner.numbers;
  let newer: string | undefined;
  // The policy would order by the name, so the condition, which sees each text, admits none and compares the dates.
  bestOf((text) => {
    const other = isSnapshotDate(text) ? leadingVersion(text) : undefined;
    if (other === undefined || nameOf(other) === name) return false;
    const difference = compareNumbers(other.numbers, newest);
    if (difference > 0 || (difference === 0 && newer !== undefined && text >= newer)) {
      newest = other.numbers;
      newer = text;
    }
    return false;
  });
  return newer;
}

// Whether a tag has another commit after the same text: `1.2.3-1a2b3c4` and `1.2.3-9f8e7d6`.
function isAnotherCommit(winner: string): (text: string) => boolean {
  const start = textBeforeCommit(winner);
  if (start === undefined) return () => false;
  if (hasCommitFirst(winner)) return (text) => text !== winner && hasCommitFirst(text);
  return (text) =>
    text !== winner && text.startsWith(start) && textBeforeCommit(text) === start && !winner.startsWith(text);
}

function textBeforeCommit(text: string): string | undefined {
  let start = 0;
  for (const part of text.split(/[._-]/)) {
    if (isCommit(part.toLowerCase()) && !/^[0-9]+$/.test(part)) return text.slice(0, start);
    start += part.length + 1;
  }
  return undefined;
}

function isHigherWithoutV(winner: string, { numbers }: LeadingVersion): (text: string) => boolean {
  return (text) => {
    const other = isVersionFirst(text) ? leadingVersion(text) : undefined;
    return other?.lead === "" && text !== winner && compareNumbers(other.numbers, numbers) > 0;
  };
}

// The text before the first number, without a `v` directly in front of it and without separators.
function nameOf({ lead }: LeadingVersion): string {
  return lead.replace(/(^|[._-])v$/, "").replace(/[._-]+$/, "");
}
