import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkDialect } from "../../src/yaml/dialect.js";

/** The findings of a text as `severity line:column`, with `repo` where every file is rejected for it. */
function findings(text: string): string[] {
  return checkDialect({ path: "a.yaml", text }).diagnostics.map(({ severity, place, message }) => {
    const lines = text.slice(0, place?.span.start ?? 0).split(/\r\n|[\r\n]/);
    const at = `${lines.length}:${(lines.at(-1) ?? "").length + 1}`;
    return `${severity} ${at}${message.includes("every file of the repo") ? " repo" : ""}`;
  });
}

/** What GoCD's reader rejects and YAML 1.2 takes: what to write instead, what it rejects, and where. */
const REJECTED: readonly (readonly [rule: string, accepted: string, rejected: string, ...at: string[]])[] = [
  ["a colon in brackets", "a: ['http://x']", "a: [http://x]", "1:9"],
  ["a colon without a space in brackets", "a: [b: c]", "a: [b:c]", "1:6"],
  ["a colon without a space in braces", "a: {k: v}", "a: {k:v}", "1:6"],
  ["a colon before a comma in braces", "a: {b: , c: 1}", "a: {b:, c: 1}", "1:6"],
  ["a question mark in braces", "a: {k: 'v?'}", "a: {k: v?}", "1:9"],
  ["a comma at the end of a list", "a: {b: 1,}", "a: [1, 2,]", "1:9"],
  ["a comma after braces at the end of a list", "a: [b: 1,]", "a: [{b: 1},]", "1:11"],
  ["an odd number of bare entries", "a: {x: }", "a: {x}", "1:5"],
  ["a bare entry before a pair", "a: {x: , k: v}", "a: {x, k: v}", "1:8"],
  ["a pair after an item", "a: [x: 1, y]", "a: [y, x: 1]", "1:8"],
  ["an empty key", "a: {'': x}", "a: {: x}", "1:5"],
  ["an empty key in a list", "- '': bar", "- : bar", "1:3"],
  [
    "an own key after a merge that has it",
    "b: &b {x: 1}\na: {x: 2, <<: *b}",
    "b: &b {x: 1}\na: {<<: *b, x: 2}",
    "2:13",
  ],
  ["an anchor on nothing", "a: &x ''", "a: &x\n", "1:4"],
  ["a tag on nothing", "a: !!str ''", "a: !!str\nb: c", "1:4"],
  ["other signs in an anchor", "a: &x-y_1 b", "a: &x.y b", "1:6"],
  ["other versions of YAML", "%YAML 1.1\n---\na: b", "%YAML 1.2\n---\na: b", "1:1"],
  ["a tab after a colon", "a: b", "a:\tb", "1:3"],
  ["a tab after a dash", "- b", "-\tb", "1:2"],
  ["a tab after a quoted value", "a: b\t\nc: d", "a: 'b'\t\nc: d", "1:7"],
  ["a line of a tab", "a: b\n  \nc: d", "a: b\n\t\nc: d", "2:1"],
  ["a comment after a tab", "a: b\n  # c\nd: e", "a: b\n\t# c\nd: e", "2:1"],
  ["an escaped slash", 'a: "b/c"', 'a: "b\\/c"', "1:6"],
  ["an escape out of range", 'a: "\\U0010FFFF"', 'a: "\\U00110000"', "1:5 repo"],
  ["a key without a value", "? a\n: b", "? a\n? b", "2:3"],
  ["an anchor on nothing in a list", "- &x b", "- &x\n- b", "1:3"],
  ["a tag that includes a comma", "a: [!!str b]", "a: [!!str,b]", "1:5"],
  ["a document start in brackets", "a: ['---', b]", "a: [--- , b]", "1:5"],
];

for (const [rule, accepted, rejected, ...at] of REJECTED) {
  test(`rejected: ${rule}`, () => {
    assert.equal(findings(accepted), [], accepted);
    assert.equal(
      findings(rejected),
      at.map((one) => `error ${one}`),
      rejected,
    );
  });
}

/** Texts that GoCD's reader accepts and YAML 1.2 does not. */
const TAKEN: readonly (readonly [rule: string, ...texts: string[]])[] = [
  ["brackets closed at or left of the key", "a: [\n  b\n]\nc: {\n  d: e\n}\n", "a:\n  b: [\n c\n]\n"],
  ["lines of quoted text that are not indented", 'a: "x\ny"', "a: 'x\n\ty'"],
  [
    "tags of one's own",
    "a: !foo 1",
    "a: !Ref X",
    'a: !!int "1"',
    "a: !!map [b]",
    "%TAG !e! tag:x,\n---\na: !e!x b",
  ],
  [
    "markers and comments after the document",
    "a: b\n---\n",
    "a: b\n...\n# end\n",
    "---\na: b\n---\n# nothing\n...\n",
  ],
  ["missing commas", "a: [,1]", 'a: ["b" "c"]'],
  ["a comment glued on", 'a: "x"#c', "a: [b]#c", "a: [b,#c\nd]"],
  ["an alias with its colon as a key", "k: &x v\n*x: v"],
  ["an anchor before an alias", "x: &x 1\na: &y *x"],
  ["a merge of nothing", "a:\n  <<:\n  b: c"],
  ["lists of lists of merges", "b: &b {x: 1}\nd: &d {y: 2}\na:\n  <<: [[*b], *d]"],
  ["keys of several lines", "git\n  url: x", "a\nb: c", '"a\nb": c'],
  ["values in the column of their key", "a:\nb", 'a:\n"b"', "a:\n[b]"],
  ["a colon on the next line", "a # c\n: b", '"a"\n: b'],
  ["a backtick", "a: `b"],
  ["control characters", "a: b\u0007c\u007f\u000b\fd\u0091\ufffe"],
  ["a NUL with nothing after it", "a: b\n\0\n"],
  ["a dash before a comma", "a: [-, b]"],
  ["deep nesting", `a: ${"[".repeat(150)}${"]".repeat(150)}`],
  ["keys that are no words", "a: {[a, b]: c}", "a:\n  ? [a]\n  : b"],
];

for (const [rule, ...texts] of TAKEN) {
  test(`taken: ${rule}`, () => {
    for (const text of texts) assert.equal(findings(text), [], JSON.stringify(text));
  });
}

/** Texts that both readers accept and read differently: the text to write instead, and the place of the warning. */
const READ_OTHERWISE: readonly (readonly [rule: string, fine: string, reported: string, ...at: string[]])[] =
  [
    ["a question mark in a list", "a: ['what?', b]", "a: [what?]", "1:9"],
    ["a question mark in a word of a list", "a: ['lib?.js', b]", "a: [lib?.js, b]", "1:8"],
    ["bare entries of braces", "a: {x: , y: }", "a: {x, y}", "1:5"],
    ["bare entries after a pair", "a: {k: v, x: y}", "a: {k: v, x, y}", "1:11"],
    ["a colon before a parenthesis", "a: [b: (c)]", "a: [b:(c)]", "1:5"],
    ["a merge in quotes", "b: &b {x: 1}\na:\n  <<: *b", 'b: &b {x: 1}\na:\n  "<<": *b', "3:3"],
    ["a merge with a tag", "b: &b {x: 1}\na: {<<: *b}", "b: &b {x: 1}\na: {!!str <<: *b}", "2:11"],
    ["a merge after an alias", "k: &k x\na: {*k : b}", "k: &k <<\nb: &b {x: 1}\na: {*k : *b}", "3:5"],
    ["three dashes in the middle of a line", "---\na: --- x\nb: c", "a: --- x\nb: c", "1:4"],
    ["three dots on the first line", "a: b\n...", "...\na: b", "2:1"],
    ["a second document", "a: b\n---\n# none", "a: b\n---\nc: d\n", "2:1"],
    ["a second document that is broken", "a: b\n...\n# none", "a: b\n...\ngarbage: [", "3:1"],
    ["text after a closed root", "{a: b} # c", '{"a": b}\n"c": d', "2:1"],
    ["text after a directive", "a: b\n# %YAML 1.1\nc: d", "a: b\n%YAML 1.1\nc: d", "2:1"],
    ["text after a NUL", "a: b\n", "a: b\0c: d\ne: f", "1:5"],
    ["a block at the end without a line break", "a: |\n  b\n", "a: |\n  b", "2:1"],
    ["a block that keeps line breaks", "a: |-\n  b", "a: >+\n  b", "2:1"],
    ["a backslash before an empty line", 'a: "b\\\n  c"', 'a: "b\\\n\n  c"', "1:4"],
    ["U+0085", 'a: "b c"', 'a: "b\u0085c"', "1:6"],
    ["half of a surrogate pair", 'a: "\\ud83d\\ude00"', 'a: "\\ud83d"', "1:4"],
  ];

for (const [rule, fine, reported, ...at] of READ_OTHERWISE) {
  test(`read otherwise: ${rule}`, () => {
    assert.equal(findings(fine), [], JSON.stringify(fine));
    assert.equal(
      findings(reported),
      at.map((one) => `warning ${one}`),
      JSON.stringify(reported),
    );
  });
}

test.run();
