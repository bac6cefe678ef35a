import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderMarkdownTable, renderTable } from "../../src/report/table.js";
import { displayWidth } from "../../src/report/visible.js";
import { anyText } from "./sample.js";

const TABLE = {
  header: ["PACKAGE", "FROM", "TO"],
  rows: [
    ["Docker/backends/database-x", "1.9.0", "1.10.0"],
    ["Docker/漢字", "", "1.0\x1b[31m"],
    ["Docker/short"],
  ],
};

test("a table aligns its columns by display width, without spaces at the end of a line", () => {
  assert.is(
    renderTable(TABLE),
    [
      "PACKAGE                     FROM   TO",
      "Docker/backends/database-x  1.9.0  1.10.0",
      "Docker/漢字                        1.0\\x1b[31m",
      "Docker/short",
      "",
    ].join("\n"),
  );
});

test("a markdown table", () => {
  assert.is(
    renderMarkdownTable({
      header: ["Name", "Value", "N"],
      rows: [
        ["GO_PACKAGE_X_LABEL", "1.10.0", ""],
        ["_x_ A__B", "^(?:a|b)\\d*$", "漢"],
        ["<b>`c` & ~d~</b>", "[e](f)", "\n"],
      ],
    }),
    [
      "| Name                      | Value            | N   |",
      "| ------------------------- | ---------------- | --- |",
      "| GO_PACKAGE_X_LABEL        | 1.10.0           |     |",
      "| \\_x\\_ A\\_\\_B              | ^(?:a\\|b)\\\\d\\*\\$ | 漢  |",
      "| \\<b\\>\\`c\\` \\& \\~d\\~\\</b\\> | \\[e\\](f)         | \\\\n |",
      "",
    ].join("\n"),
  );
});

test("a table without rows is its header", () => {
  assert.is(renderTable({ header: ["A", "B"], rows: [] }), "A  B\n");
  assert.is(renderMarkdownTable({ header: ["A"], rows: [] }), "| A   |\n| --- |\n");
});

test("any cell keeps the columns of the others, in one line a row", () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (cells) => {
      const table = { header: ["A", "B"], rows: cells.map((cell) => [cell, "end"]) };
      const plain = renderTable(table).split("\n").slice(1, -1);
      assert.is(plain.length, cells.length);
      assert.is(new Set(plain.map((line) => displayWidth(line))).size, 1);
      assert.ok(plain.every((line) => line.endsWith("  end")));

      const markdown = renderMarkdownTable(table).split("\n").slice(0, -1);
      assert.is(markdown.length, cells.length + 2);
      // What is not escaped splits cells: two cells have three bars.
      assert.ok(markdown.every((line) => line.replace(/\\./g, "").split("|").length === 4));
    }),
  );
});

const MOVES = {
  header: ["package", "newest", "triggers"],
  rows: [
    ["Docker/backends/database-x", "1.10.0", "deploy, deploy-staging, deploy-production, smoke-tests"],
    ["Docker/漢字", "", "deploy"],
  ],
};

test("a table that does not fit is wrapped at the spaces of its widest columns", () => {
  assert.is(
    renderTable(MOVES, 72),
    [
      "package                     newest  triggers",
      "Docker/backends/database-x  1.10.0  deploy, deploy-staging,",
      "                                    deploy-production, smoke-tests",
      "Docker/漢字                         deploy",
      "",
    ].join("\n"),
  );
});

test("a table becomes a list below 60 columns, or if a word does not fit its column", () => {
  const list = [
    "package: Docker/backends/database-x",
    "newest: 1.10.0",
    "triggers:",
    "  deploy, deploy-staging, deploy-production,",
    "  smoke-tests",
    "",
    "package: Docker/漢字",
    "triggers: deploy",
    "",
  ].join("\n");
  assert.is(renderTable(MOVES, 50), list);
  const digests = [
    ["a".repeat(40), "b".repeat(40)],
    ["c", ""],
  ];
  assert.is(
    renderTable({ header: ["from", ""], rows: digests }, 80),
    `from: ${"a".repeat(40)}\n${"b".repeat(40)}\n\nfrom: c\n`,
  );
  // A narrow table needs no list.
  assert.is(renderTable({ header: ["a", "b"], rows: [["1", "2"]] }, 20), "a  b\n1  2\n");
});

test("a colour does not change the columns, and colours each part of a wrapped cell", () => {
  const paint = (text: string) => `<${text}>`;
  const table = {
    header: ["a", "b"],
    rows: [
      [{ text: "x", paint }, "y"],
      ["long", "z"],
    ],
  };
  assert.is(renderTable(table), "a     b\n<x>     y\nlong  z\n");
  const wrapped = { header: ["a"], rows: [[{ text: `${"x".repeat(40)} ${"y".repeat(40)}`, paint }]] };
  assert.is(renderTable(wrapped, 60), `a\n<${"x".repeat(40)}>\n<${"y".repeat(40)}>\n`);
  assert.match(renderMarkdownTable(table), "| x    |");
});

const word = fc.string({
  unit: fc.constantFrom(...Array.from("abcdefghijklmnopqrstuvwxyz0123456789./漢字é-")),
  minLength: 1,
  maxLength: 30,
});
const cell = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));
const wordsOf = (texts: readonly string[]) => texts.flatMap((text) => text.split(/\s+/).filter(Boolean));

test("no line is wider than the terminal, except one word, and every word of every cell is printed", () => {
  const tables = fc.integer({ min: 1, max: 5 }).chain((columns) => {
    const row = fc.array(cell, { minLength: columns, maxLength: columns });
    const header = fc.array(word, { minLength: columns, maxLength: columns });
    return fc.record({ header, rows: fc.array(row, { maxLength: 5 }) });
  });
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 160 }), ({ header, rows }, width) => {
      const lines = renderTable({ header, rows }, width).split("\n");
      for (const line of lines) {
        assert.ok(displayWidth(line) <= width || wordsOf([line]).length === 1, line);
        assert.not.match(line, / $/);
      }
      const printed = wordsOf(lines);
      for (const text of wordsOf(rows.flat())) {
        const index = printed.indexOf(text);
        assert.ok(index >= 0, `"${text}" is lost`);
        printed.splice(index, 1);
      }
      // Only the names of the columns remain; a list repeats them.
      const names = new Set([...header, ...header.map((name) => `${name}:`)]);
      assert.ok(
        printed.every((text) => names.has(text)),
        printed.join(" "),
      );
    }),
  );
});

test.run();
