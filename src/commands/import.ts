import { applyChanges, writeProblem } from "../files/disk-changes.js";
import { pathKind } from "../files/disk-paths.js";
import { exactText, readArgument } from "../files/disk.js";
import { dockerRepositories, type ImportedRepository } from "../files/import/docker-repositories.js";
import { completeProject, newImportedProject } from "../files/import/edits.js";
import { planImport, type ImportPlan } from "../files/import/plan.js";
import { DEFAULT_PROJECT, PROJECT_FILE, readProject } from "../files/project.js";
import { BOUNDS } from "../model/bounds.js";
import type { Declaration } from "../model/declaration.js";
import { addAll, errorIn, hasErrors, quoteText, type Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { ruleDiagnostics } from "../pin/rule-diagnostics.js";
import { catalogue } from "../pin/catalogue.js";
import { readSourceDeclarations } from "../workspace/load.js";
import { loadProject } from "../workspace/project.js";
import { listSources } from "../workspace/source-list.js";
import { createSourceReader } from "../workspace/source.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";
import { noRepositories, readFiles, readServer } from "./import-documents.js";
import { importSources, type SourceImport } from "./import-sources.js";

/** The options of `import`, in addition to those of every command. */
export interface ImportOptions extends RunOptions {
  /** The documents to read; empty if `server` is queried. */
  readonly files: readonly string[];
  /** The URL of the GoCD server to query. */
  readonly server: string | undefined;
  /** Whether nothing is written. */
  readonly isDry: boolean;
  /** Whether materials get the names of packages in place of their ids. */
  readonly isRewriting: boolean;
}

/** The result of `import`. */
export interface ImportResult extends Pick<SourceImport, "uses" | "moves" | "unused"> {
  /** The project file. */
  readonly path: string;
  /** The files that were written; in a dry run, that would be written. */
  readonly written: readonly string[];
  /** The keys of the packages that were added, `<repository>/<package>`. */
  readonly added: readonly string[];
  /** The keys of the declared packages that got their id. */
  readonly completed: readonly string[];
  /** The number of packages that were declared already, with the same content. */
  readonly unchanged: number;
  /** The environment variables that the new repositories need. */
  readonly credentials: readonly {
    readonly repository: string;
    readonly username: string;
    readonly password: string;
  }[];
}

const NOTHING: Omit<ImportResult, "path"> = {
  written: [],
  added: [],
  completed: [],
  unchanged: 0,
  credentials: [],
  uses: [],
  moves: [],
  unused: [],
};

/**
 * Adds the Docker package repositories of a GoCD server, as files describe them or the server itself, to the project file.
 * If there is an error, nothing is written.
 */
export async function importPackages(world: World, options: ImportOptions): Promise<Outcome<ImportResult>> {
  const { root, files, server, isDry, isRewriting } = options;
  const path = options.config ?? PROJECT_FILE;
  const nothing = { path, ...NOTHING };
  const isNew = pathKind(root, path) === undefined;
  const { project, diagnostics: invalid } = isNew
    ? { project: DEFAULT_PROJECT, diagnostics: [] }
    : loadProject(options);
  if (hasErrors(invalid)) return { diagnostics: invalid, result: nothing };
  if (isRewriting && project.settings.output.kind === "in-place") {
    return { diagnostics: [rewrittenInPlace()], result: nothing };
  }
  const documents =
    server === undefined
      ? readFiles(root, files)
      : await readServer(world, options, server, project.settings.limits);
  if (hasErrors(documents.diagnostics)) return { diagnostics: documents.diagnostics, result: nothing };
  const { configs, address } = documents;
  const { repositories, diagnostics: ofDocuments } = dockerRepositories(configs, address);
  if (repositories.flatMap(keysOf).length > BOUNDS.packages.value) {
    return { diagnostics: [tooManyPackages(path)], result: nothing };
  }
  const { sources } = await listSources(options, project.settings, path);
  const { declarations: ofSources } = readSourceDeclarations(
    sources,
    createSourceReader(),
    project.declarations,
  );
  const plan = planImport(repositories, [...project.declarations, ...ofSources]);
  const diagnostics = [...documents.diagnostics, ...ofDocuments, ...plan.diagnostics];
  if (repositories.length === 0) diagnostics.push(noRepositories(address));
  const added = addedKeys(plan);
  const isEmpty = plan.repositories.length === 0 && added.length === 0 && plan.ids.size === 0;
  const written = isEmpty ? undefined : writeProject(root, path, isNew, plan);
  if (written !== undefined && "problem" in written) {
    return { diagnostics: [...diagnostics, written.problem], result: nothing };
  }
  if (written !== undefined) addAll(diagnostics, entryProblems(written, ofSources, new Set(added)));
  if (hasErrors(diagnostics)) return { diagnostics, result: nothing };
  const declared = [...(written ? readProject(written).project : project).declarations, ...ofSources].flatMap(
    (declaration) => declaration.packages,
  );
  const ofServer = new Set(repositories.flatMap(keysOf));
  const { writes, removals, ...sourceImport } = await importSources({
    root,
    settings: project.settings,
    sources: sources.map(({ file }) => file.path),
    keys: new Map(declared.flatMap(({ id, key }) => (id === undefined ? [] : [[id, key] as const]))),
    imported: declared.map(({ key }) => key).filter((key) => ofServer.has(key)),
    isRewriting,
  });
  addAll(diagnostics, sourceImport.diagnostics);
  const changes = [...(written === undefined ? [] : [exactFile(written)]), ...writes];
  if (!isDry && changes.length > 0) addAll(diagnostics, save(root, changes, removals));
  if (hasErrors(diagnostics)) return { diagnostics, result: nothing };
  return {
    diagnostics,
    result: {
      path,
      written: changes.map((change) => change.path),
      added,
      completed: Array.from(plan.ids.keys()),
      unchanged: plan.unchanged,
      credentials: credentialsOf(plan),
      uses: sourceImport.uses,
      moves: sourceImport.moves,
      unused: sourceImport.unused,
    },
  };
}

function addedKeys({ repositories, packages }: ImportPlan): string[] {
  return [
    ...repositories.flatMap(({ repository }) => keysOf(repository)),
    ...packages.map(({ repository, pkg }) => `${repository}/${pkg.name}`),
  ];
}

function keysOf({ name, packages }: ImportedRepository): string[] {
  return packages.map((pkg) => `${name}/${pkg.name}`);
}

function credentialsOf({ repositories }: ImportPlan): ImportResult["credentials"] {
  return repositories.flatMap(({ repository, credentials }) =>
    credentials === undefined ? [] : [{ repository: repository.name, ...credentials }],
  );
}

function rewrittenInPlace(): Diagnostic {
  const message =
    "--rewrite cannot be used with `output: in-place`: GoCD reads the sources, and knows packages only by their ids";
  const help = "run `import` without --rewrite, or set `output` to a folder first";
  return { severity: "error", code: "usage", message, help };
}

/** Returns the new text of the project file, with its byte order mark. */
function writeProject(
  root: string,
  path: string,
  isNew: boolean,
  plan: ImportPlan,
): (SourceFile & { readonly hasBom: boolean }) | { readonly problem: Diagnostic } {
  const isInSources = isNew && (plan.packages.length > 0 || plan.ids.size > 0);
  if (isNew && !isInSources) return { ...newImportedProject(path, plan), hasBom: false };
  const read = readArgument({ root }, path);
  const completed = read.kind === "text" ? completeProject({ path, text: read.text }, plan) : undefined;
  if (completed !== undefined) return { ...completed, hasBom: read.kind === "text" && read.hasBom };
  if (isInSources) {
    const message =
      "packages cannot be added to a package repository that only a source declares under `common:`";
    const help = `move the package repository from the source to ${path}`;
    return { problem: errorIn(path, "import-entry", message, { help }) };
  }
  const message = "the package repositories cannot be added to the project file in the form that it has";
  const help = "import into a new file with `-c NAME`, and copy its package_repositories";
  return { problem: errorIn(path, "import-entry", message, { help }) };
}

/**
 * Returns the problems of the completed project file. They have no place: the text is not on the disk. Of the rules of
 * packages, only those of the added ones are checked.
 */
function entryProblems(
  file: SourceFile,
  ofSources: readonly Declaration[],
  added: ReadonlySet<string>,
): Diagnostic[] {
  const { project, diagnostics } = readProject(file);
  const conflicts = catalogue([...project.declarations, ...ofSources]).diagnostics;
  const packages = project.declarations.flatMap((declaration) => declaration.packages);
  const rules = packages.filter(({ key }) => added.has(key)).flatMap(ruleDiagnostics);
  return [...diagnostics, ...conflicts, ...rules].map(({ message }) =>
    errorIn(file.path, "import-entry", `the project file cannot have an entry of the server: ${message}`, {
      help: "correct the entry on the GoCD server or in the file to import, or declare it by hand",
    }),
  );
}

function tooManyPackages(path: string): Diagnostic {
  const message = `the project file cannot have all packages of the server: ${BOUNDS.packages.message}`;
  const help = "name a file with only the package repositories that the pipelines use";
  return errorIn(path, "import-entry", message, { help });
}

function exactFile(file: SourceFile & { readonly hasBom: boolean }): SourceFile {
  return { path: file.path, text: exactText(file) };
}

function save(root: string, writes: readonly SourceFile[], removals: readonly string[]): Diagnostic[] {
  const failure = applyChanges(root, { writes, removals });
  if (failure === undefined) return [];
  return [writeProblem(failure, `the file ${quoteText(failure.path)}`)];
}
