/** The schemas, by the first word of their file names. */
export const SCHEMA_NAMES = ["project", "lock", "manifest", "gocd-yaml"] as const;

/** The name of a schema. */
export type SchemaName = (typeof SCHEMA_NAMES)[number];

/** Returns the text of a JSON Schema. The texts are a part of the program that is loaded only here. */
export async function schemaText(name: SchemaName): Promise<string> {
  const { SCHEMA_TEXTS } = await import("../../schemas/texts.js");
  return SCHEMA_TEXTS[name];
}
