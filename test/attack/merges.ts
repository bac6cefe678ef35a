import { startFakeRegistry } from "../support/fake-registry.js";
import { mutate } from "./mutate.js";
import type { Random } from "./random.js";
import type { AttackSuite } from "./suite.js";

const PROJECT = (registry: string) => `package_repositories:
  Docker:
    registry_url: ${registry}
    packages:
      app: {tag_filter: '^1'}
      db: {policy: semver}
      held: {image: app, hold: '1.0'}
`;

const SOURCE = `format_version: 10
pipelines:
  a:
    group: g
    materials:
      app: {package: Docker/app}
      db: {package: Docker/db}
      held: {package: Docker/held}
      git: {git: "https://x/y", destination: src}
    stages: [{s: {tasks: [{script: make}]}}]
`;

const GENERATED = ["gocd-pin.lock", "gocd/manifest.json", "gocd/a.gocd.yaml", "gocd/env/a.env"];

/** Conflict markers in the lock and the generated files, as a merge leaves them or an attacker writes them. */
export const MERGES: AttackSuite = {
  name: "merges",
  rounds: { short: 30, long: 1500 },
  async attack(round) {
    const { random, place } = round;
    const tags = ["1.0", "1.1", "1.2", "2.0"].filter(() => random.chance(0.9));
    const registry = await startFakeRegistry({
      repositories: {
        app: { tags: { "1.0": {}, ...Object.fromEntries(tags.map((tag) => [tag, {}])) } },
        db: { tags: { "1.0.0": {}, "1.1.0": {} } },
      },
    });
    try {
      await place.reset({ "gocd-pin.yaml": PROJECT(registry.origin), "pipelines/a.yaml": SOURCE });
      const first = await round.run(["build"]);
      if (first.status !== 0) round.fail(`the first build ends with ${first.status}:\n${first.stderr}`);
      for (const path of GENERATED) {
        if (path !== "gocd-pin.lock" && random.chance(0.5)) continue;
        const text = conflicting(await place.read(path), random);
        await place.write(path, random.chance(0.3) ? mutate(text, random).toString() : text);
      }
      await round.run([random.pick(["check", "validate", "manifest", "images", "report"])]);
      await round.run(["build", "--frozen"]);
      const built = await round.run([random.pick(["build", "refresh"])]);
      if (built.status !== 0) return;
      const checked = await round.run(["check"]);
      if (checked.status !== 0 && !checked.stderr.includes("[output-foreign]")) {
        round.fail(`check ends with ${checked.status} after a merge:\n${checked.stderr}`);
      }
    } finally {
      await registry.stop();
    }
  },
};

/** Returns a text with conflicts around random lines, of which the other side has a changed copy. */
function conflicting(text: string, random: Random): string {
  const lines = text.split("\n");
  for (let left = 1 + random.below(3); left > 0; left--) {
    const from = random.below(lines.length);
    const count = random.below(6);
    const ours = lines.slice(from, from + count);
    const theirs = random.chance(0.2) ? [] : changed(ours, random);
    const base = random.chance(0.3) ? ["||||||| base", ...changed(ours, random)] : [];
    lines.splice(from, count, "<<<<<<< HEAD", ...ours, ...base, "=======", ...theirs, ">>>>>>> other");
  }
  return lines.join("\n");
}

/** Returns lines with other numbers, as another refresh writes them, or changed at random. */
function changed(lines: readonly string[], random: Random): readonly string[] {
  if (random.chance(0.3)) return mutate(lines.join("\n"), random).toString().split("\n");
  return lines.map((line) => line.replace(/\d(?!.*\d)/, () => String(random.below(10))));
}
