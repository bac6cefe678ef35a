import { test } from "uvu";
import * as assert from "uvu/assert";
import { conflictErrors, findMergeConflict } from "../../src/model/merge-conflict.js";

const INCOMPLETE = "incomplete conflict markers of a merge";

test("the sides of a text are what git merged, and the error names the lines of both", () => {
  const cases: readonly (readonly [text: string, ours: string, theirs: string, message: string])[] = [
    [
      "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\nd\n",
      "a\nb\nd\n",
      "a\nc\nd\n",
      '"HEAD" has line 3, "x" has line 5',
    ],
    [
      "<<<<<<< HEAD\n=======\nb\nc\n>>>>>>> x",
      "",
      "b\nc\n",
      '"HEAD" has no lines here, "x" has lines 3 to 4',
    ],
    ["<<<<<<< a\nb\n||||||| c\nd\n=======\ne\n>>>>>>> f\n", "b\n", "e\n", '"a" has line 2, "f" has line 6'],
    [
      "<<<<<<<\r\na\r\n=======\r\nb\r\n>>>>>>>\r\n",
      "a\r\n",
      "b\r\n",
      "one side has line 2, one side has line 4",
    ],
  ];
  for (const [text, ours, theirs, message] of cases) {
    const conflict = findMergeConflict(text);
    assert.equal(conflict?.sides, { ours, theirs }, text);
    assert.equal(messagesOf(text), [`conflict markers of a merge: ${message}`], text);
  }
});

test("each conflict of a text has its error at its first marker", () => {
  const one = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n";
  const hunks = findMergeConflict(`${one}c\n${one}`)?.hunks ?? [];
  assert.equal(
    hunks.map(({ span }) => span.start),
    [0, one.length + 2],
  );
});

test("markers that are missing or out of order leave no sides", () => {
  for (const text of [
    "<<<<<<< HEAD\na\n",
    "a\n>>>>>>> x\n",
    "<<<<<<< HEAD\na\n>>>>>>> x\n",
    "<<<<<<< HEAD\na\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n",
    "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n>>>>>>> x\n",
  ]) {
    assert.is(findMergeConflict(text)?.sides, undefined, text);
    assert.equal(messagesOf(text), [INCOMPLETE], text);
  }
});

test("other lines are not markers", () => {
  for (const text of [
    "",
    "Title\n=======\n",
    "a: <<<<<<< HEAD\n",
    " <<<<<<< HEAD\n",
    "<<<<<<<< a\n",
    "||||||| a\n",
  ]) {
    assert.is(findMergeConflict(text), undefined, text);
  }
});

function messagesOf(text: string): string[] {
  const conflict = findMergeConflict(text);
  if (conflict === undefined) return [];
  const words = { code: "merge-conflict", help: "resolve it" } as const;
  return conflictErrors({ path: "f", text }, conflict, words).map(({ message }) => message);
}

test("more than 20,000 conflicts are one error, and no side is read", () => {
  const text = "<<<<<<< a\n=======\n>>>>>>> b\n".repeat(20_001);
  const conflict = findMergeConflict(text);
  assert.is(conflict?.sides, undefined);
  const file = { path: "gocd-pin.lock", text };
  const errors = conflict && conflictErrors(file, conflict, { code: "lock-conflict", help: "" });
  assert.equal(
    errors?.map(({ code, message }) => [code, message]),
    [["bound-exceeded", "the file has more than 20,000 merge conflicts"]],
  );
});

test.run();
