import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { copyForBuild } from "../support/build-copy.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { runGocdPin } from "../support/gocd-pin.js";
import { runWell } from "../support/program-run.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

// A policy that does not exist: the latest tag is the one whose letter at `index` is the last in the alphabet.
const ROW = `
  letter: {
    latest: "the one whose letter is the last",
    example: "{ letter: { index: '1' } }",
    compares: "text",
    options: { index: { description: "Which letter", type: "string", pattern: "^[0-9]$" }, ...COMPARISON },
    required: ["index"],
  },`;
const CODE = `
  letter: { order: ({ index }) => ({ ...NATURAL, read: (text) => text[Number(index)] }) },`;

const PIPELINE = `pipelines:
  app:
    group: apps
    materials: { config: { git: "https://git.example.com/config.git" }, app: { package: Docker/app } }
    stages: [{ build: { jobs: { build: { tasks: [{ exec: { command: make } }] } } } }]
`;

/** Inserts a text after the only place where a file of the copy has `anchor`. */
async function insertAfter(path: string, anchor: string, text: string): Promise<void> {
  const parts = (await readFile(path, "utf8")).split(anchor);
  assert.is(parts.length, 2, `${path} has "${anchor}" once`);
  await writeFile(path, parts.join(anchor + text));
}

test("a new policy is a row and its code: the project file accepts it, it chooses the tag, the lock has it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-policy-"));
  const registry = await startFakeRegistry({ repositories: { app: { tags: { za: {}, ac: {}, mb: {} } } } });
  try {
    const copy = join(folder, "copy");
    await mkdir(copy);
    await copyForBuild(ROOT, copy);
    await insertAfter(join(copy, "src/model/policies.ts"), "export const POLICIES = {", ROW);
    await insertAfter(join(copy, "src/pin/policies.ts"), "PolicyCode<PolicyOf<Name>> } = {", CODE);
    await runWell(process.execPath, ["esbuild.config.js"], { cwd: copy });

    const repo = join(folder, "repo");
    const write = async (policy: string): Promise<void> => {
      const project = `package_materials: remove
package_repositories:
  Docker:
    registry_url: ${registry.origin}
    packages: { app: { policy: ${policy} } }
`;
      for (const [path, text] of [
        ["gocd-pin.yaml", project],
        ["pipelines/app.yaml", PIPELINE],
      ] as const) {
        await mkdir(dirname(join(repo, path)), { recursive: true });
        await writeFile(join(repo, path), text);
      }
    };
    const run = (args: readonly string[]) =>
      runGocdPin(args, {
        cwd: repo,
        env: { PATH: process.env["PATH"] ?? "", HOME: folder },
        program: join(copy, "dist/bin/gocd-pin.cjs"),
      });

    await write("letter");
    const short = await run(["build"]);
    assert.is(short.status, 2);
    assert.match(short.stderr, "help: write { letter: { index: '1' } }");

    await write("{ letter: { index: '1' } }");
    const built = await run(["build"]);
    assert.is(built.status, 0, built.stderr);
    assert.match(built.stdout, "pinned Docker/app ac\n");
    assert.match(await readFile(join(repo, "gocd-pin.lock"), "utf8"), 'policy: {letter: {index: "1"}}\n');

    const again = await run(["build", "--frozen"]);
    assert.equal([again.status, again.stderr], [0, ""]);
    assert.match((await run(["explain", "Docker/app"])).stdout, "letter");
  } finally {
    await registry.stop();
    await rm(folder, { recursive: true });
  }
});

test.run();
