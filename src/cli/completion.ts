import { Argument, type Command, type Option } from "commander";
import { bashScript, fishScript, zshScript, type Flag, type Syntax, type Verb } from "./completion-script.js";
import type { NamesKind, NamesResult } from "../commands/completion-names.js";
import { makeVisible } from "../report/visible.js";
import type { Formats } from "./formats.js";
import { runAs, type Session } from "./run.js";
import { examples } from "./help.js";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** A shell for which there is a script. */
type Shell = keyof typeof SCRIPTS;

/** Adds `gocd-pin completion`: its options, examples and output. */
export function addCompletion(program: Command, session: Session): void {
  addNames(program, session);
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SCRIPTS)))
    .description("Print a script that completes commands, options and their values in a shell.")
    .addHelpText(
      "after",
      examples([
        'eval "$(gocd-pin completion bash)"      # in ~/.bashrc',
        'eval "$(gocd-pin completion zsh)"       # in ~/.zshrc, after compinit',
        "gocd-pin completion fish | source       # in ~/.config/fish/config.fish",
      ]),
    )
    .action(async (shell: Shell, _options: unknown, command: Command) => {
      await runAs<{ shell: Shell }>(session, command, formatsOf(program), () =>
        Promise.resolve({ diagnostics: [], result: { shell } }),
      );
    });
}

const KINDS: readonly NamesKind[] = ["packages", "pipelines"];

const NAME_FORMATS: Formats<NamesResult> = new Map([
  [
    "text",
    {
      kind: "data",
      // A name that would not be one line cannot be completed.
      render: ({ result: { names } }) =>
        names.flatMap((name) => (makeVisible(name) === name ? [`${name}\n`] : [])).join(""),
    },
  ],
]);

/** Adds the hidden verb that the scripts run for the names of packages and pipelines. */
function addNames(program: Command, session: Session): void {
  program
    .command("complete", { hidden: true })
    .addArgument(new Argument("<kind>").choices(KINDS))
    .action(async (kind: NamesKind, _options: unknown, command: Command) => {
      await runAs<NamesResult>(session, command, NAME_FORMATS, async (common) => {
        const { completionNames } = await import("../commands/completion-names.js");
        return completionNames(common, kind);
      });
    });
}

function formatsOf(program: Command): Formats<{ shell: Shell }> {
  return new Map([
    ["text", { kind: "data", render: ({ result: { shell } }) => SCRIPTS[shell](syntaxOf(program)) }],
  ]);
}

/** Returns the syntax of the command line, as commander has it. */
function syntaxOf(program: Command): Syntax {
  const help = program.createHelp();
  const verbs = help.visibleCommands(program).map((command): Verb => {
    const flags = help.visibleOptions(command).map(flagOf);
    const [first] = command.registeredArguments;
    return {
      name: command.name(),
      about: command.description(),
      flags: flags.filter(({ names }) => !names.includes("--help")),
      words: first?.argChoices ?? [],
      names: KINDS.find((kind) => kind === `${first?.name() ?? ""}s`),
      isRepeated: first?.variadic === true,
      acceptsFiles:
        first?.argChoices === undefined && (first?.name() === "source" || first?.name() === "file"),
    };
  });
  const names = verbs.map(({ name }) => name);
  return {
    program: program.name(),
    flags: help.visibleOptions(program).map(flagOf),
    verbs: verbs.map((verb) => (verb.name === "help" ? { ...verb, words: names } : verb)),
  };
}

function flagOf(option: Option): Flag {
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    about: option.description,
    value: option.required || option.optional ? valueOf(option) : undefined,
  };
}

function valueOf({ argChoices, flags }: Option): Flag["value"] {
  if (argChoices !== undefined) return { kind: "words", words: argChoices };
  if (flags.endsWith("<dir>")) return { kind: "folder" };
  return flags.endsWith("<file>") ? { kind: "file" } : { kind: "text" };
}
