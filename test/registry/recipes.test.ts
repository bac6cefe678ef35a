import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runMain } from "../support/main-run.js";

const PAGE = fileURLToPath(new URL("../../../docs/registries.md", import.meta.url));

// A pipeline without packages: only the project file can be wrong.
const SOURCE = `format_version: 10
pipelines:
  app:
    group: g
    materials: {config: {git: "https://git.example/app.git"}}
    stages: [{build: {tasks: [{exec: {command: make}}]}}]
`;

test("every recipe of docs/registries.md is a valid project file", async () => {
  const page = await readFile(PAGE, "utf8");
  const recipes = Array.from(
    page.matchAll(/^```yaml\n(package_repositories:\n[^]*?)^```$/gm),
    ([, text = ""]) => text,
  );
  assert.ok(recipes.length >= 10, `only ${recipes.length} recipes were read`);
  const folder = await mkdtemp(join(tmpdir(), "recipes-"));
  try {
    await mkdir(join(folder, "pipelines"));
    await writeFile(join(folder, "pipelines/app.yaml"), SOURCE);
    for (const recipe of recipes) {
      await writeFile(join(folder, "gocd-pin.yaml"), recipe);
      const { status, stderr } = await runMain(["build", "--frozen"], { cwd: folder });
      assert.is(status, 0, recipe + stderr);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
