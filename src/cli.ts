import { isAbsolute, join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { addBuild } from "./cli/build.js";
import { addCheck } from "./cli/check.js";
import { addCompletion } from "./cli/completion.js";
import { addExplain } from "./cli/explain.js";
import { addHelp } from "./cli/help.js";
import { addImages } from "./cli/images.js";
import { addInit } from "./cli/init.js";
import { addManifest } from "./cli/manifest.js";
import { addRefresh } from "./cli/refresh.js";
import type { Session } from "./cli/run.js";
import { addValidate } from "./cli/validate.js";
import { addVerify } from "./cli/verify.js";
import type { World } from "./workspace/world.js";
import { VERSION } from "./model/version.js";
import { toPrintable } from "./report/visible.js";

/**
 * Runs the program. `argv` holds the arguments behind the program's name. Gives the exit status: 0 fine, 1 errors, 2
 * bad usage or a wrong project file, 3 where a registry could not be asked; docker's own where `docker pull` failed. A
 * bug of ours is thrown.
 */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const session: Session = { status: 0, world };
  const program = makeProgram(session);
  try {
    await program.parseAsync(argv, { from: "user" });
    return session.status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has told already; help that was asked for is no mistake.
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
    .option("-C, --directory <dir>", "work in this folder, to which all paths are relative", insideOf)
    .option("-c, --config <file>", "read this project file instead of gocd-pin.yaml", notEmpty)
    // Each verb names its formats; this one takes the option wherever it stands.
    .addOption(new Option("--format <format>").hideHelp())
    .option("--output <file>", "write to this file what would go to standard output", notEmpty)
    .option("--quiet", "print errors only")
    .option("--verbose", "print each request to a registry")
    .option("--no-color", "print without colour (as does NO_COLOR)")
    .option("--concurrency <n>", "questions at a time per registry (default 16)", wholeNumber(1, 1000))
    .option(
      "--timeout <seconds>",
      "limit for one question to a registry, with retries (default 30)",
      parseSeconds,
    )
    .option("--max-pages <n>", "limit for the pages of one tag list (default 10000)", wholeNumber(1, 1e9))
    .option(
      "--max-bytes <n>",
      "limit for the bytes of one tag list (default 67108864)",
      wholeNumber(1024, 1e12),
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => world.stdout.write(toPrintable(text)),
      writeErr: (text) => world.stderr.write(toPrintable(text)),
      getOutHelpWidth: () => world.stdout.columns,
      getErrHelpWidth: () => world.stderr.columns,
    })
    .showHelpAfterError("(run with --help for the options)")
    .exitOverride();
  addInit(program, session);
  addBuild(program, session);
  addRefresh(program, session);
  addCheck(program, session);
  addVerify(program, session);
  addExplain(program, session);
  addManifest(program, session);
  addImages(program, session);
  addValidate(program, session);
  addCompletion(program, session);
  addHelp(program);
  return program;
}

/** Each folder stands in the one before, as with `git -C` and `make -C`. */
function insideOf(folder: string, before: string | undefined): string {
  const named = notEmpty(folder);
  return before === undefined || isAbsolute(named) ? named : join(before, named);
}

/** What an unset variable of a script leaves on the command line is a mistake, and names nothing. */
function notEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds, more than 0 and at most 86400.");
}
