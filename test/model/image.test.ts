import { test } from "uvu";
import * as assert from "uvu/assert";
import { isImageName, parseDigest, parseTag } from "../../src/model/image.js";

test("tags follow the grammar of the distribution spec", () => {
  for (const tag of ["1.10", "latest", "_", "v1_2-3.4", "A", "0", "a".repeat(128)])
    assert.is(parseTag(tag), tag);
  for (const text of [
    "",
    ".a",
    "-a",
    "a b",
    "a/b",
    "a:b",
    "a+b",
    "é",
    "a\n",
    "\u001b[31m",
    "a".repeat(129),
  ]) {
    assert.is(parseTag(text), undefined, text);
  }
});

test("digests are sha256 or sha512 in lower-case hex of their length", () => {
  const [short, long] = ["0a".repeat(32), "0a".repeat(64)];
  for (const digest of [`sha256:${short}`, `sha512:${long}`]) assert.is(parseDigest(digest), digest);
  const wrong = [short, `sha256:${long}`, `sha512:${short}`, `sha256:${short.toUpperCase()}`, `md5:${short}`];
  for (const text of [...wrong, `sha256:${short}\n`, `sha256:${short.slice(1)}g`, ""]) {
    assert.is(parseDigest(text), undefined, text);
  }
});

test("image names follow the grammar of the distribution spec", () => {
  const names = ["a", "backends/database-x", "a.b/c_d/e__f/g---h", "0/1", "a".repeat(255)];
  for (const name of names) assert.ok(isImageName(name), name);
  const others = [
    "",
    "A",
    "/a",
    "a/",
    "a//b",
    "a..b",
    "a___b",
    "-a",
    "a-",
    "a:b",
    "a@b",
    "a b",
    "é",
    "a\n",
    "a".repeat(256),
  ];
  for (const text of others) assert.not(isImageName(text), text);
});

test("a name that almost matches is rejected in linear time, however long it is", () => {
  assert.not(isImageName(`${"a-".repeat(127)}!`));
  assert.not(isImageName(`${"a".repeat(254)}!`));
});

test.run();
