import { resolve } from "node:path";
import { writeReportFile } from "../files/report-file.js";
import { errorIn, type Diagnostic } from "../model/diagnostic.js";

/** Writes a report to where the command line says, relative to the project folder; a diagnostic where it cannot. */
export function writeReport(root: string, path: string, text: string): Diagnostic | undefined {
  const reason = writeReportFile(resolve(root, path), text);
  if (reason === undefined) return undefined;
  const help = "make room, correct the permissions, or name another file with --output";
  return errorIn(path, "usage", `the report cannot be written: ${reason}`, { help });
}
