import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { digestOf } from "../support/fake-registry-content.js";
import { GOCD_PIN } from "../support/gocd-pin.js";
import { copyQuickstart, QUICKSTART, QUICKSTART_ORIGIN } from "../support/quickstart.js";
import { startPageRegistry } from "./page-registry.js";

/** A shell in which the steps of one page run: with a home folder, a registry and the built program on the PATH. */
export interface Session {
  /** Starts a new folder: `quickstart`, `empty`, `none` for the home folder alone, or a copy of `fixtures/NAME`. */
  startRepo(name: string): Promise<void>;
  /** Pushes `image:tag` to the registry. */
  push(reference: string): Promise<void>;
  /** Writes a file, whose path is relative to the current folder of the shell. */
  write(path: string, text: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Runs commands one after the other, and returns the output and exit status of each. */
  run(commands: readonly string[]): Promise<readonly { readonly output: string; readonly status: number }[]>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const IDENTITY = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Me",
  GIT_AUTHOR_EMAIL: "me@registry.example",
  GIT_COMMITTER_NAME: "Me",
  GIT_COMMITTER_EMAIL: "me@registry.example",
};
const HOME = "/home/me";

/** Starts a session for `use`, with a registry as `startPageRegistry` names it, and removes everything afterwards. */
export async function withSession<T>(
  registryName: string | undefined,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const registry = await startPageRegistry(registryName);
  const home = await realpath(await mkdtemp(join(tmpdir(), "docs-")));
  const host = new URL(QUICKSTART_ORIGIN).host;
  // The digests of pushed images depend on the time of the push; a page has others, which do not.
  const digests = new Map<string, string>();
  // The pages name a registry at an https URL that does not exist.
  const toReal = (text: string) => text.replaceAll(QUICKSTART_ORIGIN, registry.origin).replaceAll(HOME, home);
  const toShown = (text: string) =>
    text
      .replaceAll(registry.origin, QUICKSTART_ORIGIN)
      .replaceAll(registry.host, host)
      .replaceAll(home, HOME)
      .replace(/sha256:[0-9a-f]{64}/g, (digest) => digests.get(digest) ?? digest)
      .replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1…");
  const bin = join(home, ".bin");
  const state = join(home, ".state");
  let folder = home;
  try {
    await mkdir(bin);
    await symlink(GOCD_PIN, join(bin, "gocd-pin"));
    await writeFile(state, "");
    return await use({
      async startRepo(name) {
        await rm(join(home, "config"), { recursive: true, force: true });
        folder = name === "none" ? home : join(home, "config");
        if (name.startsWith("fixtures/")) {
          await cp(join(QUICKSTART, "../..", name), folder, { recursive: true });
        } else if (name === "quickstart") {
          await copyQuickstart(folder, registry.origin);
        } else if (name === "empty") {
          await mkdir(join(folder, ".git"), { recursive: true });
        } else if (name !== "none") {
          throw new Error(`"${name}" is not a config repo of the pages`);
        }
        await writeFile(
          state,
          `export REGISTRY_USER=${registry.user} REGISTRY_PASSWORD=${registry.password}\n`,
        );
      },
      async push(reference) {
        const [image = "", tag = ""] = reference.split(":");
        // A page shows the age of a new image.
        const created = new Date(Date.now() - 3 * DAY_MS).toISOString();
        digests.set(await registry.push(image, tag, created), digestOf(reference));
      },
      async write(path, text) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), toReal(text));
      },
      read: async (path) => toShown(await readFile(join(folder, path), "utf8")),
      async run(commands) {
        const script = [
          `. '${state}'`,
          ...commands.flatMap((command) => [toReal(command), `printf '\\036%s\\036\\n' $?`]),
          `export -p > '${state}'; pwd`,
        ];
        const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: home, ...IDENTITY };
        const output = await runBash(script.join("\n"), { cwd: folder, env });
        // Each output ends with the exit status between two record separators.
        const parts = output.split("\x1e");
        if (parts.length !== 2 * commands.length + 1) throw new Error(`not all commands ran:\n${output}`);
        folder = (parts.at(-1) ?? "").trim();
        return commands.map((_, index) => ({
          output: toShown((parts[2 * index] ?? "").replace(/^\n/, "")),
          status: Number(parts[2 * index + 1]),
        }));
      },
    });
  } finally {
    await registry.stop();
    await rm(home, { recursive: true });
  }
}

/** Runs a script, and returns what it writes to standard output and standard error. */
async function runBash(
  script: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<string> {
  const child = spawn("bash", ["-c", `exec 2>&1\n${script}`], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  return output;
}
