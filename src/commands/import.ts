import { applyChanges } from "../files/disk-changes.js";
import { pathKind } from "../files/disk-paths.js";
import { readArgument, type FileText } from "../files/disk.js";
import { dockerRepositories } from "../files/import/docker-repositories.js";
import { completeProject, newImportedProject } from "../files/import/edits.js";
import { planImport, type ImportPlan } from "../files/import/plan.js";
import { DEFAULT_PROJECT, PROJECT_FILE, readProject } from "../files/project.js";
import type { ServerConfig, ServerReading } from "../files/import/server-config.js";
import { readServerJson } from "../files/import/server-json.js";
import { readServerXml } from "../files/import/server-xml.js";
import type { Declaration } from "../model/declaration.js";
import { addAll, errorIn, hasErrors, quoteText, type Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { ruleDiagnostics } from "../pin/check-rule.js";
import { catalogue } from "../pin/match.js";
import { readSourceDeclarations } from "../workspace/load.js";
import { loadProject } from "../workspace/project.js";
import { listSources } from "../workspace/source-list.js";
import { createSourceReader } from "../workspace/source.js";
import type { Outcome, RunOptions } from "../workspace/world.js";
import { importSources, type SourceImport } from "./import-sources.js";

/** The options of `import`, in addition to those of every command. */
export interface ImportOptions extends RunOptions {
  readonly files: readonly string[];
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

/**
 * Adds the Docker package repositories of a GoCD server, which files describe, to the project file. If there is an error,
 * nothing is written.
 */
export async function importFiles(options: ImportOptions): Promise<Outcome<ImportResult>> {
  const { root, files, isDry, isRewriting } = options;
  const path = options.config ?? PROJECT_FILE;
  const nothing: ImportResult = {
    path,
    written: [],
    added: [],
    completed: [],
    unchanged: 0,
    credentials: [],
    uses: [],
    moves: [],
    unused: [],
  };
  const readings = files.map((file) => readDocument(root, file));
  const problems = readings.flatMap((reading) => ("problem" in reading ? [reading.problem] : []));
  const configs = readings.flatMap((reading): ServerConfig[] =>
    "config" in reading ? [reading.config] : [],
  );
  if (problems.length > 0) return { diagnostics: problems, result: nothing };
  const isNew = pathKind(root, path) === undefined;
  const { project, diagnostics: invalid } = isNew
    ? { project: DEFAULT_PROJECT, diagnostics: [] }
    : loadProject(options);
  if (hasErrors(invalid)) return { diagnostics: invalid, result: nothing };
  if (isRewriting && project.settings.output.kind === "in-place") {
    return { diagnostics: [rewrittenInPlace()], result: nothing };
  }
  const { repositories, diagnostics: ofDocuments } = dockerRepositories(configs);
  const { sources } = await listSources(options, project.settings, path);
  const { declarations: ofSources } = readSourceDeclarations(sources, createSourceReader());
  const plan = planImport(repositories, [...project.declarations, ...ofSources]);
  const diagnostics = [...ofDocuments, ...plan.diagnostics];
  if (repositories.length === 0) diagnostics.push(noRepositories());
  const added = [
    ...plan.repositories.flatMap(({ repository }) =>
      repository.packages.map((pkg) => `${repository.name}/${pkg.name}`),
    ),
    ...plan.packages.map(({ repository, pkg }) => `${repository}/${pkg.name}`),
  ];
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
  const ofServer = new Set(
    repositories.flatMap(({ name, packages }) => packages.map((pkg) => `${name}/${pkg.name}`)),
  );
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
      credentials: plan.repositories.flatMap(({ repository, credentials }) =>
        credentials === undefined ? [] : [{ repository: repository.name, ...credentials }],
      ),
      uses: sourceImport.uses,
      moves: sourceImport.moves,
      unused: sourceImport.unused,
    },
  };
}

function rewrittenInPlace(): Diagnostic {
  const message =
    "--rewrite cannot be used with `output: in-place`: GoCD reads the sources, and knows packages only by their ids";
  const help = "run it without --rewrite, or set `output` to a folder first";
  return { severity: "error", code: "usage", message, help };
}

/** Reads a document; its content decides the format. */
function readDocument(root: string, path: string): ServerReading {
  const read = readArgument({ root }, path);
  if (read.kind !== "text") return { problem: unreadable(path, read) };
  const file = { path, text: read.text };
  const [first] = /\S/.exec(file.text) ?? [];
  if (first === "<") return readServerXml(file);
  if (first === "{" || first === "[") return readServerJson(file);
  const message = first === undefined ? "the file is empty" : "the file is neither XML nor JSON";
  const help = "name a cruise-config.xml, or a saved answer of GoCD's package repositories or packages API";
  return { problem: errorIn(path, "import-document", message, { help }) };
}

function unreadable(path: string, read: Exclude<FileText, { readonly kind: "text" }>): Diagnostic {
  const reason = read.kind === "missing" ? "it does not exist" : read.reason;
  const code = read.kind === "unreadable" && read.isUnsafe ? "path-unsafe" : "usage";
  const help = "name a cruise-config.xml, or a saved answer of GoCD's package repositories or packages API";
  return errorIn(path, code, `the file cannot be read: ${reason}`, { help });
}

function noRepositories(): Diagnostic {
  const message = "no package repository of the plugin docker-registry can be imported";
  const help = "name the file of the GoCD server that has the plugin's package repositories";
  return { severity: "warning", code: "import-skipped", message, help };
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

function exactFile({ path, text, hasBom }: SourceFile & { readonly hasBom: boolean }): SourceFile {
  return { path, text: (hasBom ? "\ufeff" : "") + text };
}

function save(root: string, writes: readonly SourceFile[], removals: readonly string[]): Diagnostic[] {
  const failure = applyChanges(root, { writes, removals });
  if (failure === undefined) return [];
  const code = failure.isUnsafe ? "path-unsafe" : "output-blocked";
  const help = "free space or correct the permissions, and run it again";
  const message = `the file ${quoteText(failure.path)} cannot be written: ${failure.reason}; nothing was changed`;
  return [errorIn(failure.path, code, message, { help })];
}
