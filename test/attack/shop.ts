import { startFakeRegistry, type FakeRegistry } from "../support/fake-registry.js";
import { runWell } from "../support/program-run.js";
import { takeSnapshot, type Place, type Snapshot } from "./place.js";
import { runProgramIn } from "./program.js";
import type { Random } from "./random.js";

/** A config repo with a commit of what a build made, a registry that has newer tags, and a source that changed since. */
export interface Shop {
  readonly registry: FakeRegistry;
  /** What is in the place before a run of the round. */
  readonly before: Snapshot;
  /** How long a build takes, in ms. */
  readonly buildMs: number;
}

const PIPELINES = 20;

function pipeline(name: string, packages: readonly string[]): string {
  const materials = packages.map((pkg, index) => `      m${index}: {package: Docker/${pkg}}\n`).join("");
  return `format_version: 10
pipelines:
  ${name}:
    group: g
    materials:
      git: {git: "https://git.test/x", destination: src}
${materials}    stages: [{s: {tasks: [{script: make}]}}]
`;
}

/** Sets up the place and passes the shop to `use`. */
export async function withShop(
  place: Place,
  random: Random,
  use: (shop: Shop) => Promise<void>,
): Promise<void> {
  const registry = await startFakeRegistry({
    repositories: { app: { tags: { "1.0": {}, "1.1": {} } }, db: { tags: { "1.0": {} } } },
  });
  try {
    const sources = Array.from({ length: PIPELINES }, (_, index): [string, string] => [
      `pipelines/p${index}.yaml`,
      pipeline(`p${index}`, index % 2 === 0 ? ["app"] : ["app", "db"]),
    ]);
    const project = `package_repositories:\n  Docker: {registry_url: "${registry.origin}", packages: {app: , db: }}\n`;
    await place.reset({ "gocd-pin.yaml": project, ...Object.fromEntries(sources) });
    const built = await runProgramIn({ place, argv: ["build"] });
    if (built.status !== 0) throw new Error(`the first build failed: ${built.stderr}`);
    await git(place, "add", ".");
    await git(place, "commit", "--quiet", "-m", "x");
    registry.push("app", "1.2");
    registry.push("db", "2.0");
    const changed = `pipelines/p${random.below(PIPELINES)}.yaml`;
    await place.write(changed, pipeline(`new-${random.below(99)}`, ["db"]));
    await use({ registry, before: await takeSnapshot(place.root), buildMs: built.wallMs });
  } finally {
    await registry.stop();
  }
}

/** Runs git in the config repo of the place. */
export async function git(place: Place, ...args: readonly string[]): Promise<string> {
  const identity = [
    "-c",
    "user.name=x",
    "-c",
    "user.email=x@x.test",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "gc.auto=0",
  ];
  return runWell("git", [...identity, ...args], { cwd: place.repo });
}
