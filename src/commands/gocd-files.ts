import { findFiles } from "../files/disk-search.js";
import { readStart, readText } from "../files/disk.js";
import { HEADER_START } from "../files/generated.js";
import { inlineKey } from "../files/declarations.js";
import type { PackageReference } from "../gocd/read/material.js";
import { regionOf } from "../model/position.js";
import { createSourceReader } from "../workspace/source.js";

/** A file to move, so that GoCD reads only the file that is generated from it. */
export interface FileMove {
  readonly from: string;
  readonly to: string;
}

/** Returns the files that GoCD reads with its default pattern, except those that gocd-pin generated. */
export async function findGocdFiles(root: string): Promise<string[]> {
  const matches = await findFiles({ root }, ["**/*.gocd.{yaml,yml}", "!**/node_modules/**"]);
  return matches
    .map(({ path }) => path)
    .filter((path) => !readStart({ root }, path, HEADER_START.length).startsWith(HEADER_START));
}

/**
 * Returns the moves of files that GoCD reads to the sources: below `pipelines/`, with a name that GoCD does not match,
 * all different from each other and from `taken` (names are case-insensitive). A leading folder `pipelines` or `gocd`
 * of a path is dropped, since these are the folders of sources and generated files.
 */
export function planMoves(gocdFiles: readonly string[], taken: readonly string[]): FileMove[] {
  const names = new Set(taken.map((path) => path.toLowerCase()));
  return gocdFiles.map((from) => {
    const stem = `pipelines/${from.replace(/^(?:pipelines|gocd)\//, "").replace(/\.gocd\.ya?ml$/, "")}`;
    let to = `${stem}.yaml`;
    for (let count = 2; names.has(to.toLowerCase()); count++) to = `${stem}-${count}.yaml`;
    names.add(to.toLowerCase());
    return { from, to };
  });
}

/** A material of a pipeline that names a package. */
interface PackageUse {
  readonly path: string;
  /** The line of the name, from 1. */
  readonly line: number;
  readonly pipeline: string;
  readonly material: string;
}

/** A package of the GoCD server that pipelines name by its id. */
export interface ServerPackage {
  readonly id: string;
  readonly uses: readonly PackageUse[];
}

/** The packages that GoCD files name. */
export interface NamedPackages {
  /** Those with an id, in the order of their first use. */
  readonly byId: readonly ServerPackage[];
  /** The keys of the others, `<repository>/<package>`. */
  readonly keys: ReadonlySet<string>;
}

/**
 * Returns the packages that GoCD files name. A file that cannot be read is left out: `validate` reports what is wrong with
 * it.
 */
export function namedPackages(root: string, paths: readonly string[]): NamedPackages {
  const readSource = createSourceReader();
  const byId = new Map<string, PackageUse[]>();
  const keys = new Set<string>();
  for (const path of paths) {
    const read = readText({ root }, path);
    if (read.kind !== "text") continue;
    const source = { file: { path, text: read.text }, output: path, hasBom: read.hasBom };
    for (const { name: pipeline, materials } of readSource(source).read?.gocd.pipelines ?? []) {
      for (const { name: material, reference } of materials) {
        if (reference === undefined) continue;
        if (reference.kind !== "id") {
          keys.add(keyOfReference(reference));
          continue;
        }
        const uses = byId.get(reference.id) ?? [];
        uses.push({ path, line: regionOf(reference.place).startLine, pipeline, material });
        byId.set(reference.id, uses);
      }
    }
  }
  return { byId: Array.from(byId, ([id, uses]) => ({ id, uses })), keys };
}

function keyOfReference(reference: Exclude<PackageReference, { readonly kind: "id" }>): string {
  if (reference.kind === "inline") return inlineKey(reference.node) ?? "";
  return `${reference.repository}/${reference.name}`;
}
