import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { gocdYamlSchema } from "./gocd-yaml.js";
import { definitionsOf, schemaFile } from "./json-schema.js";
import { projectSchema } from "./project.js";

// `npm run generate:schemas` writes the files that are generated from the tables in `src` and committed. A test compares
// each of them with what would be generated.

const project = projectSchema();
await write(schemaFile("project"), JSON.stringify(project));
await write(schemaFile("gocd-yaml"), JSON.stringify(gocdYamlSchema(definitionsOf(project))));

async function write(file: URL, text: string): Promise<void> {
  const filepath = fileURLToPath(file);
  writeFileSync(file, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}
