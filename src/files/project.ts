import { posix } from "node:path";
import type { SchemaError } from "../../schemas/validator.js";
import { validateProject, type WrittenProject } from "../../schemas/validators.js";
import type { Declaration } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { AskedLimits, OutputTarget, PackagePipelines, Settings } from "../model/settings.js";
import type { SourceFile } from "../model/source.js";
import { entryOf } from "../yaml/entries.js";
import { placeOf, type Tree } from "../yaml/node.js";
import { parseYaml, nodeAt, plainOf } from "../yaml/parse.js";
import {
  countDeclared,
  countProblem,
  declarationProblems,
  readDeclarations,
  declaredAt,
} from "./declarations.js";
import { hasGitFolder } from "./disk-paths.js";
import { globProblem } from "./glob.js";
import { errorPath, soundPart } from "./schema-paths.js";

/** The default name of the project file. */
export const PROJECT_FILE = "gocd-pin.yaml";

/** The name of the lock, which is in the project folder. */
export const LOCK_FILE = "gocd-pin.lock";

const DEFAULTS: Settings = {
  sources: ["pipelines/**/*.{yaml,yml}"],
  output: { kind: "folder", path: "gocd" },
  packageMaterials: "auto",
  packagePipelines: { group: "gocd-pin", prefix: "", resources: [] },
  names: ["package", "material"],
  properties: ["registry_name", "image", "label", "digest"],
  limits: {},
  accept: [],
};

/** The content of the project file. */
export interface Project {
  readonly settings: Settings;
  readonly declarations: readonly Declaration[];
  /** Whether `sources` and `output` are valid; if not, no source can be searched for. */
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
  const declared = entryOf(tree.root, "package_repositories");
  const excess = declared && countProblem(tree, declared.value, countDeclared(declared.value));
  if (excess !== undefined) return { project: UNKNOWN_PROJECT, diagnostics: [excess] };
  const plain = plainOf(tree.root) ?? {};
  const errors = validateProject(plain) ? [] : (validateProject.errors ?? []);
  const problems = declarationProblems(tree, tree.root, errors, ([field, ...path]) => {
    const owner = field === "package_repositories" ? declaredAt(path) : undefined;
    return owner && { ...owner, depth: owner.depth + 1 };
  });
  const sound: unknown = soundPart(plain, errors, unusablePart);
  const written: WrittenProject = validateProject(sound) ? sound : {};
  const repositories = written.package_repositories;
  const { declarations, diagnostics: invalid } =
    repositories === undefined
      ? { declarations: [], diagnostics: [] }
      : readDeclarations(tree, nodeAt(tree.root, ["package_repositories"]), repositories);
  const sources = written.sources ?? DEFAULTS.sources;
  const output = readOutput(written.output);
  const paths = [
    ...sources.map((glob, index) => sourceProblem(tree, index, glob)),
    outputProblem(tree, output.path),
  ].filter((problem) => problem !== undefined);
  const agents = agentProblem(tree, written.package_pipelines);
  const settings: Settings = {
    sources,
    output,
    packageMaterials: written.package_materials ?? DEFAULTS.packageMaterials,
    packagePipelines: readPackagePipelines(written.package_pipelines),
    names: written.variables?.names ?? DEFAULTS.names,
    properties: written.variables?.properties ?? DEFAULTS.properties,
    limits: readLimits(written.limits),
    accept: written.accept ?? DEFAULTS.accept,
  };
  const isOfSources = (error: SchemaError) =>
    ["sources", "output"].includes(errorPath(error)[0] ?? "") || error.instancePath === "";
  const knowsSources = paths.length === 0 && !errors.some(isOfSources);
  return {
    project: { settings, declarations, knowsSources },
    diagnostics: [...problems, ...invalid, ...paths, ...agents],
  };
}

/** Returns the part that an error at a path makes unusable: a package, a repository, or the value of a key of the root. */
function unusablePart(path: readonly string[]): readonly string[] {
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

function readPackagePipelines(written: WrittenProject["package_pipelines"] = {}): PackagePipelines {
  const { group, prefix, resources } = { ...DEFAULTS.packagePipelines, ...written };
  const elasticProfileId = written.elastic_profile_id;
  return { group, prefix, resources, ...(elasticProfileId !== undefined && { elasticProfileId }) };
}

/** GoCD rejects a job with both (JobConfig). */
function agentProblem(tree: Tree, written: WrittenProject["package_pipelines"] = {}): Diagnostic[] {
  const { resources = [], elastic_profile_id: profile } = written;
  if (resources.length === 0 || profile === undefined) return [];
  const place = placeOf(tree, nodeAt(tree.root, ["package_pipelines", "elastic_profile_id"]));
  const message = `"package_pipelines" has both "resources" and "elastic_profile_id": GoCD rejects such jobs`;
  return [errorAt(place, "project-invalid", message, { help: "remove one of the two" })];
}

function readOutput(text: string | undefined): OutputTarget {
  if (text === undefined) return DEFAULTS.output;
  // With `in-place`, manifest and env files still need a folder.
  if (text === "in-place") return { kind: "in-place", path: DEFAULTS.output.path };
  return { kind: "folder", path: posix.normalize(text).replace(/\/$/, "") };
}

/** Returns whether a path is below the project folder. Nothing else is read or written because a file names it. */
function isBelow(path: string): boolean {
  const normal = posix.normalize(path);
  return (
    !posix.isAbsolute(normal) && !/^[A-Za-z]:|\\/.test(path) && normal !== ".." && !normal.startsWith("../")
  );
}

function sourceProblem(tree: Tree, index: number, glob: string): Diagnostic | undefined {
  const path = ["sources", String(index)];
  const text = glob.replace(/^!/, "");
  if (!isBelow(text)) return pathProblem(tree, path, glob);
  const reason = globProblem(text);
  if (reason === undefined) return undefined;
  return errorAt(placeOf(tree, nodeAt(tree.root, path)), "project-invalid", `"sources": ${reason}`, {
    help: "use `*`, `?`, `[...]` and `{a,b}` within a name, and `**` for any folders",
  });
}

function outputProblem(tree: Tree, path: string): Diagnostic | undefined {
  if (!isBelow(path)) return pathProblem(tree, ["output"], path);
  if (!hasGitFolder(path)) return undefined;
  const place = placeOf(tree, nodeAt(tree.root, ["output"]));
  return errorAt(place, "path-unsafe", `"${path}" is, or is in, a .git folder`, {
    help: "write another folder, such as gocd",
  });
}

function pathProblem(tree: Tree, path: readonly string[], text: string): Diagnostic {
  const place = placeOf(tree, nodeAt(tree.root, path));
  return errorAt(place, "project-path", `"${text}" is not below the project folder`, {
    help: "write a relative path with `/` that does not leave the project folder",
  });
}
