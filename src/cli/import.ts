import type { Command } from "commander";
import type { ImportResult } from "../commands/import.js";
import { formatOption, reportFormats } from "./formats.js";
import { examples } from "./help.js";
import { importText } from "./import-text.js";
import { runAs, type Session } from "./run.js";

interface Options {
  readonly dryRun?: boolean;
}

const FORMATS = ["text", "json"];

/** Adds `gocd-pin import`: its options, examples and output. */
export function addImport(program: Command, session: Session): void {
  program
    .command("import")
    .argument(
      "<file...>",
      "cruise-config.xml, or saved answers of the package repositories and packages APIs",
    )
    .description(
      "Add the Docker package repositories of a GoCD server to gocd-pin.yaml. Existing entries are never overwritten.",
    )
    .addOption(formatOption(FORMATS))
    .option("--dry-run", "print what would be added, and write nothing (as --format json)")
    .addHelpText(
      "after",
      examples([
        "gocd-pin import cruise-config.xml",
        "gocd-pin import repositories.json packages.json",
        "gocd-pin import cruise-config.xml --dry-run",
      ]),
    )
    .action(async (files: readonly string[], { dryRun = false }: Options, command: Command) => {
      const { format } = command.optsWithGlobals<{ format?: string }>();
      const isDry = dryRun || format === "json";
      const formats = reportFormats<ImportResult>("import", ({ result, hasFailed }) =>
        hasFailed ? "" : importText(result, dryRun),
      );
      const imported = new Map(Array.from(formats).filter(([name]) => FORMATS.includes(name)));
      await runAs<ImportResult>(session, command, imported, async (common) => {
        const { importFiles } = await import("../commands/import.js");
        return importFiles({ ...common, files, isDry });
      });
    });
}
