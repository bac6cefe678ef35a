import { errorIn, type Diagnostic } from "../model/diagnostic.js";
import type { Layout } from "../model/settings.js";
import type { SourceFile } from "../model/source.js";
import { addAttributes, ATTRIBUTES_FILE } from "../files/generated.js";
import { readOutput, type FileText } from "../files/disk.js";
import { hasGitFolder, pathKind, slashed } from "../files/disk-paths.js";
import { findFiles } from "../files/disk-search.js";
import { applyChanges, writeProblem } from "../files/disk-changes.js";
import { firstProject, firstSource } from "../files/first-project.js";
import { DEFAULT_PROJECT, PROJECT_FILE, readProject } from "../files/project.js";
import { loadProject } from "../workspace/project.js";
import type { Outcome, RunOptions } from "../workspace/world.js";
import {
  editorLine,
  type EditorLine,
  fileExists,
  hasEditorLine,
  schemaFiles,
  withEditorLine,
} from "./editor-files.js";
import { type FileMove, findGocdFiles, namedPackages, planMoves, type ServerPackage } from "./gocd-files.js";

/** The options of `init`, in addition to those of every command. */
export interface InitOptions extends RunOptions {
  /** The layout of the repo, if it was chosen. */
  readonly layout: Layout | undefined;
  readonly registryUrl: string | undefined;
  /** Whether the schemas are saved for editors. */
  readonly withEditor: boolean;
  /** Whether the lines of gocd-pin are added to an existing `.gitattributes`. */
  readonly withGit: boolean;
}

/** The result of `init`. */
export interface InitResult {
  readonly written: readonly string[];
  /** The layout that was set up; null if none was, as in a project that exists. */
  readonly layout: Layout | null;
  /** The files that GoCD already reads. */
  readonly gocdFiles: readonly string[];
  /** The moves of those files for the layout `folder`. */
  readonly moves: readonly FileMove[];
  /** The packages of the GoCD server that the files name. */
  readonly serverPackages: readonly ServerPackage[];
  /** The configurations of a GoCD server in the folder. */
  readonly serverConfigs: readonly string[];
  /** The lines for editors that the user can add to existing files. */
  readonly editorLines: readonly EditorLine[];
  /** Whether `.gitattributes` exists and lacks the lines of gocd-pin. */
  readonly lacksAttributes: boolean;
}

const NOTHING: InitResult = {
  written: [],
  layout: null,
  gocdFiles: [],
  moves: [],
  serverPackages: [],
  serverConfigs: [],
  editorLines: [],
  lacksAttributes: false,
};

/**
 * Writes a project file, if there is no source a first source, and `.gitattributes`. If there is a project file, it only
 * adds what `withEditor` and `withGit` name. It changes no other existing file.
 */
export async function init(options: InitOptions): Promise<Outcome<InitResult>> {
  const { root, layout, registryUrl, withEditor, withGit } = options;
  const path = options.config ?? PROJECT_FILE;
  if (isInsideGit(root)) {
    const message = "the project folder is a git repository without a work tree, or inside a .git folder";
    const help = "run init in a clone of the repository, or name its folder with -C";
    return { diagnostics: [{ severity: "error", code: "usage", message, help }], result: NOTHING };
  }
  const isAddition = withEditor || withGit;
  const isNew = layout !== undefined || registryUrl !== undefined;
  if (isAddition && !isNew && pathKind(root, path) !== undefined) return extendProject(options, path);
  const gocdFiles = await findGocdFiles(root);
  const sources = (await findFiles(options, DEFAULT_PROJECT.settings.sources)).map((source) => source.path);
  const chosen = layout ?? "folder";
  const moves = chosen === "folder" ? planMoves(gocdFiles, sources) : [];
  const project = firstProject({ path, layout: chosen, registryUrl });
  const first = [project];
  if (gocdFiles.length === 0 && sources.length === 0) first.push(firstSource(registryUrl));
  const taken = first.find((file) => pathKind(root, file.path) !== undefined);
  const problem =
    taken === undefined ? (layoutProblem(layout, gocdFiles) ?? urlProblem(project)) : fileExists(taken.path);
  if (problem !== undefined) return { diagnostics: [problem], result: NOTHING };
  const edited = chosen === "folder" ? [...sources, ...moves.map(({ to }) => to)] : gocdFiles;
  const files = withEditor
    ? first.map((file) => withEditorLine(root, file, file === project ? "project" : "gocd-yaml"))
    : first;
  const configs = await findFiles(options, ["**/cruise-config.xml"]);
  return writeAll(options, files, DEFAULT_PROJECT.settings.output.path, {
    ...NOTHING,
    layout: chosen,
    gocdFiles,
    moves,
    serverPackages: namedPackages(root, [...gocdFiles, ...sources]).byId,
    serverConfigs: configs.map((config) => config.path),
    editorLines: withEditor ? missingLines(root, edited) : [],
  });
}

/** Returns whether a folder is a bare repository, or is inside a `.git` folder. */
function isInsideGit(root: string): boolean {
  const isBare =
    pathKind(root, "HEAD") === "file" &&
    ["objects", "refs"].every((name) => pathKind(root, name) === "folder");
  return isBare || hasGitFolder(slashed(root));
}

/** Adds to a project that exists what the options name. */
async function extendProject(options: InitOptions, path: string): Promise<Outcome<InitResult>> {
  const { root, withEditor } = options;
  const { project, diagnostics } = loadProject(options);
  if (diagnostics.length > 0) return { diagnostics, result: NOTHING };
  const { sources, output } = project.settings;
  const lines = withEditor && !hasEditorLine(root, path) ? [editorLine(root, path, "project")] : [];
  const paths = withEditor ? (await findFiles(options, sources)).map((source) => source.path) : [];
  const edited = paths.filter((source) => source !== path);
  const result = { ...NOTHING, editorLines: [...lines, ...missingLines(root, edited)] };
  return writeAll(options, [], output.path, result);
}

/** Writes the files, together with `.gitattributes` and the schemas. */
async function writeAll(
  { root, withEditor, withGit }: InitOptions,
  first: readonly SourceFile[],
  output: string,
  result: InitResult,
): Promise<Outcome<InitResult>> {
  const schemas = withEditor ? await schemaFiles(root) : { files: [] };
  const onDisk = readOutput(root, ATTRIBUTES_FILE);
  const attributes = addAttributes(onDisk.kind === "text" ? onDisk.text : undefined, output);
  const isGit = withGit || (first.length > 0 && onDisk.kind === "missing");
  const files = [...first, ...(isGit && attributes ? [attributes] : []), ...schemas.files];
  const problem = schemas.problem ?? (withGit ? attributesProblem(onDisk) : undefined) ?? write(root, files);
  if (problem !== undefined) return { diagnostics: [problem], result: NOTHING };
  const lacksAttributes = !isGit && attributes !== undefined && onDisk.kind === "text";
  const written = files.map((file) => file.path);
  return { diagnostics: [], result: { ...result, written, lacksAttributes } };
}

/** Returns the lines for the GoCD files that name no schema. */
function missingLines(root: string, paths: readonly string[]): EditorLine[] {
  return paths
    .filter((path) => !hasEditorLine(root, path))
    .map((path) => editorLine(root, path, "gocd-yaml"));
}

/** An addition to a file whose text is not known exactly could change it. */
function attributesProblem(read: FileText): Diagnostic | undefined {
  if (read.kind === "missing" || (read.kind === "text" && !read.hasBom)) return undefined;
  const reason = read.kind === "text" ? "it begins with a byte order mark" : read.reason;
  const code = read.kind === "unreadable" && read.isUnsafe ? "path-unsafe" : "output-blocked";
  return errorIn(ATTRIBUTES_FILE, code, `no lines can be added to the file: ${reason}`, {
    help: "save it as UTF-8 text without a byte order mark, and run the command again",
  });
}

function layoutProblem(layout: Layout | undefined, gocdFiles: readonly string[]): Diagnostic | undefined {
  if (layout === "in-place" && gocdFiles.length === 0) {
    const message = `the layout "in-place" edits files that end in .gocd.yaml, but there are none`;
    const help = "run init in the config repo's folder, name it with -C, or remove --layout";
    return { severity: "error", code: "usage", message, help };
  }
  return undefined;
}

/** The option has the same rules as `registry_url` in the project file. */
function urlProblem(project: SourceFile): Diagnostic | undefined {
  const mistake = readProject(project).diagnostics[0];
  if (mistake === undefined) return undefined;
  const { message, help } = mistake;
  return {
    severity: "error",
    code: "usage",
    message: `--registry-url: ${message}`,
    help,
  };
}

function write(root: string, writes: readonly SourceFile[]): Diagnostic | undefined {
  const failure = applyChanges(root, { writes, removals: [] });
  return failure && writeProblem(failure);
}
