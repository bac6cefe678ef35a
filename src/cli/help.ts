import type { Command } from "commander";
import { foreignVerbHelp } from "./foreign-terms.js";
import { rejectUsage } from "./usage.js";

/** Adds `gocd-pin help`. The one of commander prints the help of all commands for an unknown command, without an error. */
export function addHelp(program: Command): void {
  program
    .helpCommand(false)
    .command("help")
    .argument("[command]", "the command to show; all commands if omitted")
    .description("Show the options of a command, with examples.")
    .addHelpText("after", examples(["gocd-pin help", "gocd-pin help build"]))
    .action(async (name: string | undefined) => {
      if (name === undefined) return program.help();
      const commands = program.createHelp().visibleCommands(program);
      const named = commands.find((command) => command.name() === name);
      if (named !== undefined) return named.help();
      const { didYouMean } = await import("../model/suggest.js");
      const names = commands.map((command) => command.name());
      return rejectUsage(
        program,
        `unknown command "${name}"`,
        foreignVerbHelp(name) ?? didYouMean(name, names),
      );
    });
}

/** Returns the examples for the end of a help text. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
