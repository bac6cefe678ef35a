import type { Command } from "commander";
import { type Formats, type Shown, formatOption, reportFormats } from "./formats.js";
import { type Session, runAs } from "./run.js";
import { examples } from "./help.js";
import { filesText } from "./build.js";
import type { MoveRow, RefreshResult } from "../commands/refresh.js";
import { FORMATS } from "../report/format.js";
import { type Table, renderMarkdownTable, renderTable } from "../report/table.js";

/** The options of `refresh`, as commander returns them. */
interface Options {
  readonly dryRun?: boolean;
  readonly keepGoing?: boolean;
  readonly allowDowngrade?: boolean;
  readonly to?: string;
}

/** Adds `gocd-pin refresh`: its options, examples and output. */
export function addRefresh(program: Command, session: Session): void {
  program
    .command("refresh")
    .argument(
      "[package...]",
      "query only these packages: Docker/x, 'Docker/team/*', or x if only one package has this name",
    )
    .description("Query the registries again, move the pins to the newest matching tags, and build.")
    .option("--dry-run", "print what would move, and write nothing")
    .option("--keep-going", "move the other pins if a package fails; its pin stays")
    .option("--allow-downgrade", "allow a pin to move to a lower tag")
    .option("--to <tag>", "pin this tag of one package once, even if it is lower or no rule allows it")
    .addOption(formatOption([...FORMATS, "markdown"]))
    .option("--repository-root <dir>", "the root of the git work tree, if there is no .git folder")
    .addHelpText(
      "after",
      examples([
        "gocd-pin refresh",
        "gocd-pin refresh --dry-run",
        "gocd-pin refresh 'Docker/team/*'",
        "gocd-pin refresh Docker/team/app --to 1.9.3",
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
          to: options.to,
          allowsDowngrade: options.allowDowngrade === true,
        });
      });
    });
}

function formatsOf(mode: RefreshMode): Formats<RefreshResult> {
  return new Map([
    ...reportFormats<RefreshResult>("refresh", (shown) => refreshText(shown, mode)),
    ["markdown", { kind: "document", render: (shown) => refreshMarkdown(shown, mode) }],
  ]);
}

/** The options of a refresh that its text depends on. */
interface RefreshMode {
  readonly isDryRun: boolean;
  readonly keepsGoing: boolean;
}

/** Returns the text for a terminal: a row for each pin that changed or failed, the count of the rest, the files. */
function refreshText({ result, hasFailed }: Shown<RefreshResult>, mode: RefreshMode): string {
  const { moves, written, removed } = result;
  // No pin has moved, even if the registries had newer tags.
  if (hasFailed && !mode.keepsGoing) return filesText({ written, removed }, hasFailed);
  const changes = moves.filter(({ kind }) => kind !== "unchanged");
  const table = changes.length === 0 ? "" : renderTable(tableOf(changes)) + restText(moves, changes);
  if (!mode.isDryRun) return table + filesText({ written, removed }, hasFailed);
  return changes.length === 0 ? "no pin would move\n" : table;
}

/**
 * Returns the text of a commit or pull request: a subject line, an empty line, and a table of the pins that changed. The
 * table contains failed packages, whose pins may be out of date. Empty if errors prevented every move.
 */
function refreshMarkdown({ result, hasFailed }: Shown<RefreshResult>, mode: RefreshMode): string {
  const { moves, written } = result;
  const isStuck = !mode.keepsGoing || (!mode.isDryRun && written.length === 0);
  if (hasFailed && isStuck) return "";
  const changes = moves.filter(({ kind }) => kind !== "unchanged");
  if (changes.length === 0) return `${subjectOf(moves)}\n`;
  const rest = restText(moves, changes);
  return `${subjectOf(moves)}\n\n${renderMarkdownTable(tableOf(changes))}${rest === "" ? "" : `\n${rest}`}`;
}

function subjectOf(moves: readonly MoveRow[]): string {
  const moved = moves.filter(({ kind }) => !["unchanged", "held", "failed"].includes(kind));
  const [first] = moved;
  if (first === undefined) return "No image moved";
  if (moved.length > 1) return `Move ${moved.length} images`;
  return first.kind === "digest moved"
    ? `Move ${first.package} to the new digest of ${first.to ?? ""}`
    : `${first.kind === "pinned" ? "Pin" : "Move"} ${first.package} to ${first.to ?? ""}`;
}

/** Returns a line with the number of packages that are not in the table. */
function restText(moves: readonly MoveRow[], changes: readonly MoveRow[]): string {
  const count = moves.length - changes.length;
  if (count === 0) return "";
  return count === 1 ? "1 package is unchanged\n" : `${count} packages are unchanged\n`;
}

function tableOf(moves: readonly MoveRow[]): Table {
  return { header: ["package", "pin", "from", "to"], rows: moves.map(toCells) };
}

function toCells({
  package: key,
  kind,
  from = "",
  to = "",
  fromDigest,
  toDigest,
  newest,
}: MoveRow): string[] {
  if (kind === "held") {
    const isNewest = newest === undefined || newest === from;
    return [key, isNewest ? kind : `${kind}, newest is ${newest}`, from, ""];
  }
  if (kind !== "digest moved") return [key, kind, from, to];
  return [key, kind, `${from}@${shorten(fromDigest)}`, `${to}@${shorten(toDigest)}`];
}

/** Returns a digest's algorithm and its first twelve digits, as Docker shows it. */
function shorten(digest = ""): string {
  return digest.replace(/(?<=:.{12}).*/, "");
}
