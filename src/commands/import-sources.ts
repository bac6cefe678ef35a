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
  const moves = await movesToSources(root, gocdFiles, settings);
  const paths = Array.from(new Set([...sources, ...gocdFiles]));
  const { byId, keys: named } = namedPackages(root, paths);
  const known = byId.filter(({ id }) => keys.has(id));
  const using = new Set(known.flatMap(({ uses }) => uses.map(({ path }) => path)));
  const changes = isRewriting ? planRewrites(context, using, moves) : undefined;
  const targets = new Map(changes?.moves.map(({ from, to }) => [from, to]));
  const uses = known.flatMap(({ id, uses: places }) =>
    places.map((use): ImportedUse => {
      const rewritten = changes?.rewritten.has(use.path) === true;
      const path = targets.get(use.path) ?? use.path;
      return { ...use, path, id, package: keys.get(id) ?? "", rewritten };
    }),
  );
  uses.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  const used = new Set([...named, ...uses.map((use) => use.package)]);
  const unused = paths.length === 0 ? [] : imported.filter((key) => !used.has(key)).sort();
  return {
    uses,
    moves: changes?.moves ?? moves,
    unused,
    writes: changes?.writes ?? [],
    removals: changes?.moves.map(({ from }) => from) ?? [],
    diagnostics: [...(changes?.diagnostics ?? []), ...(unused.length > 0 ? [unusedPackages(unused)] : [])],
  };
}

/** The moves of the files that GoCD reads to paths where they are sources; none if GoCD reads the sources themselves. */
async function movesToSources(
  root: string,
  gocdFiles: readonly string[],
  settings: Settings,
): Promise<readonly FileMove[]> {
  if (settings.output.kind === "in-place") return [];
  const taken = await findFiles({ root }, DEFAULT_PROJECT.settings.sources);
  const moves = planMoves(
    gocdFiles,
    taken.map(({ path }) => path),
  );
  return moves.filter(({ to }) => isSource(to, settings));
}

interface Rewrites extends Pick<SourceImport, "moves" | "writes" | "diagnostics"> {
  /** The files in which names replace ids, before their move. */
  readonly rewritten: ReadonlySet<string>;
}

/** Plans the new texts of the files that name packages by their ids (`using`), and of those that move. */
function planRewrites(
  { root, sources, keys }: SourceImportContext,
  using: ReadonlySet<string>,
  planned: readonly FileMove[],
): Rewrites {
  const diagnostics: Diagnostic[] = [];
  const rewritten = new Set<string>();
  const writes: SourceFile[] = [];
  const targets = new Map([
    ...sources.map((path) => [path, path] as const),
    ...planned.map(({ from, to }) => [from, to] as const),
  ]);
  for (const path of using) {
    const to = targets.get(path);
    const text = to === undefined ? undefined : rewriteFile(root, path, keys);
    if (to === undefined || text === undefined) diagnostics.push(notRewritten(path, to));
    else {
      rewritten.add(path);
      writes.push({ path: to, text });
    }
  }
  const moves = planned.filter(({ from, to }) => {
    if (rewritten.has(from)) return true;
    const read = readText({ root }, from);
    if (read.kind === "text") writes.push({ path: to, text: exactText(read) });
    else diagnostics.push(notMoved(from, read.kind === "missing" ? "it does not exist" : read.reason));
    return read.kind === "text";
  });
  writes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { moves, writes, rewritten, diagnostics };
}

/** Whether a file with this path would be a source from which files are generated. */
function isSource(path: string, { sources, output }: Settings): boolean {
  const isOutput = output.path === "." || path.startsWith(`${output.path}/`);
  return !isOutput && matchesGlobs(sources, path);
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

function notMoved(path: string, reason: string): Diagnostic {
  const help = "correct the file, and run the command again";
  const diagnostic = errorIn(path, "import-skipped", `the file stays as it is: ${reason}`, { help });
  return { ...diagnostic, severity: "warning" };
}

/** The maximum of packages that a message names. */
const SHOWN = 10;

function unusedPackages(keys: readonly string[]): Diagnostic {
  const names = keys.slice(0, SHOWN).map(quoteText).join(", ");
  const more = keys.length > SHOWN ? ` and ${keys.length - SHOWN} more` : "";
  const packages = keys.length === 1 ? "an imported package" : `${keys.length} imported packages`;
  const message = `no pipeline of this config repo uses ${packages}, so gocd-pin does not pin ${keys.length === 1 ? "it" : "them"}: ${names}${more}`;
  const help = "name them in a material, or remove them from the project file";
  return { severity: "note", code: "import-unused", message, help };
}
