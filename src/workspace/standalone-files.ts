import { errorAt, errorIn, withoutAccepted, type Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { readArgument, readText, type FileText } from "../files/disk.js";
import { listGocdFiles } from "../files/disk-search.js";
import { PROJECT_FILE } from "../files/project.js";
import { isReadByGocd } from "../files/generated.js";
import type { RuleOptions } from "../gocd/rules/check-file.js";
import { checkTexts } from "../gocd/rules/check-repo.js";
import { loadProject } from "./project.js";
import { jsonProblem, listSources } from "./source-list.js";
import { checkSources, createSizeCheck } from "./source.js";
import type { RunOptions, World } from "./world.js";

/** Checked files: their paths, and the findings in them. */
export interface CheckedFiles {
  readonly files: readonly string[];
  /** Those that could be read, as GoCD would read them; undefined if they are sources. */
  readonly texts: readonly CheckedText[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A checked file; its text has no byte order mark. */
export interface CheckedText extends SourceFile {
  readonly hasBom: boolean;
}

/** Checks the sources of the project, or, if it has none, the files that match GoCD's default file pattern. */
export async function checkProjectFiles(options: RunOptions): Promise<CheckedFiles> {
  const { config = PROJECT_FILE } = options;
  const { project, diagnostics: ofProject } = loadProject(options);
  if (!project.knowsSources) return { files: [], texts: undefined, diagnostics: ofProject };
  const { paths, sources, diagnostics: ofList } = await listSources(options, project.settings, config);
  const diagnostics = [...ofProject, ...ofList];
  if (paths.length > 0 || diagnostics.length > 0) {
    const all = [...diagnostics, ...checkSources(sources)];
    return { files: paths, texts: undefined, diagnostics: withoutAccepted(all, project.settings.accept) };
  }
  const files = await listGocdFiles(options);
  if (files.length > 0) return checkFiles(files, (path) => Promise.resolve(readText(options, path)));
  const message = "there is no file to validate: no source, and none that ends in .gocd.yaml";
  const help = "name the files: `gocd-pin validate FILE...`, or `-` for standard input";
  return {
    files: [],
    texts: [],
    diagnostics: [{ severity: "error", code: "source-missing", message, help }],
  };
}

/**
 * Checks files that the command line names, which may be anywhere; `-` is standard input. Nothing of the project file but
 * `accept` matters here, not even its errors.
 */
export async function checkNamedFiles(
  world: World,
  options: RunOptions,
  paths: readonly string[],
): Promise<CheckedFiles> {
  const { diagnostics, ...checked } = await checkFiles(paths, (path) => readNamed(world, options, path));
  const { accept } = loadProject(options).project.settings;
  return { ...checked, diagnostics: withoutAccepted(diagnostics, accept) };
}

/** Checks files that need not be sources. */
async function checkFiles(
  paths: readonly string[],
  readFile: (path: string) => Promise<FileText>,
): Promise<CheckedFiles> {
  const diagnostics: Diagnostic[] = [];
  const texts: (CheckedText & RuleOptions)[] = [];
  const checkSize = createSizeCheck();
  for (const path of paths) {
    const json = jsonProblem(path);
    if (json !== undefined) {
      diagnostics.push(json);
      continue;
    }
    const read = await readFile(path);
    const file = readable(path === "-" ? "<stdin>" : path, read, diagnostics);
    const hasBom = read.kind === "text" && read.hasBom;
    const excess = file && checkSize(file);
    if (excess !== undefined) {
      diagnostics.push(excess);
      break;
    }
    // GoCD itself reads a file with such a name, and rejects gocd-pin's forms of `package:`.
    if (file !== undefined) texts.push({ ...file, hasBom, ownForms: !isReadByGocd(path) });
  }
  return { files: texts.map(({ path }) => path), texts, diagnostics: [...diagnostics, ...checkTexts(texts)] };
}

async function readNamed(world: World, options: RunOptions, path: string): Promise<FileText> {
  if (path !== "-") return readArgument(options, path);
  const text = await world.stdin();
  const hasBom = text.startsWith("\ufeff");
  return { kind: "text", text: hasBom ? text.slice(1) : text, hasBom };
}

function readable(path: string, read: FileText, diagnostics: Diagnostic[]): SourceFile | undefined {
  if (read.kind !== "text") {
    diagnostics.push(
      read.kind === "missing"
        ? errorIn(path, "source-missing", "the file does not exist", { help: "correct the path" })
        : errorIn(
            path,
            read.isUnsafe ? "path-unsafe" : "source-unreadable",
            `the file cannot be read: ${read.reason}`,
            { help: "name a regular file that is readable UTF-8 text" },
          ),
    );
    return undefined;
  }
  const file = { path, text: read.text };
  if (read.hasBom) {
    const message =
      "the file begins with a byte order mark, which GoCD reads as part of the first key; GoCD rejects every file of the config repo";
    const help = "save the file as UTF-8 without a byte order mark";
    diagnostics.push(errorAt({ file, span: { start: 0, end: 0 } }, "source-bom", message, { help }));
  }
  return file;
}
