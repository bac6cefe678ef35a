import type { Command } from "commander";
import { type Formats, type Shown, formatOption, reportFormats } from "./formats.js";
import { type Session, runAs } from "./run.js";
import { examples } from "./help.js";
import { filesText } from "./build.js";
import type { MoveRow, RefreshResult } from "../commands/refresh.js";
import { FORMATS } from "../report/format.js";
import {
  escapeMarkdown,
  renderMarkdownTable,
  renderTable,
  type LinkedTable,
  type Table,
} from "../report/table.js";
import { countPipelines, isMoving, movesSummary, movesTable, pipelinesOfMoves } from "./moves.js";

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
      const mode = {
        isDryRun: options.dryRun === true,
        keepsGoing: options.keepGoing === true,
        isTagNamed: options.to !== undefined,
      };
      const { format } = command.optsWithGlobals<{ format?: string }>();
      await runAs<RefreshResult>(session, command, formatsOf(mode), async (common) => {
        const { refresh } = await import("../commands/refresh.js");
        return refresh(session.world, {
          ...common,
          ...mode,
          packages,
          to: options.to,
          allowsDowngrade: options.allowDowngrade === true,
          needsSourceLinks: format === "markdown",
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
  readonly isTagNamed: boolean;
}

/** Returns the text for a terminal: the files, then what moved, and the summary last. */
function refreshText(
  { result, hasFailed, now, width, color }: Shown<RefreshResult>,
  mode: RefreshMode,
): string {
  const { moves, written, removed } = result;
  const isWritten = written.length + removed.length > 0;
  // A pin whose tag is gone is not up to date, even if no file changes.
  const saysNothing =
    mode.isDryRun || (!isWritten && !hasFailed && moves.some(({ kind }) => kind === "gone"));
  const files = saysNothing ? "" : filesText({ written, removed }, hasFailed);
  // If errors prevented every move, the registries may still have newer tags.
  if (hasFailed && (!mode.keepsGoing || moves.length === 0)) return files || "no file was written\n";
  const table = movesTable(moves, { now, color, isTagNamed: mode.isTagNamed });
  const rows = table.rows.length === 0 ? "" : renderTable(table, width);
  const isDone = !mode.isDryRun && (isWritten || !hasFailed || !moves.some(isMoving));
  return files + rows + movesSummary(moves, { isDone });
}

/**
 * Returns the text of a commit or pull request: a subject line, the pipelines that will be triggered or not, and a table of the
 * packages that did not stay as they are. The table contains failed packages, whose pins may be out of date. Empty if
 * errors prevented every move.
 */
function refreshMarkdown({ result, hasFailed, now }: Shown<RefreshResult>, mode: RefreshMode): string {
  const { moves, written } = result;
  const isStuck = !mode.keepsGoing || (!mode.isDryRun && written.length === 0);
  if (hasFailed && isStuck) return "";
  const table = withSources(movesTable(moves, { now, color: false, isTagNamed: mode.isTagNamed }), moves);
  const paragraphs = [`${subjectOf(moves)}\n`];
  const pipelines = pipelinesOfMoves(moves, "pipelines");
  if (pipelines.length > 0) {
    const names = pipelines.map(escapeMarkdown).join(", ");
    paragraphs.push(`GoCD will trigger ${countPipelines(pipelines)}: ${names}\n`);
  }
  const untriggered = pipelinesOfMoves(moves, "untriggered");
  if (untriggered.length > 0) {
    const names = untriggered.map(escapeMarkdown).join(", ");
    paragraphs.push(`Because of fan-in, GoCD will not trigger ${countPipelines(untriggered)}: ${names}\n`);
  }
  if (table.rows.length > 0) {
    const unchanged = moves.length - table.rows.length;
    paragraphs.push(renderMarkdownTable(table));
    if (unchanged > 0)
      paragraphs.push(`${unchanged} ${unchanged === 1 ? "package is" : "packages are"} unchanged\n`);
  }
  return paragraphs.join("\n");
}

/** Returns the table with a column of links to the sources of the images, if there is one. */
function withSources(table: Table, moves: readonly MoveRow[]): LinkedTable {
  const sources = new Map(moves.flatMap(({ package: key, source }) => (source ? [[key, source]] : [])));
  if (sources.size === 0) return table;
  const rows = table.rows.map((row) => {
    const [key = ""] = row;
    const source = sources.get(typeof key === "string" ? key : key.text);
    return source === undefined
      ? row
      : [...row, { text: source.isComparison ? "changes" : "source", url: source.url }];
  });
  return { header: [...table.header, "source"], rows };
}

function subjectOf(moves: readonly MoveRow[]): string {
  const moved = moves.filter(isMoving);
  const [first] = moved;
  if (first === undefined) return "No image moved";
  if (moved.length > 1) return `Move ${moved.length} images`;
  return first.kind === "digest moved"
    ? `Move ${first.package} to the new digest of ${first.to ?? ""}`
    : `${first.kind === "pinned" ? "Pin" : "Move"} ${first.package} to ${first.to ?? ""}`;
}
