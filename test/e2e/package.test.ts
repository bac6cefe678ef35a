import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runWell } from "../support/program-run.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** The package as it would be published, unpacked. */
async function withPackage(use: (folder: string, files: readonly string[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-package-"));
  try {
    // Other tests use what is built: `prepare` must not build it anew now.
    const pack = ["pack", "--ignore-scripts", "--pack-destination", folder];
    const tarball = join(folder, (await runWell("npm", pack, { cwd: ROOT })).trim());
    const files = await runWell("tar", ["-xzvf", tarball], { cwd: folder });
    await use(join(folder, "package"), files.trim().split("\n"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the package works with what it holds alone, and holds no tests", async () => {
  await withPackage(async (folder, files) => {
    for (const name of ["LICENSE", "README.md", "CHANGELOG.md", "schemas/project.schema.json"]) {
      assert.ok(files.includes(`package/${name}`), name);
    }
    const notices = await readFile(join(folder, "dist/bin/NOTICES.txt"), "utf8");
    for (const library of ["js-yaml", "undici", "commander"]) assert.match(notices, `${library} `);
    assert.equal(
      files.filter((path) => /\/test\/|\.ts$|fixtures/.test(path)),
      [],
    );
    const repo = join(folder, "repo");
    await runWell("mkdir", [repo], { cwd: folder });
    const run = (...args: readonly string[]) =>
      runWell(process.execPath, [join(folder, "dist/bin/gocd-pin.cjs"), ...args], { cwd: repo });
    assert.match(await run("--version"), /^\d+\.\d+\.\d+\n$/);
    await run("init");
    assert.match(await run("build", "--frozen"), "wrote gocd/example.gocd.yaml");
    assert.match(await run("validate"), "checked 1 file");
  });
});

test.run();
