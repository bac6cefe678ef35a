import { validateManifest, type WrittenManifest } from "../../schemas/validators.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { parseJson } from "../model/json.js";
import type { SourceFile } from "../model/source.js";

/** The env-var manifest of all pipelines: the content of `manifest.json`. */
export type Manifest = WrittenManifest;

/** Returns the manifest's text, sorted by name, so that the same inputs result in the same bytes. */
export function renderManifest({ version, repository_path, pipelines, packages }: Manifest): string {
  const path =
    repository_path === undefined ? "" : `,\n  "repository_path": ${JSON.stringify(repository_path)}`;
  // The text has 5 MB for 2,400 pipelines. If its parts were joined first, each step would make it again.
  return [
    `{\n  "version": ${version}${path},\n  "pipelines": `,
    ...renderMap(pipelines),
    `,\n  "packages": `,
    ...renderMap(packages),
    "\n}\n",
  ].join("");
}

/** Returns the entries of a part of the manifest, sorted by name. */
export function sortedEntries<T>(record: Readonly<Record<string, T>>): [name: string, value: T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

// The texts before and after a value in two nested lists. JSON.stringify indents this value by four spaces more, in half of the
// time that `replaceAll` takes.
const LISTS = ["[\n  [\n    ", "\n  ]\n]"] as const;

// JSON.stringify uses the order of the object's keys, in which names such as `9` come first, as numbers.
function renderMap(record: Readonly<Record<string, object>>): readonly string[] {
  const entries = sortedEntries(record).map(([name, value], index) => {
    const text = JSON.stringify([[value]], null, 2).slice(LISTS[0].length, -LISTS[1].length);
    return `${index === 0 ? "{" : ","}\n    ${JSON.stringify(name)}: ${text}`;
  });
  return entries.length === 0 ? ["{}"] : [...entries, "\n  }"];
}

/**
 * Reads the manifest of the last build. If it is not valid, there is a warning with code `manifest-invalid`: the next
 * build writes a new one, but cannot remove leftovers of the last build.
 */
export function readManifest(file: SourceFile): { manifest?: Manifest; diagnostics: Diagnostic[] } {
  const json = parseJson(file.text);
  if (validateManifest(json)) return { manifest: json, diagnostics: [] };
  const message = "the manifest of the last build is not valid, so leftovers of that build are not removed";
  const help =
    "restore it from git and build again, or remove env files and variables that are no longer needed";
  return { diagnostics: [{ severity: "warning", code: "manifest-invalid", message, path: file.path, help }] };
}

/** Returns the entry of a pipeline; its name may be that of a property of every object, such as `constructor`. */
export function pipelineEntry(
  { pipelines }: Manifest,
  name: string,
): Manifest["pipelines"][string] | undefined {
  return Object.hasOwn(pipelines, name) ? pipelines[name] : undefined;
}

/**
 * Returns one manifest with the pipelines and packages of the sides of a merge, of which the first has precedence, and
 * with the variables of all: a build removes what it no longer generates of any side. Undefined without manifests.
 */
export function mergeManifests([first, ...others]: readonly Manifest[]): Manifest | undefined {
  if (first === undefined) return undefined;
  let merged = first;
  for (const other of others) {
    const pipelines = Object.entries(merged.pipelines).map(([name, { variables, ...rest }]) => {
      const known = new Set(variables.map((variable) => variable.name));
      const theirs = pipelineEntry(other, name)?.variables ?? [];
      const more = theirs.filter((variable) => !known.has(variable.name));
      return [name, { ...rest, variables: [...variables, ...more] }] as const;
    });
    merged = {
      ...merged,
      pipelines: { ...other.pipelines, ...Object.fromEntries(pipelines) },
      packages: { ...other.packages, ...merged.packages },
    };
  }
  return merged;
}
