import { spawn } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { temporaryPath } from "../../src/files/disk-temporary.js";
import { readTraces, readTree } from "../support/file-tree.js";
import { GOCD_PIN, runGocdPin } from "../support/gocd-pin.js";
import { assertSame } from "../support/golden-laws.js";
import { runProgram } from "../support/program-run.js";
import { GOOD, LOGIN, pipelineOf, withConfigRepo, type ConfigRepo } from "../cli/config-repo.js";

const ENV = { PATH: process.env["PATH"] ?? "", ...LOGIN };

/** Starts a build whose registry never answers, sends the signal after the first request, and returns how it ended. */
async function interrupt(
  { folder, registry }: ConfigRepo,
  signal: "SIGINT" | "SIGTERM",
): Promise<number | null> {
  const asked = new Promise<void>((resolve) => {
    registry.inject(() => {
      resolve();
      return true;
    });
  });
  const env = { ...ENV, HOME: folder };
  const child = spawn(process.execPath, [GOCD_PIN, "build"], { cwd: folder, env, stdio: "ignore" });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  await Promise.race([asked, ended]);
  child.kill(signal);
  return ended;
}

test("a signal ends a build with its own status, and the disk is as it was", async () => {
  for (const [signal, status] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
    await withConfigRepo(GOOD, async (repo) => {
      const traces = await readTraces(repo.folder);
      assert.is(await interrupt(repo, signal), status, signal);
      assert.equal(await readTraces(repo.folder), traces, signal);
    });
  }
});

test("the program is a process like any other: results, findings and status each in their place", async () => {
  await withConfigRepo(GOOD, async ({ folder }) => {
    const env = { ...ENV, HOME: folder };
    const { status, stdout, stderr } = await runGocdPin(["build"], { cwd: folder, env });
    assert.equal([status, stderr], [0, ""]);
    assert.match(stdout, "pinned Docker/team/app 1.10.0\n");
    const missing = await runGocdPin(["build", "-c", "x"], { cwd: folder, env });
    assert.is(missing.status, 2);
    assert.match(missing.stderr, "[project-missing]");
  });
});

test("an empty HOME does not turn the config repo into the home folder", async () => {
  await withConfigRepo(GOOD, async ({ folder, registry }) => {
    const project = `package_repositories: {Docker: {registry_url: ${registry.origin}, packages: {team/app: }}}\n`;
    await writeFile(join(folder, "gocd-pin.yaml"), project);
    const auth = Buffer.from(`${LOGIN.REGISTRY_USER}:${LOGIN.REGISTRY_PASSWORD}`).toString("base64");
    await mkdir(join(folder, ".docker"));
    const config = JSON.stringify({ auths: { [new URL(registry.origin).host]: { auth } } });
    await writeFile(join(folder, ".docker/config.json"), config);
    for (const [home, expected] of [[folder, 0] as const, ["", 3] as const]) {
      const { status, stderr } = await runGocdPin(["verify"], {
        cwd: folder,
        env: { PATH: ENV.PATH, HOME: home },
      });
      assert.is(status, expected, `HOME=${home}\n${stderr}`);
    }
  });
});

test("docker does not outlive the run that a signal ends", async () => {
  await withConfigRepo({}, async ({ folder }) => {
    await writeFile(join(folder, "docker"), "#!/bin/sh\necho $$\nexec sleep 60\n", { mode: 0o755 });
    const env = {
      PATH: `${folder}:${ENV.PATH}`,
      GO_REPO_A_DOCKER_REGISTRY_NAME: "registry.example.com",
      GO_PACKAGE_A_DOCKER_IMAGE: "team/app",
      GO_PACKAGE_A_LABEL: "1.0",
    };
    const args = [GOCD_PIN, "images", "--from-env", "--pull"];
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "ignore"] });
    // Standard output is open as long as one of the two has it.
    const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
    const docker = await new Promise<number>((resolve) => {
      child.stdout.once("data", (text: Buffer) => resolve(Number(String(text))));
    });
    child.kill("SIGTERM");
    const late = new Promise((resolve) => setTimeout(resolve, 20_000, "late").unref());
    const end = await Promise.race([closed, late]);
    if (end === "late") process.kill(docker);
    assert.is(end, 143);
  });
});

test("a result that cannot be written is an error", async () => {
  await withConfigRepo(GOOD, async ({ folder }) => {
    const env = { ...ENV, HOME: folder };
    const program = `exec '${process.execPath}' '${GOCD_PIN}' "$@"`;
    const run = (redirection: string, ...args: readonly string[]) =>
      runProgram("sh", ["-c", `${program} ${redirection}`, "sh", ...args], { cwd: folder, env });
    const full = await run(">/dev/full", "completion", "bash");
    assert.is(full.status, 2);
    assert.match(full.output, /^gocd-pin: error: standard output cannot be written: ENOSPC.*\n$/);
    // Without a place for diagnostics only the status shows it.
    assert.is((await run("2>/dev/full", "check")).status, 1);
    assert.is((await run("| head -0", "completion", "bash")).output, "");
  });
});

test("temporary files of killed runs are removed, those of running ones are not", async () => {
  await withConfigRepo({ ...GOOD, "gocd/env/x": "" }, async ({ folder, run }) => {
    const ended = await new Promise<number>((resolve) => {
      const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
      child.once("exit", () => resolve(child.pid ?? 0));
    });
    const nameOf = (pid: number) => temporaryPath("x").replace(`-${process.pid}-`, `-${pid}-`);
    const leftovers = [nameOf(ended), `gocd/env/${nameOf(ended)}`, `gocd/${nameOf(process.pid)}`];
    const others = [`gocd/${nameOf(process.ppid)}`, "gocd/.gocd-pin-x-0.tmp", "gocd/a.tmp"];
    for (const path of [...leftovers, ...others]) await writeFile(join(folder, path), "half");
    assert.is((await run(["build"])).status, 0);
    const left = await readdir(folder, { recursive: true });
    assert.equal(left.filter((path) => path.endsWith(".tmp")).sort(), others.sort());
  });
});

const MANY = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [
    `pipelines/p${index}.yaml`,
    pipelineOf(`p${index}`, "Docker/team/app"),
  ]),
);

test("runs at the same time leave whole files, as one run would", async () => {
  await withConfigRepo(MANY, async ({ folder, run }) => {
    const env = { ...ENV, HOME: folder };
    const runs = await Promise.all([1, 2, 3].map(() => runGocdPin(["build"], { cwd: folder, env })));
    assert.equal(
      runs.map(({ status, stderr }) => `${stderr}${status ?? "none"}`),
      ["0", "0", "0"],
    );
    const before = await readTree(folder);
    assert.is((await run(["build"])).stdout, "everything is up to date\n");
    assertSame(await readTree(folder), before);
    assert.not.ok(Array.from(before.keys()).some((path) => path.endsWith(".tmp")));
  });
});

test("if some runs at the same time are killed, the next build fixes what they left", async () => {
  await withConfigRepo(MANY, async ({ folder, registry, run }) => {
    assert.is((await run(["build"], { env: LOGIN })).status, 0);
    registry.push("team/app", "1.11.0");
    const env = { ...ENV, HOME: folder };
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const verb = index % 2 === 0 ? "refresh" : "build";
        const child = spawn(process.execPath, [GOCD_PIN, verb], { cwd: folder, env, stdio: "ignore" });
        if (index % 3 === 0) setTimeout(() => child.kill("SIGKILL"), 250 + 100 * index);
        return new Promise<number | null>((resolve) => child.once("exit", resolve));
      }),
    );
    // 1 if another run was faster; no run fails in another way.
    for (const status of statuses) assert.ok([0, 1, null].includes(status), String(status));
    assert.is((await run(["build"], { env: LOGIN })).status, 0);
    assert.is((await run(["check"])).stdout, "everything is up to date\n");
    const left = await readdir(folder, { recursive: true });
    assert.not.ok(left.some((path) => path.endsWith(".tmp")));
  });
});

test.run();
