import { errorAt, errorIn, type Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { readNamedText, readText, type FileText } from "../files/disk.js";
import { listFiles } from "../files/disk-search.js";
import { PROJECT_FILE } from "../files/project.js";
import { isReadByGocd } from "../files/output-names.js";
import type { RuleOptions } from "../gocd/rules/check-file.js";
import { checkTexts } from "../gocd/rules/check-texts.js";
import { findSources } from "../workspace/source.js";
import { loadProject } from "../workspace/project.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** What `validate` is asked for beside the options of every command. */
export interface ValidateOptions extends RunOptions {
  /** The files to check; `-` for standard input; empty for the sources, or what GoCD would read. */
  readonly files: readonly string[];
  /** Whether warnings count as errors. */
  readonly isStrict: boolean;
}

/** The files that were checked, in order. */
export interface ValidateResult {
  readonly files: readonly string[];
}

/** Says offline what a GoCD server would refuse, and what it would drop in silence. */
export async function validate(world: World, options: ValidateOptions): Promise<Outcome<ValidateResult>> {
  const { paths, areSources, diagnostics: projectErrors } = await findTargets(options);
  const diagnostics: Diagnostic[] = [...projectErrors];
  // The command line may name files anywhere.
  const readFile = options.files.length > 0 ? readNamedText : readText;
  const files: (SourceFile & RuleOptions)[] = [];
  for (const path of paths) {
    const read = path === "-" ? await readInput(world) : readFile(options.root, path);
    const file = readable(path === "-" ? "<stdin>" : path, read, diagnostics);
    // GoCD itself reads a file with such a name, and does not know our forms of `package:`.
    if (file !== undefined) files.push({ ...file, ownForms: areSources || !isReadByGocd(path) });
  }
  diagnostics.push(...checkTexts(files));
  const counted = options.isStrict ? diagnostics.map(asError) : diagnostics;
  return { diagnostics: counted, result: { files: paths } };
}

/** The files that were named, else the project's sources, else what GoCD's default file pattern finds. */
async function findTargets(
  options: ValidateOptions,
): Promise<{ paths: string[]; areSources: boolean; diagnostics: readonly Diagnostic[] }> {
  if (options.files.length > 0) {
    return { paths: [...new Set(options.files)], areSources: false, diagnostics: [] };
  }
  const { project, diagnostics: mistakes } = loadProject(options);
  const diagnostics = [...mistakes];
  if (!project.knowsSources) return { paths: [], areSources: true, diagnostics };
  const { settings } = project;
  const sources = await findSources(options.root, settings, options.config ?? PROJECT_FILE, diagnostics);
  const found = sources.map(({ path }) => path);
  if (found.length > 0 || diagnostics.length > 0) return { paths: found, areSources: true, diagnostics };
  const read = [
    ...(await listFiles(options.root, ".", ".gocd.yaml")),
    ...(await listFiles(options.root, ".", ".gocd.yml")),
  ].map((path) => path.replace(/^\.\//, ""));
  if (read.length > 0) return { paths: read.sort(), areSources: false, diagnostics };
  const message = "there is no file to validate: no source, and none that ends in .gocd.yaml";
  const help = "name the files: `gocd-pin validate FILE...`, or `-` for standard input";
  return {
    paths: [],
    areSources: false,
    diagnostics: [{ severity: "error", code: "source-missing", message, help }],
  };
}

async function readInput(world: World): Promise<FileText> {
  const text = await world.stdin();
  const hasBom = text.startsWith("\ufeff");
  return { kind: "text", text: hasBom ? text.slice(1) : text, hasBom };
}

function readable(path: string, read: FileText, diagnostics: Diagnostic[]): SourceFile | undefined {
  if (read.kind !== "text") {
    diagnostics.push(
      read.kind === "missing"
        ? errorIn(path, "source-missing", "the file does not exist", { help: "correct the path" })
        : errorIn(path, "source-unreadable", `the file cannot be read: ${read.reason}`),
    );
    return undefined;
  }
  const file = { path, text: read.text };
  if (read.hasBom) {
    const message =
      "the file begins with a byte order mark, which GoCD takes as part of the first key; GoCD refuses every file of the repo";
    const help = "save the file as UTF-8 without a byte order mark";
    diagnostics.push(errorAt({ file, span: { start: 0, end: 0 } }, "source-bom", message, { help }));
  }
  return file;
}

function asError(found: Diagnostic): Diagnostic {
  return found.severity === "warning" ? { ...found, severity: "error" } : found;
}
