import { findFiles } from "../files/disk-search.js";
import { readStart } from "../files/disk.js";
import { HEADER_START } from "../files/generated.js";

/** Returns the files that GoCD reads with its default pattern, except those that gocd-pin generated. */
export async function findGocdFiles(root: string): Promise<string[]> {
  const matches = await findFiles(root, ["**/*.gocd.{yaml,yml}", "!**/node_modules/**"]);
  return matches
    .map(({ path }) => path)
    .filter((path) => !readStart(root, path, HEADER_START.length).startsWith(HEADER_START));
}
