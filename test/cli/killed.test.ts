// A process of its own: it replaces functions of node:fs.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { GOOD, pipelineOf, withConfigRepo, type ConfigRepo } from "./config-repo.js";

/** The calls that a killed process does not do any more. */
const CALLS: readonly string[] = ["renameSync", "unlinkSync", "rmSync", "rmdirSync"];

/** Runs a build that changes nothing from the call `last` on, as if it were killed there. Returns whether it came to that. */
async function buildKilledAt({ run }: ConfigRepo, last: number): Promise<boolean> {
  const real = Object.entries(fs).filter(([name]) => CALLS.includes(name));
  let calls = 0;
  for (const [name, call] of real) {
    if (typeof call !== "function") continue;
    Object.assign(fs, {
      [name]: (...given: unknown[]): unknown => {
        if (++calls < last) return Reflect.apply(call, fs, given);
        throw Object.assign(new Error("killed"), { code: "EIO" });
      },
    });
  }
  syncBuiltinESMExports();
  try {
    await run(["build"]);
  } finally {
    Object.assign(fs, Object.fromEntries(real));
    syncBuiltinESMExports();
  }
  return calls >= last;
}

test("after a build that was killed at any of its changes, the next one removes what is no longer generated", async () => {
  let isKilled: boolean | undefined;
  let count = 0;
  for (; isKilled !== false; count++) {
    await withConfigRepo(GOOD, async (repo) => {
      assert.is((await repo.run(["build"])).status, 0);
      fs.writeFileSync(`${repo.folder}/pipelines/app.yaml`, pipelineOf("renamed", "Docker/team/app"));
      isKilled = await buildKilledAt(repo, count + 1);
      assert.is((await repo.run(["build"])).status, 0);
      const { status, stderr } = await repo.run(["check"]);
      assert.is(status, 0, `killed at change ${count + 1}: ${stderr}`);
    });
  }
  assert.ok(count > 4, `only ${count} changes`);
});

test.run();
