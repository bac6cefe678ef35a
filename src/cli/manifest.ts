import type { Command } from "commander";
import type { ManifestResult, VariableRow } from "../commands/manifest.js";
import { renderMermaid } from "../report/mermaid.js";
import { renderMarkdownTable, renderTable } from "../report/table.js";
import { escapeJson } from "../report/visible.js";
import { formatOption, type Format, type Formats } from "./formats.js";
import { runAs, type Session } from "./run.js";
import { examples } from "./help.js";

const FORMATS: Formats<ManifestResult> = new Map([
  ["json", data(({ text }) => escapeJson(text))],
  ["env", data(({ variables }) => variables.map(({ name, word }) => `${name}=${word}\n`).join(""))],
  ["shell", data(({ variables }) => variables.map(({ name, word }) => `export ${name}=${word}\n`).join(""))],
  ["markdown", data(({ variables }) => renderMarkdownTable(tableOf(variables)))],
  ["table", data(({ variables }, width) => renderTable(tableOf(variables), width))],
  ["mermaid", data(({ packages }) => renderMermaid(packages))],
]);

/** The formats for a shell or docker, which are for one pipeline only. */
const FOR_ONE = ["env", "shell"];

/** Adds `gocd-pin manifest`: its options, examples and output. */
export function addManifest(program: Command, session: Session): void {
  program
    .command("manifest")
    .argument("[pipeline]", "print only the variables of this pipeline")
    .description("Print the environment variables that the pipelines get, from the pins of the lock.")
    .addOption(formatOption(Array.from(FORMATS.keys())))
    .option("--repository-root <dir>", "the root of the git work tree, if there is no .git folder")
    .addHelpText(
      "after",
      examples([
        "gocd-pin manifest",
        "gocd-pin manifest --format table",
        "gocd-pin manifest --format mermaid",
        'eval "$(gocd-pin manifest deploy --format shell)"',
      ]),
    )
    .action(async (pipeline: string | undefined, _options: unknown, command: Command) => {
      const { format } = command.optsWithGlobals<{ format: string }>();
      await runAs<ManifestResult>(session, command, FORMATS, async (common) => {
        const { manifest } = await import("../commands/manifest.js");
        return manifest({ ...common, pipeline, isForOne: FOR_ONE.includes(format) });
      });
    });
}

function data(render: (result: ManifestResult, width?: number) => string): Format<ManifestResult> {
  return { kind: "data", render: ({ result, width }) => render(result, width) };
}

function tableOf(variables: readonly VariableRow[]) {
  const rows = variables.map(({ pipeline, name, value }) => [pipeline, name, value]);
  return { header: ["pipeline", "variable", "value"], rows };
}
