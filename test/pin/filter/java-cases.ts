import { readFileSync } from "node:fs";

/** What Java returns for one pattern: the tags in which it finds a match, by index, each with the texts of all groups. */
export interface JavaCase {
  readonly pattern: string;
  /** Undefined if Java does not compile the pattern. */
  readonly matches: ReadonlyMap<number, readonly (string | null)[]> | undefined;
}

/** Reads the answers of Java 17 (see README.md in their folder), and which of its patterns gocd-pin rejects. */
export function readJavaCases(): {
  tags: readonly string[];
  cases: readonly JavaCase[];
  rejected: ReadonlySet<string>;
} {
  const folder = new URL("../../../../fixtures/java-filter/", import.meta.url);
  const file: unknown = JSON.parse(readFileSync(new URL("cases.json", folder), "utf8"));
  const rejected = readFileSync(new URL("rejected.txt", folder), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return {
    tags: readList(property(file, "tags"), readText),
    cases: readList(property(file, "cases"), readCase),
    rejected: new Set(rejected),
  };
}

function readCase(value: unknown): JavaCase {
  const pattern = readText(property(value, "pattern"));
  if (property(value, "error") === true) return { pattern, matches: undefined };
  const matches = readList(property(value, "matches"), (match) => {
    const [index, groups] = readList(match, (item) => item);
    if (typeof index !== "number") throw new Error("the index of a tag is missing");
    return [index, readList(groups, (group) => (group === null ? null : readText(group)))] as const;
  });
  return { pattern, matches: new Map(matches) };
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) throw new Error("not an object");
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function readList<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new Error("not a list");
  return value.map((item: unknown) => read(item));
}

function readText(value: unknown): string {
  if (typeof value !== "string") throw new Error("not a text");
  return value;
}
