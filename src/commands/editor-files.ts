import { dirname, relative, resolve } from "node:path";
import { slashed } from "../files/disk-paths.js";
import { readOutput, readText } from "../files/disk.js";
import { SCHEMA_NAMES, schemaText, type SchemaName } from "../files/schemas.js";
import { errorIn, type Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";

/** The folder of the schemas in a config repo. */
const FOLDER = ".gocd-pin";

/** A file, and the comment line with which yaml-language-server reads its schema. */
export interface EditorLine {
  readonly path: string;
  readonly line: string;
}

/** Returns the line that names the schema for the file `path`, which is relative to the project folder. */
export function editorLine(root: string, path: string, schema: SchemaName): EditorLine {
  const to = relative(dirname(resolve(root, path)), resolve(root, schemaPath(schema)));
  return { path, line: `# yaml-language-server: $schema=${slashed(to)}` };
}

/** Returns a text with the line as its first. */
export function withEditorLine(root: string, { path, text }: SourceFile, schema: SchemaName): SourceFile {
  return { path, text: `${editorLine(root, path, schema).line}\n${text}` };
}

/** Whether a file names its schema already. */
export function hasEditorLine(root: string, path: string): boolean {
  const read = readText({ root }, path);
  return read.kind === "text" && /^\s*#\s*yaml-language-server\s*:/m.test(read.text);
}

/**
 * Returns the schemas to write to `.gocd-pin`. A schema of another version of gocd-pin is replaced; any other file in its
 * place is an error.
 */
export async function schemaFiles(root: string): Promise<{ files: SourceFile[]; problem?: Diagnostic }> {
  const files: SourceFile[] = [];
  for (const name of SCHEMA_NAMES) {
    const path = schemaPath(name);
    const text = await schemaText(name);
    const read = readOutput(root, path);
    const isReplaceable = read.kind === "text" && read.text.includes(`"$id": "${name}.schema.json"`);
    if (read.kind !== "missing" && !isReplaceable) return { files: [], problem: fileExists(path) };
    if (read.kind === "missing" || read.text !== text) files.push({ path, text });
  }
  return { files };
}

/** Returns the error that init would have to overwrite a file. */
export function fileExists(path: string): Diagnostic {
  return errorIn(path, "project-exists", "the file already exists, and init does not overwrite files", {
    help: "edit it, or run init in another folder with -C",
  });
}

function schemaPath(name: SchemaName): string {
  return `${FOLDER}/${name}.schema.json`;
}
