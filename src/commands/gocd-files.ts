import { findFiles } from "../files/disk-search.js";
import { readStart, readText } from "../files/disk.js";
import { HEADER_START } from "../files/generated.js";
import { createSourceReader } from "../workspace/source.js";

/** Returns the files that GoCD reads with its default pattern, except those that gocd-pin generated. */
export async function findGocdFiles(root: string): Promise<string[]> {
  const matches = await findFiles(root, ["**/*.gocd.{yaml,yml}", "!**/node_modules/**"]);
  return matches
    .map(({ path }) => path)
    .filter((path) => !readStart(root, path, HEADER_START.length).startsWith(HEADER_START));
}

/** A package of the GoCD server that pipelines name by its id. */
export interface ServerPackage {
  readonly id: string;
  readonly uses: readonly {
    readonly path: string;
    /** The line of the id, from 1. */
    readonly line: number;
    readonly pipeline: string;
    readonly material: string;
  }[];
}

/**
 * Returns the packages that GoCD files name by an id, in the order of their first use. A file that cannot be read is left
 * out: `validate` reports what is wrong with it.
 */
export function serverPackages(root: string, paths: readonly string[]): ServerPackage[] {
  const readSource = createSourceReader();
  const byId = new Map<string, { path: string; line: number; pipeline: string; material: string }[]>();
  for (const path of paths) {
    const read = readText(root, path);
    if (read.kind !== "text") continue;
    const source = { file: { path, text: read.text }, output: path, hasBom: read.hasBom };
    for (const { name: pipeline, materials } of readSource(source).read?.gocd.pipelines ?? []) {
      for (const { name: material, reference } of materials) {
        if (reference?.kind !== "id") continue;
        const uses = byId.get(reference.id) ?? [];
        uses.push({ path, line: lineOf(read.text, reference.place.span.start), pipeline, material });
        byId.set(reference.id, uses);
      }
    }
  }
  return Array.from(byId, ([id, uses]) => ({ id, uses }));
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/).length;
}
