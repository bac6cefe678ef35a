import type { Declaration } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { readDeclarations } from "../files/declarations.js";
import type { GocdFile } from "../gocd/pipelines.js";
import type { Version } from "../gocd/rules/format-version.js";
import { readVersion } from "../gocd/rules/validate.js";
import { environmentVariables } from "../gocd/rules/variable-use.js";
import { entryOf } from "../yaml/entries.js";
import type { Source, SourceReading } from "./source.js";

/** The facts of all sources without which none of them can be judged. */
export interface SharedFacts {
  /** Those of `common.package_repositories`. */
  readonly declarations: readonly Declaration[];
  /** The first `format_version`: it applies to the complete config repo. */
  readonly version: Version | undefined;
  /** The variables of GoCD's kinds (`GO_...`) that environments declare. */
  readonly environmentVariables: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Collects the facts that sources share. Most files have none of them, and their text shows it: only the others are
 * parsed here, one at a time, so that no two trees are in memory.
 */
export function readSharedFacts(
  sources: readonly Source[],
  readSource: (source: Source) => SourceReading,
): SharedFacts {
  const declarations: Declaration[] = [];
  const variables = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  let version: Version | undefined;
  for (const source of sources) {
    const { text } = source.file;
    const needsVersion = version === undefined && mayHave(text, /format_version/i);
    const needsDeclarations = mayHave(text, /package_repositories/);
    const needsVariables = mayHave(text, /environments/i) && mayHave(text, /GO_/);
    if (!needsVersion && !needsDeclarations && !needsVariables) continue;
    const { read } = readSource(source);
    if (read === undefined) continue;
    version ??= readVersion(read.gocd.tree);
    for (const name of environmentVariables(read.gocd.tree)) variables.add(name);
    const declared = declarationsIn(read.gocd);
    declarations.push(...declared.declarations);
    diagnostics.push(...declared.diagnostics);
  }
  return { declarations, version, environmentVariables: variables, diagnostics };
}

/** Whether a name may be in a text: as written, behind an escape, or in a key that extends over several lines. */
function mayHave(text: string, name: RegExp): boolean {
  return name.test(text) || /\\[xuU]|^\s*\?\s/m.test(text);
}

function declarationsIn({ tree, common }: GocdFile): ReturnType<typeof readDeclarations> {
  const entry = common && entryOf(common, "package_repositories");
  return entry === undefined ? { declarations: [], diagnostics: [] } : readDeclarations(tree, entry.value);
}
