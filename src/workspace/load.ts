import { errorAt, errorIn, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Declaration, Package } from "../model/declaration.js";
import type { DockerMaterial } from "../model/material.js";
import type { Pins } from "../model/pin.js";
import type { Settings } from "../model/settings.js";
import { readDeclarations, readInlinePackage } from "../files/declarations.js";
import { pathKind, pathBelow, pathInWorkTree, readText } from "../files/disk.js";
import { readLock } from "../files/lock.js";
import { readManifest, type Manifest } from "../files/manifest.js";
import {
  DEFAULT_PROJECT,
  LOCK_FILE,
  PROJECT_FILE,
  UNKNOWN_PROJECT,
  readProject,
  type Project,
} from "../files/project.js";
import { readMaterials, type Material } from "../gocd/materials.js";
import type { Pipeline } from "../gocd/pipelines.js";
import { catalogue, findPackage, isSamePackage, type Catalogue } from "../pin/match.js";
import type { Tree } from "../yaml/node.js";
import { entryOf } from "../yaml/entries.js";
import { checkRules } from "./rules.js";
import { readSources, type Source } from "./source.js";
import type { RunOptions } from "./world.js";

/** A pipeline with its materials. */
export interface LoadedPipeline {
  readonly source: Source;
  readonly pipeline: Pipeline;
  readonly materials: readonly Material[];
  readonly docker: readonly DockerMaterial[];
}

/** A config repo as it was read from the disk. */
export interface Workspace {
  readonly root: string;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
  readonly pipelines: readonly LoadedPipeline[];
  /** The packages that pipelines use, each once, sorted by key. */
  readonly packages: readonly Package[];
  /** The keys of packages whose rule is wrong: nothing can be chosen by it. */
  readonly unusable: ReadonlySet<string>;
  readonly pins: Pins;
  /** The manifest of the build before. */
  readonly manifest: Manifest | undefined;
  /** Where the project folder stands in the git work tree; undefined where that is not known. */
  readonly workTreePath: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const NO_CATALOGUE: Catalogue = { declarations: [], byKey: new Map(), byId: new Map() };

/**
 * Reads all that a build hangs on; what is wrong is told, and the rest is there nevertheless. Commands that only ask
 * registries can do without sources.
 */
export async function loadWorkspace(
  options: RunOptions,
  { needsSources = true }: { readonly needsSources?: boolean } = {},
): Promise<Workspace> {
  const { root, config: projectPath = PROJECT_FILE } = options;
  const { project, isThere, diagnostics: mistakes } = loadProject(options);
  const diagnostics: Diagnostic[] = [...mistakes];
  const { settings, knowsSources } = project;
  const read = knowsSources
    ? await readSources(root, settings, projectPath)
    : { sources: [], paths: [], diagnostics: [] };
  diagnostics.push(...read.diagnostics);
  const isEmpty = read.paths.length === 0 && !hasErrors(read.diagnostics);
  if (knowsSources && isEmpty && (needsSources || !isThere)) {
    diagnostics.push(noSources(settings, isThere, options));
  }
  const declared = declarationsOf(project, read.sources);
  const { catalogue: known, diagnostics: conflicts } = catalogue(declared.declarations);
  diagnostics.push(...declared.diagnostics, ...conflicts);
  // With declarations that cannot be read every material would name an unknown package, and commands would ask for half.
  const isRead = !hasErrors([...mistakes, ...declared.diagnostics]);
  const isKnown = isRead && !hasErrors(conflicts);
  const { pipelines, packages } = matchPipelines(read.sources, isKnown ? known : undefined, diagnostics);
  const pins = loadLock(root, diagnostics);
  const rules = await checkRules(new Set([...known.byKey.values(), ...packages]), pins);
  diagnostics.push(...rules.diagnostics);
  const outputKind = pathKind(root, settings.output.path);
  if (outputKind !== undefined && outputKind !== "folder") {
    const message = "the output folder is a file";
    diagnostics.push(
      errorIn(settings.output.path, "output-blocked", message, {
        help: "remove it, or name another folder as `output`",
      }),
    );
  }
  return {
    root,
    settings,
    catalogue: isRead ? known : NO_CATALOGUE,
    sources: read.sources,
    pipelines,
    packages,
    unusable: rules.unusable,
    pins,
    manifest: loadManifest(root, settings, diagnostics),
    workTreePath: findWorkTree(options, diagnostics),
    diagnostics,
  };
}

/** Reads the project file; without one, and none named, the defaults hold. */
export function loadProject(options: RunOptions): {
  project: Project;
  isThere: boolean;
  diagnostics: readonly Diagnostic[];
} {
  const path = options.config ?? PROJECT_FILE;
  const read = readText(options.root, path);
  if (read.kind === "text") return { isThere: true, ...readProject({ path, text: read.text }) };
  if (read.kind === "missing" && options.config === undefined) {
    return { project: DEFAULT_PROJECT, isThere: false, diagnostics: [] };
  }
  const reason = read.kind === "missing" ? "it is not there" : read.reason;
  const help = "name the project file with --config, or write it";
  const message = `the project file cannot be read: ${reason}`;
  return {
    project: UNKNOWN_PROJECT,
    isThere: false,
    diagnostics: [errorIn(path, "project-missing", message, { help })],
  };
}

/** The declarations of the project file and of `common.package_repositories` in the sources. */
function declarationsOf(
  project: Project,
  sources: readonly Source[],
): { declarations: Declaration[]; diagnostics: Diagnostic[] } {
  const declarations = [...project.declarations];
  const diagnostics: Diagnostic[] = [];
  for (const { gocd } of sources) {
    const entry = gocd.common && entryOf(gocd.common, "package_repositories");
    if (entry === undefined) continue;
    const found = readDeclarations(gocd.tree, entry.value);
    declarations.push(...found.declarations);
    diagnostics.push(...found.diagnostics);
  }
  return { declarations, diagnostics };
}

function matchPipelines(
  sources: readonly Source[],
  known: Catalogue | undefined,
  diagnostics: Diagnostic[],
): { pipelines: LoadedPipeline[]; packages: Package[] } {
  const pipelines: LoadedPipeline[] = [];
  const packages = new Map<string, Package>();
  const names = new Map<string, Pipeline>();
  for (const source of sources) {
    for (const pipeline of source.gocd.pipelines) {
      const twin = names.get(pipeline.name.toLowerCase());
      if (twin !== undefined) diagnostics.push(duplicate(pipeline, twin));
      names.set(pipeline.name.toLowerCase(), pipeline);
      const { materials, diagnostics: findings } = readMaterials(source.gocd.tree, pipeline);
      diagnostics.push(...findings);
      if (known === undefined) continue;
      const docker: DockerMaterial[] = [];
      for (const material of materials) {
        const found = matchMaterial(source.gocd.tree, material, known, packages, diagnostics);
        if (found === undefined || material.reference === undefined) continue;
        packages.set(found.key, packages.get(found.key) ?? found);
        docker.push({ name: material.name, package: found, place: material.reference.place });
      }
      pipelines.push({ source, pipeline, materials, docker });
    }
  }
  return { pipelines, packages: Array.from(packages.values()).sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

function matchMaterial(
  tree: Tree,
  { reference }: Material,
  known: Catalogue,
  inUse: ReadonlyMap<string, Package>,
  diagnostics: Diagnostic[],
): Package | undefined {
  switch (reference?.kind) {
    case undefined:
      return undefined;
    case "id":
      // An id that nobody declared is that of an apt or NuGet package, say: none of our business.
      return known.byId.get(reference.id);
    case "declared": {
      const found = findPackage(known, reference.repository, reference.name, reference.place);
      if ("package" in found) return found.package;
      diagnostics.push(found.diagnostic);
      return undefined;
    }
    case "inline": {
      const read = readInlinePackage(tree, reference.node, known.declarations);
      diagnostics.push(...read.diagnostics);
      if (read.package === undefined) return undefined;
      const found = read.package;
      const twin = known.byKey.get(found.key) ?? inUse.get(found.key);
      if (twin !== undefined && !isSamePackage(twin, found)) {
        diagnostics.push(
          errorAt(
            { file: tree.file, span: reference.place.span },
            "project-conflict",
            `the package "${found.key}" stands twice, with different content`,
            {
              help: "give this one another `name`, or make both equal",
              related: [{ message: "it stands first here", place: twin.place }],
            },
          ),
        );
      }
      return twin ?? found;
    }
  }
}

function duplicate(pipeline: Pipeline, twin: Pipeline): Diagnostic {
  const message = `the pipeline "${pipeline.name}" is defined twice: GoCD refuses pipelines with one name, in any letter case`;
  return errorAt(pipeline.place, "pipeline-duplicate", message, {
    help: "rename one of the two",
    related: [{ message: `"${twin.name}" is defined first here`, place: twin.place }],
  });
}

function noSources(settings: Settings, isThere: boolean, options: RunOptions): Diagnostic {
  const globs = settings.sources.map((glob) => `"${glob}"`).join(", ");
  if (isThere) {
    const message = `sources finds no file: ${globs}`;
    const path = options.config ?? PROJECT_FILE;
    return errorIn(path, "source-missing", message, {
      help: "correct sources, or write a pipeline file there",
    });
  }
  const message = `there is neither a ${PROJECT_FILE} nor a source (${globs}) in ${options.root}`;
  const help = "run in the config repo's folder, name it with -C, or start one with `gocd-pin init`";
  return { severity: "error", code: "project-missing", message, help };
}

/** Where the project folder stands in the git work tree; undefined where that is not known. */
function findWorkTree({ root, repositoryRoot }: RunOptions, diagnostics: Diagnostic[]): string | undefined {
  if (repositoryRoot === undefined) return pathInWorkTree(root);
  const path = pathKind(repositoryRoot, ".") === "folder" ? pathBelow(repositoryRoot, root) : undefined;
  if (path === undefined) {
    const message = `the project folder "${root}" does not stand below the repository root "${repositoryRoot}"`;
    const help = "name a folder at or above the project folder with --repository-root";
    diagnostics.push({ severity: "error", code: "usage", message, help });
  }
  return path;
}

function loadLock(root: string, diagnostics: Diagnostic[]): Pins {
  const read = readText(root, LOCK_FILE);
  if (read.kind === "missing") return new Map();
  if (read.kind === "unreadable") {
    const message = `the lock cannot be read: ${read.reason}`;
    diagnostics.push(
      errorIn(LOCK_FILE, "lock-invalid", message, { help: "restore it from git, or move it away" }),
    );
    return new Map();
  }
  const { pins, diagnostics: problems } = readLock({ path: LOCK_FILE, text: read.text });
  diagnostics.push(...problems);
  return pins;
}

function loadManifest(root: string, settings: Settings, diagnostics: Diagnostic[]): Manifest | undefined {
  const path = manifestPath(settings);
  const read = readText(root, path);
  if (read.kind !== "text") return undefined;
  const { manifest, diagnostics: problems } = readManifest({ path, text: read.text });
  diagnostics.push(...problems);
  return manifest;
}

/** Where the manifest of all pipelines goes. */
export function manifestPath(settings: Settings): string {
  return `${settings.output.path}/manifest.json`;
}
