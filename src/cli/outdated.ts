import type { Command } from "commander";
import type { MoveRow, RefreshResult } from "../commands/refresh.js";
import { renderMarkdownTable, renderTable, type Table } from "../report/table.js";
import { formatOption, reportFormats, type Format, type Formats } from "./formats.js";
import { runAs, type Session } from "./run.js";
import { examples } from "./help.js";

const toText = (kind: "text" | "document", renderRows: (table: Table) => string): Format<RefreshResult> => ({
  kind,
  render: ({ result }) => outdatedText(result, renderRows),
});

const FORMATS: Formats<RefreshResult> = new Map([
  ["text", toText("text", renderTable)],
  ...Array.from(reportFormats<RefreshResult>("outdated", () => "", toData)).filter(
    ([name]) => name === "json",
  ),
  ["markdown", toText("document", (table) => `${renderMarkdownTable(table)}\n`)],
]);

/** Adds `gocd-pin outdated`: its options, examples and output. */
export function addOutdated(program: Command, session: Session): void {
  program
    .command("outdated")
    .argument(
      "[package...]",
      "query only these packages: Docker/x, 'Docker/team/*', or x if only one has this name",
    )
    .description("Print what a refresh would move, and which pipelines it would trigger; write nothing.")
    .option("--exit-code", "exit with 1 if a refresh would move a pin")
    .addOption(formatOption(Array.from(FORMATS.keys())))
    .option("--repository-root <dir>", "the root of the git work tree, if there is no .git folder")
    .addHelpText("after", examples(["gocd-pin outdated", "gocd-pin outdated --exit-code --format json"]))
    .action(async (packages: string[], options: { exitCode?: boolean }, command: Command) => {
      await runAs<RefreshResult>(session, command, FORMATS, async (common) => {
        const { refresh } = await import("../commands/refresh.js");
        const outcome = await refresh(session.world, {
          ...common,
          packages,
          to: undefined,
          isDryRun: true,
          allowsDowngrade: false,
          keepsGoing: true,
        });
        const fails = options.exitCode === true && outcome.result.moves.some(isOutdated);
        const { exitStatus } = await import("../model/diagnostic.js");
        return { ...outcome, ...(fails && { status: Math.max(1, exitStatus(outcome.diagnostics)) }) };
      });
    });
}

function isOutdated({ kind }: MoveRow): boolean {
  return kind === "moved" || kind === "digest moved" || kind === "pinned";
}

function toData({ moves }: RefreshResult): object {
  const packages = moves
    .filter((row) => row.kind === "held" || isOutdated(row))
    .map(({ package: key, from, to, newest = to, jump, pipelines = [] }) => {
      return { package: key, pinned: from, newest, jump, pipelines };
    });
  return { packages };
}

function outdatedText({ moves }: RefreshResult, renderRows: (table: Table) => string): string {
  const shown = moves.filter(({ kind }) => kind !== "unchanged");
  const rows = shown.map(({ package: key, kind, from = "none", to, newest = to, jump, pipelines = [] }) => {
    const last = kind === "failed" ? "failed" : kind === "pinned" ? "new" : (jump ?? "");
    return [key, from, kind === "failed" ? "" : (newest ?? ""), last, pipelines.join(", ")];
  });
  const table = { header: ["package", "pinned", "newest", "jump", "triggers"], rows };
  return (rows.length === 0 ? "" : renderRows(table)) + summaryOf(moves);
}

/** Returns a line with the number of packages of each outcome, and of the pipelines that would be triggered. */
function summaryOf(moves: readonly MoveRow[]): string {
  const count = (is: (row: MoveRow) => boolean) => moves.filter(is).length;
  const triggered = new Set(moves.flatMap(({ pipelines = [] }) => pipelines)).size;
  const held = count(({ kind }) => kind === "held");
  const failed = count(({ kind }) => kind === "failed");
  const parts = [
    `${count(isOutdated)} of ${moves.length} packages would move`,
    ...(triggered > 0
      ? [`${triggered} ${triggered === 1 ? "pipeline" : "pipelines"} would be triggered`]
      : []),
    ...(held > 0 ? [`${held} held`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${parts.join(", ")}\n`;
}
