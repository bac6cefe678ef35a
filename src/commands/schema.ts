import { schemaText } from "../files/schemas.js";
import type { Outcome } from "../workspace/world.js";

/** The files that have a JSON Schema, as the command line names them, with the names of the schemas. */
const SCHEMAS = { project: "project", lock: "lock", manifest: "manifest", gocd: "gocd-yaml" } as const;

/** A file that has a JSON Schema. */
export type SchemaFile = keyof typeof SCHEMAS;

/** The JSON Schema of a file. */
export interface SchemaResult {
  readonly text: string;
}

/** Returns the JSON Schema (draft 7) of a file. */
export async function schema(file: SchemaFile): Promise<Outcome<SchemaResult>> {
  return { diagnostics: [], result: { text: await schemaText(SCHEMAS[file]) } };
}
