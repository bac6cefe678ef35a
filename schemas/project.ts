import { ACCEPTABLE_CODES } from "../src/model/codes.js";
import { policySchema } from "../src/model/policies.js";
import { definitionsOf, isSchema, readSchema, type Schema } from "./json-schema.js";

/** Returns the schema of the project file: the committed one, with the policies and codes of the tables in `src/model`. */
export function projectSchema(): Schema {
  const schema = readSchema("project");
  const definitions = definitionsOf(schema);
  const accept = { ...recordOf(definitions["accept"]), items: { type: "string", enum: ACCEPTABLE_CODES } };
  return { ...schema, definitions: { ...definitions, accept, policy: policySchema() } };
}

function recordOf(value: unknown): Schema {
  return isSchema(value) ? value : {};
}
