import type { Command } from "commander";
import type { RefreshResult } from "../commands/refresh.js";
import { renderTable } from "../report/table.js";
import { examples, filesText } from "./text.js";
import { run, type Session } from "./run.js";

/** Adds the verb `refresh`. */
export function addRefresh(program: Command, session: Session): void {
  program
    .command("refresh")
    .argument(
      "[package...]",
      "ask for these packages only: Docker/x, 'Docker/team/*', or x where one package has it",
    )
    .description("Ask the registries again, move the pins, and build.")
    .option("--dry-run", "say what would move, and write nothing")
    .option("--repository-root <dir>", "the root of the git work tree, where .git cannot tell")
    .addHelpText(
      "after",
      examples(["gocd-pin refresh", "gocd-pin refresh --dry-run", "gocd-pin refresh 'Docker/team/*'"]),
    )
    .action(async (packages: string[], options: { dryRun?: boolean }, command: Command) => {
      const isDryRun = options.dryRun === true;
      const text = (result: RefreshResult) => refreshText(result, isDryRun);
      await run<RefreshResult>(session, command, text, async (common) => {
        const { refresh } = await import("../commands/refresh.js");
        return refresh(session.world, { ...common, packages, isDryRun });
      });
    });
}

function refreshText({ moves, written, removed }: RefreshResult, isDryRun: boolean): string {
  const rows = moves.map((row) => [row.package, row.kind, row.from ?? "", row.to ?? ""]);
  const table = rows.length === 0 ? "" : renderTable({ header: ["package", "pin", "from", "to"], rows });
  return table + (isDryRun ? "" : filesText({ written, removed }));
}
