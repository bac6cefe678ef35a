import { validateManifest, type WrittenManifest } from "../../schemas/validators.js";
import type { Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";

/** The manifest of all pipelines: what `manifest.json` holds. */
export type Manifest = WrittenManifest;

/** The manifest's text: sorted by name, so that same inputs give same bytes. */
export function renderManifest({ version, pipelines, packages }: Manifest): string {
  const parts = [
    `"version": ${version}`,
    `"pipelines": ${renderMap(pipelines)}`,
    `"packages": ${renderMap(packages)}`,
  ];
  return `{\n  ${parts.join(",\n  ")}\n}\n`;
}

/** The entries of a part of the manifest, sorted by name. */
export function sortedEntries<T>(record: Readonly<Record<string, T>>): [name: string, value: T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

// JSON.stringify takes the order of an object, and there names such as `9` come first, as numbers.
function renderMap(record: Readonly<Record<string, object>>): string {
  const entries = sortedEntries(record).map(([name, value]) => {
    const text = JSON.stringify(value, null, 2).replaceAll("\n", "\n    ");
    return `    ${JSON.stringify(name)}: ${text}`;
  });
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n  }`;
}

/**
 * Reads the manifest of an earlier build. One that cannot be read is a warning with code `manifest-invalid`: the next
 * build writes it anew, but does not know what the last one left.
 */
export function readManifest(file: SourceFile): { manifest?: Manifest; diagnostics: Diagnostic[] } {
  const json = parseJson(file.text);
  if (validateManifest(json)) return { manifest: json, diagnostics: [] };
  const message = "the manifest of the last build cannot be read, and what that build left is not cleaned up";
  const help =
    "restore it from git and build again, or remove env files and variables that are no longer wanted";
  return { diagnostics: [{ severity: "warning", code: "manifest-invalid", message, path: file.path, help }] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
