import type { Entry } from "../../yaml/entries.js";
import type { Fields } from "./fields.js";
import type { Scope } from "./findings.js";
import { readTextMap } from "./values.js";

/** A variable as a pipeline, stage, job or environment declares it. */
export interface DeclaredVariable {
  readonly name: string;
  readonly entry: Entry;
  readonly isSecure: boolean;
}

const FIELDS = [
  ["environment_variables", false],
  ["secure_variables", true],
] as const;

/**
 * Reads `environment_variables` and then `secure_variables`, in the order in which GoCD reads them
 * (EnvironmentVariablesTransform). `what` names the part of the file that declares them.
 */
export function readVariables(scope: Scope, what: string, fields: Fields): DeclaredVariable[] {
  const variables: DeclaredVariable[] = [];
  for (const [field, isSecure] of FIELDS) {
    const parent = fields.get(field);
    if (parent === undefined) continue;
    for (const entry of readTextMap(scope, `"${field}" of ${what}`, parent.value)) {
      variables.push({ name: entry.key, entry, isSecure });
    }
  }
  return variables;
}
