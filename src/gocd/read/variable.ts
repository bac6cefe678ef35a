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

/**
 * Reads `environment_variables` and then `secure_variables`, in the order in which GoCD reads them
 * (EnvironmentVariablesTransform). `what` names the part of the file that declares them.
 */
export function readVariables(scope: Scope, what: string, fields: Fields): DeclaredVariable[] {
  return ["environment_variables", "secure_variables"].flatMap((field) => {
    const parent = fields.get(field);
    if (parent === undefined) return [];
    const isSecure = field === "secure_variables";
    return readTextMap(scope, `"${field}" of ${what}`, parent.value).map((entry) => ({
      name: entry.key,
      entry,
      isSecure,
    }));
  });
}
