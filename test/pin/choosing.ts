import * as assert from "uvu/assert";
import { parseBuildTime, type BuildTime } from "../../src/model/build-time.js";
import { parseTag, type Tag } from "../../src/model/image.js";
import type { Policy } from "../../src/model/policies.js";
import { rankTags } from "../../src/pin/choose.js";
import type { CreatedTimes } from "../../src/pin/dating.js";

/** One row of a table: the tags, separated by blanks, the tag that is chosen ("" for none), and the filter. */
export type Row = readonly [tags: string, chosen: string, tagFilter?: string];

/** Reads texts as tags; all of them must be tags. */
export function readTags(texts: readonly string[]): Tag[] {
  return texts.map((text) => {
    const tag = parseTag(text);
    if (tag === undefined) throw new Error(`"${text}" is not a tag`);
    return tag;
  });
}

/** Reads one text as a tag. */
export function tagOf(text: string): Tag {
  const [tag] = readTags([text]);
  if (tag === undefined) throw new Error(`"${text}" is not a tag`);
  return tag;
}

/** Returns a build time that many seconds after the start of 2024. */
export function timeOf(seconds: number): BuildTime {
  const time = parseBuildTime(new Date(Date.UTC(2024, 0, 1) + 1000 * seconds).toISOString());
  if (time === undefined) throw new Error(`${seconds} seconds are no time`);
  return time;
}

/** All tags that a rule admits, best first. */
export function ranked(
  policy: Policy,
  tagFilter: string,
  tags: readonly Tag[],
  created?: CreatedTimes,
): readonly string[] {
  const ranking = rankTags({ tagFilter, policy }, tags, created);
  if (!ranking.ok) throw new Error(ranking.problems.map(({ message }) => message).join("; "));
  return [...ranking.ranked].map(({ tag }) => tag);
}

/** Holds a table against a policy, with the tags in the order given and backwards. */
export function checkRows(policy: Policy, rows: readonly Row[]): void {
  for (const [line, chosen, tagFilter = ""] of rows) {
    const tags = readTags(line.split(" ").filter((text) => text !== ""));
    const what = `${JSON.stringify(policy)} ${tagFilter} of ${line}`;
    assert.is(ranked(policy, tagFilter, tags)[0] ?? "", chosen, what);
    assert.is(ranked(policy, tagFilter, [...tags].reverse())[0] ?? "", chosen, `${what}, backwards`);
  }
}
