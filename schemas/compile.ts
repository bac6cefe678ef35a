import { mkdirSync, writeFileSync } from "node:fs";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { readSchema } from "./json-schema.js";
import { projectSchema } from "./project.js";

// The build compiles the schemas to plain functions, so that no schema compiler is loaded at run time. Their types are in
// `validators.d.ts`.

const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  verbose: true,
  messages: false,
  inlineRefs: false,
  code: { esm: true, source: true, lines: true },
});
// For editors only.
ajv.addKeyword("defaultSnippets");
const project = projectSchema();
for (const schema of [project, readSchema("lock"), readSchema("manifest")]) ajv.addSchema(schema);
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
