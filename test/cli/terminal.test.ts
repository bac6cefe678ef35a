import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { GOOD, withConfigRepo } from "./config-repo.js";

test("the table fits a terminal; in a pipe and in a file, each row is one line", async () => {
  await withConfigRepo(GOOD, async ({ folder, run }) => {
    await run(["build"]);
    const args = ["manifest", "--format", "table", "--no-color"];
    const lines = (text: string) => text.trimEnd().split("\n");
    const piped = lines((await run(args)).stdout);
    assert.match(piped[1] ?? "", /^app +GO_PACKAGE_\S+ +\S+$/);
    assert.ok(piped.some((line) => line.length > 80));
    const list = lines((await run(args, { isTerminal: true })).stdout);
    assert.equal(list.slice(0, 2), ["pipeline: app", "variable: GO_PACKAGE_APP_DOCKER_DIGEST"]);
    const wide = await run(args, { isTerminal: true, columns: 200 });
    assert.equal(lines(wide.stdout), piped);
    // A terminal that does not know its width.
    assert.equal(lines((await run(args, { isTerminal: true, columns: 0 })).stdout), piped);
    await run([...args, "--output", "table.txt"], { isTerminal: true });
    assert.equal(lines(await readFile(join(folder, "table.txt"), "utf8")), piped);
  });
});

test.run();
