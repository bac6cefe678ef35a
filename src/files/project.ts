import { posix } from "node:path";
import { validateProject, type WrittenProject } from "../../schemas/validators.js";
import type { Declaration } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { AskedLimits, Output, Settings } from "../model/settings.js";
import type { SourceFile } from "../model/source.js";
import { placeOf, type Tree } from "../yaml/node.js";
import { parseYaml } from "../yaml/parse.js";
import { nodeAt, plainOf } from "../yaml/plain.js";
import { declarationProblems, readDeclarations } from "./declarations.js";

/** The project file's usual name. */
export const PROJECT_FILE = "gocd-pin.yaml";

/** The lock's name, beside the project file. */
export const LOCK_FILE = "gocd-pin.lock";

const DEFAULTS: Settings = {
  sources: ["pipelines/**/*.{yaml,yml}"],
  output: { kind: "folder", path: "gocd" },
  packageMaterials: "auto",
  names: ["package", "material"],
  properties: ["registry_name", "image", "label", "digest"],
  limits: {},
};

/** What the project file says. */
export interface Project {
  readonly settings: Settings;
  readonly declarations: readonly Declaration[];
}

/** The project of a folder without a project file. */
export const DEFAULT_PROJECT: Project = { settings: DEFAULTS, declarations: [] };

/**
 * Reads the project file. Every mistake in it is a diagnostic that asks for exit status 2; then what it says is
 * not to be used.
 */
export function readProject(file: SourceFile): { project: Project; diagnostics: readonly Diagnostic[] } {
  const { tree, diagnostics } = parseYaml(file);
  if (tree === undefined) {
    return { project: DEFAULT_PROJECT, diagnostics: diagnostics.map((found) => ({ ...found, exit: 2 })) };
  }
  const plain: unknown = plainOf(tree.root) ?? {};
  const isValid = validateProject(plain);
  if (!isValid) {
    const problems = declarationProblems(tree, tree.root, validateProject.errors ?? [], 2);
    return { project: DEFAULT_PROJECT, diagnostics: problems };
  }
  const repositories = nodeAt(tree.root, ["package_repositories"]);
  const { declarations, diagnostics: mistakes } =
    plain.package_repositories === undefined
      ? { declarations: [], diagnostics: [] }
      : readDeclarations(tree, repositories, 2);
  const sources = plain.sources ?? DEFAULTS.sources;
  const output = readOutput(plain.output);
  const paths = [
    ...sources.flatMap((glob, index) =>
      isBelow(glob.replace(/^!/, "")) ? [] : [pathProblem(tree, ["sources", String(index)], glob)],
    ),
    ...(isBelow(output.path) ? [] : [pathProblem(tree, ["output"], output.path)]),
  ];
  const settings: Settings = {
    sources,
    output,
    packageMaterials: plain.package_materials ?? DEFAULTS.packageMaterials,
    names: plain.variables?.names ?? DEFAULTS.names,
    properties: plain.variables?.properties ?? DEFAULTS.properties,
    limits: readLimits(plain.limits),
  };
  return { project: { settings, declarations }, diagnostics: [...mistakes, ...paths] };
}

function readLimits({ concurrency, timeout, pages, bytes }: WrittenProject["limits"] = {}): AskedLimits {
  return {
    ...(concurrency !== undefined && { concurrency }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(pages !== undefined && { maxPages: pages }),
    ...(bytes !== undefined && { maxListBytes: bytes }),
  };
}

function readOutput(text: string | undefined): Output {
  if (text === undefined) return DEFAULTS.output;
  // In place there is no folder of enriched files, but manifest and env files still need one.
  if (text === "in-place") return { kind: "in-place", path: DEFAULTS.output.path };
  return { kind: "folder", path: posix.normalize(text).replace(/\/$/, "") };
}

/** Whether a path stays below the project folder: whatever a file says, nothing outside is read or written. */
function isBelow(path: string): boolean {
  const normal = posix.normalize(path);
  return (
    !posix.isAbsolute(normal) && !/^[A-Za-z]:|\\/.test(path) && normal !== ".." && !normal.startsWith("../")
  );
}

function pathProblem(tree: Tree, path: readonly string[], text: string): Diagnostic {
  const place = placeOf(tree, nodeAt(tree.root, path));
  return errorAt(place, "project-path", `"${text}" does not stay below the project folder`, {
    help: "write a relative path with `/`, without leading `..`",
    exit: 2,
  });
}
