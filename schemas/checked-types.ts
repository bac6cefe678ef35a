import { isSchema, readSchema, type Schema } from "./json-schema.js";
import { projectSchema } from "./project.js";

interface CheckedType {
  /** The name of the TypeScript type. */
  readonly name: string;
  /** The address of its schema: a file, and a JSON pointer in it. */
  readonly schema: string;
  /** The function that checks a value, if there is one. */
  readonly validator?: string;
}

/** The types of the files that gocd-pin reads, as `validators.d.ts` declares them. */
export const CHECKED_TYPES: readonly CheckedType[] = [
  { name: "WrittenProject", schema: "project.schema.json#", validator: "validateProject" },
  {
    name: "WrittenRepositories",
    schema: "project.schema.json#/definitions/repositories",
    validator: "validateRepositories",
  },
  { name: "WrittenRepository", schema: "project.schema.json#/definitions/repository" },
  { name: "WrittenDefaults", schema: "project.schema.json#/definitions/defaults" },
  { name: "WrittenPackage", schema: "project.schema.json#/definitions/package" },
  {
    name: "WrittenInlinePackage",
    schema: "project.schema.json#/definitions/inlinePackage",
    validator: "validateInlinePackage",
  },
  { name: "WrittenPolicy", schema: "project.schema.json#/definitions/policy" },
  { name: "WrittenLock", schema: "lock.schema.json#", validator: "validateLock" },
  { name: "WrittenPin", schema: "lock.schema.json#/properties/pins/additionalProperties" },
  { name: "WrittenManifest", schema: "manifest.schema.json#", validator: "validateManifest" },
];

/** Returns the text of `validators.d.ts`, not formatted. */
export function declareTypes(): string {
  const files = new Map([
    ["project.schema.json", projectSchema()],
    ["lock.schema.json", readSchema("lock")],
    ["manifest.schema.json", readSchema("manifest")],
  ]);
  const named = CHECKED_TYPES.map(({ name, schema }) => [schemaAt(files, schema), name] as const);
  const names = new Map(named);
  const types = CHECKED_TYPES.map(({ name, schema: address }) => {
    const schema = schemaAt(files, address);
    const file = address.slice(0, address.indexOf("#"));
    const { description } = schema;
    const type = membersOf({ files, names, file }, schema).filter((member) => member !== "null");
    return `/** ${String(description)} */\nexport type ${name} = ${type.join(" | ")};`;
  });
  const validators = CHECKED_TYPES.flatMap(({ name, validator }) =>
    validator === undefined ? [] : [`export declare const ${validator}: Validator<${name}>;`],
  );
  return [
    "// `npm run generate:schemas` writes this file.",
    'import type { Validator } from "./validator.js";',
    ...types,
    validators.join("\n"),
  ].join("\n\n");
}

interface Context {
  readonly files: ReadonlyMap<string, Schema>;
  readonly names: ReadonlyMap<Schema, string>;
  /** The file of the schema, to which its references are relative. */
  readonly file: string;
}

/** Returns the type of a schema: its name, if it has one. */
function typeOf(context: Context, schema: Schema): string {
  const name = context.names.get(schema);
  const members = membersOf(context, schema);
  if (name === undefined) return members.join(" | ");
  return members.includes("null") ? `${name} | null` : name;
}

/** Returns the members of the union that a schema describes. */
function membersOf(context: Context, schema: Schema): readonly string[] {
  const { $ref: reference, const: constant, enum: words, oneOf, type } = schema;
  if (typeof reference === "string") {
    const address = reference.startsWith("#") ? `${context.file}${reference}` : reference;
    return [
      typeOf({ ...context, file: address.slice(0, address.indexOf("#")) }, schemaAt(context.files, address)),
    ];
  }
  if (constant !== undefined) return [JSON.stringify(constant)];
  if (Array.isArray(words)) return words.map((word) => JSON.stringify(word));
  if (Array.isArray(oneOf)) return oneOf.filter(isSchema).flatMap((one) => membersOf(context, one));
  return [type].flat().map((word) => memberOf(context, schema, String(word)));
}

function memberOf(context: Context, schema: Schema, type: string): string {
  switch (type) {
    case "object":
      return mappingOf(context, schema);
    case "array":
      return `readonly (${typeOf(context, childOf(schema, "items"))})[]`;
    case "integer":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return type;
    default:
      throw new Error(`there is no TypeScript type for the type "${type}" of a schema`);
  }
}

function mappingOf(context: Context, schema: Schema): string {
  const { properties, patternProperties, additionalProperties, required } = schema;
  if (isSchema(properties)) {
    const keys = Object.entries(properties).map(([key, value]) => {
      const isRequired = Array.isArray(required) && required.includes(key);
      return `readonly ${key}${isRequired ? "" : "?"}: ${typeOf(context, isSchema(value) ? value : {})};`;
    });
    return `{ ${keys.join(" ")} }`;
  }
  const values = isSchema(additionalProperties)
    ? [additionalProperties]
    : Object.values(isSchema(patternProperties) ? patternProperties : {}).filter(isSchema);
  const type = values.map((value) => typeOf(context, value)).join(" | ");
  return `Readonly<Record<string, ${type === "" ? "never" : type}>>`;
}

/** Returns the schema at an address; it is the same object each time. */
function schemaAt(files: ReadonlyMap<string, Schema>, address: string): Schema {
  const [file = "", pointer = ""] = address.split("#");
  const root = files.get(file);
  if (root === undefined) throw new Error(`there is no schema ${file}`);
  return pointer.split("/").slice(1).reduce(childOf, root);
}

function childOf(schema: Schema, key: string): Schema {
  const child = schema[key];
  if (!isSchema(child)) throw new Error(`"${key}" is missing in a schema`);
  return child;
}
