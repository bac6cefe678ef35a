import type { Command } from "commander";
import type { MoveRow, RefreshResult } from "../commands/refresh.js";
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
    .option("--allow-downgrade", "let a pin move to a lower tag, where the pinned one is gone")
    .option("--repository-root <dir>", "the root of the git work tree, where .git cannot tell")
    .addHelpText(
      "after",
      examples(["gocd-pin refresh", "gocd-pin refresh --dry-run", "gocd-pin refresh 'Docker/team/*'"]),
    )
    .action(
      async (
        packages: string[],
        options: { dryRun?: boolean; allowDowngrade?: boolean },
        command: Command,
      ) => {
        const isDryRun = options.dryRun === true;
        const text = (result: RefreshResult, hasFailed: boolean) => refreshText(result, isDryRun, hasFailed);
        await run<RefreshResult>(session, command, text, async (common) => {
          const { refresh } = await import("../commands/refresh.js");
          return refresh(session.world, {
            ...common,
            packages,
            isDryRun,
            allowsDowngrade: options.allowDowngrade === true,
          });
        });
      },
    );
}

function refreshText(
  { moves, written, removed }: RefreshResult,
  isDryRun: boolean,
  hasFailed: boolean,
): string {
  // Nothing has moved then, whatever the registries said.
  if (hasFailed) return filesText({ written, removed }, hasFailed);
  const rows = moves.filter(({ kind }) => kind !== "unchanged").map(toCells);
  const table = rows.length === 0 ? "" : renderTable({ header: ["package", "pin", "from", "to"], rows });
  if (!isDryRun) return table + filesText({ written, removed }, hasFailed);
  return rows.length === 0 ? "no pin would move\n" : table;
}

function toCells({ package: key, kind, from = "", to = "", fromDigest, toDigest }: MoveRow): string[] {
  // The tag is the same, and what has moved is what tells.
  if (kind === "digest moved") return [key, kind, shorten(fromDigest), shorten(toDigest)];
  return [key, kind, from, to];
}

/** A digest's algorithm and its first twelve digits, as Docker shows it. */
function shorten(digest = ""): string {
  return digest.replace(/(?<=:.{12}).*/, "");
}
