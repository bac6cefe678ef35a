import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { frameOf } from "../../src/report/frame.js";
import { displayWidth } from "../../src/report/visible.js";
import { anyText, find } from "./sample.js";

/** Draws the frame of the first `needle` in `text`: the line, and the underline below it. */
function draw(text: string, needle: string, secret?: string): readonly string[] {
  const file = { path: "a.yaml", text };
  const masks = secret === undefined ? [] : [find(file, secret).span];
  const { source, indent, length } = frameOf(find(file, needle), masks);
  return [source, " ".repeat(indent) + "^".repeat(length)];
}

for (const [what, text, needle, expected] of [
  ["a word", "a: b\n  package: x\n", "package", ["  package: x", "  ^^^^^^^"]],
  ["the end of a line", "key: value", "value", ["key: value", "     ^^^^^"]],
  ["a line that ends in \\r\\n", "key: value\r\nnext", "value", ["key: value", "     ^^^^^"]],
  ["several lines", "a: [one,\n two]\n", "[one,\n two]", ["a: [one,", "   ^^^^^"]],
  ["a tab before the place", "\ta\tb", "b", ["    a    b", "         ^"]],
  ["a tab in the place", "a\tb", "a\tb", ["a    b", "^^^^^^"]],
  ["wide characters", "漢字: 値 # x", "値", ["漢字: 値 # x", "      ^^"]],
  ["an emoji before the place", "👍🏽 ❤️ x", "x", ["👍🏽 ❤️ x", "      ^"]],
  ["a combining mark", "e\u0301: x", "x", ["e\u0301: x", "   ^"]],
  ["an escape sequence", "\x1b[31mred", "red", ["\\x1b[31mred", "        ^^^"]],
  ["a bidi override", "a\u202eb", "\u202e", ["a\\u202eb", " ^^^^^^"]],
  ["spaces at the end", "a: b   \n", "b", ["a: b", "   ^"]],
] as const) {
  test(`shows ${what}`, () => assert.equal(draw(text, needle), expected));
}

test("an empty place has an underline of one column, also after the end of its line and of the file", () => {
  const file = { path: "a.yaml", text: "ab: c\r\n" };
  const frames = [0, 5, 6, 7].map((start) => frameOf({ file, span: { start, end: start } }, []));
  assert.equal(frames, [
    { line: 1, source: "ab: c", indent: 0, length: 1 },
    { line: 1, source: "ab: c", indent: 5, length: 1 },
    { line: 1, source: "ab: c", indent: 5, length: 1 },
    { line: 2, source: "", indent: 0, length: 1 },
  ]);
});

test("a place within a surrogate pair shows the whole character", () => {
  const file = { path: "a.yaml", text: "a👍b" };
  const frame = frameOf({ file, span: { start: 2, end: 3 } }, []);
  assert.equal(frame, { line: 1, source: "a👍b", indent: 1, length: 2 });
});

for (const [what, text, needle, secret, expected] of [
  ["the place itself", "password: hunter2", "hunter2", "hunter2", ["password: *******", "          ^^^^^^^"]],
  ["another part of the line", "pw: hunter2 # x", "x", "hunter2", ["pw: ******* # x", "              ^"]],
  ["a part of a word", "u:p4ss@host", "host", "p4ss", ["u:****@host", "       ^^^^"]],
  [
    "wide, joining and control characters",
    "漢e\u0301\x1b\t: x",
    "x",
    "漢e\u0301\x1b\t",
    ["*****: x", "       ^"],
  ],
  ["a character of which it covers half", "a👍b", "b", "\ud83d", ["a*b", "  ^"]],
  ["several lines, in this one", "a: 'se\n  cret' # x", "x", "se\n  cret", ["******' # x", "          ^"]],
] as const) {
  test(`masks ${what}`, () => assert.equal(draw(text, needle, secret), expected));
}

const LONG = "0123456789".repeat(30);

for (const [what, text, expected] of [
  ["at its start", `<here>${LONG}`, [`<here>${LONG.slice(0, 114)}…`, "^^^^^^"]],
  [
    "in its middle",
    `${LONG}<here>${LONG}`,
    [`…${LONG.slice(-40)}<here>${LONG.slice(0, 74)}…`, " ".repeat(41) + "^^^^^^"],
  ],
  ["at its end", `${LONG}<here>`, [`…${LONG.slice(-114)}<here>`, " ".repeat(115) + "^^^^^^"]],
] as const) {
  test(`a line that is too long is cut around a place ${what}`, () => {
    assert.equal(draw(text, "<here>"), expected);
  });
}

test("a place that is too long is underlined as far as it is shown", () => {
  assert.equal(draw(`a: ${LONG}`, LONG), [`a: ${LONG.slice(0, 117)}…`, "   " + "^".repeat(117)]);
});

test("a cut line has room for what it shows, wide characters and escapes too", () => {
  assert.equal(draw(`${"漢".repeat(200)}x`, "x"), [`…${"漢".repeat(59)}x`, " ".repeat(119) + "^"]);
  assert.equal(draw(`x${"\x1b".repeat(200)}`, "x"), [`x${"\\x1b".repeat(29)}…`, "^"]);
});

test("a frame of any text fits, is free of controls, and underlines something that is shown", () => {
  fc.assert(
    fc.property(anyText, fc.nat(60), fc.nat(60), fc.nat(60), (text, start, length, masked) => {
      const place = { file: { path: "a.yaml", text }, span: { start, end: start + length } };
      const frame = frameOf(place, [{ start: masked, end: masked + 5 }]);
      assert.not.match(frame.source, /[\p{Cc}\p{Cf}\p{Cs}]/u);
      assert.ok(displayWidth(frame.source) <= 122);
      assert.ok(frame.length >= 1);
      assert.ok(frame.indent <= 121);
    }),
  );
});

test.run();
