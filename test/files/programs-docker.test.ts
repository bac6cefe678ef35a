import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pullImage } from "../../src/files/programs.js";
import { makeFakeDocker } from "../support/fake-docker.js";

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "docker-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("docker is called without a shell, with the reference as one argument", async () => {
  await withFolder(async (folder) => {
    const docker = await makeFakeDocker(folder);
    assert.equal(await pullImage("r/a:1; touch x $(y)", docker.env), { kind: "exited", status: 0 });
    assert.equal(await docker.calls(), ["pull r/a:1; touch x $(y)"]);
  });
});

test("the result says how docker ended", async () => {
  await withFolder(async (folder) => {
    const failing = await makeFakeDocker(folder, "team/db");
    assert.equal(await pullImage("r/team/db:1", failing.env), { kind: "exited", status: 42 });
    assert.equal(await pullImage("r/a:1", { PATH: "/nowhere" }), { kind: "not-found" });
    await writeFile(join(folder, "docker"), "#!/bin/sh\nkill -TERM $$\n");
    await chmod(join(folder, "docker"), 0o755);
    assert.equal(await pullImage("r/a:1", { PATH: folder }), { kind: "signalled", signal: "SIGTERM" });
  });
});

test.run();
