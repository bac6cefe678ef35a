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

test.run();
