import { errorAt, errorIn, type Diagnostic } from "../model/diagnostic.js";
import type { Place } from "../model/source.js";
import { pathKind } from "../files/disk-paths.js";
import { listNamedFolder, readArgument, readText } from "../files/disk.js";
import {
  DEFAULT_PROJECT,
  PROJECT_FILE,
  UNKNOWN_PROJECT,
  readProject,
  type Project,
} from "../files/project.js";
import type { RunOptions } from "./world.js";

/** The project file of a run. */
export interface LoadedProject {
  readonly project: Project;
  readonly isThere: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the project file. If there is none and none was named, the defaults apply. */
export function loadProject(options: RunOptions): LoadedProject {
  const path = options.config ?? PROJECT_FILE;
  const read = options.config === undefined ? readText(options, path) : readArgument(options, path);
  if (read.kind === "text") {
    const { project, diagnostics } = readProject({ path, text: read.text });
    options.onAccept?.(project.settings.accept);
    return { project, isThere: true, diagnostics };
  }
  if (read.kind === "missing" && options.config === undefined) {
    const other = findMisnamed(options.root);
    if (other !== undefined) return misnamed(other);
    return { project: DEFAULT_PROJECT, isThere: false, diagnostics: [] };
  }
  const [reason, help] =
    read.kind === "missing"
      ? ["it does not exist", "name the project file with --config, or write it"]
      : [read.reason, "make it a readable text file in UTF-8, or name another one with --config"];
  const message = `the project file cannot be read: ${reason}`;
  return {
    project: UNKNOWN_PROJECT,
    isThere: false,
    diagnostics: [
      read.kind === "unreadable" && read.isUnsafe
        ? errorAt(startOf(path), "path-unsafe", message, { help: "replace it with a regular file" })
        : errorIn(path, "project-missing", message, { help }),
    ],
  };
}

/**
 * The names that users give the project file by mistake: other separators, endings and letter cases, a leading dot. A file
 * without an ending may be the program gocd-pin itself.
 */
const OTHER_NAME = /^\.?gocd[-_. ]?pin\.(?:ya?ml|json|toml)$/i;

/** Returns a file that seems to be the project file. Without it, all declarations would be missing. */
function findMisnamed(root: string): string | undefined {
  const folder = listNamedFolder(root, ".");
  const names = folder.kind === "names" ? folder.names : [];
  return names.find((name) => OTHER_NAME.test(name) && pathKind(root, name) === "file");
}

function misnamed(path: string): LoadedProject {
  const message = `"${path}" is not the name of the project file`;
  const help = `rename it to ${PROJECT_FILE}, or name it with --config`;
  const diagnostics = [errorIn(path, "project-missing", message, { help })];
  return { project: UNKNOWN_PROJECT, isThere: false, diagnostics };
}

/** The start of the project file, as errors there set exit status 2. */
function startOf(path: string): Place {
  return { file: { path, text: "", isProjectFile: true }, span: { start: 0, end: 0 } };
}
