import type { Command } from "commander";
import type { RefreshResult } from "../commands/refresh.js";
import { renderMarkdownTable, renderTable, type Table } from "../report/table.js";
import { formatOption, reportFormats, type Format, type Formats, type Shown } from "./formats.js";
import { isMoving, movesSummary, movesTable, newestTag } from "./moves.js";
import { runAs, type Session } from "./run.js";
import { examples } from "./help.js";

const toText = (
  kind: "text" | "document",
  renderRows: (table: Table, width?: number) => string,
): Format<RefreshResult> => ({
  kind,
  render: (shown) => outdatedText(shown, renderRows),
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
    .option("--exit-code", "exit with status 1 if a refresh would move a pin")
    .addOption(formatOption(Array.from(FORMATS.keys())))
    .option("--repository-root <dir>", "the root of the git work tree, if there is no .git folder")
    .addHelpText("after", examples(["gocd-pin outdated", "gocd-pin outdated --exit-code --format json"]))
    .action(async (packages: string[], options: { exitCode?: boolean }, command: Command) => {
      await runAs<RefreshResult>(session, command, FORMATS, async (common) => {
        const { findOutdated } = await import("../commands/refresh.js");
        const outcome = await findOutdated(session.world, common, packages);
        const fails = options.exitCode === true && outcome.result.moves.some(isMoving);
        const { exitStatus } = await import("../model/diagnostic.js");
        return { ...outcome, ...(fails && { status: Math.max(1, exitStatus(outcome.diagnostics)) }) };
      });
    });
}

function toData({ moves }: RefreshResult): object {
  const packages = moves
    .filter((row) => ["held", "gone", "waits"].includes(row.kind) || isMoving(row))
    .map((row) => {
      const { package: key, from, jump, until, created, pipelines = [], untriggered = [] } = row;
      return {
        package: key,
        pinned: from,
        newest: newestTag(row),
        jump,
        until,
        created,
        pipelines,
        untriggered,
      };
    });
  return { packages };
}

function outdatedText(
  { result: { moves }, hasFailed, now, width, color }: Shown<RefreshResult>,
  renderRows: (table: Table, width?: number) => string,
) {
  // If the packages are not known, "0 of 0 packages" would be wrong.
  if (hasFailed && moves.length === 0) return "";
  const table = movesTable(moves, { now, color });
  const rows = table.rows.length === 0 ? "" : renderRows(table, width);
  return rows + movesSummary(moves, { isDone: false });
}
