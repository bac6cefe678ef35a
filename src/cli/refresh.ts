import type { Command } from "commander";
import { type Formats, type Shown, formatOption, reportFormats } from "./formats.js";
import { type Session, runAs } from "./run.js";
import { examples, filesText } from "./text.js";
import type { MoveRow, RefreshResult } from "../commands/refresh.js";
import { FORMATS } from "../report/format.js";
import { type Table, renderMarkdownTable, renderTable } from "../report/table.js";

/** The options of `refresh` alone, as commander gives them. */
interface Options {
  readonly dryRun?: boolean;
  readonly keepGoing?: boolean;
  readonly allowDowngrade?: boolean;
}

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
    .option("--keep-going", "let packages that fail keep their pins, and move the others")
    .option("--allow-downgrade", "let a pin move to a lower tag, where the pinned one is gone")
    .addOption(formatOption([...FORMATS, "markdown"]))
    .option("--repository-root <dir>", "the root of the git work tree, where .git cannot tell")
    .addHelpText(
      "after",
      examples([
        "gocd-pin refresh",
        "gocd-pin refresh --dry-run",
        "gocd-pin refresh 'Docker/team/*'",
        "gocd-pin refresh --keep-going --format markdown --output message.md",
      ]),
    )
    .action(async (packages: string[], options: Options, command: Command) => {
      const mode = { isDryRun: options.dryRun === true, keepsGoing: options.keepGoing === true };
      await runAs<RefreshResult>(session, command, formatsOf(mode), async (common) => {
        const { refresh } = await import("../commands/refresh.js");
        return refresh(session.world, {
          ...common,
          ...mode,
          packages,
          allowsDowngrade: options.allowDowngrade === true,
        });
      });
    });
}

function formatsOf(mode: RefreshMode): Formats<RefreshResult> {
  return new Map([
    ...reportFormats<RefreshResult>("refresh", (shown) => refreshText(shown, mode)),
    ["markdown", { kind: "text", render: (shown) => refreshMarkdown(shown, mode) }],
  ]);
}

/** How a refresh was asked for, as far as its text hangs on it. */
export interface RefreshMode {
  readonly isDryRun: boolean;
  readonly keepsGoing: boolean;
}

/** What `refresh` did, for a terminal: a row for each pin that did not stay as it was, how many did, then the files. */
export function refreshText({ result, hasFailed }: Shown<RefreshResult>, mode: RefreshMode): string {
  const { moves, written, removed } = result;
  // Nothing has moved then, whatever the registries said.
  if (hasFailed && !mode.keepsGoing) return filesText({ written, removed }, hasFailed);
  const changes = moves.filter(({ kind }) => kind !== "unchanged");
  const table = changes.length === 0 ? "" : renderTable(tableOf(changes)) + restText(moves, changes);
  if (!mode.isDryRun) return table + filesText({ written, removed }, hasFailed);
  return changes.length === 0 ? "no pin would move\n" : table;
}

/**
 * What `refresh` did as the text of a commit or pull request: a subject of one line, a blank line, and a table of what
 * did not stay as it was. A failed package is in it, since its pin may be old. Empty where errors kept all from moving.
 */
export function refreshMarkdown({ result, hasFailed }: Shown<RefreshResult>, mode: RefreshMode): string {
  const { moves, written } = result;
  const isStuck = !mode.keepsGoing || (!mode.isDryRun && written.length === 0);
  if (hasFailed && isStuck) return "";
  const changes = moves.filter(({ kind }) => kind !== "unchanged");
  if (changes.length === 0) return `${subjectOf(moves)}\n`;
  const rest = restText(moves, changes);
  return `${subjectOf(moves)}\n\n${renderMarkdownTable(tableOf(changes))}${rest === "" ? "" : `\n${rest}`}`;
}

function subjectOf(moves: readonly MoveRow[]): string {
  const moved = moves.filter(({ kind }) => kind !== "unchanged" && kind !== "failed");
  const [first] = moved;
  if (first === undefined) return "No image moved";
  if (moved.length > 1) return `Move ${moved.length} images`;
  return first.kind === "digest moved"
    ? `Move ${first.package} to the new digest of ${first.to ?? ""}`
    : `${first.kind === "pinned" ? "Pin" : "Move"} ${first.package} to ${first.to ?? ""}`;
}

/** A line on the packages that no row of the table is about. */
function restText(moves: readonly MoveRow[], changes: readonly MoveRow[]): string {
  const count = moves.length - changes.length;
  if (count === 0) return "";
  return count === 1 ? "1 package is unchanged\n" : `${count} packages are unchanged\n`;
}

function tableOf(moves: readonly MoveRow[]): Table {
  return { header: ["package", "pin", "from", "to"], rows: moves.map(toCells) };
}

function toCells({ package: key, kind, from = "", to = "", fromDigest, toDigest }: MoveRow): string[] {
  if (kind !== "digest moved") return [key, kind, from, to];
  return [key, kind, `${from}@${shorten(fromDigest)}`, `${to}@${shorten(toDigest)}`];
}

/** A digest's algorithm and its first twelve digits, as Docker shows it. */
function shorten(digest = ""): string {
  return digest.replace(/(?<=:.{12}).*/, "");
}
