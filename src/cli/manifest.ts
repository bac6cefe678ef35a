import type { Command } from "commander";
import type { ManifestResult, PackageUse, VariableRow } from "../commands/manifest.js";
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

/**
 * Returns a Mermaid flowchart with an arrow from every package to each pipeline that uses it, through its package pipeline if
 * it has one. In Markdown, it is the content of a code block with the language `mermaid`.
 * https://mermaid.js.org/syntax/flowchart.html
 */
export function renderMermaid(packages: readonly PackageUse[]): string {
  const names = Array.from(new Set(packages.flatMap(({ pipelines }) => pipelines))).sort();
  const numbers = new Map(names.map((name, index) => [name, index]));
  const lines = [
    "flowchart LR",
    ...packages.map((pkg, index) => `  image${index}["${escape(pkg.package)}<br>${escape(pkg.tag)}"]`),
    ...packages.flatMap(({ packagePipeline: name }, index) =>
      name === undefined ? [] : `  package${index}(["${escape(name)}"])`,
    ),
    ...names.map((name, index) => `  pipeline${index}(["${escape(name)}"])`),
    ...packages.flatMap(({ packagePipeline, pipelines }, index) => {
      const arrowsFrom = (node: string) =>
        pipelines.map((name) => `  ${node} --> pipeline${numbers.get(name) ?? 0}`);
      if (packagePipeline === undefined) return arrowsFrom(`image${index}`);
      return [`  image${index} --> package${index}`, ...arrowsFrom(`package${index}`)];
    }),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Mermaid reads `#60;` as the character with this number; unescaped markup and quotes would end the label. */
function escape(text: string): string {
  return text.replace(/[^\w ./:@+-]/gu, (char) => `#${char.codePointAt(0) ?? 0};`);
}
