import { readText } from "../files/disk.js";
import { readLock } from "../files/lock.js";
import { readManifest } from "../files/manifest.js";
import { LOCK_FILE } from "../files/project.js";
import { manifestPath } from "../workspace/load.js";
import { loadProject } from "../workspace/project.js";
import type { Outcome, RunOptions } from "../workspace/world.js";

/** The kinds of names that a shell completes. */
export type NamesKind = "packages" | "pipelines";

/** The names of one kind, sorted. */
export interface NamesResult {
  readonly names: readonly string[];
}

/**
 * Returns the packages of project file, lock and manifest, or the pipelines of the manifest. It reads no source, and
 * reports nothing: a file that cannot be read has no names.
 */
export function completionNames(options: RunOptions, kind: NamesKind): Outcome<NamesResult> {
  const { project } = loadProject(options);
  const path = manifestPath(project.settings);
  const text = readText(options, path);
  const manifest = text.kind === "text" ? readManifest({ path, text: text.text }).manifest : undefined;
  if (kind === "pipelines") return sorted(Object.keys(manifest?.pipelines ?? {}));
  const lock = readText(options, LOCK_FILE);
  const pins = lock.kind === "text" ? readLock({ path: LOCK_FILE, text: lock.text }).pins : new Map();
  return sorted([
    ...project.declarations.flatMap(({ packages }) => packages.map(({ key }) => key)),
    ...pins.keys(),
    ...Object.keys(manifest?.packages ?? {}),
  ]);
}

function sorted(names: readonly string[]): Outcome<NamesResult> {
  return { diagnostics: [], result: { names: Array.from(new Set(names)).sort() } };
}
