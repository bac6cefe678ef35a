import { test } from "uvu";
import * as assert from "uvu/assert";
import { readAsGocd } from "../../src/yaml/gocd-reader.js";

/** What GoCD's reader rejects: the text, the offset of the offending character, and whether the whole repo fails. */
const REJECTED: Readonly<
  Record<string, readonly (readonly [text: string, offset: number, reach?: "repo"])[]>
> = {
  "colon in an unquoted value in brackets": [
    ["a: [http://x]", 8],
    ["[b:c]", 2],
    ["{k: http://x}", 8],
    ["{k:v}", 2],
    ["{t: 12:30}", 6],
    ["{b:, c: 1}", 2],
  ],
  "question mark in braces": [
    ["{k: v?}", 5],
    ["{u: http?}", 8],
  ],
  "comma before the end of a list": [
    ["[1, 2,]", 5],
    ["[[b],]", 4],
    ["[{b: 1},]", 7],
    ["[a , ]", 3],
  ],
  "odd number of bare entries": [
    ["{x}", 1],
    ["{x, y, z}", 7],
    ["{k: v, x}", 7],
    ["{x, }", 2],
    ["{{x}}", 2],
  ],
  "bare entry before a pair": [["{x, k: v}", 4]],
  "pair after another entry of a list": [
    ["[y, x: 1]", 4],
    ["[y, z, x: 1]", 7],
  ],
  "empty key": [
    ["{: x}", 1],
    ["- : bar", 2],
    [": a", 0],
    ["[a, : b]", 4],
  ],
  "anchor or tag without a value": [
    ["a: &x\n", 3],
    ["a: &x\nb: c", 3],
    ["a: !!str\n", 3],
    ["a: !\nb: c", 3],
    ["a:\n  - &x\n  - b", 7],
  ],
  "anchor names": [
    ["a: &x.y b", 5],
    ["a: &é b", 4],
    ["a: &a/b c", 5],
    ["a: *.txt", 4],
    ["a: *", 4],
  ],
  "YAML version": [
    ["%YAML 1.2\n---\na: b", 0],
    ["%YAML 1.3\n---\na: b", 0],
    ["%YAML 1.1 # c\n---\na: b", 10],
    ["%YAML 1.1\n%YAML 1.1\n---\na: b", 10],
    ["%YAML 1.1\na: b", 10],
  ],
  "tab after an indicator": [
    ["a:\tb", 2],
    ["a: \tb", 3],
    ["-\tb", 1],
    ["?\ta", 1],
    ["---\ta", 3],
  ],
  "tab after a value that is not unquoted": [
    ['a: "b"\t\nc: d', 6],
    ["a: *x\t\n", 5],
    ["a: &x\tb", 5],
    ["a: !t\tb", 5],
    ["a: [b]\t\n", 6],
    ["a: {b: c}\t\n", 9],
    ["a:\t\n  b: c", 2],
    ["a:\t# c\n  b: c", 2],
  ],
  "tab at the start of a line": [
    ["a: b\n\t\nc: d", 5],
    ["a: b\n \t\nc: d", 6],
    ["a: b\n\t# c\nc: d", 5],
    ["a: b\n\tc", 5],
    ["a:\n\tb: c", 3],
    ['{\n\t"a": "b"\n}', 2],
  ],
  "escaped slash": [['"a\\/b"', 2]],
  "escape out of range": [
    ['a: "\\UFFFFFFFF"', 4, "repo"],
    ['"\\U00110000"', 1, "repo"],
  ],
  "key without a value": [
    ["? a\n? b", 6],
    ["? a", 2],
  ],
  "anchor before nothing in a list": [
    ["- &x", 2],
    ["[&x , b]", 1],
    ["[&x, b]", 1],
  ],
  "tag that includes the bracket": [["[!!str,b]", 1]],
  "document start in brackets": [["[--- , b]", 1]],
  "further, seen by running: rejected by both readers": [
    ["a: x: y", 4],
    ["a: x:", 4],
    ["a: - b", 3],
    ["a: @x", 3],
    ["a: %x", 3],
    ["a: ,x", 3],
    ["[a", 0],
    ["{a: b", 0],
    ['a: "b', 3],
    ["'a", 0],
    ['"\\d"', 1],
    ['"\\$"', 1],
    ['"\\u12"', 1],
    ["a: |0\n b", 4],
    ["a: |10\n b", 5],
    ["a: |# c\n b", 4],
    ["a: |\n    \n  b", 12],
    ["a: b\n  # c\n  d", 13],
    ["a: !e!x b", 3],
    ['"a\n---\nb"', 3],
    ["a:\n  - b\n c: d", 10],
    ["a: ]", 3],
    ["[a}", 2],
    ["{,a: b}", 2],
    ["[a,,b]", 2],
    ["%TAG !e! x\n%TAG !e! y\n---\na: b", 11],
    ["a: &x &y b", 3],
    ["- &x *y", 2],
    ["a: b\n...\n@", 9],
  ],
  "further, seen by running: the whole repo fails": [
    ["a: [x]\nb: {: y}", 11, "repo"],
    ["{}: x", 0, "repo"],
    ["[".repeat(5000), 1000, "repo"],
  ],
  "what follows the first document": [["{a: b} c: ]", 7]],
  "commas inside brackets": [["[x: 1 y: 2]", 7]],
};

for (const [name, rows] of Object.entries(REJECTED)) {
  test(`rejected: ${name}`, () => {
    for (const [text, offset, reach = "file"] of rows) {
      const read = readAsGocd({ path: "a.yaml", text });
      const actual = read.ok ? "accepted" : { offset: read.offset, reach: read.reach };
      assert.equal(actual, { offset, reach }, JSON.stringify(text.slice(0, 80)));
    }
  });
}

test("a line with the wrong indentation is called that", () => {
  const messages = new Map([
    ["a:\n    b: 1\n  c: 2", "found a key whose indentation does not match the lines above it"],
    ["a:\n  - x: 1\n - y: 2", 'found "-" whose indentation does not match the lines above it'],
    [
      "- a: 1\n   b: 2",
      "found a key that is indented deeper than the key above it, which already has a value",
    ],
    ["a: b\n  c: d", "found a key that is indented deeper than the key above it, which already has a value"],
    ["a: x: y", 'found ": " inside an unquoted value'],
    ['a: "x" y', "found a value after the end of the value before it"],
    ["a: b\n  # c\n  d", "found a value after the end of the value above it"],
  ]);
  for (const [text, message] of messages) {
    const read = readAsGocd({ path: "a.yaml", text });
    assert.is(read.ok ? "accepted" : read.message, message, text);
  }
});

test("a rejection says in one line what was found and what to do", () => {
  for (const [text] of Object.values(REJECTED).flat()) {
    const read = readAsGocd({ path: "a.yaml", text });
    if (read.ok) throw new Error(`${JSON.stringify(text)} was accepted`);
    assert.match(read.message, /^found .+[^.]$/);
    assert.match(read.help, /^[a-z].+[^.]$/);
  }
});

test.run();
