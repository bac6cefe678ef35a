import type { Command } from "commander";
import type { ValidateResult } from "../commands/validate.js";
import { FORMATS } from "../report/format.js";
import { formatOption, type Shown } from "./formats.js";
import { run, type Session } from "./run.js";
import { examples } from "./help.js";

/** Adds `gocd-pin validate`: its options, examples and output. */
export function addValidate(program: Command, session: Session): void {
  program
    .command("validate")
    .argument("[file...]", "the files to check, - for standard input (default: the sources)")
    .description("Check offline what a GoCD server would reject or silently ignore.")
    .addOption(formatOption(FORMATS))
    .option("--strict", "treat warnings as errors")
    .addHelpText(
      "after",
      examples([
        "gocd-pin validate",
        "gocd-pin validate --strict gocd/*.gocd.yaml",
        "gocd-pin validate - < file",
      ]),
    )
    .action(async (files: string[], options: { strict?: boolean }, command: Command) => {
      await run<ValidateResult>(session, command, validateText, async (common) => {
        const { validate } = await import("../commands/validate.js");
        return validate(session.world, { ...common, files, isStrict: options.strict === true });
      });
    });
}

function validateText({ result: { files } }: Shown<ValidateResult>): string {
  return `checked ${files.length} ${files.length === 1 ? "file" : "files"}\n`;
}
