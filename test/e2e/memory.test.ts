import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeSources, writeBenchRepo, type BenchSource } from "../support/bench-repo.js";
import { runGocdPin } from "../support/gocd-pin.js";

const ORIGIN = "http://127.0.0.1:1";
const IMAGES = Array.from({ length: 20 }, (_, index) => `team/app-${index}`);

/** Megabytes that the old space of V8 may have. A build of 4 MB needs 40; with all trees in memory, more than 110. */
const LIMIT = 64;

function lockOf(images: readonly string[]): string {
  const pins = images.toSorted().map((image) => {
    return `  Docker/${image}:
    registry_url: ${ORIGIN}/v2/
    image: ${image}
    tag_filter: "^\\\\d+\\\\.\\\\d+\\\\.\\\\d+$"
    policy: natural
    tag: "1.0.0"
    digest: "sha256:${"a".repeat(64)}"
`;
  });
  return `version: 1\npins:\n${pins.join("")}`;
}

/** Runs the verbs that read all sources, with little memory. */
async function runWithLimit(sources: readonly BenchSource[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "memory-"));
  try {
    writeBenchRepo(folder, ORIGIN, IMAGES, sources);
    await writeFile(join(folder, "gocd-pin.lock"), lockOf(IMAGES));
    const env = { HOME: folder, NODE_OPTIONS: `--max-old-space-size=${LIMIT}` };
    for (const args of [["build", "--frozen"], ["check"], ["validate"]]) {
      const { status, stderr } = await runGocdPin(args, { cwd: folder, env });
      assert.is(status, 0, `${args.join(" ")}: ${stderr.slice(0, 2000)}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the trees of 40 sources and their outputs are never all in memory", async () => {
  await runWithLimit(makeSources(IMAGES, 4_000_000, 100_000));
});

test("the trees of sources without a Docker package are not all in memory either", async () => {
  const [first, ...rest] = makeSources(IMAGES, 4_500_000, 100_000);
  const bare = rest.map(({ text, pipelines }) => ({
    text: text.replaceAll(/ +image:\n +package: .*\n/g, "").replaceAll("-${image}", ""),
    pipelines,
  }));
  await runWithLimit(first === undefined ? bare : [first, ...bare]);
});

test.run();
