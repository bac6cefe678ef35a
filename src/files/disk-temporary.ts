import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { dirname, join, resolve } from "node:path";
import { checkWritable, errorCode, slashed } from "./disk-paths.js";
import { listFiles } from "./disk-search.js";

/** How long a temporary file of another machine or container is left alone: a run writes for seconds only. */
const FOREIGN_AGE_MS = 10 * 60 * 1000;

const NAME = /^\.gocd-pin-([0-9]+)-([0-9a-f]{8})-[0-9a-f]{16}\.tmp$/;

/**
 * Returns a new path for a temporary file in the folder of `target`. The name has random digits, so that an attacker
 * cannot create a link there in advance, and the process and machine that it belongs to, so that the next run can
 * remove it.
 */
export function temporaryPath(target: string): string {
  const random = randomBytes(8).toString("hex");
  return join(dirname(target), `.gocd-pin-${process.pid}-${machineId()}-${random}.tmp`);
}

/** Writes a new file, which must not exist, not even as a link. `mode` is that of the file that it replaces. */
export function writeNewFile(
  path: string,
  text: string,
  { mode, isSynced }: { readonly mode: number | undefined; readonly isSynced: boolean },
): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants;
  const handle = fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
  try {
    fs.writeFileSync(handle, text);
    // A file that gocd-pin writes is never executable, even if the previous one was.
    if (mode !== undefined) fs.fchmodSync(handle, mode & 0o666);
    if (isSynced) fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** Removes a temporary file. If that fails, it does no harm, and a later run may be able to. */
export function removeTemporary(path: string): void {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // See above.
  }
}

/** Removes temporary files of runs that were killed, next to the given files and in and below the folder. */
export async function removeLeftovers(
  root: string,
  folder: string,
  nextTo: readonly string[],
): Promise<void> {
  for (const path of await listFiles({ root }, folder, ".tmp")) removeIfLeft(root, path);
  for (const near of new Set([".", ...nextTo.map((path) => slashed(dirname(path)))])) {
    for (const name of namesIn(resolve(root, near))) removeIfLeft(root, `${near}/${name}`);
  }
}

/** Removes the temporary files of runs that were killed in the folder of a file that the command line names. */
export function removeLeftoversNextTo(file: string): void {
  const folder = dirname(file);
  for (const name of namesIn(folder)) if (isLeft(folder, name)) removeTemporary(join(folder, name));
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function removeIfLeft(root: string, path: string): void {
  const file = resolve(root, path);
  if (!isLeft(dirname(file), path.slice(path.lastIndexOf("/") + 1))) return;
  try {
    checkWritable(root, path);
    removeTemporary(file);
  } catch {
    // A folder that gocd-pin must not write to has no temporary files of its own.
  }
}

/** Whether a file is a temporary one of a run that has ended. */
function isLeft(folder: string, name: string): boolean {
  const [, pid, machine] = NAME.exec(name) ?? [];
  if (pid === undefined) return false;
  // This run has written nothing yet, so a file with its number is of an earlier process.
  if (machine === machineId()) return Number(pid) === process.pid || !isRunning(Number(pid));
  const stats = fs.lstatSync(join(folder, name), { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > FOREIGN_AGE_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

let machine: string | undefined;

/** Returns what process numbers are unique in: the machine since it was started, and the container. */
function machineId(): string {
  if (machine !== undefined) return machine;
  const facts: string[] = [];
  try {
    facts.push(fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
    facts.push(fs.readlinkSync("/proc/self/ns/pid"));
  } catch {
    // Only Linux has them, and only Linux has containers with process numbers of their own.
  }
  machine = createHash("sha256").update(facts.join()).digest("hex").slice(0, 8);
  return machine;
}
