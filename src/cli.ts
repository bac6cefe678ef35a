import { isAbsolute, join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { addBuild } from "./cli/build.js";
import { addCheck } from "./cli/check.js";
import { addCompletion } from "./cli/completion.js";
import { addExplain } from "./cli/explain.js";
import { addExport } from "./cli/export.js";
import { addHelp } from "./cli/help.js";
import { addImages } from "./cli/images.js";
import { addImport } from "./cli/import.js";
import { addInit } from "./cli/init.js";
import { addManifest } from "./cli/manifest.js";
import { addOutdated } from "./cli/outdated.js";
import { addRefresh } from "./cli/refresh.js";
import { addReport } from "./cli/report.js";
import { allowsColor, type Session } from "./cli/run.js";
import { addSchema } from "./cli/schema.js";
import { usageText } from "./cli/usage.js";
import { addValidate } from "./cli/validate.js";
import { addVerify } from "./cli/verify.js";
import type { World } from "./workspace/world.js";
import { delayOptimizing } from "./model/optimizer.js";
import { VERSION } from "./model/program.js";
import { toPrintable } from "./report/visible.js";

/**
 * Runs the program. `argv` has the arguments after the program's name. Returns the exit status: 0 fine, 1 errors, 2 bad
 * usage or an invalid project file, 3 if a registry could not be queried; docker's own status if `docker pull` failed. A
 * bug in gocd-pin is thrown.
 */
export async function main(argv: readonly string[], world: World): Promise<number> {
  delayOptimizing();
  const session: Session = { status: 0, world };
  const program = makeProgram(session);
  try {
    await program.parseAsync(argv, { from: "user" });
    return session.status;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      // The message of a library may quote text of a file or a registry.
      if (error instanceof Error && error.stack !== undefined) error.stack = toPrintable(error.stack);
      throw error;
    }
    // Commander has reported it; a request for help is not an error.
    return error.exitCode === 0 ? 0 : 2;
  }
}

function makeProgram(session: Session): Command {
  const { world } = session;
  const program = new Command("gocd-pin")
    .description(
      "Pins the Docker package materials of GoCD YAML pipelines to the newest matching image tags.",
    )
    .version(VERSION, "-V, --version", "print the version")
    .option("-C, --directory <dir>", "run in this folder; all paths are relative to it", relativeTo)
    .option("-c, --config <file>", "read this project file instead of gocd-pin.yaml", notEmpty)
    // Each verb declares its formats; this one is for `--format` before the verb.
    .addOption(new Option("--format <format>").hideHelp())
    .option("--output <file>", "write the result to this file instead of standard output", notEmpty)
    .option("--quiet", "print errors only")
    .option("--verbose", "print each request to a registry")
    .option("--no-color", "print without colour (also with NO_COLOR)")
    .option(
      "--concurrency <n>",
      "maximum number of requests at a time per registry (default 16)",
      integer(1, 1000),
    )
    .option(
      "--timeout <seconds>",
      "maximum time for one query to a registry, including retries (default 30)",
      parseSeconds,
    )
    .option(
      "--max-pages <n>",
      "maximum number of pages of one tag list (default 10000)",
      integer(1, 1_000_000),
    )
    .option(
      "--max-bytes <n>",
      "maximum size of one tag list in bytes (default 33554432)",
      integer(1024, 268_435_456),
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => world.stdout.write(toPrintable(text)),
      writeErr: (text) => world.stderr.write(toPrintable(text)),
      // `reportUsage` prints usage errors.
      outputError: () => undefined,
      getOutHelpWidth: () => world.stdout.columns,
      getErrHelpWidth: () => world.stderr.columns,
    })
    .exitOverride();
  addInit(program, session);
  addBuild(program, session);
  addRefresh(program, session);
  addOutdated(program, session);
  addCheck(program, session);
  addVerify(program, session);
  addExplain(program, session);
  addManifest(program, session);
  addImages(program, session);
  addValidate(program, session);
  addReport(program, session);
  addImport(program, session);
  addExport(program, session);
  addSchema(program, session);
  addCompletion(program, session);
  addHelp(program);
  for (const command of [program, ...program.commands]) reportUsage(program, command, world);
  return program;
}

/** Prints the usage errors of a command, and lets `main` end the run. Without a verb, commander prints the help instead. */
function reportUsage(program: Command, command: Command, world: World): void {
  command.exitOverride((error) => {
    if (error.exitCode !== 0 && error.code !== "commander.help") {
      const color = allowsColor(world, program.opts<{ color: boolean }>().color) && world.stderr.isTTY;
      world.stderr.write(toPrintable(usageText(command, error, color), { color }));
    }
    throw error;
  });
}

/** A second `-C` is relative to the first, as in git and make. */
function relativeTo(folder: string, before: string | undefined): string {
  const named = notEmpty(folder);
  return before === undefined || isAbsolute(named) ? named : join(before, named);
}

/** Rejects an empty value: in a script, it comes from a variable that is not set. */
function notEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("use a value that is not empty.");
}

function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`use an integer from ${least} to ${most}.`);
  };
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("use a number of seconds, more than 0 and at most 86400.");
}
