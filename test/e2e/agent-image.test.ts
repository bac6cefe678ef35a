import { validate, ValidationSeverity } from "dockerfile-utils";
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseDockerfile, type Instruction, type Stage } from "../support/dockerfile.js";
import { runWell } from "../support/program-run.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const text = await readFile(join(ROOT, "fixtures/agent-image/Dockerfile"), "utf8");
const stages = parseDockerfile(text);
const final = stages.at(-1) ?? { image: "", name: "", instructions: [] };

function lint(dockerfile: string): string[] {
  const { ERROR } = ValidationSeverity;
  const settings = {
    deprecatedMaintainer: ERROR,
    directiveCasing: ERROR,
    emptyContinuationLine: ERROR,
    instructionCasing: ERROR,
    instructionCmdMultiple: ERROR,
    instructionEntrypointMultiple: ERROR,
    instructionHealthcheckMultiple: ERROR,
    instructionWorkdirRelative: ERROR,
    instructionJSONInSingleQuotes: ERROR,
  };
  return validate(dockerfile, settings).map(({ range, message }) => {
    const shown = typeof message === "string" ? message : message.value;
    return `line ${range.start.line + 1}: ${shown}`;
  });
}

test("the linter has nothing to report", () => {
  assert.equal(lint(text), []);
});

test("the linter is in use", () => {
  assert.equal(lint(text.replace("USER go", "USR go")), ["line 17: Unknown instruction: USR"]);
});

test("each base is pinned by a version", () => {
  assert.ok(stages.length > 1);
  for (const { image } of stages) assert.match(image, /^[a-z0-9./-]+:v?\d+\.\d+\.\d+[a-z0-9.-]*$/);
});

test("the agent is not root", () => {
  const users = final.instructions.filter(({ keyword }) => keyword === "USER");
  assert.is(users.at(-1)?.text, "go");
});

/** The folder of a stage, and the variables of its steps. */
interface Build {
  readonly folder: string;
  readonly env: Record<string, string>;
}

/** Moves the absolute paths of a step below a folder. */
function below(folder: string, step: string): string {
  return step.replaceAll(/(?<![\w."/])\/(?=opt\/|usr\/)/g, `${folder}/`);
}

/**
 * Runs an instruction as the builder does, with the folder of the stage as root. What needs an engine is the base image:
 * of it, only Node.js and npm of the tests are there.
 */
async function follow(
  { keyword, text: step, line }: Instruction,
  build: Build,
  builds: ReadonlyMap<string, Build>,
) {
  const { folder, env } = build;
  switch (keyword) {
    case "ARG": {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(step) ?? [];
      env[name] ??= value;
      return;
    }
    case "ENV": {
      const [, name = "", value = ""] = /^(\w+)=(\S+)$/.exec(step) ?? [];
      env[name] = below(folder, value).replaceAll(/\$(\w+)/g, (_all, other: string) => env[other] ?? "");
      return;
    }
    case "COPY": {
      const [, from = "", source = "", target = ""] = /^--from=(\w+) (\S+) (\S+)$/.exec(step) ?? [];
      const stage = builds.get(from);
      if (stage === undefined) throw new Error(`line ${line}: no stage "${from}"`);
      await mkdir(dirname(join(folder, target)), { recursive: true });
      await cp(join(stage.folder, source), join(folder, target), { recursive: true, verbatimSymlinks: true });
      return;
    }
    case "RUN":
      await runWell("sh", ["-c", below(folder, step)], { cwd: folder, env });
      return;
    case "USER":
      return;
    default:
      throw new Error(`line ${line}: ${keyword} is not known to this test`);
  }
}

/** Runs all stages in folders below `folder`. Returns the last one. */
async function runStages(folder: string, tarball: string): Promise<Build> {
  const builds = new Map<string, Build>();
  let last: Build | undefined;
  for (const [index, stage] of stages.entries()) {
    last = await runStage(stage, join(folder, String(index)), tarball, builds);
    builds.set(stage.name, last);
  }
  if (last === undefined) throw new Error("no stage");
  return last;
}

async function runStage(
  stage: Stage,
  folder: string,
  tarball: string,
  builds: ReadonlyMap<string, Build>,
): Promise<Build> {
  const bin = join(folder, "usr/local/bin");
  await mkdir(bin, { recursive: true });
  const env: Record<string, string> = { HOME: folder, GOCD_PIN: tarball };
  if (stage.image.startsWith("node:")) {
    await symlink(process.execPath, join(bin, "node"));
    const npm = (await runWell("sh", ["-c", "command -v npm"], { cwd: folder })).trim();
    env["PATH"] = [bin, dirname(npm), "/usr/bin", "/bin"].join(delimiter);
  } else {
    // Without the Node.js of this machine: the stage must bring its own.
    for (const program of ["git", "sh", "env"]) {
      const path = (await runWell("sh", ["-c", `command -v ${program}`], { cwd: folder })).trim();
      await symlink(path, join(bin, program));
    }
    env["PATH"] = bin;
  }
  const build = { folder, env };
  for (const instruction of stage.instructions) await follow(instruction, build, builds);
  return build;
}

test("the steps install a gocd-pin that runs with the Node.js of the image alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-image-"));
  try {
    const pack = ["pack", "--ignore-scripts", "--pack-destination", folder];
    const tarball = join(folder, (await runWell("npm", pack, { cwd: ROOT })).trim());
    const { folder: root, env } = await runStages(folder, tarball);
    const run = (...args: readonly string[]) => runWell("gocd-pin", args, { cwd: root, env });
    assert.match(await run("--version"), /^\d+\.\d+\.\d+\n$/);
    await run("init");
    assert.match(await run("build", "--frozen"), "wrote gocd/example.gocd.yaml");
    const [node = ""] = (await runWell("sh", ["-c", "command -v node"], { cwd: root, env })).split("\n");
    assert.is(node, join(root, "usr/local/bin/node"));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
