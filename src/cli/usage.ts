import type { Command, CommanderError } from "commander";
import { describe } from "../report/text.js";
import { foreignOptionHelp, foreignVerbHelp } from "./foreign-terms.js";

/** Ends the run with a usage error: `message` says what is wrong, with the user's text in double quotes, `help` what to do. */
export function rejectUsage(command: Command, message: string, help: string): never {
  return command.error(`error: ${message}\n(${help})`, { exitCode: 2, code: "commander.invalidArgument" });
}

/** Returns a usage error in the style of all diagnostics; `command` is the verb, or the program before any verb. */
export function usageText(command: Command, { message }: CommanderError, color: boolean): string {
  const [, wrong, suggestion] =
    /^(.*?)\n\((.*)\)$/s.exec(message) ??
    /^(.*? is invalid(?: for argument '[^']*')?)\. (.*?)\.?$/s.exec(message) ??
    [];
  const text = (wrong ?? message)
    .replace(/^error: (?:command-argument )?/, "")
    // The value may be a password.
    .replace(/^(unknown option '[^=]*)=.*'$/s, "$1'")
    .replace(/\. Expected (\d+) .* but got (\d+)\.$/, ": it accepts $1, and got $2");
  const help = foreignHelp(command, text) ?? toHelp(command, suggestion);
  return describe(
    { severity: "error", code: "usage", message: toDoubleQuotes(text), help },
    new Map(),
    color,
  );
}

/** Returns what to do instead of a verb or an option of another tool, which commander reports as unknown. */
function foreignHelp(command: Command, text: string): string | undefined {
  const [, kind, typed = ""] = /^unknown (command|option) '(.*)'$/s.exec(text) ?? [];
  if (kind === undefined) return undefined;
  return kind === "command" ? foreignVerbHelp(typed) : foreignOptionHelp(command, typed);
}

/**
 * Returns a suggestion of commander (`Did you mean one of a, b?`, `Allowed choices are a, b`) as gocd-pin writes it, any other
 * text as it is.
 */
function toHelp(command: Command, suggestion: string | undefined): string {
  if (suggestion === undefined) {
    const verb = command.parent === null ? "" : ` ${command.name()}`;
    return `run \`gocd-pin${verb} --help\` for the options`;
  }
  const [, names] = /^Did you mean (?:one of )?(.*)\?$/.exec(suggestion) ?? [];
  if (names === undefined) return suggestion.replace(/^Allowed choices are /, "use one of ");
  const quoted = names.split(", ").map((name) => `"${name}"`);
  return `did you mean ${quoted.join(" or ")}?`;
}

/** Commander quotes with `'`; a quote inside a word is the user's. */
function toDoubleQuotes(text: string): string {
  return text.replace(/(?<=^|\s)'|'(?=[\s.,:]|$)/g, '"');
}
