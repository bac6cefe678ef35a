import {
  compareNumbers,
  hasCommitFirst,
  isSnapshotDate,
  isVersionFirst,
  leadingVersion,
  type LeadingVersion,
} from "./words.js";
import { findFloatingTag } from "./floating.js";

/** Why an order by text did not choose the newest tag, and a tag that shows it. */
export interface Disorder {
  readonly because: "commit" | "name" | "older-name" | "v-prefix";
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
  if (hasCommitFirst(winner)) return describe("commit", bestOf(isAnotherCommit(winner)));
  const version = leadingVersion(winner);
  if (version === undefined) return undefined;
  const name = nameOf(version);
  if (name === "") {
    return version.lead === "v" ? describe("v-prefix", bestOf(isHigherWithoutV(winner, version))) : undefined;
  }
  if (isSnapshotDate(winner)) {
    const newer = bestOf((text) => {
      const other = isSnapshotDate(text) ? leadingVersion(text) : undefined;
      return (
        other !== undefined && nameOf(other) !== name && compareNumbers(other.numbers, version.numbers) > 0
      );
    });
    if (newer !== undefined) return { because: "older-name", other: newer };
  }
  return describe(
    "name",
    bestOf((text) => {
      const other = leadingVersion(text);
      return (
        other !== undefined &&
        nameOf(other) !== name &&
        !hasCommitFirst(text) &&
        findFloatingTag(text) === undefined
      );
    }),
  );
}

function describe(because: Disorder["because"], other: string | undefined): Disorder | undefined {
  return other === undefined ? undefined : { because, other };
}

function isAnotherCommit(winner: string): (text: string) => boolean {
  return (text) => text !== winner && hasCommitFirst(text);
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
