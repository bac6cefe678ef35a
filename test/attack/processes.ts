import { cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { changedPaths, takeSnapshot, type Place, type Snapshot } from "./place.js";
import { runProgramIn } from "./program.js";
import { git, withShop } from "./shop.js";
import type { AttackSuite, Round } from "./suite.js";

const isTemporary = (path: string) => path.endsWith(".tmp");
/** The index of git changes when git looks at it. */
const isSeen = (path: string) => path.startsWith("repo/") && !path.startsWith("repo/.git/");

/** Runs a build that must succeed and leave no temporary file, and a check of it. Returns the content of the disk after that. */
async function finish(round: Round, argv: readonly string[]): Promise<Snapshot> {
  const { place } = round;
  const run = await runProgramIn({ place, argv });
  round.record(run, argv);
  if (run.status !== 0) round.fail(`the next ${argv.join(" ")} ends with ${run.status}`);
  const after = await takeSnapshot(place.root);
  const left = Array.from(after.keys()).filter(isTemporary);
  if (left.length > 0) round.fail(`the next run left ${left.join(", ")}`);
  const check = await runProgramIn({ place, argv: ["check"] });
  round.record(check, ["check"]);
  if (check.status !== 0) round.fail(`check ends with ${check.status} after the next run`);
  return after;
}

/** The paths of a disk whose content differs from that of both other disks: half-written files. */
function halfWritten(disk: Snapshot, before: Snapshot, after: Snapshot): string[] {
  const paths = new Set([...before.keys(), ...after.keys(), ...disk.keys()]);
  return Array.from(paths).filter(
    (path) =>
      isSeen(path) &&
      !isTemporary(path) &&
      disk.get(path) !== before.get(path) &&
      disk.get(path) !== after.get(path),
  );
}

function differ(one: Snapshot, other: Snapshot): string[] {
  return changedPaths(one, other).filter(isSeen);
}

/** A run that a signal ended. */
interface Interruption {
  readonly argv: readonly string[];
  readonly before: Snapshot;
  readonly signal: string;
  readonly moment: string;
}

/** Judges the disk after a signal: each file is complete, all are as before or as after, and the next run fixes the rest. */
async function judgeInterrupted(round: Round, { argv, before, signal, moment }: Interruption): Promise<void> {
  const { random, place } = round;
  const disk = await takeSnapshot(place.root);
  if (random.chance(0.3)) await git(place, "checkout", "--quiet", "--", "gocd", "gocd-pin.lock");
  const after = await finish(round, argv);
  const half = halfWritten(disk, before, after);
  if (half.length > 0) round.fail(`${signal} at ${moment}: half written: ${half.join(", ")}`);
  const isComplete = differ(disk, before).length === 0 || differ(disk, after).length === 0;
  if (signal !== "SIGKILL" && !isComplete) {
    round.fail(`${signal} at ${moment}: changed in part: ${differ(disk, before).join(", ")}`);
  }
}

/** Signals at random moments of a build or refresh. */
export const SIGNALS: AttackSuite = {
  name: "signals",
  rounds: { short: 5, long: 200 },
  async attack(round) {
    const { random, place } = round;
    await withShop(place, random, async ({ before, buildMs }) => {
      const signal = random.pick(["SIGKILL", "SIGINT", "SIGTERM"] as const);
      const argv = [random.pick(["build", "refresh"])];
      const delay = random.below(1.1 * buildMs);
      const run = await runProgramIn({
        place,
        argv,
        onStart: (child) => void setTimeout(() => child.kill(signal), delay),
      });
      const statuses = { SIGKILL: "SIGKILL", SIGINT: 130, SIGTERM: 143 };
      // Before its handlers are registered, a signal ends the process like any other.
      const isExpected = run.status === 0 || run.status === signal || run.status === statuses[signal];
      round.record(run, argv, isExpected);
      await judgeInterrupted(round, { argv, before, signal, moment: `${delay} ms` });
    });
  },
};

/** The system calls that change a disk: the moments at which a signal hurts most. */
const CHANGES =
  "write,pwrite64,rename,renameat,renameat2,unlink,unlinkat,link,mkdir,rmdir,fsync,fchmod,ftruncate";

/**
 * Counts the system calls of a run that is not interrupted, and restores the config repo. strace counts them for each
 * thread: this is the number of the thread that has most, and at least 1.
 */
async function countCalls(place: Place, argv: readonly string[], calls: string): Promise<number> {
  const log = join(place.root, "strace.txt");
  const copy = join(place.root, "copy");
  await cp(place.repo, copy, { recursive: true, preserveTimestamps: true });
  await runProgramIn({ place, argv, prefix: ["strace", "-f", "-o", log, "-e", `trace=${calls}`] });
  await rm(place.repo, { recursive: true });
  await rename(copy, place.repo);
  const counts = new Map<string, number>();
  for (const [, thread = ""] of (await readFile(log, "utf8")).matchAll(/^(\d+) +[a-z]\w*\(/gm)) {
    counts.set(thread, (counts.get(thread) ?? 0) + 1);
  }
  return Math.max(1, ...counts.values());
}

/** Signals while a build or refresh changes the disk, at a random one of its system calls, with a disk that is slow. */
export const SIGNALS_WHILE_WRITING: AttackSuite = {
  name: "signals-while-writing",
  rounds: { short: 4, long: 200 },
  async attack(round) {
    const { random, place } = round;
    await withShop(place, random, async ({ before }) => {
      const signal = random.pick(["SIGKILL", "SIGINT", "SIGTERM"] as const);
      const argv = [random.pick(["build", "refresh"])];
      const calls = random.pick([CHANGES, "rename,link,unlink", "fsync,mkdir", "pwrite64,write"]);
      const count = await countCalls(place, argv, calls);
      const inject = `${calls}:signal=${signal}:when=${1 + random.below(count)}`;
      const slow = random.chance(0.5)
        ? ["-e", `inject=openat:delay_exit=${random.below(2000)}:when=40+3`]
        : [];
      const log = join(place.root, "strace.txt");
      const prefix = [
        "strace",
        "-f",
        "-o",
        log,
        "-e",
        `trace=openat,${calls}`,
        ...slow,
        "-e",
        `inject=${inject}`,
      ];
      const run = await runProgramIn({ place, argv, prefix });
      const statuses = { SIGKILL: "SIGKILL", SIGINT: 130, SIGTERM: 143 };
      const isExpected = run.status === 0 || run.status === signal || run.status === statuses[signal];
      round.record(run, argv, isExpected);
      if (!isExpected) return;
      await judgeInterrupted(round, { argv, before, signal, moment: inject });
    });
  },
};

/** Two to eight runs at the same time. */
export const PARALLEL: AttackSuite = {
  name: "parallel",
  rounds: { short: 2, long: 40 },
  async attack(round) {
    const { random, place } = round;
    await withShop(place, random, async ({ before }) => {
      const verb = random.pick(["build", "refresh"]);
      const count = 2 + random.below(7);
      const runs = await Promise.all(
        Array.from({ length: count }, () => runProgramIn({ place, argv: [verb] })),
      );
      for (const run of runs) round.record(run, [verb]);
      const disk = await takeSnapshot(place.root);
      const after = await finish(round, [verb]);
      const half = halfWritten(disk, before, after);
      if (half.length > 0) round.fail(`${count} runs at a time: half written: ${half.join(", ")}`);
    });
  },
};

const PAGE = 4096;

/** In a new mount namespace: `$0` becomes a disk of `$1` bytes with a copy of `$2`; `$3` gets its content at the end. */
const ON_SMALL_DISK = `mount -t tmpfs -o size="$1" none "$0" || exit 97
cp -a "$2/." "$0/" 2>/dev/null || exit 98
result="$3"; shift 3; cd "$0" || exit 97
"$@"; status=$?
cp -a "$0/." "$result/"; exit $status`;

/** The number of bytes that a snapshot needs on a disk in memory. */
function sizeOf(snapshot: Snapshot): number {
  let pages = 0;
  for (const [path, text] of snapshot) {
    if (path.startsWith("repo/")) pages += Math.ceil((text.length - 2) / PAGE);
  }
  return pages * PAGE;
}

/** A disk that is full after a random number of bytes, or a limit for the size of a file. */
export const FULL_DISK: AttackSuite = {
  name: "full-disk",
  rounds: { short: 4, long: 150 },
  missing: () => (process.getuid?.() === 0 ? undefined : "root"),
  async attack(round) {
    const { random, place } = round;
    await withShop(place, random, async ({ before }) => {
      const argv = [random.pick(["build", "refresh"])];
      const copy = join(place.root, "copy");
      const result = join(place.root, "result");
      await cp(place.repo, copy, { recursive: true });
      await mkdir(result);
      const isLimited = random.chance(0.3);
      const size = sizeOf(before) + random.below(60) * PAGE;
      const prefix = isLimited
        ? ["prlimit", `--fsize=${1 + random.below(3000)}`]
        : ["unshare", "--mount", "sh", "-c", ON_SMALL_DISK, place.repo, String(size), copy, result];
      const run = await runProgramIn({ place, argv, prefix });
      // The repo itself does not fit on the disk.
      if (run.status === 98) return;
      round.record(run, argv);
      const disk = await takeSnapshot(isLimited ? place.repo : result);
      const changed = changedPaths(await takeSnapshot(copy), disk).filter(
        (path) => !path.startsWith(".git/"),
      );
      if (run.status !== 0 && changed.length > 0) {
        round.fail(`a full disk: it ends with ${run.status} and changed ${changed.join(", ")}`);
      }
    });
  },
};
