import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgeDisk, judgeRun } from "./laws.js";
import { createPlace, takeSnapshot, type Place } from "./place.js";
import { createRandom, type Random } from "./random.js";
import { createRunner, type AttackRun } from "./runner.js";
import { SECRET_ENV } from "./secrets.js";

/** Attacks of one kind. A round is a function of its random numbers alone. */
export interface AttackSuite {
  readonly name: string;
  /** How many rounds the short form and the long form have. */
  readonly rounds: { readonly short: number; readonly long: number };
  /** The missing requirement, if the suite cannot run here. */
  readonly missing?: () => string | undefined;
  readonly attack: (round: Round) => Promise<void>;
}

/** The tools of a round. */
export interface Round {
  readonly random: Random;
  readonly place: Place;
  /** Runs a verb in the config repo of the place, and records which laws it breaks. */
  run(argv: readonly string[], setting?: RoundSetting): Promise<AttackRun>;
  /** Records a run that the round itself started; `isExpected` allows any exit status. */
  record(run: AttackRun, argv: readonly string[], isExpected?: boolean): void;
  /** Records a broken law. */
  fail(sentence: string): void;
}

/** The options of a single run. */
interface RoundSetting {
  readonly env?: Readonly<Record<string, string>>;
  readonly isInPlace?: boolean;
}

/** The figures of the rounds of one suite. */
export interface Figures {
  readonly name: string;
  readonly rounds: number;
  readonly runs: number;
  /** How often each exit status came. */
  readonly statuses: ReadonlyMap<string, number>;
  readonly maxCpuMs: number;
  readonly maxWallMs: number;
  readonly peakMiB: number;
  /** The broken laws, each with how to repeat the round. */
  readonly failures: readonly string[];
}

/** Runs rounds of a suite; round i has the seed `seed + i`, so that one round can be repeated alone. */
export async function runSuite(suite: AttackSuite, seed: number, rounds: number): Promise<Figures> {
  const place = await createPlace();
  const runner = createRunner();
  const statuses = new Map<string, number>();
  const failures: string[] = [];
  let runs = 0;
  let [maxCpuMs, maxWallMs, peakMiB] = [0, 0, 0];
  try {
    for (let index = 0; index < rounds; index++) {
      const broken: string[] = [];
      const record = (run: AttackRun, argv: readonly string[], isExpected = false) => {
        runs++;
        statuses.set(String(run.status), (statuses.get(String(run.status)) ?? 0) + 1);
        maxCpuMs = Math.max(maxCpuMs, run.cpuMs);
        maxWallMs = Math.max(maxWallMs, run.wallMs);
        peakMiB = Math.max(peakMiB, run.peakMiB);
        const laws = judgeRun(isExpected ? { ...run, status: 0 } : run);
        broken.push(...laws.map((law) => `${argv.join(" ")}: ${law}`));
        if (laws.length > 0) broken.push(`${run.stdout}\n${run.stderr}`.slice(-1500));
      };
      await suite.attack({
        random: createRandom(seed + index),
        place,
        record,
        fail: (sentence) => void broken.push(sentence),
        async run(argv, { env = {}, isInPlace = false } = {}) {
          const before = await takeSnapshot(place.root);
          const run = await runner.run({
            argv,
            cwd: place.repo,
            homeDir: join(place.root, "home"),
            env: { PATH: process.env["PATH"] ?? "", ...SECRET_ENV, ...env },
          });
          record(run, argv);
          const laws = await judgeDisk(place, run.status, { argv, before, isInPlace });
          broken.push(...laws.map((law) => `${argv.join(" ")}: ${law}`));
          return run;
        },
      });
      if (broken.length === 0) continue;
      const saved = join(tmpdir(), `gocd-pin-attack-${suite.name}-${seed + index}`);
      await cp(place.root, saved, { recursive: true, verbatimSymlinks: true }).catch(() => undefined);
      const repeat = `npm run attack -- --seed ${seed + index} --rounds 1 ${suite.name}`;
      failures.push(`${broken.join("\n")}\nrepeat: ${repeat}\nthe files afterwards: ${saved}`);
    }
  } finally {
    runner.stop();
    await place.remove();
  }
  return { name: suite.name, rounds, runs, statuses, maxCpuMs, maxWallMs, peakMiB, failures };
}
