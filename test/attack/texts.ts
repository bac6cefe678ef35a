import { isSourcePath, readBases, type Base } from "./bases.js";
import { mutate } from "./mutate.js";
import type { AttackSuite, Round } from "./suite.js";

const OFFLINE: readonly (readonly string[])[] = [
  ["check"],
  ["check", "--diff"],
  ["check", "--format", "sarif"],
  ["validate"],
  ["validate", "--format", "junit"],
  ["build", "--frozen"],
  ["build", "--frozen", "--keep-going"],
  ["manifest", "--format", "shell"],
  ["manifest", "--format", "env"],
  ["manifest", "--format", "mermaid"],
  ["images"],
  ["images", "--format", "json"],
  ["report"],
  ["export"],
  ["export", "--format", "json"],
];

/** Mutates one file of a config repo and runs two offline verbs on it. */
function mutating(name: string, isMutated: (path: string) => boolean): AttackSuite {
  return {
    name,
    rounds: { short: 40, long: 2500 },
    async attack(round) {
      const { random, place } = round;
      const bases = (await readBases()).filter(({ files }) => Array.from(files.keys()).some(isMutated));
      const base = random.pick(bases);
      const path = random.pick(Array.from(base.files.keys()).filter(isMutated));
      const files = { ...Object.fromEntries(base.files), [path]: mutateFile(base, path, round) };
      await place.reset(files);
      const isInPlace = Object.values(files).some((bytes) => bytes.includes("in-place"));
      const first = random.pick(OFFLINE);
      await round.run(first, { isInPlace });
      const built = await round.run(["build", "--frozen"], { isInPlace });
      if (built.status !== 0) return;
      const checked = await round.run(["check"], { isInPlace });
      // Files in the output folder that are not generated are findings of check alone.
      if (checked.status !== 0 && !checked.stderr.includes("[output-foreign]")) {
        round.fail(`check ends with ${checked.status} after a build:\n${checked.stderr}`);
      }
    },
  };
}

function mutateFile({ files }: Base, path: string, { random }: Round): Buffer {
  return mutate(files.get(path)?.toString() ?? "", random);
}

/** Mutated pipelines. */
export const SOURCES = mutating("sources", isSourcePath);

/** Mutated project files. */
export const PROJECTS = mutating("projects", (path) => path === "gocd-pin.yaml");

/** Mutated locks. */
export const LOCKS = mutating("locks", (path) => path === "gocd-pin.lock");

/** Mutated files that the last build wrote: manifest, pipelines, variables. */
export const OUTPUTS = mutating("outputs", (path) => path.startsWith("gocd/"));
