import type { ChangedFiles } from "../commands/world.js";

/** The files that a run changed, a line each; one line where there are none, or where it failed. */
export function filesText({ written, removed }: ChangedFiles, hasFailed: boolean): string {
  if (hasFailed) return "nothing was written\n";
  const lines = [...written.map((path) => `wrote ${path}\n`), ...removed.map((path) => `removed ${path}\n`)];
  return lines.length === 0 ? "everything is up to date\n" : lines.join("");
}

/** The examples at the end of a help text. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
