import { type Command, Option } from "commander";
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
      return rejectUsage(program, `unknown command "${name}"`, didYouMean(name, names));
    });
}

/** Verbs of other tools, with what to do instead. */
const VERBS: Readonly<Record<string, string>> = {
  update: "move the pins with `gocd-pin refresh`",
  upgrade: "move the pins with `gocd-pin refresh`",
  lint: "check the sources with `gocd-pin validate`",
  list: "print the variables with `gocd-pin manifest`, or the images with `gocd-pin images`",
  ls: "print the variables with `gocd-pin manifest`, or the images with `gocd-pin images`",
  pin: "pin the packages with `gocd-pin build`",
  diff: "show the changes of a build with `gocd-pin check --diff`",
};

/** Options of other tools, with what to do instead; without verbs, those of every verb. */
const OPTIONS: readonly {
  readonly flag: string;
  readonly verbs?: readonly string[];
  readonly help: string;
}[] = [
  { flag: "--json", help: "use --format json" },
  { flag: "-v", help: "use --verbose to print requests, or --version to print the version" },
  { flag: "-q", help: "use --quiet" },
  { flag: "-o", help: "use --output" },
  { flag: "-n", verbs: ["build", "refresh"], help: "use --dry-run" },
  {
    flag: "--dry-run",
    verbs: ["check", "outdated", "verify", "validate"],
    help: "remove it; this command writes nothing",
  },
  { flag: "--fix", verbs: ["check", "validate"], help: "write the generated files with `gocd-pin build`" },
  { flag: "--force", verbs: ["init"], help: "remove the file, or run init in another folder with -C" },
  { flag: "--force", verbs: ["refresh"], help: "use --allow-downgrade to accept a lower tag" },
  { flag: "--force", verbs: ["build"], help: "move existing pins with `gocd-pin refresh`" },
  { flag: "--update", verbs: ["build"], help: "move existing pins with `gocd-pin refresh`" },
  { flag: "--frozen-lockfile", verbs: ["build"], help: "use --frozen" },
  { flag: "--check", verbs: ["build"], help: "compare without writing with `gocd-pin check`" },
];

/**
 * Makes terms of other tools usage errors that name the term of gocd-pin. Call it after all verbs are added: a verb or an
 * option that exists is left alone.
 */
export function rejectForeignTerms(program: Command): void {
  const verbs = [...program.commands];
  for (const [name, help] of Object.entries(VERBS)) {
    if (verbs.some((verb) => verb.name() === name)) continue;
    program
      .command(name, { hidden: true })
      .argument("[words...]")
      .allowUnknownOption()
      .helpOption(false)
      .action((_words: unknown, _options: unknown, command: Command) => {
        rejectUsage(command, `unknown command "${name}"`, help);
      });
  }
  for (const { flag, verbs: names, help } of OPTIONS) {
    const commands = names === undefined ? [program] : verbs.filter((verb) => names.includes(verb.name()));
    for (const command of commands) {
      if (command.options.some((option) => option.short === flag || option.long === flag)) continue;
      const option = new Option(flag).hideHelp();
      command.addOption(option);
      command.on(`option:${option.name()}`, () => {
        rejectUsage(command, `unknown option "${flag}"`, help);
      });
    }
  }
}

/** Returns the examples for the end of a help text. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
