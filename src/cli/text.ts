import type { ChangedFiles } from "../workspace/world.js";
import { makeVisible } from "../report/visible.js";

/** The files that a run changed, a line each; one line where there are none, since it failed or all was well. */
export function filesText({ written, removed }: ChangedFiles, hasFailed: boolean): string {
  const lines = [
    ...written.map((path) => `wrote ${makeVisible(path)}\n`),
    ...removed.map((path) => `removed ${makeVisible(path)}\n`),
  ];
  if (lines.length > 0) return lines.join("");
  return hasFailed ? "nothing was written\n" : "everything is up to date\n";
}

/** The examples at the end of a help text. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
