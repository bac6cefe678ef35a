import { readFileSync } from "node:fs";

/** A JSON Schema (draft 7), or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** Returns the schema of a file of this folder, by the first word of its name. */
export function readSchema(name: string): Schema {
  const schema: unknown = JSON.parse(readFileSync(schemaFile(name), "utf8"));
  if (!isSchema(schema)) throw new Error(`${name}.schema.json is not a JSON object`);
  return schema;
}

/** Returns the address of a schema file, by the first word of its name. */
export function schemaFile(name: string): URL {
  return new URL(`../../schemas/${name}.schema.json`, import.meta.url);
}

/** Returns the definitions of a schema. */
export function definitionsOf({ definitions }: Schema): Schema {
  return isSchema(definitions) ? definitions : {};
}

/** Whether a value that was parsed as JSON is an object. */
export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a reference to a definition of the same document. */
export function refTo(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

/** Returns a pattern that matches a word in any case, but not in its own, which has a property. */
export function otherCases(word: string): string {
  const letters = Array.from(word, (letter) =>
    /[a-z]/.test(letter) ? `[${letter}${letter.toUpperCase()}]` : letter,
  );
  return `^(?!${word}$)${letters.join("")}$`;
}

/** Returns the definitions that the named ones refer to, and these themselves. */
export function reachableDefinitions(definitions: Schema, names: readonly string[]): Schema {
  const reached = new Set(names);
  for (const name of reached) {
    for (const [, other] of JSON.stringify(definitions[name]).matchAll(
      /"\$ref":"#\/definitions\/([^"/]+)/g,
    )) {
      if (other !== undefined) reached.add(other);
    }
  }
  return Object.fromEntries(Object.entries(definitions).filter(([name]) => reached.has(name)));
}
