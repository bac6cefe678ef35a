import * as fs from "node:fs";
import { dirname, resolve } from "node:path";
import { checkWritable, pathBelow, reasonOf, UnsafePathError } from "./disk-paths.js";
import { removeLeftoversNextTo, removeTemporary, temporaryPath, writeNewFile } from "./disk-temporary.js";

/** Why a report could not be written. */
export interface ReportFailure {
  readonly reason: string;
  /** Whether the path must not be written (code `path-unsafe`). */
  readonly isUnsafe: boolean;
}

/**
 * Writes a report to the path of `--output`, relative to the project folder. Outside of it, links are followed, and a
 * device or pipe such as `/dev/stdout` is written directly; inside, a link is never written through, as somebody else may
 * have committed it. A file is written completely or not at all.
 */
export function writeReportFile(root: string, path: string, text: string): ReportFailure | undefined {
  let temporary: string | undefined;
  try {
    const file = resolve(root, path);
    const isInside =
      pathBelow(root, file) !== undefined || pathBelow(fs.realpathSync(root), file) !== undefined;
    if (isInside) checkWritable(pathBelow(root, file) === undefined ? fs.realpathSync(root) : root, file);
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isFile()) {
      if (isInside && !stats.isDirectory()) throw new UnsafePathError("it is not a regular file");
      fs.writeFileSync(file, text);
      return undefined;
    }
    fs.mkdirSync(dirname(file), { recursive: true });
    const target = stats === undefined ? file : fs.realpathSync(file);
    removeLeftoversNextTo(target);
    temporary = temporaryPath(target);
    writeNewFile(temporary, text, { mode: stats?.mode, isSynced: false });
    fs.renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) removeTemporary(temporary);
    return { reason: reasonOf(error), isUnsafe: error instanceof UnsafePathError };
  }
}
