import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A source of a config repo: a GoCD YAML file and how many pipelines it has. */
export interface BenchSource {
  readonly text: string;
  readonly pipelines: number;
}

const HEAD = "# Made for a benchmark.\nformat_version: 10\npipelines:\n";

/** Writes a config repo into `folder`, whose registry answers at `origin` (`http://host:port`). */
export function writeBenchRepo(
  folder: string,
  origin: string,
  images: readonly string[],
  sources: readonly BenchSource[],
): void {
  mkdirSync(join(folder, "pipelines"), { recursive: true });
  mkdirSync(join(folder, ".git"));
  const packages = images.map((image) => `      ${image}: {tag_filter: '^\\d+\\.\\d+\\.\\d+$'}\n`).join("");
  writeFileSync(
    join(folder, "gocd-pin.yaml"),
    `package_repositories:\n  Docker:\n    registry_url: ${origin}/v2/\n    registry_name: registry.example\n` +
      `    packages:\n${packages}`,
  );
  for (const [number, { text }] of sources.entries()) {
    writeFileSync(join(folder, "pipelines", `team-${number}.yaml`), text);
  }
}

/**
 * Makes sources of `fileSize` characters each, and `size` together, that look like those that people write: comments,
 * two checkouts and one package per pipeline, three stages of two jobs. The pipelines use the images in turn.
 */
export function makeSources(images: readonly string[], size: number, fileSize: number): BenchSource[] {
  const sources: BenchSource[] = [];
  let number = 0;
  for (let written = 0; written < size;) {
    const parts = [HEAD];
    let length = HEAD.length;
    while (length < fileSize) {
      const text = writePipeline(number, images[number % images.length] ?? "");
      number++;
      parts.push(text);
      length += text.length;
    }
    sources.push({ text: parts.join(""), pipelines: parts.length - 1 });
    written += length;
  }
  return sources;
}

/** Makes one source with little in it but the images: ten to a pipeline. */
export function makeShortSource(images: readonly string[]): BenchSource {
  const parts = [HEAD];
  for (let at = 0; at < images.length; at += 10) {
    const materials = images
      .slice(at, at + 10)
      .map((image, index) => `      m${at + index}: {package: Docker/${image}}\n`);
    parts.push(
      `  p${at}:\n    group: g\n    materials:\n      git: {git: "https://git.example/x", destination: git}\n`,
      ...materials,
      "    stages: [{s: {tasks: [{exec: {command: make}}]}}]\n",
    );
  }
  return { text: parts.join(""), pipelines: Math.ceil(images.length / 10) };
}

function writePipeline(number: number, image: string): string {
  const stages = ["build", "test", "deploy"].map((stage) => writeStage(stage)).join("");
  return `
  # Service ${number}: ask the team before you change it.
  service-${number}:
    group: team-${number % 40}
    label_template: \${COUNT}-\${image}
    lock_behavior: unlockWhenFinished
    environment_variables:
      SERVICE: service-${number}
      LOG_LEVEL: info   # debug fills the disks
    materials:
      source:
        git: https://git.example/team/service-${number}.git
        branch: main
        destination: source
      scripts:
        git: https://git.example/team/scripts.git
        shallow_clone: true
        destination: scripts
      image:
        package: Docker/${image}
    stages:
${stages}`;
}

function writeStage(name: string): string {
  const jobs = ["linux", "windows"].map((platform) => writeJob(name, platform)).join("");
  return `
      - ${name}:
          clean_workspace: true
          approval:
            type: success
          jobs:
${jobs}`;
}

function writeJob(stage: string, platform: string): string {
  return `            ${platform}:
              timeout: 30
              resources: [${platform}, docker]
              artifacts:
                - build:
                    source: source/target/**/*
                    destination: ${stage}
              tasks:
                - exec:
                    command: make
                    arguments: [${stage}, "PLATFORM=${platform}", '--jobs=4']
                    working_directory: source
                - script: |
                    ./scripts/report.sh "$GO_PIPELINE_LABEL"
                    ./scripts/clean.sh
`;
}
