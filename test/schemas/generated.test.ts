import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { generateFiles } from "../../schemas/generated.js";

const files = await generateFiles();
assert.is(files.length, 3);

for (const { path, text } of files) {
  test(`the committed ${basename(path)} is the one that \`npm run generate:schemas\` writes`, () => {
    assert.fixture(readFileSync(path, "utf8"), text);
  });
}

test.run();
