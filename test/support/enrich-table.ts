import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { enrich, readGocdTree, type EnrichOptions } from "./enriched.js";

interface EnrichCase {
  readonly what: string;
  readonly source: string;
  readonly expected: string;
}

/**
 * Checks each case of `test/gocd/enriched/<name>.txt` as it is, with other line ends, and without the line end
 * at the end; the result does not change if it is enriched again.
 */
export function checkCases(name: string, options: EnrichOptions = {}): void {
  const cases = readCases(name);
  assert.ok(cases.length > 0, `${name}.txt holds no case`);
  for (const { what, source, expected } of cases) {
    assert.type(readGocdTree(source), "object", `${what}: GoCD rejects the source`);
    assert.is(enrich(source, options), expected, what);
    assert.is(enrich(expected, options), expected, `${what}, again`);
    for (const eol of ["\r\n", "\r"]) {
      const actual = enrich(source.replaceAll("\n", eol), options);
      assert.is(actual, expected.replaceAll("\n", eol), `${what}, with ${JSON.stringify(eol)}`);
    }
    const actual = enrich(source.trimEnd(), options);
    assert.is(typeof actual === "string" ? actual.trimEnd() : actual, expected.trimEnd(), `${what}, cut`);
  }
}

/**
 * Reads cases of the form `== what it is about`, the source, `-- becomes` and the enriched text; or `-- stays` where
 * nothing changes.
 */
function readCases(name: string): EnrichCase[] {
  const path = fileURLToPath(new URL(`../../../test/gocd/enriched/${name}.txt`, import.meta.url));
  const [, ...parts] = readFileSync(path, "utf8").split(/^== /m);
  return parts.map((part) => {
    const match = /^(.*)\n([^]*?)^-- (?:stays\n|becomes\n([^]*))$/m.exec(part);
    if (match === null) throw new Error(`${name}.txt: no case: ${part}`);
    const [, what = "", source = "", expected = source] = match;
    return { what, source, expected };
  });
}
