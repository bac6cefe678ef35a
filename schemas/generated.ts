import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { declareTypes } from "./checked-types.js";
import { gocdYamlSchema } from "./gocd-yaml.js";
import { definitionsOf, schemaFile } from "./json-schema.js";
import { projectSchema } from "./project.js";

/** A committed file, and the text that it must have. */
interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Returns the committed files that follow from the tables in `src` and from the schemas. */
export async function generateFiles(): Promise<readonly GeneratedFile[]> {
  const project = projectSchema();
  return [
    await formatted(schemaFile("project"), JSON.stringify(project)),
    await formatted(schemaFile("gocd-yaml"), JSON.stringify(gocdYamlSchema(definitionsOf(project)))),
    await formatted(new URL("validators.d.ts", schemaFile("project")), declareTypes()),
  ];
}

async function formatted(file: URL, text: string): Promise<GeneratedFile> {
  const path = fileURLToPath(file);
  const options = await resolveConfig(path);
  return { path, text: await format(text, { ...options, filepath: path }) };
}
