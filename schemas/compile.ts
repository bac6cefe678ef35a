import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Ajv, type AnySchemaObject } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { policySchema } from "../src/model/policies.js";

// Compiles the schemas to plain functions at build time, so that no schema compiler is loaded at run time. The types of
// the values that they check are in `validators.d.ts`.

function read(name: string): AnySchemaObject {
  const text = readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), "utf8");
  const schema: unknown = JSON.parse(text);
  return { ...(typeof schema === "object" && schema) };
}

const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  verbose: true,
  messages: false,
  inlineRefs: false,
  code: { esm: true, source: true, lines: true },
});
/** The schema of the project file, with the policies of the table, also if the committed schema is older. */
function readProjectSchema(): AnySchemaObject {
  const schema = read("project");
  const definitions: unknown = schema["definitions"];
  return {
    ...schema,
    definitions: { ...(typeof definitions === "object" && definitions), policy: policySchema() },
  };
}

const project = readProjectSchema();
for (const schema of [project, read("lock"), read("manifest")]) ajv.addSchema(schema);
const id = String(project["$id"]);
const code = standalone.default(ajv, {
  validateProject: id,
  validateRepositories: `${id}#/definitions/repositories`,
  validateInlinePackage: `${id}#/definitions/inlinePackage`,
  validateLock: id.replace("project", "lock"),
  validateManifest: id.replace("project", "manifest"),
});
if (code.includes("require("))
  throw new Error("the compiled schemas must stand alone: avoid the keyword that needs ajv");
mkdirSync(new URL(".", import.meta.url), { recursive: true });
writeFileSync(new URL("validators.js", import.meta.url), code);
