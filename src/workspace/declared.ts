import type { Declaration } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { readDeclarations } from "../files/declarations.js";
import { entryOf } from "../yaml/entries.js";
import type { Source, SourceReading } from "./source.js";

/**
 * Collects the declarations of `common.package_repositories`: without all of them, no material of any source can be
 * matched. Only the sources whose text may have some are parsed for that.
 */
export function readSourceDeclarations(
  sources: readonly Source[],
  readSource: (source: Source) => SourceReading,
): { declarations: readonly Declaration[]; diagnostics: readonly Diagnostic[] } {
  const results = sources.map((source) => {
    const gocd = mayDeclare(source.file.text) ? readSource(source).read?.gocd : undefined;
    const entry = gocd?.common && entryOf(gocd.common, "package_repositories");
    return gocd === undefined || entry === undefined
      ? { declarations: [], diagnostics: [] }
      : readDeclarations(gocd.tree, entry.value);
  });
  return {
    declarations: results.flatMap(({ declarations }) => declarations),
    diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** Whether the key may be in a text: as written, behind an escape, or as an explicit key, which may extend over lines. */
function mayDeclare(text: string): boolean {
  return text.includes("package_repositories") || /\\[xuU]|^\s*\?\s/m.test(text);
}
