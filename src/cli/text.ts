import type { ChangedFiles } from "../workspace/world.js";
import { makeVisible } from "../report/visible.js";

/** Returns a line for each file that a run changed; if it changed none, a line that says why. */
export function filesText({ written, removed }: ChangedFiles, hasFailed: boolean): string {
  const lines = [
    ...written.map((path) => `wrote ${makeVisible(path)}\n`),
    ...removed.map((path) => `removed ${makeVisible(path)}\n`),
  ];
  if (lines.length > 0) return lines.join("");
  return hasFailed ? "no file was written\n" : "everything is up to date\n";
}

/** Returns the examples for the end of a help text. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
