import { addAll, errorIn, type Diagnostic } from "../model/diagnostic.js";
import { posix } from "node:path";
import type { Settings } from "../model/settings.js";
import { findNearest } from "../model/suggest.js";
import { readText } from "../files/disk.js";
import { pathBelow, pathKind, type RepoFolder } from "../files/disk-paths.js";
import { findFiles, findForHint, type SearchProblem } from "../files/disk-search.js";
import { fixedPart, isReadByGocd, outputName } from "../files/generated.js";
import { createSizeCheck, type Source } from "./source.js";

/** The sources of a project, and the problems with their names. */
export interface SourceList {
  readonly sources: readonly Source[];
  /** The paths of all files that `sources` names, readable or not. */
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the sources of a project and reads their texts; each problem is a diagnostic, and the other sources stay. */
export async function listSources(
  repo: RepoFolder,
  settings: Settings,
  projectPath: string,
): Promise<SourceList> {
  const diagnostics: Diagnostic[] = [];
  const files = await findSources(repo, settings, projectPath, diagnostics);
  const sources: Source[] = [];
  const outputs = new Map<string, string>();
  const checkSize = createSizeCheck();
  for (const { path, glob } of files) {
    const isInPlace = settings.output.kind === "in-place";
    const output = isInPlace ? path : outputName(path, glob, settings.output.path);
    const problem =
      jsonProblem(path) ?? (isInPlace ? undefined : nameProblem(path, output, outputs, settings.output.path));
    if (problem !== undefined) {
      diagnostics.push(problem);
      continue;
    }
    outputs.set(fileKey(output), path);
    const source = readSourceText(repo, path, output, diagnostics);
    if (source === undefined) continue;
    const excess = checkSize(source.file);
    if (excess !== undefined) {
      diagnostics.push(excess);
      break;
    }
    sources.push(source);
  }
  addAll(diagnostics, await globProblems(repo, settings, files, projectPath));
  return { sources, paths: files.map(({ path }) => path), diagnostics };
}

/**
 * Finds the files that `sources` names, each with its glob. The project file is not a source, even if `*.yaml` matches
 * it. Folders that cannot be searched are added to the diagnostics.
 */
async function findSources(
  repo: RepoFolder,
  { sources }: Settings,
  projectPath: string,
  diagnostics: Diagnostic[],
): Promise<{ path: string; glob: string }[]> {
  const project = posix.normalize(projectPath);
  const files = await findFiles(repo, sources, (problem) => {
    diagnostics.push(searchFailure(problem, projectPath));
  });
  return files.filter(({ path, glob }) => path !== project || isWrittenOut(glob));
}

function readSourceText(
  repo: RepoFolder,
  path: string,
  output: string,
  diagnostics: Diagnostic[],
): Source | undefined {
  const read = readText(repo, path);
  if (read.kind === "text") return { file: { path, text: read.text }, output, hasBom: read.hasBom };
  const reason = read.kind === "missing" ? "it no longer exists, or it is a broken link" : read.reason;
  const help = "make it a readable text file in UTF-8, or exclude it from sources";
  const isUnsafe = read.kind === "unreadable" && read.isUnsafe;
  const code = isUnsafe ? "path-unsafe" : "source-unreadable";
  diagnostics.push(errorIn(path, code, `the source cannot be read: ${reason}`, { help }));
  return undefined;
}

/** A folder that cannot be searched may have sources: without them a build would remove their generated files. */
function searchFailure({ kind, path, reason }: SearchProblem, projectPath: string): Diagnostic {
  if (kind === "bound") {
    const help = "name fewer folders in `sources`, or exclude some with a leading `!`";
    return errorIn(projectPath, "bound-exceeded", reason, { help });
  }
  if (kind === "unsafe") {
    const help = `remove the link, or exclude it from \`sources\`: "!${path}"`;
    return errorIn(path, "path-unsafe", `the folder cannot be searched for sources: ${reason}`, { help });
  }
  return errorIn(path, "source-unreadable", `the folder cannot be searched for sources: ${reason}`, {
    help: `correct its permissions, or exclude it from \`sources\`: "!${path}/**"`,
  });
}

/**
 * Returns a text that is equal for paths that are the same for some file system: APFS and NTFS ignore case or normal
 * form.
 */
function fileKey(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

/** Returns whether two paths are the same file for some file system. */
export function isSameFile(a: string, b: string): boolean {
  return fileKey(a) === fileKey(b);
}

/** Returns the error of a file that the JSON plugin of GoCD reads (its default file pattern); undefined for another file. */
export function jsonProblem(path: string): Diagnostic | undefined {
  if (!/\.(?:gopipeline|goenvironment)\.json$/.test(path)) return undefined;
  return errorIn(path, "source-json", "GoCD's JSON format is not supported", {
    help: "write the file in GoCD's YAML format; the page Admin > Pipelines of GoCD exports pipelines as YAML",
  });
}

/** GoCD would load both source and output, or one output would overwrite another. */
function nameProblem(
  path: string,
  output: string,
  outputs: ReadonlyMap<string, string>,
  folder: string,
): Diagnostic | undefined {
  const error = (message: string, help: string) => errorIn(path, "source-name", message, { help });
  if (isReadByGocd(path)) {
    return error(
      "a source must not end in .gocd.yaml or .gocd.yml: GoCD would load it together with the file generated from it",
      `rename it, for example to ${path.replace(/\.gocd(\.ya?ml)$/, "$1")}, or set \`output: in-place\``,
    );
  }
  if (folder === "." || path.startsWith(`${folder}/`)) {
    return error(
      `the source is inside the output folder "${folder}"`,
      "move it out, or name another folder as `output`",
    );
  }
  const twin = outputs.get(fileKey(output));
  if (twin === undefined) return undefined;
  return error(`"${twin}" and "${path}" would both be written to "${output}"`, "rename one of the two");
}

/** Globs that match nothing: an error if the glob is a path. */
async function globProblems(
  repo: RepoFolder,
  { sources, output }: Settings,
  files: readonly { readonly glob: string }[],
  projectPath: string,
): Promise<Diagnostic[]> {
  const hits = new Set(files.map(({ glob }) => glob));
  const missing = sources.filter((glob) => !hits.has(glob) && !glob.startsWith("!") && isWrittenOut(glob));
  const others = missing.length === 0 ? [] : await findForHint(repo, ["**/*.{yaml,yml}"]);
  const isGenerated = (path: string) =>
    output.kind === "folder" && (isReadByGocd(path) || pathBelow(output.path, path) !== undefined);
  const paths = others.filter((path) => path !== posix.normalize(projectPath) && !isGenerated(path));
  return missing.map((glob) => {
    if (pathKind(repo.root, glob) === "folder") {
      const help = `write "${glob}/**/*.{yaml,yml}" for the files below it`;
      return errorIn(glob, "source-unreadable", "it is a folder, and sources names files", { help });
    }
    const nearest = findNearest(glob, paths);
    const help = nearest === undefined ? "correct sources" : `did you mean "${nearest}"?`;
    return errorIn(glob, "source-missing", "sources names this file, but it does not exist", { help });
  });
}

/** Whether a glob is a path without a pattern. */
function isWrittenOut(glob: string): boolean {
  return fixedPart(`${glob}/*`) === glob;
}
