import type { Command } from "commander";
import type { ExportResult } from "../commands/export.js";
import { escapeJson } from "../report/visible.js";
import { formatOption, type Formats } from "./formats.js";
import { examples } from "./help.js";
import { runAs, type Session } from "./run.js";

const FORMATS: Formats<ExportResult> = new Map([
  ["xml", { kind: "data", render: ({ result }) => result.xml }],
  ["json", { kind: "data", render: ({ result }) => escapeJson(result.json) }],
]);

/** Adds `gocd-pin export`: its options, examples and output. */
export function addExport(program: Command, session: Session): void {
  program
    .command("export")
    .description(
      "Print the declared package repositories and packages for the Docker poller plugin of a GoCD server: as cruise-config.xml, or as request bodies for GoCD's API. Credentials stay references to environment variables.",
    )
    .addOption(formatOption(Array.from(FORMATS.keys())))
    .addHelpText(
      "after",
      examples(["gocd-pin export", "gocd-pin export --format json --output packages.json"]),
    )
    .action(async (_options: unknown, command: Command) => {
      await runAs<ExportResult>(session, command, FORMATS, async (common) => {
        const { exportPackages } = await import("../commands/export.js");
        return exportPackages(common);
      });
    });
}
