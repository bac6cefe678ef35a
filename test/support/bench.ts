import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { judge, renderRows, renderVerdicts, type BenchRow, type Budget } from "./bench-budget.js";
import { createStopwatch, type Program } from "./bench-measure.js";
import { measureFirstPaint } from "./bench-page.js";
import { makeShortSource, makeSources, writeBenchRepo, type BenchSource } from "./bench-repo.js";
import { startFakeRegistry } from "./fake-registry.js";
import { GOCD_PIN, runGocdPin } from "./gocd-pin.js";
import { makeCertificate } from "./certificates.js";
import { copyQuickstart } from "./quickstart.js";

// `npm run bench`: what gocd-pin needs, compared with programs that do the least possible. Every reference runs anew, in
// turn with gocd-pin; compare within a table only. The last table says which budgets of the design are met. With `--json`,
// the output is one JSON document. The budgets are for a disk in memory: set TMPDIR to a folder of /dev/shm.

const REFERENCES = fileURLToPath(new URL("bench-references.js", import.meta.url));
const MB = 1_000_000;
const IMAGES = Array.from({ length: 200 }, (_, index) => `team/app-${index}`);
const MANY_IMAGES = Array.from({ length: 10_000 }, (_, index) => `many/app-${index}`);
const LONG_LISTS = [10_000, 100_000] as const;
const LATENCIES = [5, 20] as const;
const isJson = process.argv.includes("--json");

const home = mkdtempSync(join(tmpdir(), "gocd-pin-bench-"));
process.once("exit", () => {
  rmSync(home, { recursive: true, force: true });
});
for (const [signal, status] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
  process.once(signal, () => process.exit(status));
}

const stopwatch = createStopwatch(home);
const ofImages = (images: readonly string[], tags: number) =>
  Object.fromEntries(images.map((image) => [image, { tags: makeTags(tags) }]));
const registry = await startFakeRegistry({
  repositories: {
    "shop/web": { tags: { "1.10.0": {} } },
    "shop/database": { tags: { "16-alpine": {} } },
    ...ofImages(IMAGES, 50),
    ...ofImages(MANY_IMAGES, 5),
    ...Object.fromEntries(LONG_LISTS.map((count) => [`long/list-${count}`, { tags: makeTags(count) }])),
  },
  // As docker-registry 2.8 does: the complete list in one answer.
  ignoresN: true,
});
const distant = await Promise.all(
  LATENCIES.map(async (latencyMs) => {
    const server = await startFakeRegistry({ repositories: ofImages(IMAGES, 50), ignoresN: true, latencyMs });
    return { latencyMs, server };
  }),
);
const rows: BenchRow[] = [];
const say = (text: string) => {
  if (!isJson) process.stdout.write(`${text}\n`);
};
try {
  say(`node ${process.version} on ${availableParallelism()} processors; medians, "ours / theirs"\n`);
  show("start-up", await measureStart());
  show("parse, enrich and write", await measureEnriching());
  show("ask registries", await measureAsking());
  const paints = await measureFirstPaint(7);
  const paintMs = Math.round(paints[3] ?? NaN);
  say(`first paint of the report page, 200 pipelines and 300 images: ${paintMs} ms, target 300 ms\n`);
  const verdicts = judge(rows);
  say(renderVerdicts(verdicts));
  const document = { node: process.version, processors: availableParallelism(), rows, paintMs, verdicts };
  if (isJson) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
} finally {
  await registry.stop();
  for (const { server } of distant) await server.stop();
}

function show(title: string, measured: readonly BenchRow[]): void {
  rows.push(...measured);
  say(renderRows(title, measured));
}

async function measureStart(): Promise<BenchRow[]> {
  const cwd = join(home, "quickstart");
  await copyQuickstart(cwd, registry.origin);
  await build(cwd);
  const file = join(home, "authority.pem");
  writeFileSync(file, makeCertificate({ name: "Bench", isAuthority: true }).cert);
  const measured: BenchRow[] = [];
  for (const [title, env] of [
    ["", {}],
    [", NODE_EXTRA_CA_CERTS", { NODE_EXTRA_CA_CERTS: file }],
  ] as const) {
    const nothing = { args: ["-e", "0"], cwd, env };
    for (const [verb, cpu] of [
      ["--version", 1.3],
      ["check", 2],
    ] as const) {
      const costs = await stopwatch.compare({ args: [GOCD_PIN, verb], cwd, env }, nothing, 15);
      measured.push({ what: `${verb}${title}`, against: "node -e 0", costs, budget: { cpu } });
    }
  }
  return measured;
}

async function measureEnriching(): Promise<BenchRow[]> {
  const measured: BenchRow[] = [];
  for (const [size, fileSize, runs] of [
    [MB, MB / 20, 5],
    [3 * MB, MB / 20, 3],
    [10 * MB, MB / 20, 3],
    [10 * MB, 10 * MB, 3],
    [30 * MB, MB / 20, 1],
  ] as const) {
    const sources = makeSources(IMAGES, size, fileSize);
    const cwd = makeRepo(`enrich-${size}-${fileSize}`, IMAGES, sources);
    await build(cwd);
    const before = () => rmSync(join(cwd, "gocd"), { recursive: true, force: true });
    const files = sources.length === 1 ? "1 file" : `${sources.length} files`;
    const what = `${size / MB} MB, ${files}`;
    const against = "js-yaml load, dump";
    const program = { args: [GOCD_PIN, "build", "--frozen"], cwd, before };
    const costs = await stopwatch.compare(program, reference(cwd, before, "load-dump"), runs);
    measured.push({ what, against, costs, budget: { cpu: 1, peak: 1.5 } });
    if (size !== 10 * MB || sources.length === 1) continue;
    await build(cwd);
    const other = makeRepo("load-dump", IMAGES, sources);
    const unchanged = { args: [GOCD_PIN, "check"], cwd };
    const checking = await stopwatch.compare(unchanged, reference(other, undefined, "load-dump"), 1);
    measured.push({ what: `${what}, check, nothing changed`, against, costs: checking, budget: {} });
  }
  return measured;
}

async function measureAsking(): Promise<BenchRow[]> {
  const against = "bare undici";
  const measured: BenchRow[] = [];
  const ask = async (
    what: string,
    images: readonly string[],
    tags: number,
    budget: Budget,
    options: Ask = {},
  ) => {
    const { origin = registry.origin, runs = 7 } = options;
    const cwd = makeRepo(`ask-${measured.length}`, images, [makeShortSource(images)], origin);
    await build(cwd);
    const program = { args: [GOCD_PIN, "refresh", "--dry-run"], cwd };
    const asking = reference(cwd, undefined, "ask", origin, lastTag(tags), ...images);
    const costs = await stopwatch.compare(program, asking, runs);
    measured.push({ what, against, costs, budget });
    return { cwd, program };
  };
  const { program } = await ask("200 lists of 50 tags, 200 HEADs", IMAGES, 50, { time: 1.3 });
  if (isInstalled("skopeo")) {
    const skopeo = reference(
      program.cwd,
      undefined,
      "skopeo",
      registry.host,
      lastTag(50),
      ...IMAGES.slice(0, 20),
    );
    const costs = await stopwatch.compare(program, skopeo, 1);
    measured.push({ what: "200 lists and HEADs", against: "skopeo, 20 images", costs, budget: {} });
  }
  for (const { latencyMs, server } of distant) {
    const what = `200 lists and HEADs, ${latencyMs} ms each`;
    await ask(what, IMAGES, 50, { time: 1.3 }, { origin: server.origin, runs: 3 });
  }
  await ask("10000 lists of 5 tags, 10000 HEADs", MANY_IMAGES, 5, {}, { runs: 1 });
  for (const count of LONG_LISTS) {
    const image = `long/list-${count}`;
    const budget = count === 100_000 ? { time: 1.3 } : {};
    const { cwd, program: asking } = await ask(`1 list of ${count} tags, 1 HEAD`, [image], count, budget);
    const file = join(cwd, "list.json");
    writeFileSync(file, JSON.stringify({ name: image, tags: Object.keys(makeTags(count)) }));
    const costs = await stopwatch.compare(asking, reference(cwd, undefined, "parse-json", file), 7);
    measured.push({
      what: `1 list of ${count} tags, 1 HEAD`,
      against: "JSON.parse of a file",
      costs,
      budget: {},
    });
  }
  return measured;
}

/** Where the images are, and how often they are asked for. */
interface Ask {
  readonly origin?: string;
  readonly runs?: number;
}

function reference(cwd: string, before: (() => void) | undefined, ...args: readonly string[]): Program {
  return { args: [REFERENCES, ...args], cwd, ...(before && { before }) };
}

function makeRepo(
  name: string,
  images: readonly string[],
  sources: readonly BenchSource[],
  origin = registry.origin,
): string {
  const folder = join(home, name);
  mkdirSync(folder);
  writeBenchRepo(folder, origin, images, sources);
  return folder;
}

/** Pins everything, so that there is a lock. */
async function build(cwd: string): Promise<void> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, REGISTRY_USER: "x", REGISTRY_PASSWORD: "x" };
  const { status, stderr } = await runGocdPin(["build", "--quiet"], { cwd, env });
  if (status !== 0) throw new Error(`gocd-pin build ended with exit status ${status ?? "none"}: ${stderr}`);
}

function isInstalled(program: string): boolean {
  return (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, program)));
}

/** `1.0.0`, `1.0.1`, ...; only the last one has a manifest. */
function makeTags(count: number): Record<string, { readonly ghost?: boolean }> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`1.0.${index}`, index === count - 1 ? {} : { ghost: true }]),
  );
}

function lastTag(count: number): string {
  return `1.0.${count - 1}`;
}
