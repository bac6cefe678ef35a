import { spawn } from "node:child_process";
import { delimiter, isAbsolute } from "node:path";
import type { HelperLimits, HelperResult } from "../model/helper-result.js";
import { Secret } from "../model/secret.js";

/**
 * Runs the credential helper `docker-credential-<name> get` with `key` on its standard input and without a shell,
 * by the protocol of https://github.com/docker/docker-credential-helpers#development. `name` is a file name without a
 * folder. Only absolute folders of `env.PATH` are searched, so that a program in the project folder is never run. If the
 * helper exceeds a limit, it is killed; programs that it started are not waited for.
 */
export function runHelper(
  name: string,
  key: string,
  env: Readonly<Record<string, string | undefined>>,
  limits: HelperLimits,
): Promise<HelperResult> {
  return new Promise((resolve) => {
    const child = spawn(`docker-credential-${name}`, ["get"], {
      env: withAbsolutePath(env),
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let stdoutBytes = 0;
    let stderrBytes = 0;
    const timer = setTimeout(() => abandon({ kind: "timed-out" }), limits.timeMs);

    function abandon(result: HelperResult): void {
      child.kill("SIGKILL");
      // A program that the helper started may hold the pipes open, and must not keep this process alive.
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      settle(result);
    }

    function settle(result: HelperResult): void {
      clearTimeout(timer);
      resolve(result);
    }

    child.stdout.on("data", (chunk: Buffer) => {
      stdoutBytes += chunk.length;
      if (stdoutBytes > limits.outputBytes) abandon({ kind: "flooded" });
      else stdout.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      const part = chunk.subarray(0, limits.outputBytes - stderrBytes);
      stderrBytes += part.length;
      stderr.push(part);
    });
    child.on("error", (error) => {
      settle(startFailure(error));
    });
    child.on("close", (status, signal) => {
      const message = Buffer.concat(stderr).toString("utf8");
      if (status === null) settle({ kind: "signalled", signal: signal ?? "a signal", stderr: message });
      else {
        const answer = new Secret(Buffer.concat(stdout).toString("utf8"));
        settle({ kind: "exited", status, stdout: answer, stderr: message });
      }
    });
    // A helper may answer without reading the key: the pipe is then broken, which is not an error.
    child.stdin.on("error", () => undefined);
    child.stdin.end(key);
  });
}

/**
 * Returns the environment with only the absolute folders in `PATH`. If there are none, `PATH` is removed: an empty one
 * would mean the current folder.
 */
function withAbsolutePath(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return { ...env, PATH: folders.length === 0 ? undefined : folders.join(delimiter) };
}

type StartFailure =
  { readonly kind: "not-found" } | { readonly kind: "not-started"; readonly reason: string };

function startFailure({ code }: NodeJS.ErrnoException): StartFailure {
  return code === "ENOENT" ? { kind: "not-found" } : { kind: "not-started", reason: code ?? "unknown" };
}

/** How a run of docker ended. `reason` is the system's name of an error (`EACCES`). */
export type DockerResult =
  | { readonly kind: "exited"; readonly status: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | StartFailure;

/**
 * Runs `docker pull` for one image without a shell. `reference` is `registry/image:tag`, which docker cannot read as an
 * option. Docker shares our standard output and error. Only absolute folders of `env.PATH` are searched, so that a
 * program in the project folder is never run. Docker ends with this process, for example if GoCD cancels the job.
 */
export function pullImage(
  reference: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DockerResult> {
  return new Promise((resolve) => {
    const child = spawn("docker", ["pull", reference], {
      env: withAbsolutePath(env),
      stdio: ["ignore", "inherit", "inherit"],
    });
    const end = () => void child.kill();
    process.once("exit", end);
    child.on("error", (error) => {
      resolve(startFailure(error));
    });
    child.on("close", (status, signal) => {
      process.off("exit", end);
      resolve(
        status === null ? { kind: "signalled", signal: signal ?? "a signal" } : { kind: "exited", status },
      );
    });
  });
}

// A hook or a file system monitor of the repo is a program, and so is what a bare repo inside the work tree names.
const GIT_SETTINGS = ["core.hooksPath=/dev/null", "core.fsmonitor=false", "safe.bareRepository=explicit"];

const GIT_ENV = {
  GIT_OPTIONAL_LOCKS: "0",
  // In a partial clone, git fetches missing objects, with the programs that the configuration names. The first variable
  // forbids that since git 2.45, the second forbids every protocol.
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "",
};

/**
 * Variables that git sets for its hooks, and that make git see another work tree than that of the folder: `GIT_DIR` without
 * `GIT_WORK_TREE` makes every folder the root of one.
 */
const GIT_PLACE = ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"];

/** The answer of git; `failed`: it is not installed, or fails; `late`: it did not end in time. */
export type GitAnswer =
  { readonly kind: "output"; readonly text: string } | { readonly kind: "failed" | "late" };

/** A git command that only reads. */
export interface GitCommand {
  /** The folder to run it in. */
  readonly folder: string;
  readonly args: readonly string[];
  /** The text of standard input; empty by default. */
  readonly input?: string;
  /** The time after which it is killed. Time in which this process is busy, and does not read the output of git, is not counted. */
  readonly timeMs: number;
}

// The time limit of git is counted in ticks. If a large build blocks the event loop for seconds, only one tick is counted, and git
// has the rest of its time.
const TICK_MS = 50;

/** Runs a git command without a shell and so that git runs no program and opens no connection. */
export function runGit(
  { folder, args, input, timeMs }: GitCommand,
  env: Readonly<Record<string, string | undefined>>,
): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const settings = GIT_SETTINGS.flatMap((setting) => ["-c", setting]);
    const place = Object.fromEntries(GIT_PLACE.map((name) => [name, undefined]));
    const child = spawn("git", [...settings, ...args], {
      cwd: folder,
      env: { ...withAbsolutePath(env), ...place, ...GIT_ENV },
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "ignore"],
    });
    let remaining = timeMs;
    const clock = setInterval(() => {
      remaining -= TICK_MS;
      if (remaining <= 0) child.kill("SIGKILL");
    }, TICK_MS);
    const output: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
    child.on("error", () => {
      clearInterval(clock);
      resolve({ kind: "failed" });
    });
    // `check-ignore` exits with 1 if it ignores none of the paths.
    child.on("close", (status) => {
      clearInterval(clock);
      if (status === 0 || status === 1) {
        resolve({ kind: "output", text: Buffer.concat(output).toString("utf8") });
      } else resolve({ kind: child.killed ? "late" : "failed" });
    });
    child.stdin?.on("error", () => undefined).end(input);
  });
}
