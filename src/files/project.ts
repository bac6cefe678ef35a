import { posix } from "node:path";
import { validateProject, type SchemaError, type WrittenProject } from "../../schemas/validators.js";
import type { Declaration } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { AskedLimits, OutputTarget, Settings } from "../model/settings.js";
import type { SourceFile } from "../model/source.js";
import { placeOf, type Tree } from "../yaml/node.js";
import { parseYaml } from "../yaml/parse.js";
import { nodeAt, plainOf } from "../yaml/plain.js";
import { declarationProblems, readDeclarations } from "./declarations.js";
import { declaredAt } from "./package-keys.js";
import { mistakePath, soundPart } from "./sound-part.js";

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
  /** Whether `sources` and `output` are what was meant: else no source can be looked for. */
  readonly knowsSources: boolean;
}

/** The project of a folder without a project file. */
export const DEFAULT_PROJECT: Project = { settings: DEFAULTS, declarations: [], knowsSources: true };

/** The project of a file that cannot be read. */
export const UNKNOWN_PROJECT: Project = { ...DEFAULT_PROJECT, knowsSources: false };

/**
 * Reads the project file. If there is a diagnostic, the project is only good for finding more errors.
 */
export function readProject(file: SourceFile): { project: Project; diagnostics: readonly Diagnostic[] } {
  const { tree, diagnostics } = parseYaml({ ...file, isProjectFile: true });
  if (tree === undefined) return { project: UNKNOWN_PROJECT, diagnostics };
  const plain = plainOf(tree.root) ?? {};
  const errors = validateProject(plain) ? [] : (validateProject.errors ?? []);
  const problems = declarationProblems(tree, tree.root, errors, ([field, ...path]) => {
    const owner = field === "package_repositories" ? declaredAt(path) : undefined;
    return owner && { ...owner, depth: owner.depth + 1 };
  });
  const sound: unknown = soundPart(plain, errors, spoiltPart);
  const written: WrittenProject = validateProject(sound) ? sound : {};
  const repositories = written.package_repositories;
  const { declarations, diagnostics: mistakes } =
    repositories === undefined
      ? { declarations: [], diagnostics: [] }
      : readDeclarations(tree, nodeAt(tree.root, ["package_repositories"]), repositories);
  const sources = written.sources ?? DEFAULTS.sources;
  const output = readOutput(written.output);
  const paths = [
    ...sources.flatMap((glob, index) =>
      isBelow(glob.replace(/^!/, "")) ? [] : [pathProblem(tree, ["sources", String(index)], glob)],
    ),
    ...(isBelow(output.path) ? [] : [pathProblem(tree, ["output"], output.path)]),
  ];
  const settings: Settings = {
    sources,
    output,
    packageMaterials: written.package_materials ?? DEFAULTS.packageMaterials,
    names: written.variables?.names ?? DEFAULTS.names,
    properties: written.variables?.properties ?? DEFAULTS.properties,
    limits: readLimits(written.limits),
  };
  const spoilsSources = (error: SchemaError) =>
    ["sources", "output"].includes(mistakePath(error)[0] ?? "") || error.instancePath === "";
  const knowsSources = paths.length === 0 && !errors.some(spoilsSources);
  return {
    project: { settings, declarations, knowsSources },
    diagnostics: [...problems, ...mistakes, ...paths],
  };
}

/** What a mistake at a path leaves unsaid: a package, a repository, or what stands under a key of the root. */
function spoiltPart(path: readonly string[]): readonly string[] {
  if (path[0] !== "package_repositories") return path.slice(0, 1);
  return path.slice(0, path[2] === "packages" ? 4 : 2);
}

function readLimits({ concurrency, timeout, pages, bytes }: WrittenProject["limits"] = {}): AskedLimits {
  return {
    ...(concurrency !== undefined && { concurrency }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(pages !== undefined && { maxPages: pages }),
    ...(bytes !== undefined && { maxListBytes: bytes }),
  };
}

function readOutput(text: string | undefined): OutputTarget {
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
  });
}
