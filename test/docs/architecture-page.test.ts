import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

test("each function on the way of a source through build is in the file that the page names", () => {
  const steps = Array.from(read("docs/architecture.md").matchAll(/^\d+\. `(\w+)` \(`(src\/[^`]+)`\)/gm));
  assert.ok(steps.length >= 8 && steps.length <= 12, `${steps.length} steps`);
  for (const [, name = "", path = ""] of steps) {
    assert.match(
      read(path),
      new RegExp(`^(?:export )?(?:async )?function ${name}[<(]`, "m"),
      `${name} in ${path}`,
    );
  }
});

test.run();
