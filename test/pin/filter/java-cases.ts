import { readFileSync } from "node:fs";

/** What Java answers for one pattern: the tags it finds a match in, by index, each with the texts of all groups. */
export interface JavaCase {
  readonly pattern: string;
  /** Absent where Java does not compile the pattern. */
  readonly matches: ReadonlyMap<number, readonly (string | null)[]> | undefined;
}

/** The answers of Java 17 (see README.md beside them), and the patterns of them that are refused all the same. */
export function readJavaCases(): {
  tags: readonly string[];
  cases: readonly JavaCase[];
  refused: ReadonlySet<string>;
} {
  const folder = new URL("../../../../fixtures/java-filter/", import.meta.url);
  const file: unknown = JSON.parse(readFileSync(new URL("cases.json", folder), "utf8"));
  const refused = readFileSync(new URL("refused.txt", folder), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return {
    tags: readList(property(file, "tags"), readText),
    cases: readList(property(file, "cases"), readCase),
    refused: new Set(refused),
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
