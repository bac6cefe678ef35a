import { policySchema } from "../src/model/policies.js";
import { definitionsOf, readSchema, type Schema } from "./json-schema.js";

/** Returns the schema of the project file: the committed one, with the policies of the table in `src/model`. */
export function projectSchema(): Schema {
  const schema = readSchema("project");
  return { ...schema, definitions: { ...definitionsOf(schema), policy: policySchema() } };
}
