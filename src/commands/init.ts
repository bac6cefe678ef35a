import { errorIn, type Diagnostic } from "../model/diagnostic.js";
import type { Layout } from "../model/settings.js";
import type { SourceFile } from "../model/source.js";
import { readStart } from "../files/disk.js";
import { pathKind } from "../files/disk-paths.js";
import { findFiles } from "../files/disk-search.js";
import { applyChanges } from "../files/disk-changes.js";
import { firstAttributes, firstProject, firstSource } from "../files/first-project.js";
import { HEADER_START } from "../files/generated.js";
import { DEFAULT_PROJECT, PROJECT_FILE, readProject } from "../files/project.js";
import type { Outcome, RunOptions } from "../workspace/world.js";

/** The options of `init`, in addition to those of every command. */
export interface InitOptions extends RunOptions {
  /** The layout of the repo, if it was chosen. */
  readonly layout: Layout | undefined;
  readonly registryUrl: string | undefined;
}

/** A file that the user must move for the layout. */
export interface FileMove {
  readonly from: string;
  readonly to: string;
}

/** The result of `init`. */
export interface InitResult {
  readonly written: readonly string[];
  /** The layout that was set up; null if none was. */
  readonly layout: Layout | null;
  /** The files that GoCD already reads, if the layout depends on them. */
  readonly found: readonly string[];
  /** The moves of those files for the layout `folder`, if it was or can be chosen. */
  readonly moves: readonly FileMove[];
}

/**
 * Writes a project file, if there is no source a first source, and `.gitattributes`. Existing files are never changed. If GoCD already
 * reads files of the repo, a layout must be chosen; otherwise this is an error, and no file is written.
 */
export async function init(options: InitOptions): Promise<Outcome<InitResult>> {
  const { root, layout, registryUrl } = options;
  const path = options.config ?? PROJECT_FILE;
  const matches = await findFiles(root, ["**/*.gocd.{yaml,yml}", "!**/node_modules/**"]);
  const gocdFiles = matches
    .map(({ path }) => path)
    .filter((path) => !readStart(root, path, HEADER_START.length).startsWith(HEADER_START));
  const sources = await findFiles(root, DEFAULT_PROJECT.settings.sources);
  const moves = planMoves(
    gocdFiles,
    sources.map((source) => source.path),
  );
  const project = firstProject({ path, layout: layout ?? "folder", registryUrl });
  const files = [project];
  if (gocdFiles.length === 0 && sources.length === 0) files.push(firstSource(registryUrl));
  const attributes = firstAttributes();
  if (pathKind(root, attributes.path) === undefined) files.push(attributes);
  const choice = layoutProblem(layout, gocdFiles);
  const problem = takenProblem(root, files) ?? choice ?? urlProblem(project) ?? write(root, files);
  if (problem === undefined) {
    const chosen = layout ?? "folder";
    const written = files.map((file) => file.path);
    const result = { written, layout: chosen, found: gocdFiles, moves: chosen === "folder" ? moves : [] };
    return { diagnostics: [], result };
  }
  const isChoice = problem === choice;
  const result = {
    written: [],
    layout: null,
    found: isChoice ? gocdFiles : [],
    moves: isChoice ? moves : [],
  };
  return { diagnostics: [problem], result };
}

/**
 * Returns the moves of files that GoCD reads to the sources: below `pipelines/`, with a name that GoCD does not match,
 * all different from each other and from `taken` (names are case-insensitive). A leading folder `pipelines` or `gocd`
 * of a path is dropped, since these are the folders of sources and generated files.
 */
export function planMoves(gocdFiles: readonly string[], taken: readonly string[]): FileMove[] {
  const names = new Set(taken.map((path) => path.toLowerCase()));
  return gocdFiles.map((from) => {
    const stem = `pipelines/${from.replace(/^(?:pipelines|gocd)\//, "").replace(/\.gocd\.ya?ml$/, "")}`;
    let to = `${stem}.yaml`;
    for (let count = 2; names.has(to.toLowerCase()); count++) to = `${stem}-${count}.yaml`;
    names.add(to.toLowerCase());
    return { from, to };
  });
}

function takenProblem(root: string, files: readonly SourceFile[]): Diagnostic | undefined {
  const taken = files.find(({ path }) => pathKind(root, path) !== undefined);
  return (
    taken &&
    errorIn(taken.path, "project-exists", "the file already exists, and init does not overwrite files", {
      help: "edit it, or run init in another folder with -C",
    })
  );
}

function layoutProblem(layout: Layout | undefined, gocdFiles: readonly string[]): Diagnostic | undefined {
  if (layout === undefined && gocdFiles.length > 0) {
    const count = gocdFiles.length === 1 ? "a file" : `${gocdFiles.length} files`;
    const message = `GoCD already reads ${count} of this folder, so a layout must be chosen; no file was written`;
    const help = "choose one with --layout folder or --layout in-place";
    return { severity: "error", code: "usage", message, help };
  }
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
    ...(help !== undefined && { help }),
  };
}

function write(root: string, writes: readonly SourceFile[]): Diagnostic | undefined {
  const failure = applyChanges(root, { writes, removals: [] });
  return (
    failure &&
    errorIn(failure.path, "output-blocked", `the file cannot be written: ${failure.reason}`, {
      help: "free space or correct the permissions, and run it again",
    })
  );
}
