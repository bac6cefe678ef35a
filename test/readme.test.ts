import { readFile } from "node:fs/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CODES } from "../src/model/codes.js";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");

test("the README shows every diagnostic code with its meaning and fix", () => {
  const [, section = ""] = readme.split("\n## Diagnostics\n");
  const rows = section
    .split("\n## ")[0]
    ?.split("\n")
    .flatMap((line) => {
      const [, code, meaning, fix] = /^\| `([a-z-]+)` +\| (.*?) +\| (.*?) +\|$/.exec(line) ?? [];
      return code === undefined ? [] : [[code, meaning, fix]];
    });
  assert.equal(
    rows,
    Object.entries(CODES).map(([code, { meaning, fix }]) => [code, meaning, fix.replaceAll("|", "\\|")]),
  );
});

test.run();
