import type { Command } from "commander";
import type { BuildResult } from "../commands/build.js";
import { FORMATS } from "../report/format.js";
import { formatOption } from "./formats.js";
import { examples, filesText } from "./text.js";
import { run, type Session } from "./run.js";

/** Adds the verb `build`. */
export function addBuild(program: Command, session: Session): void {
  program
    .command("build")
    .argument("[source...]", "write the enriched files of these sources only; other names are ignored")
    .description("Pin what the lock does not hold yet, and write the generated files and the lock.")
    .option("--frozen", "take an unpinned package as an error, and never use the network")
    .option("--exit-code", "exit with 1 where files were changed, for commit hooks")
    .addOption(formatOption(FORMATS))
    .option("--repository-root <dir>", "the root of the git work tree, where .git cannot tell")
    .addHelpText("after", examples(["gocd-pin build", "gocd-pin build --frozen", "gocd-pin -C ci build"]))
    .action(async (only: string[], options: { frozen?: boolean; exitCode?: boolean }, command: Command) => {
      const text = (result: BuildResult, hasFailed: boolean) => buildText(result, hasFailed, only.length > 0);
      await run<BuildResult>(session, command, text, async (common) => {
        const { build } = await import("../commands/build.js");
        return build(session.world, {
          ...common,
          only,
          isFrozen: options.frozen === true,
          failsOnChange: options.exitCode === true,
        });
      });
    });
}

function buildText(
  { pinned, written, removed }: BuildResult,
  hasFailed: boolean,
  isPartial: boolean,
): string {
  // The enriched files of other sources may be out of date.
  if (isPartial && !hasFailed && written.length + removed.length === 0) {
    return "everything that was named is up to date\n";
  }
  const pins = pinned.map((pin) => `pinned ${pin.package} ${pin.tag}\n`).join("");
  return pins + filesText({ written, removed }, hasFailed);
}
