import type { Command } from "commander";
import type { ImportResult } from "../commands/import.js";
import { formatOption, reportFormats } from "./formats.js";
import { examples } from "./help.js";
import { runAs, type Session } from "./run.js";
import { rejectUsage } from "./usage.js";
import { makeVisible } from "../report/visible.js";

interface Options {
  readonly dryRun?: boolean;
  readonly rewrite?: boolean;
  readonly server?: string;
}

const FORMATS = ["text", "json"];

/** Adds `gocd-pin import`: its options, examples and output. */
export function addImport(program: Command, session: Session): void {
  program
    .command("import")
    .argument(
      "[file...]",
      "cruise-config.xml, or saved responses of the package repositories and packages APIs",
    )
    .description(
      "Add the Docker package repositories of a GoCD server to gocd-pin.yaml. Existing entries are never overwritten.",
    )
    .addOption(formatOption(FORMATS))
    .option("--server <url>", "read the package repositories of this GoCD server, with or without /go")
    .option(
      "--rewrite",
      "replace the ids of packages with `package: <repository>/<package>`, and move files that GoCD reads to pipelines/",
    )
    .option("--dry-run", "print what would be changed, and write nothing (as --format json)")
    .addHelpText(
      "after",
      examples([
        "gocd-pin import cruise-config.xml",
        "gocd-pin import cruise-config.xml --rewrite",
        "GOCD_AUTH_TOKEN=... gocd-pin import --server https://gocd.mydomain",
        "gocd-pin import repositories.json packages.json",
        "gocd-pin import cruise-config.xml --dry-run",
      ]),
    )
    .action(
      async (
        files: readonly string[],
        { dryRun = false, rewrite = false, server }: Options,
        command: Command,
      ) => {
        if (files.length > 0 === (server !== undefined)) {
          const message =
            server === undefined ? 'missing argument "file"' : "--server cannot be used with files";
          rejectUsage(command, message, "name files to import, or the GoCD server with --server URL");
        }
        const { format } = command.optsWithGlobals<{ format?: string }>();
        const isDry = dryRun || format === "json";
        const formats = reportFormats<ImportResult>("import", ({ result, hasFailed }) =>
          hasFailed ? "" : importText(result, { isDry: dryRun, isRewriting: rewrite }),
        );
        const imported = new Map(Array.from(formats).filter(([name]) => FORMATS.includes(name)));
        await runAs<ImportResult>(session, command, imported, async (common) => {
          const { importPackages } = await import("../commands/import.js");
          return importPackages(session.world, { ...common, files, server, isDry, isRewriting: rewrite });
        });
      },
    );
}

/** What the text depends on in addition to the result. */
interface TextOptions {
  readonly isDry: boolean;
  readonly isRewriting: boolean;
}

/** Returns what `import` changed, the variables to set, and the materials that may name packages in another way. */
function importText(result: ImportResult, { isDry, isRewriting }: TextOptions): string {
  const { path, written, added, completed, unchanged, credentials, uses, moves } = result;
  const would = (verb: string, past: string) => (isDry ? `would ${verb}` : past);
  const sources = written.filter((file) => file !== path);
  const changes = [
    ...(written.includes(path) ? [`${would("write", "wrote")} ${path}`] : []),
    ...added.map((key) => `  added ${key}`),
    ...completed.map((key) => `  added the id of ${key}`),
    ...(unchanged > 0 ? [`${count(unchanged, "package is", "packages are")} already declared`] : []),
    ...sources.flatMap((file) => {
      const from = moves.find(({ to }) => to === file)?.from;
      const verb = from === undefined ? would("write", "wrote") : `${would("move", "moved")} ${from} to`;
      const lines = uses
        .filter((use) => use.path === file && use.rewritten)
        .map(
          (use) =>
            `  line ${use.line}: package: ${use.id} is now ${use.package} (pipeline "${use.pipeline}")`,
        );
      return [`${verb} ${file}`, ...lines];
    }),
  ];
  const variables = credentials.map(
    ({ repository, username, password }) => `  ${repository}: ${username}, ${password}`,
  );
  const places = uses
    .filter((use) => !use.rewritten)
    .map(
      (use) => `  ${use.path}:${use.line}: package: ${use.id} is ${use.package} (pipeline "${use.pipeline}")`,
    );
  const sections = [
    changes,
    variables.length > 0
      ? [
          "Set these environment variables where gocd-pin runs; no user name or password was imported:",
          ...variables,
        ]
      : [],
    places.length > 0
      ? [
          isRewriting
            ? "These materials still name packages by their ids:"
            : "These materials name packages by their ids. --rewrite replaces the ids with <repository>/<package>:",
          ...places,
        ]
      : [],
    moves.length > 0 && !isRewriting
      ? [
          "GoCD reads these files itself. --rewrite moves them, so that GoCD reads the generated files instead:",
          ...moves.map(({ from, to }) => `  ${from} -> ${to}`),
        ]
      : [],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${makeVisible(line)}\n`).join(""))
    .join("\n");
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
