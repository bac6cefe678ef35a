import * as fs from "node:fs";
import { join, posix } from "node:path";
import { BOUNDS } from "../model/bounds.js";
import {
  isAbsent,
  pathKind,
  realPathInRepo,
  reasonOf,
  type RepoFolder,
  UnsafePathError,
} from "./disk-paths.js";
import { compileGlobs, type GlobSet, type Positions } from "./glob.js";

// The bound of a search that is only for a message: about 100,000 files and folders.
const HINT_STEPS = 2_000_000;

/** A folder or link that was not searched, or a bound of the search that was exceeded. */
export interface SearchProblem {
  /** `unsafe`: a link that leads out of the git work tree (code `path-unsafe`). */
  readonly kind: "unreadable" | "unsafe" | "bound";
  readonly path: string;
  readonly reason: string;
}

/** A file, and the first glob that matches it. */
export interface MatchedFile {
  readonly path: string;
  readonly glob: string;
}

/** Where a search is: a folder by its path, empty for the root, and by its path with links resolved. */
interface Folder {
  readonly path: string;
  readonly real: string;
  readonly above: Folder | undefined;
}

/**
 * Returns the files that valid globs match (a leading `!` excludes), sorted by path in code unit order. It follows links
 * to folders of the git work tree only, and enters `.git` never and `node_modules` only if a glob names it. A link that
 * leads nowhere counts as a file. A problem means that files may be missing.
 */
export function findFiles(
  repo: RepoFolder,
  globs: readonly string[],
  onProblem?: (problem: SearchProblem) => void,
  mostSteps: number = BOUNDS.searchSteps.value,
): Promise<MatchedFile[]> {
  const included = globs.filter((glob) => !glob.startsWith("!"));
  const excluded = globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1));
  let steps = 0;
  const counter = {
    count(more: number): void {
      steps += more;
      if (steps > mostSteps) throw new SearchLimitError(BOUNDS.searchSteps.message);
    },
  };
  const search = new Search(repo, onProblem ?? (() => undefined));
  const compile = (): Globs => ({
    included: compileGlobs(included, counter, { matchesHidden: false }),
    excluded: compileGlobs(excluded, counter, { matchesHidden: true }),
  });
  const files = search.run(compile).map(({ path, glob }) => ({ path, glob: included[glob] ?? "" }));
  return Promise.resolve(files.sort((a, b) => (a.path < b.path ? -1 : 1)));
}

/** Returns the paths of the files that globs match, for a message: the search gives up early, and files may be missing. */
export async function findForHint(repo: RepoFolder, globs: readonly string[]): Promise<readonly string[]> {
  const files = await findFiles(repo, globs, undefined, HINT_STEPS);
  return files.map(({ path }) => path);
}

/** Thrown within a search if it exceeds a bound. */
class SearchLimitError extends Error {}

interface Globs {
  readonly included: GlobSet;
  readonly excluded: GlobSet;
}

class Search {
  readonly #files: { path: string; glob: number }[] = [];
  #links = 0;

  readonly #repo: RepoFolder;
  readonly #onProblem: (problem: SearchProblem) => void;

  constructor(repo: RepoFolder, onProblem: (problem: SearchProblem) => void) {
    this.#repo = repo;
    this.#onProblem = onProblem;
  }

  run(compile: () => Globs): { path: string; glob: number }[] {
    try {
      const globs = compile();
      const top = { path: "", real: fs.realpathSync.native(this.#repo.root), above: undefined };
      this.#searchFolder(globs, top, globs.included.start, globs.excluded.start);
    } catch (error) {
      if (error instanceof SearchLimitError) {
        this.#onProblem({ kind: "bound", path: ".", reason: error.message });
      } else if (!isAbsent(error)) {
        this.#onProblem({ kind: "unreadable", path: ".", reason: reasonOf(error) });
      }
    }
    return this.#files;
  }

  #searchFolder(globs: Globs, folder: Folder, included: Positions, excluded: Positions): void {
    for (const entry of this.#entriesOf(folder)) {
      if (entry.name.toLowerCase() === ".git") continue;
      const inside = globs.included.next(included, entry.name);
      if (inside.size === 0) continue;
      const outside = globs.excluded.next(excluded, entry.name);
      if (globs.excluded.matchAt(outside) !== undefined) continue;
      const path = folder.path === "" ? entry.name : `${folder.path}/${entry.name}`;
      const below = this.#folderAt(folder, entry, path);
      if (below === "skip") continue;
      if (below !== undefined) this.#searchFolder(globs, below, inside, outside);
      else this.#addFile(path, globs.included.matchAt(inside));
    }
  }

  #entriesOf({ path, real }: Folder): fs.Dirent[] {
    try {
      return fs.readdirSync(real, { withFileTypes: true });
    } catch (error) {
      if (!isAbsent(error)) {
        this.#onProblem({ kind: "unreadable", path: path || ".", reason: reasonOf(error) });
      }
      return [];
    }
  }

  /** Returns the folder at an entry, undefined for a file, `skip` for a link to a folder that must not be followed. */
  #folderAt(above: Folder, entry: fs.Dirent, path: string): Folder | "skip" | undefined {
    if (entry.isDirectory()) return { path, real: join(above.real, entry.name), above };
    if (!entry.isSymbolicLink() || pathKind(above.real, entry.name) !== "folder") return undefined;
    if (++this.#links > BOUNDS.searchLinks.value) throw new SearchLimitError(BOUNDS.searchLinks.message);
    try {
      const real = realPathInRepo(this.#repo, path);
      // A link to a folder that it is in has no files that are not found without it.
      for (let at: Folder | undefined = above; at !== undefined; at = at.above) {
        if (at.real === real) return "skip";
      }
      return { path, real, above };
    } catch (error) {
      const kind = error instanceof UnsafePathError ? "unsafe" : "unreadable";
      this.#onProblem({ kind, path, reason: reasonOf(error) });
      return "skip";
    }
  }

  #addFile(path: string, glob: number | undefined): void {
    if (glob === undefined) return;
    if (this.#files.length === BOUNDS.sources.value) throw new SearchLimitError(BOUNDS.sources.message);
    this.#files.push({ path, glob });
  }
}

/**
 * Returns the files in and below a folder whose name ends in one of `endings`, links among them, sorted; none if there is no such
 * folder. Links are not followed, and `.git` and `node_modules` are not searched.
 */
export function listFiles(
  repo: RepoFolder,
  folder: string,
  ...endings: readonly string[]
): Promise<string[]> {
  const files: string[] = [];
  // The folders below the start are no links. To resolve a path again would take a system call for each of its levels.
  const start = realFolder(repo, folder);
  const folders = start === undefined ? [] : [{ path: folder, real: start }];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const entry of entriesIn(at.real)) {
      const path = `${at.path}/${entry.name}`;
      if (!entry.isDirectory()) {
        if (endings.some((ending) => entry.name.endsWith(ending))) files.push(path);
      } else if (entry.name.toLowerCase() !== ".git" && entry.name !== "node_modules") {
        folders.push({ path, real: join(at.real, entry.name) });
      }
    }
  }
  return Promise.resolve(files.sort());
}

/** Returns the files of a repo that GoCD reads with its default file pattern, sorted; see `listFiles`. */
export async function listGocdFiles(repo: RepoFolder): Promise<string[]> {
  const paths = await listFiles(repo, ".", ".gocd.yaml", ".gocd.yml");
  return paths.map((path) => posix.normalize(path));
}

function realFolder(repo: RepoFolder, path: string): string | undefined {
  try {
    return realPathInRepo(repo, path);
  } catch {
    return undefined;
  }
}

function entriesIn(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
