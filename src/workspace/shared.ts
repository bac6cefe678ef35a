import type { Declaration } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { readDeclarations } from "../files/declarations.js";
import type { GocdFile } from "../gocd/read/file.js";
import { entryOf } from "../yaml/entries.js";
import type { Source, SourceReading } from "./source.js";

/**
 * Collects the declarations below `common.package_repositories` of all sources. Most files have none, and their text
 * shows it: only the others are parsed here, one at a time, so that no two trees are in memory.
 */
export function readSharedDeclarations(
  sources: readonly Source[],
  readSource: (source: Source) => SourceReading,
): { declarations: readonly Declaration[]; diagnostics: readonly Diagnostic[] } {
  const declarations: Declaration[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const source of sources) {
    if (!mayHave(source.file.text, /package_repositories/)) continue;
    const { read } = readSource(source);
    if (read === undefined) continue;
    const declared = declarationsIn(read.gocd);
    declarations.push(...declared.declarations);
    diagnostics.push(...declared.diagnostics);
  }
  return { declarations, diagnostics };
}

/** Whether a name may be in a text: as written, behind an escape, or in a key that extends over several lines. */
function mayHave(text: string, name: RegExp): boolean {
  return name.test(text) || /\\[xuU]|^\s*\?\s/m.test(text);
}

function declarationsIn({ tree, common }: GocdFile): ReturnType<typeof readDeclarations> {
  const entry = common && entryOf(common, "package_repositories");
  return entry === undefined ? { declarations: [], diagnostics: [] } : readDeclarations(tree, entry.value);
}
