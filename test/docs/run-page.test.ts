import { test } from "uvu";
import * as assert from "uvu/assert";
import { runPage } from "./run-page.js";
import { fillTables } from "./tables.js";

const page = (...lines: readonly string[]) => `# Title\n\n${lines.join("\n")}\n\nText.\n`;

async function messageOf(text: string): Promise<string> {
  try {
    await runPage(text);
  } catch (error) {
    return String(error);
  }
  return "no error";
}

test("old outputs, files and parts of files are replaced by those of today", async () => {
  const start = [
    "<!-- repo: empty -->",
    "<!-- file: a/b.txt -->",
    "",
    "```yaml",
    "one",
    "  two",
    "three",
    "```",
    "",
  ];
  const old = page(
    ...start,
    "<!-- hidden: echo four >> a/b.txt -->",
    "<!-- show: a/b.txt:1-2,4 -->",
    "",
    "```",
    "old",
    "```",
    "",
    "```console",
    "$ cd a && X=5",
    "old",
    '$ printf "$X" && cat b.txt | head -1',
    "```",
  );
  const today = page(
    ...start,
    "<!-- hidden: echo four >> a/b.txt -->",
    "<!-- show: a/b.txt:1-2,4 -->",
    "",
    "```",
    "one",
    "  two",
    "# ...",
    "four",
    "```",
    "",
    "```console",
    "$ cd a && X=5",
    '$ printf "$X" && cat b.txt | head -1',
    "5one",
    "```",
  );
  assert.is(await runPage(old), today);
  assert.is(await runPage(today), today);
});

test("a command that fails unexpectedly, or does not fail as expected, is an error", async () => {
  assert.match(
    await messageOf(page("```console", "$ true", "$ gocd-pin nonsense", "```")),
    '"gocd-pin nonsense" exits with 2',
  );
  assert.match(
    await messageOf(page("<!-- fails -->", "", "```console", "$ true", "```")),
    '"true" exits with 0',
  );
  assert.is(
    await messageOf(page("<!-- fails -->", "", "```console", "$ true", "$ false", "```")),
    "no error",
  );
});

test("commands that do not run need a reason, and an unknown directive is an error", async () => {
  const cases = [
    [page("```sh", "npm test", "```"), "write a console block"],
    [page("<!-- not run: it takes long -->", "", "```sh", "npm test", "```"), "no error"],
    [page("<!-- shows: a -->", "", "```yaml", "```"), "write a console block"],
    [page("<!-- show: a -->", "", "Text."), '"show: a" is not known, or is not directly before a block'],
    [page("<!-- registry: unknown -->"), '"unknown" is not a registry of the pages'],
    [page("<!-- repo: unknown -->"), '"unknown" is not a config repo of the pages'],
    [page("```console", "$ true"), "the block has no end"],
  ] as const;
  for (const [text, message] of cases) assert.match(await messageOf(text), message, text);
});

test("the content of a table is replaced, and what follows it stays", () => {
  const table = fillTables("a\n\n<!-- table: policies -->\n\n| old |\n\nb\n");
  assert.match(table, /^a\n\n<!-- table: policies -->\n\n\| policy [^]*\n\| `newest` [^\n]*\n\nb\n$/);
  assert.throws(() => fillTables("<!-- table: x -->\n\n"), 'there is no table "x"');
});

test.run();
