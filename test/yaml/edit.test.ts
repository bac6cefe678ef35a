import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { applyEdits, changesWithin, findOrigin, removes, type Edit } from "../../src/yaml/edit.js";

/** A text with edits that do not overlap, in any order. */
const arbitraryEdited = fc
  .array(
    fc.record({ kept: fc.string({ maxLength: 4 }), gone: fc.string({ maxLength: 4 }), added: fc.string() }),
  )
  .chain((parts) => {
    const edits: Edit[] = [];
    let text = "";
    let expected = "";
    for (const { kept: unchanged, gone, added } of parts) {
      // A character between two edits, so that their order is no question.
      text += `${unchanged}|`;
      expected += `${unchanged}|${added}`;
      edits.push({ start: text.length, end: text.length + gone.length, text: added });
      text += gone;
    }
    return fc.record({
      text: fc.constant(text),
      expected: fc.constant(expected),
      edits: fc.shuffledSubarray(edits, { minLength: edits.length }),
    });
  });

test("the text outside of edits stays, for any order of the edits", () => {
  fc.assert(
    fc.property(arbitraryEdited, ({ text, edits, expected }) => {
      assert.is(applyEdits(text, edits), expected);
    }),
  );
});

test("edits remove exactly the characters within their spans", () => {
  fc.assert(
    fc.property(arbitraryEdited, ({ text, edits }) => {
      const isGone = removes(edits);
      for (let offset = 0; offset <= text.length; offset++) {
        const expected = edits.some(({ start, end }) => start <= offset && offset < end);
        assert.is(isGone(offset), expected, String(offset));
      }
    }),
  );
});

test("a span changes when an edit reaches into it, not when one only touches its ends", () => {
  fc.assert(
    fc.property(arbitraryEdited, fc.nat(60), fc.nat(20), ({ edits }, start, length) => {
      const span = { start, end: start + length };
      const expected = edits.some((edit) => edit.end > span.start && edit.start < span.end);
      assert.is(changesWithin(edits)(span), expected);
    }),
  );
});

test("the origin of an unchanged character is its old place, that of a written one is the replaced text", () => {
  fc.assert(
    fc.property(arbitraryEdited, ({ text, edits }) => {
      const origin = findOrigin(edits);
      const output = applyEdits(text, edits);
      let unchanged = "";
      for (let at = 0; at < output.length; at++) {
        const { start, end, isWritten } = origin({ start: at, end: at + 1 });
        const replaced = edits.some((edit) => edit.start === start && edit.end === end);
        assert.ok(isWritten ? replaced : text.slice(start, end) === output[at], String(at));
        if (!isWritten) unchanged += text.slice(start, end);
      }
      const isGone = removes(edits);
      assert.is(unchanged, Array.from(text.split(""), (char, at) => (isGone(at) ? "" : char)).join(""));
      assert.is(origin({ start: output.length, end: output.length }).end, text.length);
    }),
  );
});

test("the origin of a span that begins or ends in written text includes the replaced text", () => {
  const origin = findOrigin([
    { start: 2, end: 4, text: "XYZ" },
    { start: 6, end: 6, text: "++" },
  ]);
  // ab[cd -> XYZ]ef[++]gh
  assert.equal(origin({ start: 0, end: 2 }), { start: 0, end: 2, isWritten: false });
  assert.equal(origin({ start: 1, end: 3 }), { start: 1, end: 4, isWritten: false });
  assert.equal(origin({ start: 3, end: 6 }), { start: 2, end: 5, isWritten: true });
  assert.equal(origin({ start: 4, end: 4 }), { start: 2, end: 2, isWritten: true });
  assert.equal(origin({ start: 7, end: 9 }), { start: 6, end: 6, isWritten: true });
  assert.equal(origin({ start: 9, end: 11 }), { start: 6, end: 8, isWritten: false });
});

test("insertions at one point keep their order, and are before a replacement there", () => {
  const edits = [
    { start: 1, end: 2, text: "R" },
    { start: 1, end: 1, text: "1" },
    { start: 1, end: 1, text: "2" },
    { start: 2, end: 2, text: "3" },
  ];
  assert.is(applyEdits("abc", edits), "a12R3c");
});

test("edits that overlap, are reversed or are outside of the text throw", () => {
  const cases: readonly (readonly Edit[])[] = [
    [
      { start: 0, end: 2, text: "" },
      { start: 1, end: 3, text: "" },
    ],
    [
      { start: 0, end: 2, text: "" },
      { start: 1, end: 1, text: "x" },
    ],
    [{ start: 2, end: 1, text: "" }],
    [{ start: 2, end: 4, text: "" }],
    [{ start: -1, end: 0, text: "" }],
  ];
  for (const edits of cases) assert.throws(() => applyEdits("abc", edits), /overlapping edits/);
});

test.run();
