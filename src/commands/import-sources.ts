import { exactText, readText } from "../files/disk.js";
import { findFiles } from "../files/disk-search.js";
import { matchesGlobs } from "../files/glob.js";
import { DEFAULT_PROJECT } from "../files/project.js";
import { rewritePackages } from "../gocd/enrich/rewrite-packages.js";
import { readGocdFile } from "../gocd/read/file.js";
import { errorIn, quoteText, type Diagnostic } from "../model/diagnostic.js";
import type { Settings } from "../model/settings.js";
import type { SourceFile } from "../model/source.js";
import { readGocdYaml } from "../yaml/dialect.js";
import { type FileMove, findGocdFiles, namedPackages, planMoves } from "./gocd-files.js";

/** A material of a pipeline that names a declared package by its id. */
interface ImportedUse {
  /** The file, after its move. */
  readonly path: string;
  readonly line: number;
  readonly pipeline: string;
  readonly material: string;
  readonly id: string;
  /** `<repository>/<package>`, which may be written in place of the id. */
  readonly package: string;
  /** Whether it is written in place of the id. */
  readonly rewritten: boolean;
}

/** How the GoCD files of a repo name packages, and the changes that `import --rewrite` makes. */
export interface SourceImport {
  readonly uses: readonly ImportedUse[];
  /** The moves of files that GoCD reads itself. */
  readonly moves: readonly FileMove[];
  /** The keys of the imported packages that no pipeline names. */
  readonly unused: readonly string[];
  readonly writes: readonly SourceFile[];
  readonly removals: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What `importSources` depends on. */
export interface SourceImportContext {
  readonly root: string;
  readonly settings: Settings;
  /** The paths of the sources. */
  readonly sources: readonly string[];
  /** The keys of the declared packages by their ids. */
  readonly keys: ReadonlyMap<string, string>;
  /** The keys of the packages that the GoCD server has. */
  readonly imported: readonly string[];
  readonly isRewriting: boolean;
}

/**
 * Finds the materials that name declared packages by their ids. For a rewrite, it also plans the new texts of their files,
 * and the moves of the files that GoCD reads itself to the sources: GoCD would reject the new names.
 */
export async function importSources(context: SourceImportContext): Promise<SourceImport> {
  const { root, settings, sources, keys, imported, isRewriting } = context;
  const gocdFiles = await findGocdFiles(root);
  const taken = await findFiles({ root }, DEFAULT_PROJECT.settings.sources);
  const isInPlace = settings.output.kind === "in-place";
  const planned = isInPlace
    ? []
    : planMoves(
        gocdFiles,
        taken.map(({ path }) => path),
      );
  const moves = planned.filter(({ to }) => isSource(to, settings));
  const paths = Array.from(new Set([...sources, ...gocdFiles]));
  const { byId, keys: named } = namedPackages(root, paths);
  const known = byId.filter(({ id }) => keys.has(id));
  const using = new Set(known.flatMap(({ uses }) => uses.map(({ path }) => path)));
  const diagnostics: Diagnostic[] = [];
  const rewritten = new Map<string, string>();
  const target = new Map([
    ...sources.map((path) => [path, path] as const),
    ...moves.map(({ from, to }) => [from, to] as const),
  ]);
  if (isRewriting) {
    for (const path of using) {
      const to = target.get(path);
      const text = to === undefined ? undefined : rewriteFile(root, path, keys);
      if (text !== undefined) rewritten.set(path, text);
      else diagnostics.push(notRewritten(path, to));
    }
  }
  const moved = isRewriting ? moves : [];
  const uses = known.flatMap(({ id, uses: places }) =>
    places.map((use): ImportedUse => {
      const isRewritten = rewritten.has(use.path);
      const path = moved.find(({ from }) => from === use.path)?.to ?? use.path;
      return { ...use, path, id, package: keys.get(id) ?? "", rewritten: isRewritten };
    }),
  );
  uses.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  const used = new Set([...named, ...uses.map((use) => use.package)]);
  const unused = paths.length === 0 ? [] : imported.filter((key) => !used.has(key)).sort();
  if (unused.length > 0) diagnostics.push(unusedPackages(unused));
  const stayingTexts = moved
    .filter(({ from }) => !rewritten.has(from))
    .flatMap(({ from, to }) => {
      const text = readExactly(root, from);
      return text === undefined ? [] : [{ path: to, text }];
    });
  const writes = [
    ...Array.from(rewritten, ([path, text]) => ({ path: target.get(path) ?? path, text })),
    ...stayingTexts,
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const written = new Set(writes.map(({ path }) => path));
  const removals = moved.filter(({ to }) => written.has(to)).map(({ from }) => from);
  return { uses, moves, unused, writes, removals, diagnostics };
}

/** Whether a file with this path would be a source from which files are generated. */
function isSource(path: string, { sources, output }: Settings): boolean {
  const isOutput = output.path === "." || path.startsWith(`${output.path}/`);
  return !isOutput && matchesGlobs(sources, path);
}

/** The text of a file with its byte order mark; undefined if it cannot be read. */
function readExactly(root: string, path: string): string | undefined {
  const read = readText({ root }, path);
  return read.kind === "text" ? exactText(read) : undefined;
}

function rewriteFile(root: string, path: string, keys: ReadonlyMap<string, string>): string | undefined {
  const read = readText({ root }, path);
  if (read.kind !== "text") return undefined;
  const { tree, diagnostics } = readGocdYaml({ path, text: read.text });
  if (tree === undefined || diagnostics.some(({ severity }) => severity === "error")) return undefined;
  const text = rewritePackages(readGocdFile(tree).file, keys);
  return text === undefined ? undefined : exactText({ text, hasBom: read.hasBom });
}

function notRewritten(path: string, to: string | undefined): Diagnostic {
  const help = "replace the ids with `package: <repository>/<package>` by hand, or leave them: ids also work";
  if (to !== undefined) {
    const message =
      "gocd-pin cannot replace the package ids in this file without another change, or the file is not valid";
    return { ...errorIn(path, "import-skipped", message, { help }), severity: "warning" };
  }
  const message =
    "the file stays as it is: GoCD reads it itself, and `sources` does not match a path in pipelines/";
  return {
    ...errorIn(path, "import-skipped", message, { help: "move the file to a path that `sources` matches" }),
    severity: "warning",
  };
}

/** The maximum of packages that a message names. */
const SHOWN = 10;

function unusedPackages(keys: readonly string[]): Diagnostic {
  const names = keys.slice(0, SHOWN).map(quoteText).join(", ");
  const more = keys.length > SHOWN ? ` and ${keys.length - SHOWN} more` : "";
  const packages = keys.length === 1 ? "an imported package" : `${keys.length} imported packages`;
  const message = `no pipeline of this config repo uses ${packages}, so gocd-pin does not pin ${keys.length === 1 ? "it" : "them"}: ${names}${more}`;
  return { severity: "note", code: "import-unused", message };
}
