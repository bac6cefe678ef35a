import type { SourceFile } from "../model/source.js";
import { withEndingsOf } from "./generated.js";
import { LOCK_FILE } from "./project.js";

/** The file with git's settings per path. */
export const ATTRIBUTES_FILE = ".gitattributes";

/**
 * Returns `.gitattributes` with the lines that keep the line endings of the lock and of the folder `output` as they are
 * in a clone, and fold generated files in a diff; undefined if it has them. A path that has a line of its own is left alone.
 */
export function addAttributes(onDisk: string | undefined, output: string): SourceFile | undefined {
  const text = onDisk ?? "";
  const known = new Set(
    text.split(/\r?\n/).map((line) => /^(?:"(?:[^"\\]|\\.)*"|\S+)/.exec(line.trim())?.[0]),
  );
  const lines = [
    { pattern: LOCK_FILE, attributes: "text eol=lf" },
    { pattern: gitPattern(`${output}/**`), attributes: "text eol=lf linguist-generated=true" },
  ].filter(({ pattern }) => !known.has(pattern));
  if (lines.length === 0) return undefined;
  const added = lines.map(({ pattern, attributes }) => `${pattern} ${attributes}\n`).join("");
  const isOpen = text !== "" && !text.endsWith("\n");
  return { path: ATTRIBUTES_FILE, text: text + withEndingsOf(isOpen ? `\n${added}` : added, text) };
}

/** Returns a pattern of `.gitattributes`: git reads quotes as in C, if it is in double quotes. */
function gitPattern(path: string): string {
  return /[\s"\\]/.test(path) ? JSON.stringify(path) : path;
}
