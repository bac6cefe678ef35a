import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { createRedactor, shownText } from "../../src/http/redactor.js";
import { anyCharacter } from "../support/any-character.js";

test("a text of a registry is one line, bounded, without controls and without secrets", () => {
  const redactor = createRedactor();
  redactor.hide("hunter2");
  redactor.hide("ab");
  assert.is(redactor.show("a\r\nb\u0000\u001b[1mc\u202Ed\u009b"), "a b [1mc d");
  assert.is(redactor.show("x".repeat(500), 10), "xxxxxxxxxx...");
  assert.is(redactor.show("hunter2 ab hunter2"), "*** ab ***");
  assert.is(redactor.show(`${"x".repeat(195)}hunter2`), `${"x".repeat(195)}***`);
});

const PASSWORD = "p@ss wörd/+1";

// As a server may repeat them: computed by other programs, so that no spelling depends on the code under test.
const SPELLINGS: readonly (readonly [spelling: string, text: string])[] = [
  ["raw", "p@ss wörd/+1"],
  ["URL-encoded", "p%40ss%20w%C3%B6rd%2F%2B1"],
  ["URL-encoded in lower case", "p%40ss%20w%c3%b6rd%2f%2b1"],
  ["URL-encoded as a form", "p%40ss+w%C3%B6rd%2F%2B1"],
  ["URL-encoded byte by byte", "%70%40%73%73%20%77%c3%b6%72%64%2f%2b%31"],
  ["hexadecimal", "7040737320 77c3b672642f2b31".replace(" ", "")],
  ["hexadecimal in upper case", "704073732077C3B672642F2B31"],
  ["base64 of the password", "cEBzcyB3w7ZyZC8rMQ=="],
  ["base64 without padding", "cEBzcyB3w7ZyZC8rMQ"],
  ["base64 of user name and password", "Z29waGVyOnBAc3Mgd8O2cmQvKzE="],
  ["URL-safe base64 of user name and password", "Z29waGVyOnBAc3Mgd8O2cmQvKzE"],
];

for (const [spelling, text] of SPELLINGS) {
  test(`a password is hidden when a registry repeats it ${spelling}`, () => {
    const redactor = createRedactor();
    redactor.hide(PASSWORD, "gopher");
    assert.match(redactor.show(`you sent "${text}" to us`), /^you sent "\*\*\*=*" to us$/);
  });
}

test("only the host of the server itself is shown even if it contains a secret", () => {
  const redactor = createRedactor("gocd.example:8154");
  redactor.hide("gocd");
  assert.equal(
    ["https://gocd.example:8154/go", "https://gocd.example/go", "https://x.GOCD.example"].map((url) =>
      redactor.host(new URL(url)),
    ),
    ["gocd.example:8154", "***.example", "x.***.example"],
  );
});

test("a secret with white space is hidden although a message has none", () => {
  const redactor = createRedactor();
  redactor.hide("one  two\tthree");
  assert.is(redactor.show("you sent one  two\tthree"), "you sent ***");
});

for (const [spelling, text] of SPELLINGS) {
  test(`a password is hidden when a registry repeats it on several lines, ${spelling}`, () => {
    for (const end of ["\n", "\r\n  ", "\u0000", "\u{e0001}", " "]) {
      for (const step of [1, 5]) {
        const redactor = createRedactor();
        redactor.hide(PASSWORD, "gopher");
        const wrapped = text.replace(new RegExp(`.{${step}}(?=.)`, "g"), `$&${end}`);
        assert.match(redactor.show(`you sent "${wrapped}" to us`), /^you sent "\*\*\*[= ]*" to us$/);
      }
    }
  });
}

test("the text around a wrapped secret stays as it is", () => {
  const redactor = createRedactor();
  redactor.hide("hunter2");
  assert.is(redactor.show("a  b hun\nter2, h unter2 c\n hunter 3"), "a b ***, *** c hunter 3");
});

test("the start of a wrapped secret at the end of the searched text is not shown", () => {
  const redactor = createRedactor();
  redactor.hide("t0ken".repeat(20));
  const wrapped = "t0ken".repeat(20).replace(/./g, "$&\n");
  assert.not.match(redactor.show(`${wrapped}x`.repeat(60), 9999), "t 0");
  assert.not.match(redactor.show(`${"x".repeat(8000)} t${"\n".repeat(500)}0ken`, 9999), "t");
});

test("the start of a secret at the end of the searched text is not shown", () => {
  const redactor = createRedactor();
  const token = "t0ken".repeat(100);
  redactor.hide(token);
  const shown = redactor.show(`${token} `.repeat(50), 4096);
  assert.not.match(shown, "t0k");
});

test("the start of a secret that is longer than the searched text is not shown", () => {
  const redactor = createRedactor();
  const token = "t0ken".repeat(3000);
  redactor.hide(token);
  assert.not.match(redactor.show(`you sent ${token}`), "t0k");
});

test("no spelling of any password is shown (issue 12, error 11)", () => {
  const password = fc
    .string({ minLength: 4, maxLength: 40, unit: "grapheme" })
    .filter((text) => /\S{4}/.test(text));
  fc.assert(
    fc.property(password, fc.string(), (secret, around) => {
      const redactor = createRedactor();
      redactor.hide(secret, "me");
      const bytes = Buffer.from(secret);
      for (const text of [
        secret,
        bytes.toString("hex"),
        bytes.toString("base64"),
        encodeURIComponent(secret),
      ]) {
        if ("***".includes(text)) continue;
        assert.not(redactor.show(`<${around}> <${text}>`).includes(text), text);
      }
    }),
  );
});

test("the first line that is not empty is shown", () => {
  const cases: readonly (readonly [text: string, shown: string])[] = [
    ["", ""],
    ["one", "one"],
    ["one\ntwo", "one"],
    ["\r\n \t\n  two  \nthree", "two"],
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007bell", "bell"],
    ["a\u0000b\u0008c\u009bd", "abcd"],
    ["left\u202eright", "leftright"],
    ["x".repeat(200), "x".repeat(200)],
    ["x".repeat(201), `${"x".repeat(200)}...`],
    ["😀".repeat(300), `${"😀".repeat(200)}...`],
  ];
  for (const [text, shown] of cases) assert.is(shownText(text), shown, JSON.stringify(text));
});

test("any text is shown as one short line without invisible characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 400 }), (text) => {
      const shown = shownText(text);
      assert.not(/[\p{C}\u2028\u2029]/u.test(shown));
      assert.ok(Array.from(shown).length <= 203);
    }),
  );
});

test.run();
