import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readValue } from "./gocd-reader-value.js";

const CORPUS = new URL("../../../fixtures/gocd-reader/corpus.json", import.meta.url);

test("every text of the corpus is read as YamlBeans reads it", () => {
  const corpus: unknown = JSON.parse(readFileSync(CORPUS, "utf8"));
  if (!Array.isArray(corpus)) throw new Error("the corpus is no list");
  assert.is(corpus.length, 400);
  for (const row of corpus) {
    if (!isRow(row)) throw new Error(`no pair of text and outcome: ${JSON.stringify(row)}`);
    const [text, outcome] = row;
    assert.is(readValue(text), outcome, JSON.stringify(text));
  }
});

function isRow(row: unknown): row is [string, string] {
  return Array.isArray(row) && row.length === 2 && typeof row[0] === "string" && typeof row[1] === "string";
}

test.run();
