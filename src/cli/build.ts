import type { Command } from "commander";
import type { BuildResult } from "../commands/build.js";
import type { ChangedFiles } from "../workspace/world.js";
import { makeVisible } from "../report/visible.js";
import { FORMATS } from "../report/format.js";
import { formatOption, type Shown } from "./formats.js";
import { examples } from "./help.js";
import { preflightOption } from "./preflight.js";
import { run, type Session } from "./run.js";

/** The options of `build`, as commander returns them. */
interface BuildFlags {
  readonly frozen?: boolean;
  readonly dryRun?: boolean;
  readonly exitCode?: boolean;
  readonly keepGoing?: boolean;
  readonly preflight?: string;
  readonly repoId?: string;
}

/** Adds `gocd-pin build`: its options, examples and output. */
export function addBuild(program: Command, session: Session): void {
  program
    .command("build")
    .argument(
      "[source...]",
      "write only the generated pipelines of these sources; names that are not sources are ignored",
    )
    .description("Pin the packages that the lock has no pin for, and write the generated files and the lock.")
    .option("--frozen", "fail if the lock has no pin for a package, instead of querying a registry")
    .option("--dry-run", "print what would be pinned and written, and write nothing")
    .option("--keep-going", "if a package fails, write the pipelines that do not need a new pin of it")
    .option("--exit-code", "exit with status 1 if files were changed, for commit hooks")
    .option("--preflight <url>", "write nothing if this GoCD server rejects the files, or cannot be asked")
    .option("--repo-id <id>", "with --preflight: the config repo on the server that the files replace")
    .addOption(formatOption(FORMATS))
    .option("--repository-root <dir>", "the root of the git work tree, if there is no .git folder")
    .addHelpText("after", examples(["gocd-pin build", "gocd-pin build --frozen", "gocd-pin -C ci build"]))
    .action(async (only: string[], options: BuildFlags, command: Command) => {
      const isDryRun = options.dryRun === true;
      const preflight = preflightOption(command, "--preflight", options.preflight, options.repoId);
      const text = ({ result, hasFailed }: Shown<BuildResult>) =>
        buildText(result, hasFailed, { isPartial: only.length > 0, isDryRun });
      await run<BuildResult>(session, command, text, async (common) => {
        const { build } = await import("../commands/build.js");
        return build(session.world, {
          ...common,
          only,
          preflight,
          isFrozen: options.frozen === true,
          isDryRun,
          failsOnChange: options.exitCode === true,
          keepsGoing: options.keepGoing === true,
        });
      });
    });
}

function buildText(
  { pinned, written, removed }: BuildResult,
  hasFailed: boolean,
  { isPartial, isDryRun }: { readonly isPartial: boolean; readonly isDryRun: boolean },
): string {
  // The enriched files of other sources may be out of date: "everything" would be wrong.
  if (isPartial && !hasFailed && written.length + removed.length === 0) {
    return "the named sources are up to date\n";
  }
  const pins = pinned
    .map((pin) => `${isDryRun ? "would pin" : "pinned"} ${pin.package} ${pin.tag}\n`)
    .join("");
  return pins + filesText({ written, removed }, hasFailed, isDryRun);
}

/** Returns a line for each file that a run changed; if it changed none, a line that says why. */
export function filesText({ written, removed }: ChangedFiles, hasFailed: boolean, isDryRun = false): string {
  const lines = [
    ...written.map((path) => `${isDryRun ? "would write" : "wrote"} ${makeVisible(path)}\n`),
    ...removed.map((path) => `${isDryRun ? "would remove" : "removed"} ${makeVisible(path)}\n`),
  ];
  if (lines.length > 0) return lines.join("");
  return hasFailed ? "no file was written\n" : "everything is up to date\n";
}
