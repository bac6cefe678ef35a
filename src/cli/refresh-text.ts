import type { MoveRow, RefreshResult } from "../commands/refresh.js";
import { renderMarkdownTable, renderTable, type Table } from "../report/table.js";
import type { Shown } from "./formats.js";
import { filesText } from "./text.js";

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
