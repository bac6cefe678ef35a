import { renderTable } from "../../src/report/table.js";
import { createPlace } from "../attack/place.js";
import { runProgramIn } from "../attack/program.js";
import { startFakeRegistry } from "./fake-registry.js";

// `npm run bench:peaks` measures time and memory of the largest inputs that gocd-pin accepts, for docs/security.md.

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const pipeline = (name: string) => `  ${name}:
    group: services
    label_template: "\${COUNT}"
    materials:
      git: {git: "https://git.example.com/${name}.git", destination: src}
      app: {package: Docker/app}
    stages:
      - build: {tasks: [{exec: {command: make, arguments: [build, "${name}"]}}]}
      - deploy: {approval: manual, tasks: [{script: "make deploy"}]}
`;
const HEAD = "format_version: 10\npipelines:\n";

/** One pipeline, and aliases that are 1.9 million values if they are expanded. */
function aliasBomb(): string {
  const repeat = (text: string, count: number) =>
    `[${numbers(count)
      .map(() => text)
      .join(", ")}]`;
  const levels = numbers(5).map(
    (level) => `  l${level + 1}: &l${level + 1} ${repeat(`*l${level}`, level === 4 ? 16 : 10)}\n`,
  );
  return `common:\n  l0: &l0 ${repeat("x", 10)}\n${levels.join("")}${HEAD}${pipeline("a")}`;
}

interface Peak {
  readonly what: string;
  readonly argv: readonly string[];
  readonly sources: Readonly<Record<string, string>>;
  readonly image: string;
}

const ofOne = (text: string) => ({ "pipelines/a.yaml": text });
// Each of these pipelines needs almost 1 KiB in the generated file, which must be smaller than 16 MiB too.
const LARGEST = 16 * 1024;
const PEAKS: readonly Peak[] = [
  {
    what: "1,000 sources of one pipeline",
    argv: ["build"],
    sources: Object.fromEntries(numbers(1000).map((i) => [`pipelines/p${i}.yaml`, HEAD + pipeline(`p${i}`)])),
    image: "app",
  },
  {
    what: `a source of ${LARGEST} pipelines, whose generated file has almost 16 MiB`,
    argv: ["build"],
    sources: ofOne(
      HEAD +
        numbers(LARGEST)
          .map((i) => pipeline(`p${i}`))
          .join(""),
    ),
    image: "app",
  },
  { what: "1.9 million values of aliases", argv: ["build"], sources: ofOne(aliasBomb()), image: "app" },
  { what: "1 million tags", argv: ["build"], sources: ofOne(HEAD + pipeline("a")), image: "large" },
  {
    what: "100,000 findings",
    argv: ["validate"],
    sources: ofOne(
      `${HEAD}${pipeline("a")}${numbers(100_000)
        .map((i) => `    k${i}: 1\n`)
        .join("")}`,
    ),
    image: "app",
  },
];

const registry = await startFakeRegistry({
  repositories: {
    app: { tags: { "1.0.0": {} } },
    large: { tags: Object.fromEntries(numbers(1_000_000).map((i) => [`1.${i}`, {}])) },
  },
  ignoresN: true,
});
const place = await createPlace();
try {
  const rows: string[][] = [];
  for (const { what, argv, sources, image } of PEAKS) {
    const project = `package_repositories:\n  Docker: {registry_url: "${registry.origin}", packages: {app: {image: ${image}}}}\n`;
    await place.reset({ "gocd-pin.yaml": project, ...sources });
    const { status, cpuMs, peakMiB } = await runProgramIn({ place, argv });
    const time = `${(cpuMs / 1000).toFixed(1)} s`;
    rows.push([what, argv.join(" "), String(status), time, `${Math.round(peakMiB)} MiB`]);
  }
  const header = ["input", "command", "exit status", "processor time", "peak memory"];
  process.stdout.write(renderTable({ header, rows }));
} finally {
  await place.remove();
  await registry.stop();
}
