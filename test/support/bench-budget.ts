import { renderTable } from "../../src/report/table.js";
import type { Comparison, Cost } from "./bench-measure.js";

/** A measurement, and the ratios that it should not exceed. */
export interface BenchRow {
  readonly what: string;
  /** What it is compared with. */
  readonly against: string;
  readonly costs: Comparison;
  readonly budget: Budget;
}

/** The ratios that the design promises; a measurement without one is for information. */
export interface Budget {
  /** Of the wall-clock time and of the processor time. */
  readonly time?: number;
  /** Of the processor time alone: where most of the wall-clock time is that of the disk. */
  readonly cpu?: number;
  readonly peak?: number;
}

const COSTS = ["wallMs", "cpuMs", "peakMiB"] as const satisfies readonly (keyof Cost)[];

/** Returns the measurements as a table: "ours / theirs", and their ratios. */
export function renderRows(title: string, rows: readonly BenchRow[]): string {
  const header = [title, "against", "wall ms", "cpu ms", "peak MiB", "wall", "cpu", "peak"];
  const cells = rows.map(({ what, against, costs: { program, reference, ratios } }) => [
    what,
    against,
    ...COSTS.map((key) => `${Math.round(program[key])} / ${Math.round(reference[key])}`),
    ...COSTS.map((key) => ratios[key].toFixed(2)),
  ]);
  return renderTable({ header, rows: cells });
}

/** A budget with the largest ratio that counts for it. */
export interface Verdict {
  readonly what: string;
  readonly ratio: number;
  readonly limit: number;
  readonly isMet: boolean;
}

/** Returns one verdict per budget of the measurements. */
export function judge(rows: readonly BenchRow[]): Verdict[] {
  return rows.flatMap(({ what, against, costs: { ratios }, budget }) => {
    const parts = [
      { part: "time", limit: budget.time, ratio: Math.max(ratios.wallMs, ratios.cpuMs) },
      { part: "processor time", limit: budget.cpu, ratio: ratios.cpuMs },
      { part: "peak memory", limit: budget.peak, ratio: ratios.peakMiB },
    ];
    return parts.flatMap(({ part, limit, ratio }) =>
      limit === undefined
        ? []
        : [{ what: `${what}: ${part} of ${against}`, ratio, limit, isMet: ratio <= limit }],
    );
  });
}

/** Returns one line per verdict. */
export function renderVerdicts(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ what, ratio, limit, isMet }) => [
    isMet ? "met" : "missed",
    ratio.toFixed(2),
    limit.toFixed(1),
    what,
  ]);
  return renderTable({ header: ["budget", "ratio", "at most", "of"], rows });
}
