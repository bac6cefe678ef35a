import type { MoveRow, RefreshResult } from "../commands/refresh.js";
import { renderMarkdownTable, renderTable, type Table } from "../report/table.js";
import type { Shown } from "./formats.js";
import { filesText } from "./text.js";

/** What `refresh` did, for a terminal: a row a package, then the files. */
export function refreshText({ result, hasFailed }: Shown<RefreshResult>, isDryRun: boolean): string {
  const { moves, written, removed } = result;
  const table = moves.length === 0 ? "" : renderTable(tableOf(moves));
  if (isDryRun) return table;
  if (!hasFailed || written.length > 0 || removed.length > 0) {
    return table + filesText({ written, removed }, false);
  }
  if (moves.length === 0) return "";
  return `${table}nothing was written\n`;
}

/**
 * What `refresh` did as the text of a commit or pull request: a subject of one line, a blank line, and a table of what
 * did not stay as it was. A failed package is in it, since its pin may be old.
 */
export function refreshMarkdown({ result: { moves } }: Shown<RefreshResult>): string {
  const changes = moves.filter(({ kind }) => kind !== "unchanged");
  const unchanged = moves.length - changes.length;
  const rest = unchanged === 0 || changes.length === 0 ? "" : `\n${countOf(unchanged)} unchanged.\n`;
  const table = changes.length === 0 ? "" : `\n${renderMarkdownTable(tableOf(changes))}`;
  return `${subjectOf(moves)}\n${table}${rest}`;
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

function countOf(packages: number): string {
  return packages === 1 ? "1 package is" : `${packages} packages are`;
}

function tableOf(moves: readonly MoveRow[]): Table {
  const rows = moves.map(({ package: key, kind, from, to, fromDigest, toDigest }) =>
    kind === "digest moved"
      ? [key, kind, withDigest(from, fromDigest), withDigest(to, toDigest)]
      : [key, kind, from ?? "", to ?? ""],
  );
  return { header: ["package", "pin", "from", "to"], rows };
}

/** A tag with as much of its digest as tells two apart. */
function withDigest(tag: string | undefined, digest: string | undefined): string {
  return digest === undefined ? (tag ?? "") : `${tag ?? ""}@${digest.slice(0, "sha256:".length + 12)}`;
}
