#!/usr/bin/env node
import { homedir } from "node:os";
import { isAbsolute } from "node:path";
import process from "node:process";
import { isatty } from "node:tty";
import { VERSION } from "./model/program.js";

/** Creates an output of the world. Its stream is opened when it is first used, since this takes 1 ms. */
function createOutput(fd: 1 | 2, onError: (error: NodeJS.ErrnoException) => void) {
  let stream: NodeJS.WriteStream | undefined;
  const open = () => (stream ??= (fd === 1 ? process.stdout : process.stderr).on("error", onError));
  return {
    write: (text: string) => void open().write(text),
    // `stream.isTTY` is undefined in a pipe, in spite of its type.
    isTTY: isatty(fd),
    get columns() {
      return open().columns;
    },
  };
}

/** Returns the home folder, or "/" as container engines do for a user without HOME and without a passwd entry. */
function findHome(): string {
  try {
    const home = homedir();
    // An empty HOME must not turn the config repo into the home folder, whose docker config names credential helpers.
    return isAbsolute(home) ? home : "/";
  } catch {
    return "/";
  }
}

// If a reader closes the pipe (`| head`), this is not an error; a full disk (`>`) is one.
let cut: string | undefined;
const stdout = createOutput(1, (error) => {
  if (error.code !== "EPIPE") cut = error.message;
});
const stderr = createOutput(2, () => {
  // There is no stream left for an error.
});
process.once("exit", () => {
  if (cut === undefined) return;
  stderr.write(`gocd-pin: error: standard output cannot be written: ${cut}\n`);
  process.exitCode = Math.max(2, Number(process.exitCode ?? 0));
});
// With a handler in place a signal waits until files being written are complete.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

/** Returns the current folder; undefined if it was removed, as by a checkout of another commit. */
function findFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

const cwd = findFolder();
if (cwd === undefined) {
  stderr.write(
    "gocd-pin: error: the current folder cannot be read: it was removed, or you have no permission\n" +
      "  help: change to a folder that exists, and run gocd-pin again\n",
  );
  process.exit(2);
}

/** Runs the program in a folder. Returns the exit status. */
async function run(folder: string): Promise<number> {
  const argv = process.argv.slice(2);
  if (argv.length === 1 && argv[0] === "--version") {
    stdout.write(`${VERSION}\n`);
    return 0;
  }
  // `--version` does not need the rest, which is slow to load.
  const { main } = await import("./cli.js");
  return main(argv, {
    cwd: folder,
    env: process.env,
    homeDir: findHome(),
    machineRoot: "/",
    stdout,
    stderr,
    stdin: async () => (await process.stdin.setEncoding("utf8").toArray()).join(""),
  });
}

// Packed as CommonJS this file can have no `await` at its top.
run(cwd).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(`gocd-pin: this is a bug in gocd-pin; please report it with the lines below\n${trace}\n`);
    process.exitCode = 70;
  },
);
