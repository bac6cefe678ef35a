import { test } from "uvu";
import * as assert from "uvu/assert";
import { partName, writeMultipart } from "../../src/server/multipart.js";
import { readMultipart } from "../support/multipart-reader.js";

test("files arrive byte for byte under their names", () => {
  const files = new Map([
    ["gocd/a.gocd.yaml", "format_version: 10\r\n# ümlaut \u{1f600}\r\n"],
    ["gocd/ä b.gocd.yaml", "\r\n--gocd-pin--\r\n"],
    ["empty.gocd.yaml", ""],
    ["bom.gocd.yaml", "\ufeffx"],
  ]);
  const { type, body } = writeMultipart(Array.from(files, ([path, text]) => ({ path, text })));
  assert.equal(Array.from(readMultipart(type, body)), Array.from(files));
});

test("a name cannot end its header", () => {
  assert.is(partName('a"\r\nX: y\\.gocd.yaml'), "a%22%0D%0AX: y%5C.gocd.yaml");
  const { type, body } = writeMultipart([{ path: 'a"\n.yaml', text: "x" }]);
  assert.equal(Array.from(readMultipart(type, body).keys()), ["a%22%0A.yaml"]);
});

/** Forms that the tests' own server must reject. */
const REJECTED: readonly (readonly [about: string, change: (body: string) => string])[] = [
  ["another name", (body) => body.replace('name="files[]"', 'name="files"')],
  ["no file name", (body) => body.replace(/; filename="[^"]*"/, "")],
  ["another header", (body) => body.replace("Content-Type", "X-Type")],
  ["text in front", (body) => `text\r\n${body}`],
  ["no end", (body) => body.slice(0, -4)],
  ["a file twice", (body) => body.replace("b.yaml", "a.yaml")],
  ["bytes that are not UTF-8", (body) => body.replace("content", "\xff")],
];

for (const [about, change] of REJECTED) {
  test(`the reader of the tests rejects ${about}`, () => {
    const { type, body } = writeMultipart([
      { path: "a.yaml", text: "content" },
      { path: "b.yaml", text: "" },
    ]);
    assert.throws(() => readMultipart(type, Buffer.from(change(body.toString("latin1")), "latin1")));
  });
}

test.run();
