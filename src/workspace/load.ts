import { countDeclared, countProblem, readDeclarations } from "../files/declarations.js";
import { pathBelow, pathInWorkTree, pathKind, type RepoFolder } from "../files/disk-paths.js";
import { readText } from "../files/disk.js";
import { locatePins, readLock } from "../files/lock.js";
import { type Manifest, mergeManifests, readManifest } from "../files/manifest.js";
import { noSources } from "../files/no-sources.js";
import { LOCK_FILE, PROJECT_FILE } from "../files/project.js";
import { addAll, type Diagnostic, errorIn, hasErrors } from "../model/diagnostic.js";
import { BOUNDS } from "../model/bounds.js";
import type { Declaration, Package } from "../model/declaration.js";
import type { Pin } from "../model/pin.js";
import { findMergeConflict } from "../model/merge-conflict.js";
import type { Settings } from "../model/settings.js";
import { type Catalogue, catalogue } from "../pin/catalogue.js";
import type { LockedPackage } from "../pin/resolution.js";
import { loadProject } from "./project.js";
import { type LoadedLock, checkTagRules, pinLookup } from "./resolve.js";
import { listSources } from "./source-list.js";
import { type Source, type SourceReading, checkSources, createSourceReader } from "./source.js";
import type { RunOptions } from "./world.js";
import { entryOf } from "../yaml/entries.js";

/** A config repo as read from the disk. Its sources are texts; `surveySources` parses them one by one. */
export interface LoadedWorkspace {
  readonly state: "loaded";
  readonly root: string;
  readonly repositoryRoot: string | undefined;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
  readonly readSource: (source: Source) => SourceReading;
  readonly lock: LoadedLock;
  /** If false, a package without a pin is not an error of its own. */
  readonly isLockReadable: boolean;
  /** Returns a package with its pin in the lock. */
  readonly lockedPackage: (declared: Package) => LockedPackage;
  /** The manifest of the previous build; of both sides, if it has conflict markers. */
  readonly manifest: Manifest | undefined;
  /** The path of the project folder in the git work tree; undefined if that is not known. */
  readonly workTreePath: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A config repo whose settings or declarations cannot be read: nothing can be done with it. */
export interface InvalidWorkspace {
  readonly state: "invalid";
  /** With those of the sources, as far as these can be checked alone. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a run needs of a workspace. */
interface LoadOptions {
  readonly needsSources?: boolean;
  /** Whether the run resolves a merge conflict in the lock; else it is an error. */
  readonly resolvesConflicts?: boolean;
}

/**
 * Loads everything a run depends on. Problems become diagnostics; if the declarations can be trusted, the rest is still
 * returned. Commands that only query registries need no sources.
 */
export async function loadWorkspace(
  options: RunOptions,
  { needsSources = true, resolvesConflicts = false }: LoadOptions = {},
): Promise<LoadedWorkspace | InvalidWorkspace> {
  const { root, config: projectPath = PROJECT_FILE } = options;
  const { project, isThere, diagnostics: projectProblems } = loadProject(options);
  const diagnostics: Diagnostic[] = [...projectProblems];
  const { settings, knowsSources } = project;
  const list = knowsSources
    ? await listSources(options, settings, projectPath)
    : { sources: [], paths: [], diagnostics: [] };
  addAll(diagnostics, list.diagnostics);
  const isEmpty = list.paths.length === 0 && !hasErrors(list.diagnostics);
  if (knowsSources && isEmpty && (needsSources || !isThere)) {
    diagnostics.push(await noSources(options, settings, isThere ? projectPath : undefined));
  }
  const readSource = createSourceReader();
  const ofSources = readSourceDeclarations(list.sources, readSource, project.declarations);
  const { catalogue: declared, diagnostics: conflicts } = catalogue(
    [...project.declarations, ...ofSources.declarations],
    isThere ? projectPath : undefined,
  );
  addAll(diagnostics, ofSources.diagnostics);
  addAll(diagnostics, conflicts);
  const { lock, diagnostics: lockProblems } = loadLock(options, resolvesConflicts);
  addAll(diagnostics, lockProblems);
  checkOutputFolder(root, settings, diagnostics);
  const manifests = loadManifests(options, settings, diagnostics);
  const manifest = mergeManifests(manifests);
  const builtPins = Object.keys(manifest?.packages ?? {}).length;
  if (lock.text === "" && !hasErrors(lockProblems) && builtPins > 0) diagnostics.push(lostLock(builtPins));
  const lockedPackage = await pinLookup(lock, manifests);
  const workTreePath = findWorkTree(options, diagnostics);
  // Without reliable declarations, every material would seem to name an unknown package.
  if (hasErrors([...projectProblems, ...ofSources.diagnostics, ...conflicts])) {
    const rules = await checkTagRules(
      Array.from(declared.byKey.values(), lockedPackage),
      declared.declarations,
    );
    addAll(diagnostics, rules.diagnostics);
    addAll(diagnostics, checkSources(list.sources, readSource));
    return { state: "invalid", diagnostics };
  }
  return {
    state: "loaded",
    root,
    repositoryRoot: options.repositoryRoot,
    settings,
    catalogue: declared,
    sources: list.sources,
    readSource,
    lock,
    isLockReadable: !hasErrors(lockProblems),
    lockedPackage,
    manifest,
    workTreePath,
    diagnostics,
  };
}

/** The path of the project folder in the git work tree; undefined if that is not known. */
function findWorkTree({ root, repositoryRoot }: RunOptions, diagnostics: Diagnostic[]): string | undefined {
  if (repositoryRoot === undefined) return pathInWorkTree(root);
  const path = pathKind(repositoryRoot, ".") === "folder" ? pathBelow(repositoryRoot, root) : undefined;
  if (path === undefined) {
    const message = `the project folder "${root}" is not below the repository root "${repositoryRoot}"`;
    const help = "name a folder at or above the project folder with --repository-root";
    diagnostics.push({ severity: "error", code: "usage", message, help });
  }
  return path;
}

function checkOutputFolder(root: string, { output }: Settings, diagnostics: Diagnostic[]): void {
  const kind = pathKind(root, output.path);
  if (kind === undefined || kind === "folder") return;
  const help = "remove it, or name another folder as `output`";
  diagnostics.push(errorIn(output.path, "output-blocked", "the output folder is a file", { help }));
}

function loadLock(
  repo: RepoFolder,
  resolvesConflicts: boolean,
): { readonly lock: LoadedLock; readonly diagnostics: readonly Diagnostic[] } {
  const read = readText(repo, LOCK_FILE);
  const file = { path: LOCK_FILE, text: read.kind === "text" ? read.text : "" };
  const empty = { text: file.text, pins: new Map<string, Pin>(), locate: locatePins(file) };
  if (read.kind === "missing") return { lock: empty, diagnostics: [] };
  if (read.kind === "unreadable") {
    const message = `the lock cannot be read: ${read.reason}`;
    const code = read.isUnsafe ? "path-unsafe" : "lock-invalid";
    const help =
      pathKind(repo.root, LOCK_FILE) === "file" && !read.isUnsafe
        ? "make it a readable text file in UTF-8, or restore it from git"
        : "remove it, and restore the lock from git, or run `gocd-pin build` to pin all packages again";
    return { lock: empty, diagnostics: [errorIn(LOCK_FILE, code, message, { help })] };
  }
  const { pins, conflict, diagnostics } = readLock(file);
  if (conflict === undefined) return { lock: { ...empty, pins }, diagnostics };
  if (!resolvesConflicts) return { lock: empty, diagnostics: conflict.errors };
  return { lock: { ...empty, pins, conflict }, diagnostics };
}

/** Returns a note about a lock that was deleted: a build chooses all tags again. */
function lostLock(count: number): Diagnostic {
  const message = `there is no lock, but the last build wrote one with ${count === 1 ? "1 pin" : `${count} pins`}`;
  const help = "to keep these tags, restore the lock from git; `gocd-pin build` pins the newest tags";
  return { severity: "note", code: "lock-edited", message, path: LOCK_FILE, help };
}

/** Returns the manifest of the last build, or both sides of one with conflict markers; none if it cannot be read. */
function loadManifests(repo: RepoFolder, settings: Settings, diagnostics: Diagnostic[]): readonly Manifest[] {
  const path = manifestPath(settings);
  const read = readText(repo, path, BOUNDS.manifestBytes);
  if (read.kind === "unreadable") {
    const message = `the manifest of the last build cannot be read: ${read.reason}`;
    const help = "restore it from git, or remove it";
    diagnostics.push(errorIn(path, read.isUnsafe ? "path-unsafe" : "output-blocked", message, { help }));
  }
  if (read.kind !== "text") return [];
  const sides = findMergeConflict(read.text)?.sides;
  const readings = (sides === undefined ? [read.text] : [sides.ours, sides.theirs]).map((text) =>
    readManifest({ path, text }),
  );
  addAll(
    diagnostics,
    readings.flatMap((reading) => reading.diagnostics),
  );
  return readings.flatMap(({ manifest }) => manifest ?? []);
}

/** Returns the path of the manifest of all pipelines. */
export function manifestPath(settings: Settings): string {
  return `${settings.output.path}/manifest.json`;
}

/**
 * Collects the declarations of `common.package_repositories`: without all of them, no material of any source can be
 * matched. Only the sources whose text may have some are parsed for that. Together with those of the project file,
 * they may not exceed the bound, so that many sources cannot exhaust the memory.
 */
export function readSourceDeclarations(
  sources: readonly Source[],
  readSource: (source: Source) => SourceReading,
  ofProject: readonly Declaration[],
): { declarations: readonly Declaration[]; diagnostics: readonly Diagnostic[] } {
  const declarations: Declaration[] = [];
  const diagnostics: Diagnostic[] = [];
  let count = ofProject.reduce((sum, { packages }) => sum + 1 + packages.length, 0);
  for (const source of sources) {
    const gocd = mayDeclare(source.file.text) ? readSource(source).read?.gocd : undefined;
    const node = gocd?.common && entryOf(gocd.common, "package_repositories")?.value;
    if (gocd === undefined || node === undefined) continue;
    count += countDeclared(node);
    const excess = countProblem(gocd.tree, node, count);
    if (excess !== undefined) {
      diagnostics.push(excess);
      break;
    }
    const read = readDeclarations(gocd.tree, node);
    addAll(declarations, read.declarations);
    addAll(diagnostics, read.diagnostics);
  }
  return { declarations, diagnostics };
}

/**
 * Whether the key may be in a text: as written, after an escape, or as an explicit key, which may extend over lines.
 */
function mayDeclare(text: string): boolean {
  if (text.includes("package_repositories")) return true;
  // To look for one character takes a tenth of the time.
  return (text.includes("\\") && /\\[xuU]/.test(text)) || (text.includes("?") && /^\s*\?\s/m.test(text));
}
