import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { reasonOf } from "./disk.js";

/**
 * Writes a report to where the command line says, inside the project folder or not: by a temporary file and a rename,
 * so that the file is whole or as it was, except where something stands that is no ordinary file (`/dev/stdout`). Gives
 * why it cannot, in words.
 */
export function writeReportFile(file: string, text: string): string | undefined {
  let temporary: string | undefined;
  try {
    const isThere = fs.existsSync(file);
    if (isThere && !fs.statSync(file).isFile()) {
      fs.writeFileSync(file, text);
      return undefined;
    }
    fs.mkdirSync(dirname(file), { recursive: true });
    const target = isThere ? fs.realpathSync(file) : file;
    temporary = join(dirname(target), `.gocd-pin-${process.pid}-0.tmp`);
    fs.writeFileSync(temporary, text, isThere ? { mode: fs.statSync(target).mode } : {});
    fs.renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) fs.rmSync(temporary, { force: true });
    return reasonOf(error);
  }
}
