import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkTexts } from "../../../src/gocd/rules/check-repo.js";
import type { Diagnostic } from "../../../src/model/diagnostic.js";
import { arrange } from "../../../src/report/arrange.js";
import { runs } from "../../support/runs.js";

const FIXTURES = new URL("../../../../fixtures/validate/", import.meta.url);

type Files = ReadonlyMap<string, string>;

function readRepo(name: string): Files {
  const folder = new URL(`repos/${name}/`, FIXTURES);
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), "utf8")]));
}

/** Returns all findings of `validate` in the files of a repo whose sources they are. */
function check(files: Files): readonly Diagnostic[] {
  return arrange(checkTexts(Array.from(files, ([path, text]) => ({ path, text, ownForms: true }))));
}

/** A finding in short, with the file's name where a repo has several. */
function show({ severity, code, place, path }: Diagnostic, files: Files): string {
  const lines = (place?.file.text.slice(0, place.span.start) ?? "").split(/\r\n|\n/);
  const name = files.size > 1 ? `${place?.file.path ?? path ?? ""}:` : "";
  return `${name}${lines.length}:${(lines.at(-1) ?? "").length + 1} ${severity} ${code}`;
}

const names = readdirSync(new URL("repos/", FIXTURES));
assert.ok(names.length >= 10);
for (const name of names) {
  test(`reports nothing about the repo ${name}`, () => {
    const files = readRepo(name);
    assert.equal(
      check(files).map((found) => show(found, files)),
      [],
    );
  });
}

/** One change of a repo, and its findings. */
const mutations: unknown = JSON.parse(readFileSync(new URL("mutations.json", FIXTURES), "utf8"));
if (!Array.isArray(mutations)) throw new Error("mutations.json must contain a list");
assert.ok(mutations.length > 100);
for (const row of mutations) {
  if (!isTexts(row)) throw new Error(`no list of texts: ${JSON.stringify(row)}`);
  const [where = "", from = "", to = "", ...expected] = row;
  test(`${where}: ${JSON.stringify(from)} as ${JSON.stringify(to)}`, () => {
    const [name = "", file = ""] = where.split("/");
    const files = new Map(readRepo(name));
    const [before, after, ...more] = files.get(file)?.split(from) ?? [];
    assert.ok(before !== undefined && after !== undefined && more.length === 0, "it is there once");
    files.set(file, `${before}${to}${after}`);
    assert.equal(
      check(files)
        .map((finding) => show(finding, files))
        .sort(),
      expected.toSorted(),
    );
  });
}

test("after any change, nothing throws, and every place is in its file", () => {
  const texts = names.flatMap((name) => Array.from(readRepo(name).values()));
  const bits = [
    "\t",
    "\n",
    "  ",
    ": ",
    "- ",
    "[",
    "}",
    ",",
    "&a ",
    "*a",
    "<<: *x",
    "#{",
    '"',
    "|",
    "?",
    "\0",
    "---",
    "~",
  ];
  const change = fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom("", ...bits));
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (text, changes) => {
        const changed = changes.reduce((before, [at, length, bit]) => {
          const start = at % before.length;
          return before.slice(0, start) + bit + before.slice(start + length);
        }, text);
        for (const { place } of check(new Map([["a.yaml", changed]]))) {
          const { start, end } = place?.span ?? { start: 0, end: 0 };
          assert.ok(0 <= start && start <= end && end <= changed.length);
        }
      },
    ),
    { numRuns: runs(300) },
  );
});

function isTexts(row: unknown): row is readonly string[] {
  return Array.isArray(row) && row.every((item) => typeof item === "string");
}

test.run();
