import { shortDigest } from "../model/image.js";
import type { MoveRow } from "../commands/refresh.js";
import { failedCell } from "../report/layout.js";
import type { Table } from "../report/table.js";

/** Whether a pin moves, or moved. */
export function isMoving({ kind }: MoveRow): boolean {
  return kind === "pinned" || kind === "moved" || kind === "digest moved";
}

/**
 * Returns the tag that a pin moves to, which for a package that now holds another tag need not be the newest, or else the
 * newest tag; undefined if the pin stays regardless of it, and it could not be found.
 */
export function newestTag(row: MoveRow): string | undefined {
  const { kind, newest, to } = row;
  if (isMoving(row)) return to;
  return newest ?? (kind === "held" || kind === "gone" ? undefined : to);
}

/** How to print the moves. */
interface MovesView {
  /** The time in ms, from which the age of the newest image is counted. */
  readonly now: number;
  readonly color: boolean;
  /** Whether the user named the tag. It need not be the newest, and its age was not queried. */
  readonly isTagNamed?: boolean;
}

/** Returns the packages whose pins do not stay as they are. */
export function movesTable(moves: readonly MoveRow[], view: MovesView): Table {
  const rows = moves.filter(({ kind }) => kind !== "unchanged").map((row) => toCells(row, view));
  const columns = view.isTagNamed === true ? ["to", "jump"] : ["newest", "jump", "age"];
  return { header: ["package", "pinned", ...columns, "triggers"], rows };
}

function toCells(row: MoveRow, { now, color, isTagNamed = false }: MovesView): Table["rows"][number] {
  const { package: key, kind, from = "none", to = "", created, pipelines = [], untriggered = [] } = row;
  const isDigest = kind === "digest moved";
  return [
    key,
    isDigest ? `${from}@${shortDigest(row.fromDigest)}` : from,
    isDigest ? `${to}@${shortDigest(row.toDigest)}` : isTagNamed ? to : newestCell(row),
    row.kind === "failed" ? failedCell(color) : jumpCell(row),
    ...(isTagNamed ? [] : [created === undefined ? "" : ageOf(created, now)]),
    [...pipelines, ...untriggered.map((name) => `not ${name} (fan-in)`)].join(", "),
  ];
}

function newestCell(row: MoveRow): string {
  return newestTag(row) ?? (row.kind === "failed" ? "" : "unknown");
}

function jumpCell({ kind, jump, until }: MoveRow): string {
  if (kind === "gone") return kind;
  if (kind === "pinned") return "new";
  return until === undefined ? (jump ?? "") : `waits until ${until.slice(0, 16).replace("T", " ")} UTC`;
}

const HOUR_MS = 60 * 60 * 1000;

/** Returns the time since an image was built, in hours or days; empty for a time in the future. */
function ageOf(created: string, now: number): string {
  const hours = Math.floor((now - Date.parse(created)) / HOUR_MS);
  if (hours < 0) return "";
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** Returns the names of the pipelines that the moves trigger (`pipelines`), or that fan-in stops (`untriggered`), sorted. */
export function pipelinesOfMoves(
  moves: readonly MoveRow[],
  which: "pipelines" | "untriggered",
): readonly string[] {
  return Array.from(new Set(moves.flatMap((row) => row[which] ?? []))).sort();
}

/** Returns `1 pipeline` or `2 pipelines`. */
export function countPipelines({ length }: readonly string[]): string {
  return `${length} ${length === 1 ? "pipeline" : "pipelines"}`;
}

/** Returns a line with the number of packages of each outcome, and of the pipelines that are triggered or not. */
export function movesSummary(moves: readonly MoveRow[], { isDone }: { readonly isDone: boolean }): string {
  if (moves.length === 0) return "no pipeline has a Docker material\n";
  const count = (is: (row: MoveRow) => boolean) => moves.filter(is).length;
  const triggered = pipelinesOfMoves(moves, "pipelines");
  const untriggered = pipelinesOfMoves(moves, "untriggered");
  const verb = isDone ? "will" : "would";
  const held = count(({ kind }) => kind === "held");
  const gone = count(({ kind }) => kind === "gone");
  const waiting = count(({ kind }) => kind === "waits");
  const failed = count(({ kind }) => kind === "failed");
  const packages = `${count(isMoving)} of ${moves.length} ${moves.length === 1 ? "package" : "packages"}`;
  const parts = [
    `${packages} ${isDone ? "moved" : "would move"}`,
    ...(triggered.length > 0 ? [`${countPipelines(triggered)} ${verb} be triggered`] : []),
    ...(untriggered.length > 0 ? [`${countPipelines(untriggered)} ${verb} not be triggered (fan-in)`] : []),
    ...(held > 0 ? [`${held} held`] : []),
    ...(gone > 0 ? [`${gone} gone`] : []),
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? "waits" : "wait"}`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${parts.join(", ")}\n`;
}
