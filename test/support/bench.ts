import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderTable } from "../../src/report/table.js";
import { createStopwatch, type Comparison, type Cost, type Program } from "./bench-measure.js";
import { measureFirstPaint } from "./bench-page.js";
import { makeShortSource, makeSources, writeBenchRepo, type BenchSource } from "./bench-repo.js";
import { startFakeRegistry } from "./fake-registry.js";
import { GOCD_PIN, runGocdPin } from "./gocd-pin.js";
import { copyQuickstart } from "./quickstart.js";

// `npm run bench`: what gocd-pin needs, compared with programs that do the least possible. Every reference runs anew, in
// turn with gocd-pin; compare within a table only.

const REFERENCES = fileURLToPath(new URL("bench-references.js", import.meta.url));
const MB = 1_000_000;
const IMAGES = Array.from({ length: 200 }, (_, index) => `team/app-${index}`);
const LONG_LISTS = [10_000, 100_000] as const;

/** A measurement, and the ratios that it should not exceed. */
interface Row {
  readonly what: string;
  readonly against: string;
  readonly costs: Comparison;
  readonly target: { readonly time?: number; readonly peak?: number };
}

const home = mkdtempSync(join(tmpdir(), "gocd-pin-bench-"));
process.once("exit", () => {
  rmSync(home, { recursive: true, force: true });
});
for (const [signal, status] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
  process.once(signal, () => process.exit(status));
}

const stopwatch = createStopwatch(home);
const registry = await startFakeRegistry({
  repositories: {
    "shop/web": { tags: { "1.10.0": {} } },
    "shop/database": { tags: { "16-alpine": {} } },
    ...Object.fromEntries(IMAGES.map((image) => [image, { tags: makeTags(50) }])),
    ...Object.fromEntries(LONG_LISTS.map((count) => [`long/list-${count}`, { tags: makeTags(count) }])),
  },
  // As docker-registry 2.8 does: the complete list in one answer.
  ignoresN: true,
});
const say = (text: string) => void process.stdout.write(`${text}\n`);
try {
  say(`node ${process.version} on ${availableParallelism()} processors; medians, "ours / theirs"\n`);
  show("start-up", await measureStart());
  show("parse, enrich and write", await measureEnriching());
  show("ask registries", await measureAsking());
  const paints = await measureFirstPaint(7);
  say(
    `first paint of the report page, 200 pipelines and 300 images: ${Math.round(paints[3] ?? NaN)} ms, target 300 ms`,
  );
} finally {
  await registry.stop();
}

async function measureStart(): Promise<Row[]> {
  const cwd = join(home, "quickstart");
  await copyQuickstart(cwd, registry.origin);
  await build(cwd);
  const against = "node -e 0";
  const nothing = { args: ["-e", "0"], cwd };
  const rows: Row[] = [];
  for (const args of [["--version"], ["build", "--frozen"]]) {
    const costs = await stopwatch.compare({ args: [GOCD_PIN, ...args], cwd }, nothing, 15);
    rows.push({ what: args.join(" "), against, costs, target: { time: 2 } });
  }
  return rows;
}

async function measureEnriching(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [size, fileSize, runs] of [
    [MB, MB / 20, 7],
    [10 * MB, MB / 20, 3],
    [10 * MB, 10 * MB, 3],
  ] as const) {
    const sources = makeSources(IMAGES, size, fileSize);
    const cwd = makeRepo(`enrich-${size}-${fileSize}`, IMAGES, sources);
    await build(cwd);
    const before = () => rmSync(join(cwd, "gocd"), { recursive: true, force: true });
    const program = { args: [GOCD_PIN, "build", "--frozen"], cwd, before };
    const costs = await stopwatch.compare(program, reference(cwd, before, "load-dump"), runs);
    const pipelines = sources.reduce((sum, source) => sum + source.pipelines, 0);
    const files = sources.length === 1 ? "1 file" : `${sources.length} files`;
    rows.push({
      what: `${size / MB} MB, ${files}, ${pipelines} pipelines`,
      against: "js-yaml load, dump",
      costs,
      target: { time: 1.3, peak: 1.5 },
    });
  }
  return rows;
}

async function measureAsking(): Promise<Row[]> {
  const cases = [
    { what: "200 lists of 50 tags, 200 HEADs", images: IMAGES, tags: 50 },
    ...LONG_LISTS.map((count) => ({
      what: `1 list of ${count} tags, 1 HEAD`,
      images: [`long/list-${count}`],
      tags: count,
    })),
  ];
  const rows: Row[] = [];
  for (const { what, images, tags } of cases) {
    const cwd = makeRepo(`ask-${images.length}-${tags}`, images, [makeShortSource(images)]);
    await build(cwd);
    const program = { args: [GOCD_PIN, "refresh", "--dry-run"], cwd };
    const asking = reference(cwd, undefined, "ask", registry.origin, lastTag(tags), ...images);
    const bare = await stopwatch.compare(program, asking, 7);
    rows.push({ what, against: "bare undici", costs: bare, target: { time: 1.3 } });
    if (images.length > 1) continue;
    const file = join(cwd, "list.json");
    writeFileSync(file, JSON.stringify({ name: images[0], tags: Object.keys(makeTags(tags)) }));
    const parsing = await stopwatch.compare(program, reference(cwd, undefined, "parse-json", file), 7);
    rows.push({ what, against: "JSON.parse of a file", costs: parsing, target: {} });
  }
  return rows;
}

function reference(cwd: string, before: (() => void) | undefined, ...args: readonly string[]): Program {
  return { args: [REFERENCES, ...args], cwd, ...(before && { before }) };
}

function makeRepo(name: string, images: readonly string[], sources: readonly BenchSource[]): string {
  const folder = join(home, name);
  mkdirSync(folder);
  writeBenchRepo(folder, registry.origin, images, sources);
  return folder;
}

/** Pins everything, so that there is a lock. */
async function build(cwd: string): Promise<void> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, REGISTRY_USER: "x", REGISTRY_PASSWORD: "x" };
  const { status, stderr } = await runGocdPin(["build", "--quiet"], { cwd, env });
  if (status !== 0) throw new Error(`gocd-pin build ended with exit status ${status ?? "none"}: ${stderr}`);
}

function show(title: string, rows: readonly Row[]): void {
  const header = [title, "against", "wall ms", "cpu ms", "peak MiB", "wall", "cpu", "peak", "target"];
  const cells = rows.map(({ what, against, costs, target }) => {
    const { program, reference: theirs, ratios } = costs;
    const both = (key: keyof Cost) => `${Math.round(program[key])} / ${Math.round(theirs[key])}`;
    const limits = [
      ...(target.time === undefined ? [] : [`time ${target.time}`]),
      ...(target.peak === undefined ? [] : [`peak ${target.peak}`]),
    ];
    return [
      what,
      against,
      ...(["wallMs", "cpuMs", "peakMiB"] as const).map(both),
      ...(["wallMs", "cpuMs", "peakMiB"] as const).map((key) => ratios[key].toFixed(2)),
      limits.join(", "),
    ];
  });
  say(renderTable({ header, rows: cells }));
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
