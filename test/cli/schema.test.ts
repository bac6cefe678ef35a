import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runMain } from "../support/main-run.js";

const SCHEMAS = fileURLToPath(new URL("../../../schemas", import.meta.url));

test("each file has the schema that is committed, byte for byte", async () => {
  const cases: readonly (readonly [args: readonly string[], name: string])[] = [
    [[], "project"],
    [["project"], "project"],
    [["lock"], "lock"],
    [["manifest"], "manifest"],
    [["gocd"], "gocd-yaml"],
  ];
  for (const [args, name] of cases) {
    const { status, stdout, stderr } = await runMain(["schema", ...args], { cwd: tmpdir() });
    assert.equal([status, stderr], [0, ""]);
    assert.is(stdout, await readFile(join(SCHEMAS, `${name}.schema.json`), "utf8"));
  }
});

test("--output writes the schema to a file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-schema-"));
  try {
    const { status, stdout } = await runMain(["schema", "lock", "--output", "x.json"], { cwd: folder });
    assert.equal([status, stdout], [0, ""]);
    const committed = await readFile(join(SCHEMAS, "lock.schema.json"), "utf8");
    assert.is(await readFile(join(folder, "x.json"), "utf8"), committed);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a file that has no schema, and another format, are usage errors", async () => {
  for (const args of [["env"], ["gocd-yaml"], ["lock", "project"], ["--format", "sarif"]]) {
    const { status, stdout } = await runMain(["schema", ...args], { cwd: tmpdir() });
    assert.equal([status, stdout], [2, ""]);
  }
});

test.run();
