import { test } from "uvu";
import * as assert from "uvu/assert";
import { isSameText, withEndingsOf } from "../../src/files/generated.js";

test("a text gets the line endings of the file on disk, if both have only one kind", () => {
  const table: readonly (readonly [text: string, onDisk: string, result: string])[] = [
    ["a\nb\n", "x\r\ny\r\n", "a\r\nb\r\n"],
    ["a\r\nb\r\n", "x\ny\n", "a\nb\n"],
    ["a\nb\n", "x\ny", "a\nb\n"],
    ["a\r\nb", "x\r\n", "a\r\nb"],
    ["a\nb\n", "", "a\nb\n"],
    ["a\nb\n", "x", "a\nb\n"],
    ["a\nb\n", "x\r\ny\n", "a\nb\n"],
    ["a\nb\n", "x\ny\r\n", "a\nb\n"],
    ["a\r\nb\n", "x\r\n", "a\r\nb\n"],
    ["a\rb\n", "x\r\n", "a\rb\r\n"],
    ["\n", "\r\n", "\r\n"],
  ];
  for (const [text, onDisk, result] of table) {
    assert.is(withEndingsOf(text, onDisk), result, JSON.stringify([text, onDisk]));
  }
});

test("texts that differ at most in CRLF against LF are the same", () => {
  assert.ok(isSameText("a\r\nb\n", "a\nb\r\n"));
  for (const [a, b] of [
    ["a\n", "a"],
    ["a\rb", "a\nb"],
    ["a\n", "b\n"],
  ] as const)
    assert.not.ok(isSameText(a, b));
});

test.run();
