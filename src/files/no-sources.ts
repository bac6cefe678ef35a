import { dirname, extname, resolve } from "node:path";
import { type Diagnostic, errorIn } from "../model/diagnostic.js";
import type { Settings } from "../model/settings.js";
import { pathKind, type RepoFolder } from "./disk-paths.js";
import { findFiles } from "./disk-search.js";
import { readStart } from "./disk.js";
import { HEADER_START, isReadByGocd } from "./generated.js";
import { PROJECT_FILE } from "./project.js";

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
  const include = includeHelp(unmatched, isInPlace);
  if (project !== undefined) {
    const message = `sources matches no file: ${globs}${unmatchedText(unmatched)}`;
    const help = include ?? "correct sources, or write a pipeline file there";
    return errorIn(project, "source-missing", message, { help });
  }
  const message = `there is neither a ${PROJECT_FILE} nor a source (${globs}) in ${repo.root}`;
  const error = (text: string, help: string): Diagnostic => {
    return { severity: "error", code: "project-missing", message: text, help };
  };
  const [below] = await findFiles(repo, [`**/${PROJECT_FILE}`]);
  const folder = findProjectAbove(repo.root) ?? (below && resolve(repo.root, dirname(below.path)));
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

const MOST_SHOWN = 3;
const START_LENGTH = 16_384;

/** Returns the files with pipelines or environments, none of which `sources` matches, except generated ones. */
async function findUnmatched(repo: RepoFolder, excluded: readonly string[]): Promise<readonly string[]> {
  const globs = ["**/*.[Yy][Aa][Mm][Ll]", "**/*.[Yy][Mm][Ll]", ...excluded];
  const paths = (await findFiles(repo, globs)).map(({ path }) => path);
  return paths.filter((path) => {
    const text = readStart(repo, path, START_LENGTH);
    return !text.startsWith(HEADER_START) && /^["']?(?:pipelines|environments)["']?\s*:/m.test(text);
  });
}

function unmatchedText(paths: readonly string[]): string {
  if (paths.length === 0) return "";
  const names = paths.slice(0, MOST_SHOWN).map((path) => `"${path}"`);
  const more = paths.length > MOST_SHOWN ? ` and ${paths.length - MOST_SHOWN} more` : "";
  return `; GoCD files are at ${names.join(", ")}${more}`;
}

/** Returns how to make sources of files. GoCD would load those that end in `.gocd.yaml` together with the generated ones. */
function includeHelp(paths: readonly string[], isInPlace: boolean): string | undefined {
  const included = isInPlace ? paths : paths.filter((path) => !isReadByGocd(path));
  if (included.length === 0 && paths.length > 0) {
    return "move the files to pipelines/, with names that do not end in .gocd.yaml, or set `output: in-place` and `sources: ['**/*.gocd.yaml']`";
  }
  if (included.length === 0) return undefined;
  const globs = Array.from(new Set(included.slice(0, MOST_SHOWN).map(globFor)), (glob) => `'${glob}'`);
  return `write \`sources: [${globs.join(", ")}]\` in the project file, or move the files to pipelines/`;
}

/** Returns a glob for a file and those next to it and below; for a file of the project folder, its path. */
function globFor(path: string): string {
  const slash = path.indexOf("/");
  if (slash === -1) return path;
  const ending = /\.ya?ml$/.test(path) ? ".{yaml,yml}" : extname(path);
  return `${path.slice(0, slash)}/**/*${ending}`;
}
