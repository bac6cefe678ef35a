import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { escapeJson, makeVisible, toPrintable } from "../../src/report/visible.js";
import { anyText } from "./sample.js";
import { anyCharacter } from "../support/any-character.js";

for (const [what, text, expected] of [
  ["plain text", 'Docker/team "app" \\d+', 'Docker/team "app" \\d+'],
  ["letters, marks and emoji", "Größe e\u0301 漢字 👍🏽 ❤️", "Größe e\u0301 漢字 👍🏽 ❤️"],
  ["line ends and tabs", "a\nb\r\nc\td", "a\\nb\\r\\nc\\td"],
  ["a colour", "\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"],
  ["NUL, BEL and DEL", "\0\x07\x7f", "\\x00\\x07\\x7f"],
  ["C1, the one-byte CSI among them", "\x85\x9b31m", "\\x85\\x9b31m"],
  ["bidi controls", "\u202eabc\u2066d\u2069\u200f", "\\u202eabc\\u2066d\\u2069\\u200f"],
  ["zero-width characters", "1.0\u200b\ufeff\u2060\u200d", "1.0\\u200b\\ufeff\\u2060\\u200d"],
  ["line separators of Unicode", "a\u2028b\u2029", "a\\u2028b\\u2029"],
  ["tags", "\u{e0041}", "\\u{e0041}"],
  ["a lone surrogate", "a\ud800b\udfff", "a\\ud800b\\udfff"],
  ["what XML forbids", "\ufffe\uffff", "\\ufffe\\uffff"],
] as const) {
  test(`makes visible: ${what}`, () => assert.is(makeVisible(text), expected));
}

test("any text has no control characters afterwards, and a second pass changes nothing", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = makeVisible(text);
      assert.not.match(shown, /[\p{Cc}\p{Cf}\p{Cs}]/u);
      assert.is(makeVisible(shown), shown);
    }),
  );
});

test("escaped JSON has the same value, and only its line feeds are control characters", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const json = escapeJson(JSON.stringify({ text }, null, 2));
      assert.equal(JSON.parse(json), { text });
      assert.not.match(json.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
  assert.is(escapeJson('"\x7f\u202e\u{e0041}"'), '"\\u007f\\u202e\\udb40\\udc41"');
});

test("printable text has no invisible character but line feeds and tabs", () => {
  assert.is(toPrintable("a\tb\n\x1b[31mc\x07\r\u202e\u009b"), "a\tb\n\\x1b[31mc\\x07\\r\\u202e\\x9b");
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      assert.not.match(toPrintable(text).replace(/[\n\t]/g, ""), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("printable text keeps colours only if it may have them, and no other escape sequence", () => {
  const text = "\x1b[1mbold\x1b[22m \x1b[2J\x1b]0;title\x07";
  assert.is(toPrintable(text, { color: true }), "\x1b[1mbold\x1b[22m \\x1b[2J\\x1b]0;title\\x07");
  assert.is(toPrintable(text, { color: false }), "\\x1b[1mbold\\x1b[22m \\x1b[2J\\x1b]0;title\\x07");
});

for (const [what, text, expected] of [
  ["##vso[ anywhere in a line", "a ##vso[task.setvariable]b", "a # #vso[task.setvariable]b"],
  ["##[ and ##teamcity[", "x##[add-mask]y ##teamcity[message]", "x# #[add-mask]y # #teamcity[message]"],
  ["more than two #", "####[x]", "### #[x]"],
  ["characters that a comparison ignores", "#\ufe0f#v\u034fso[x]", "# \ufe0f#v\u034fso[x]"],
  [
    ":: at the start of a line",
    "a\n::error::x\n \t\u3000::warning::y",
    "a\n: :error::x\n \t\u3000: :warning::y",
  ],
  [":: after an ignored character", "\ufe0f:\u034f:error::x", "\ufe0f: \u034f:error::x"],
  [":: after a colour", "\x1b[1m::error::x", "\x1b[1m: :error::x"],
  ["neither", "## x [y] a::b ##{c} # [d]", "## x [y] a::b ##{c} # [d]"],
] as const) {
  test(`printable text has no command of a CI server: ${what}`, () => {
    assert.is(toPrintable(text, { color: true }), expected);
    assert.is(toPrintable(expected, { color: true }), expected);
  });
}

test("only a line of the format github may start with ::, and has no other command", () => {
  assert.is(toPrintable("::error::##[x]", { hasCommands: true }), "::error::# #[x]");
});

test("escaped JSON has no command of Azure Pipelines, and the same value", () => {
  const value = { "##[a]": "\\##vso[x]" };
  const json = escapeJson(JSON.stringify(value));
  assert.not.match(json, /##/);
  assert.equal(JSON.parse(json), value);
});

test.run();
