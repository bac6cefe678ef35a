import { resolve } from "node:path";
import { writeWhole } from "../files/disk.js";
import { errorIn, type Diagnostic } from "../model/diagnostic.js";

/** Writes a report to where the command line says, relative to the project folder; a diagnostic where it cannot. */
export function writeReport(root: string, path: string, text: string): Diagnostic | undefined {
  const reason = writeWhole(resolve(root, path), text);
  if (reason === undefined) return undefined;
  const help = "make room, correct the permissions, or name another file with --output";
  return errorIn(path, "output-blocked", `the report cannot be written: ${reason}`, { exit: 2, help });
}
