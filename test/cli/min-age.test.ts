import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pipelineOf, withConfigRepo, type ConfigRepo } from "./config-repo.js";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const DAY = 86_400_000;

interface Aged {
  readonly run: (line: string, days?: number) => ReturnType<ConfigRepo["run"]>;
  readonly lock: () => Promise<string>;
  readonly push: (tag: string, ageInDays: number) => void;
}

/** A repo with one package that must be three days old; its tag 1.0.0 is. */
async function withMinAge(keys: string, use: (aged: Aged) => Promise<void>): Promise<void> {
  const rule = `{repository: Docker, image: team/old, tag_filter: '^\\d', ${keys}}`;
  await withConfigRepo(
    { "pipelines/app.yaml": pipelineOf("app", rule) },
    async ({ registry, run, folder }) => {
      const push = (tag: string, ageInDays: number) =>
        registry.push("team/old", tag, { created: new Date(NOW - ageInDays * DAY).toISOString() });
      push("1.0.0", 30);
      push("1.0.1", 20);
      await use({
        push,
        run: (line, days = 0) => run(line.split(" "), { now: NOW + days * DAY }),
        lock: () => readFile(join(folder, "gocd-pin.lock"), "utf8"),
      });
    },
  );
}

const WAITS = 'the tag "1.1.0" waits until 2026-11-30 12:00 UTC (min_age 3d)';

test("a young tag waits in build, refresh, outdated, check --drift, explain and report, then it is pinned", async () => {
  await withMinAge("min_age: 3d", async ({ run, lock, push }) => {
    push("1.1.0", 1);
    const built = await run("build");
    assert.is(built.status, 0, built.stderr);
    assert.match(built.stderr, `note: "Docker/team/old": ${WAITS} [tag-waits]`);
    assert.match(await lock(), /tag: "1\.0\.1"[^]*seen:\s+"?1\.1\.0"?: "2026-11-28"/);

    const refreshed = await run("refresh");
    assert.is(refreshed.status, 0, refreshed.stderr);
    assert.match(refreshed.stderr, WAITS);
    assert.match(refreshed.stderr, "help: to pin it now, run `gocd-pin refresh Docker/team/old --to 1.1.0`");
    assert.match(await lock(), /tag: "1\.0\.1"/);

    const outdated = await run("outdated --exit-code");
    assert.is(outdated.status, 0, outdated.stdout);
    assert.match(outdated.stdout, /Docker\/team\/old +1\.0\.1 +1\.1\.0 +waits/);
    assert.match((await run("outdated --format json")).stdout, /"jump": ?"waits"/);

    const checked = await run("check --drift");
    assert.is(checked.status, 0, checked.stderr);
    assert.match(checked.stderr, WAITS);

    const explained = await run("explain Docker/team/old");
    assert.is(explained.status, 0, explained.stderr);
    assert.match(explained.stdout, /1\.1\.0 +.*waits until 2026-11-30 12:00 UTC \(min_age 3d\)/);
    assert.match(explained.stdout, /latest: 1\.0\.1@/);

    const report = await run("report --drift");
    assert.is(report.status, 0, report.stderr);
    assert.match(report.stdout, "1.1.0");

    const later = await run("outdated --exit-code", 3);
    assert.is(later.status, 1, later.stdout);
    assert.is((await run("refresh", 3)).status, 0);
    assert.match(await lock(), /tag: "1\.1\.0"/);
    assert.not.match(await lock(), "seen:");
  });
});

test("the help for a held package does not suggest --to, which cannot name another tag", async () => {
  await withMinAge("min_age: 3d, hold: 1.0.0", async ({ run, push }) => {
    push("1.1.0", 1);
    assert.is((await run("build")).status, 0);
    for (const line of ["refresh", "explain Docker/team/old"]) {
      const { stderr } = await run(line);
      assert.match(stderr, WAITS);
      assert.match(
        stderr,
        'help: to pin it now, write `hold: "1.1.0"` in its declaration, and run `gocd-pin build`',
      );
    }
  });
  await withMinAge("min_age: 9w, hold: 1.0.0", async ({ run }) => {
    const { stderr } = await run("explain Docker/team/old");
    assert.match(stderr, 'help: wait, or write `hold: "1.0.1"` in its declaration, and run `gocd-pin build`');
  });
});

test("an image without an index is checked by the platform in its config", async () => {
  await withMinAge("platform: linux/amd64", async ({ run, lock }) => {
    assert.is((await run("build")).status, 0);
    assert.match(await lock(), /tag: "1\.0\.1"/);
  });
  await withMinAge("platform: linux/arm64", async ({ run }) => {
    const built = await run("build");
    assert.is(built.status, 1);
    assert.match(built.stderr, 'no tag that matches has an image for platform linux/arm64: "1.0.1", "1.0.0"');
  });
});

test.run();
