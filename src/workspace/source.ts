import { posix } from "node:path";
import { errorIn, hasErrors, warningAt, type Diagnostic } from "../model/diagnostic.js";
import type { Settings } from "../model/settings.js";
import type { SourceFile } from "../model/source.js";
import { findFiles, pathKind, readText } from "../files/disk.js";
import { fixedPart, isReadByGocd, outputName } from "../files/output-names.js";
import { readGocdFile, type GocdFile } from "../gocd/pipelines.js";
import { readGocdYaml } from "../yaml/dialect.js";

/** A source that could be read. */
export interface Source {
  readonly file: SourceFile;
  readonly gocd: GocdFile;
  /** Where its enriched text goes; its own path in place. */
  readonly output: string;
  readonly hasBom: boolean;
  /** Whether GoCD's reader refuses it: that is told, and nothing is to be made of it. */
  readonly isRefused: boolean;
}

/** The sources of a project, and what is wrong with them. */
export interface Sources {
  readonly sources: readonly Source[];
  /** The paths of all files that `sources` names, readable or not. */
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The files that `sources` names, each with its glob. The project file is none of them, though `*.yaml` finds it.
 * Folders that cannot be searched are added to the diagnostics.
 */
export async function findSources(
  root: string,
  { sources }: Settings,
  projectPath: string,
  diagnostics: Diagnostic[],
): Promise<{ path: string; glob: string }[]> {
  const project = posix.normalize(projectPath);
  const found = await findFiles(root, sources, (path, reason) => {
    diagnostics.push(blockedFolder(path, reason));
  });
  return found.filter(({ path, glob }) => path !== project || isWrittenOut(glob));
}

/** Finds, reads and parses the sources; a broken one is a diagnostic, and the rest goes on. */
export async function readSources(root: string, settings: Settings, projectPath: string): Promise<Sources> {
  const diagnostics: Diagnostic[] = [];
  const found = await findSources(root, settings, projectPath, diagnostics);
  const sources: Source[] = [];
  const outputs = new Map<string, string>();
  for (const { path, glob } of found) {
    const isInPlace = settings.output.kind === "in-place";
    const output = isInPlace ? path : outputName(path, glob, settings.output.path);
    const mistake = isInPlace ? undefined : nameProblem(path, output, outputs, settings.output.path);
    if (mistake !== undefined) {
      diagnostics.push(mistake);
      continue;
    }
    outputs.set(output.toLowerCase(), path);
    const source = readSource(root, path, output, diagnostics);
    if (source !== undefined) sources.push(source);
  }
  diagnostics.push(...globProblems(root, settings.sources, found));
  return { sources, paths: found.map(({ path }) => path), diagnostics };
}

function readSource(
  root: string,
  path: string,
  output: string,
  diagnostics: Diagnostic[],
): Source | undefined {
  const read = readText(root, path);
  if (read.kind !== "text") {
    const reason = read.kind === "missing" ? "it is gone, or a link that leads nowhere" : read.reason;
    const help = "make it a readable text file in UTF-8, or leave it out of sources";
    diagnostics.push(errorIn(path, "source-unreadable", `the source cannot be read: ${reason}`, { help }));
    return undefined;
  }
  const file = { path, text: read.text };
  if (read.hasBom) {
    const message = "the file begins with a byte order mark, on which GoCD breaks; it is dropped";
    const help = "save the file as UTF-8 without a byte order mark";
    diagnostics.push(warningAt({ file, span: { start: 0, end: 0 } }, "source-bom", message, { help }));
  }
  const { tree, diagnostics: problems } = readGocdYaml(file);
  diagnostics.push(...problems);
  if (tree === undefined) return undefined;
  const { file: gocd, diagnostics: findings } = readGocdFile(tree);
  diagnostics.push(...findings);
  return { file, gocd, output, hasBom: read.hasBom, isRefused: hasErrors(problems) };
}

/** A folder that cannot be read may hold sources: without them a build would remove what was made of them. */
function blockedFolder(path: string, reason: string): Diagnostic {
  return errorIn(path, "source-unreadable", `the folder cannot be searched for sources: ${reason}`, {
    help: `correct its permissions, or leave it out of sources: "!${path}/**"`,
  });
}

/** GoCD would load source and output both, or one output would overwrite another. */
function nameProblem(
  path: string,
  output: string,
  outputs: ReadonlyMap<string, string>,
  folder: string,
): Diagnostic | undefined {
  const error = (message: string, help: string) => errorIn(path, "source-name", message, { help });
  if (isReadByGocd(path)) {
    return error(
      "a source must not end in .gocd.yaml or .gocd.yml: GoCD would load it beside what is generated from it",
      `rename it, to ${path.replace(/\.gocd(\.ya?ml)$/, "$1")} say, or let output be in-place`,
    );
  }
  if (folder === "." || path.startsWith(`${folder}/`)) {
    return error(
      `the source stands inside the output folder "${folder}"`,
      "move it out, or name another folder as `output`",
    );
  }
  const twin = outputs.get(output.toLowerCase());
  if (twin === undefined) return undefined;
  return error(`"${twin}" and "${path}" would both be written to "${output}"`, "rename one of the two");
}

/** Globs that find nothing: a mistake where a path was written out, else perhaps one. */
function globProblems(
  root: string,
  globs: readonly string[],
  found: readonly { readonly glob: string }[],
): Diagnostic[] {
  const hits = new Set(found.map(({ glob }) => glob));
  return globs.flatMap((glob) => {
    if (hits.has(glob) || glob.startsWith("!")) return [];
    const isPath = isWrittenOut(glob);
    if (isPath && pathKind(root, glob) === "folder") {
      const help = `write "${glob}/**/*.{yaml,yml}" for the files below it`;
      return [errorIn(glob, "source-unreadable", "it is a folder, and sources names files", { help })];
    }
    if (!isPath || found.length === 0) return [];
    return [
      errorIn(glob, "source-missing", "sources names this file, and it is not there", {
        help: "correct sources",
      }),
    ];
  });
}

/** Whether a glob is but a path. */
function isWrittenOut(glob: string): boolean {
  return fixedPart(`${glob}/*`) === glob;
}
