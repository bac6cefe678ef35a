import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { CHECKED_TYPES } from "./checked-types.js";
import { readSchema, schemaFile } from "./json-schema.js";
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
for (const schema of [projectSchema(), readSchema("lock"), readSchema("manifest")]) ajv.addSchema(schema);
const validators = CHECKED_TYPES.flatMap(({ validator, schema }) =>
  validator === undefined ? [] : [[validator, schema] as const],
);
const code = standalone.default(ajv, Object.fromEntries(validators));
if (code.includes("require("))
  throw new Error("the compiled schemas must not need ajv at run time: avoid the keyword that requires it");
// ajv copies all previous errors for each part that has some, which takes minutes for 100,000 wrong packages.
const CONCATENATION = /vErrors === null \? (\w+\.errors) : vErrors\.concat\(\1\)/g;
const linear = code.replace(CONCATENATION, "joinErrors(vErrors, $1)");
if (linear === code || linear.includes(".concat("))
  throw new Error("ajv joins lists of errors in another way");
const JOIN_ERRORS = `function joinErrors(errors, more) {
  if (errors === null) return more;
  for (const error of more) errors.push(error);
  return errors;
}
`;
mkdirSync(new URL(".", import.meta.url), { recursive: true });
writeFileSync(new URL("validators.js", import.meta.url), linear + JOIN_ERRORS);

// The texts of the schemas, for `gocd-pin schema`: the program is one file and cannot read others.
const names = ["project", "lock", "manifest", "gocd-yaml"];
const texts = Object.fromEntries(names.map((name) => [name, readFileSync(schemaFile(name), "utf8")]));
writeFileSync(
  new URL("texts.js", import.meta.url),
  `export const SCHEMA_TEXTS = ${JSON.stringify(texts)};\n`,
);
