import { Argument, type Command, type Option } from "commander";
import { bashScript, fishScript, zshScript, type Flag, type Syntax, type Verb } from "./completion-script.js";
import type { Formats } from "./formats.js";
import { runAs, type Session } from "./run.js";
import { examples } from "./help.js";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** A shell for which there is a script. */
type Shell = keyof typeof SCRIPTS;

/** Adds the verb `completion`, which knows the verbs that the program has when it runs. */
/** Adds `gocd-pin completion`: its options, examples and output. */
export function addCompletion(program: Command, session: Session): void {
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
      acceptsFiles: first?.name() === "source" || first?.name() === "file",
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
