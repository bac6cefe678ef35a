import { chmod, cp, lstat, mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { GOCD_PIN } from "../support/gocd-pin.js";
import { runWell } from "../support/program-run.js";
import { changedPaths, takeSnapshot, type Place } from "./place.js";
import { runProgramIn } from "./program.js";
import { withShop } from "./shop.js";
import type { AttackSuite } from "./suite.js";

const VERBS = [
  ["build"],
  ["refresh"],
  ["check"],
  ["validate"],
  ["manifest"],
  ["images"],
  ["outdated"],
  ["report"],
  ["build", "--frozen"],
];

/** The paths that lose permissions or vanish. */
const TARGETS: readonly string[] = [
  ...[".", "gocd", "gocd/env", "gocd/manifest.json", "gocd/p1.gocd.yaml", "gocd-pin.lock", "gocd-pin.yaml"],
  ...["pipelines", "pipelines/p1.yaml", ".git", ".git/HEAD"],
];

const OTHER_USER = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];

/** Folders and files without permissions, as root and as another user. */
export const PERMISSIONS: AttackSuite = {
  name: "permissions",
  rounds: { short: 6, long: 150 },
  missing: () => (process.getuid?.() === 0 ? undefined : "root"),
  async attack(round) {
    const { random, place } = round;
    await withShop(place, random, async () => {
      const isRoot = random.chance(0.3);
      const isOwner = random.chance(0.6);
      const program = join(place.root, "bin/gocd-pin.cjs");
      await cp(dirname(GOCD_PIN), join(place.root, "bin"), { recursive: true });
      await chmod(place.root, 0o755);
      if (isOwner) await runWell("chown", ["-R", "65534:65534", place.repo], { cwd: place.root });
      const target = random.pick(TARGETS);
      const mode = random.pick([0o000, 0o111, 0o444, 0o555]);
      const old = (await lstat(join(place.repo, target))).mode;
      const before = await takeSnapshot(place.root);
      await chmod(join(place.repo, target), mode);
      const argv = random.pick(VERBS);
      const run = await runProgramIn({ place, argv, program, prefix: isRoot ? [] : OTHER_USER });
      round.record(run, argv);
      await chmod(join(place.repo, target), old & 0o7777);
      const after = await takeSnapshot(place.root);
      const changed = changedPaths(before, after).filter((path) => path !== "hook.cjs");
      if (run.status !== 0 && changed.length > 0) {
        round.fail(
          `${target} with mode ${mode.toString(8)}: ended with ${run.status} and changed ${changed.join(", ")}`,
        );
      }
    });
  },
};

/** Folders that vanish before or during a run. */
export const VANISHED: AttackSuite = {
  name: "vanished",
  rounds: { short: 4, long: 150 },
  async attack(round) {
    const { random, place } = round;
    await withShop(place, random, async ({ buildMs }) => {
      const argv = random.pick(VERBS);
      const isGoneBefore = random.chance(0.3);
      const target = isGoneBefore ? "gone" : random.pick(["gocd", "pipelines", ".", "gocd/env"]);
      if (isGoneBefore) await mkdir(join(place.repo, target));
      const script = 'cd gone && rmdir ../gone && exec "$@"';
      let vanishing = Promise.resolve();
      const run = await runProgramIn({
        place,
        argv,
        prefix: isGoneBefore ? ["sh", "-c", script, "sh"] : [],
        onStart: () => {
          if (!isGoneBefore) vanishing = vanish(place, target, random.below(buildMs));
        },
      });
      await vanishing;
      round.record(run, argv);
      if (isGoneBefore && run.status !== 2)
        round.fail(`without a current folder, it ends with ${run.status}`);
    });
  },
};

/** Waits for `delay` ms, then removes what is in a folder, and the folder, while the program may be writing there. */
async function vanish(place: Place, target: string, delay: number): Promise<void> {
  await setTimeout(delay);
  const path = join(place.repo, target);
  const names = await readdir(path).catch(() => []);
  for (const name of names)
    await rm(join(path, name), { recursive: true, force: true }).catch(() => undefined);
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}
