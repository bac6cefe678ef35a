import { dirname, extname, resolve } from "node:path";
import { type Diagnostic, errorIn } from "../model/diagnostic.js";
import { isSame } from "../model/is-same.js";
import type { Settings } from "../model/settings.js";
import { pathInWorkTree, pathKind, type RepoFolder } from "./disk-paths.js";
import { findForHint } from "./disk-search.js";
import { readStart } from "./disk.js";
import { HEADER_START, isReadByGocd } from "./generated.js";
import { DEFAULT_PROJECT, PROJECT_FILE } from "./project.js";

/**
 * Returns the error of a config repo without a source, which names the GoCD files that are elsewhere. `project` is the path
 * of the project file, if there is one.
 */
export async function noSources(
  repo: RepoFolder,
  { sources, output }: Settings,
  project: string | undefined,
): Promise<Diagnostic> {
  const globs = sources.map((glob) => `"${glob}"`).join(", ");
  const isInPlace = output.kind === "in-place";
  const unmatched = await findUnmatched(repo, isInPlace ? [] : [`!${output.path}/**`]);
  const isDefault = isSame(sources, DEFAULT_PROJECT.settings.sources);
  const include = includeHelp(unmatched, isInPlace, isDefault);
  if (project !== undefined) {
    const message = `sources matches no file: ${globs}${unmatchedText(unmatched)}`;
    const help = include ?? "correct sources, or write a pipeline file there";
    return errorIn(project, "source-missing", message, { help });
  }
  const message = `there is neither a ${PROJECT_FILE} nor a source (${globs}) in ${repo.root}`;
  const error = (text: string, help: string): Diagnostic => {
    return { severity: "error", code: "project-missing", message: text, help };
  };
  const folder = findProjectAbove(repo.root) ?? (await findProjectBelow(repo));
  if (folder !== undefined) {
    return error(message, `run in ${folder}, which has a ${PROJECT_FILE}, or name that folder with -C`);
  }
  return error(
    message + unmatchedText(unmatched),
    include === undefined
      ? "run in the config repo's folder, name it with -C, or start one with `gocd-pin init`"
      : `write a project file with \`gocd-pin init\`; then ${include}`,
  );
}

/** Returns the nearest folder above one that has a project file, such as the config repo of a subfolder. */
function findProjectAbove(folder: string): string | undefined {
  const above = dirname(folder);
  if (above === folder) return undefined;
  return pathKind(above, PROJECT_FILE) === "file" ? above : findProjectAbove(above);
}

/** Returns the folder with a project file that is the fewest levels below the folder of `repo`. */
async function findProjectBelow(repo: RepoFolder): Promise<string | undefined> {
  const paths = await findForHint(repo, [`${searchedFolders(repo)}${PROJECT_FILE}`]);
  const [nearest] = paths.toSorted((a, b) => a.split("/").length - b.split("/").length);
  return nearest && resolve(repo.root, dirname(nearest));
}

const MOST_SHOWN = 3;
const START_LENGTH = 16_384;
const ROOT_KEY = /^\uFEFF?["']?(?:pipelines|environments)["']?\s*:/im;

/** Returns the glob of the folders to search: outside a git work tree, such as in `/`, only the nearest. */
function searchedFolders({ root, repositoryRoot }: RepoFolder): string {
  return repositoryRoot === undefined && pathInWorkTree(root) === undefined ? "{,*/,*/*/}" : "**/";
}

/** Returns the files with pipelines or environments, none of which `sources` matches, except generated ones. */
async function findUnmatched(repo: RepoFolder, excluded: readonly string[]): Promise<readonly string[]> {
  const files = `${searchedFolders(repo)}*.[Yy]{[Aa],}[Mm][Ll]`;
  const paths = await findForHint(repo, [files, ...excluded]);
  return paths.filter((path) => {
    const text = readStart(repo, path, START_LENGTH);
    return !text.startsWith(HEADER_START) && ROOT_KEY.test(text);
  });
}

function unmatchedText(paths: readonly string[]): string {
  if (paths.length === 0) return "";
  const names = paths.slice(0, MOST_SHOWN).map((path) => `"${path}"`);
  const more = paths.length > MOST_SHOWN ? ` and ${paths.length - MOST_SHOWN} more` : "";
  return `; GoCD files are at ${names.join(", ")}${more}`;
}

/**
 * Returns the help that makes `paths` sources; undefined if there are none. In the folder layout, GoCD would read a source that
 * ends in `.gocd.yaml` together with the generated file, so such a file must be renamed.
 */
function includeHelp(paths: readonly string[], isInPlace: boolean, isDefault: boolean): string | undefined {
  const included = isInPlace ? paths : paths.filter((path) => !isReadByGocd(path));
  if (included.length === 0 && paths.length > 0) {
    const target = isDefault
      ? "move the files to pipelines/"
      : "move the files to a folder that sources matches";
    return `${target}, with names that do not end in .gocd.yaml, or set \`output: in-place\` and \`sources: ['**/*.gocd.yaml']\``;
  }
  if (included.length === 0) return undefined;
  const globs = globsFor(included).map((glob) => `'${glob.replaceAll("'", "''")}'`);
  const move = isDefault ? ", or move the files to pipelines/" : "";
  return `write \`sources: [${globs.join(", ")}]\` in the project file${move}`;
}

/**
 * Returns globs that match files, at most `MOST_SHOWN`: the path of each file in the project folder itself, and for the files with
 * the same top folder and ending, one glob below the deepest folder that contains all of them.
 * Characters with a meaning in a glob become `?`.
 */
function globsFor(paths: readonly string[]): readonly string[] {
  const folders = new Map<string, string>();
  const globs = new Map<string, string>();
  for (const path of paths) {
    const top = path.slice(0, path.indexOf("/") + 1);
    const ending = /\.ya?ml$/.test(path) ? ".{yaml,yml}" : extname(path);
    const key = top === "" ? path : top + ending;
    if (!globs.has(key) && globs.size === MOST_SHOWN) continue;
    const folder = commonFolder(folders.get(key) ?? path, path);
    folders.set(key, folder);
    const literal = (top === "" ? path : folder).replace(/[*?[\]{}()!+@\\]/g, "?");
    globs.set(key, top === "" ? literal : `${literal}**/*${ending}`);
  }
  return Array.from(globs.values());
}

/** Returns the deepest folder that two paths are in, with its last slash. */
function commonFolder(one: string, other: string): string {
  let end = 0;
  for (let at = 0; at < one.length && one[at] === other[at]; at++) if (one[at] === "/") end = at + 1;
  return one.slice(0, end);
}
