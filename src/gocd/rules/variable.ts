import type { Entry } from "../../yaml/entries.js";
import { textOf } from "../../yaml/node.js";
import { refuse, warn, type Scope } from "./finding.js";
import { resolveText } from "./parameter.js";
import type { Fields } from "./shape.js";
import { checkUnique, type First } from "./unique.js";
import { readTextMap } from "./value.js";

/** A variable that a pipeline, stage, job or environment declares. */
export interface DeclaredVariable {
  readonly name: string;
  readonly entry: Entry;
  readonly scope: Scope;
}

// ScheduleService, JobIdentifier and BuildWork set these; what a material gives depends on its name.
const BUILT_IN =
  /^GO_(?:SERVER_URL|PIPELINE_(?:GROUP_NAME|NAME|COUNTER|LABEL)|ENVIRONMENT_NAME|AGENT_RESOURCES|TRIGGER_USER|STAGE_(?:NAME|COUNTER)|RERUN_OF_STAGE_COUNTER|JOB_(?:NAME|RUN_INDEX|RUN_COUNT)|P4_CLIENT(?:_.+)?)$/;

/** Of these what GoCD sets wins over the variable of an environment (BuildAssignmentService). */
const AFTER_ENVIRONMENT =
  /^GO_(?:AGENT_RESOURCES|TRIGGER_USER|PIPELINE_(?:NAME|COUNTER|LABEL)|STAGE_(?:NAME|COUNTER)|JOB_NAME|(?:TO_|FROM_)?REVISION(?:_.+)?|MATERIAL_.+|DEPENDENCY_(?:LABEL|LOCATOR)_.+|P4_CLIENT(?:_.+)?)$/;

/**
 * Reads `environment_variables` and `secure_variables` of one place (EnvironmentVariablesTransform,
 * EnvironmentVariablesConfig.validate): names, doubles in any letter case, `#`. `what` has the variables.
 */
export function readVariables(scope: Scope, what: string, fields: Fields): DeclaredVariable[] {
  const variables: DeclaredVariable[] = [];
  const seen = new Map<string, First>();
  for (const field of ["environment_variables", "secure_variables"]) {
    const parent = fields.get(field);
    if (parent === undefined) continue;
    for (const entry of readTextMap(scope, `"${field}" of ${what}`, parent.value)) {
      const { key, keyNode, value } = entry;
      checkName(scope, what, entry);
      // VariableValueConfig cannot carry an error, so GoCD throws instead.
      resolveText(scope, `the variable "${key}" of ${what}`, value, {
        reach: "repo",
        isSecret: field === "secure_variables",
      });
      if (field === "secure_variables" && textOf(value) === null) {
        const message = `the secure variable "${key}" of ${what} has no value, and GoCD makes it an empty plain one`;
        warn(scope, keyNode, "variable-empty", message, "write the encrypted value, or remove the variable");
      }
      const message = `the variable "${key}" stands twice in ${what}, in any letter case, plain and secure ones together`;
      checkUnique(seen, key.toLowerCase(), { scope, node: keyNode }, { code: "variable-duplicate", message });
      variables.push({ name: key, entry, scope });
    }
  }
  return variables;
}

/** Warns where what GoCD sets itself and what a pipeline, stage or job declares get in each other's way. */
export function checkBuiltIn(variables: readonly DeclaredVariable[], what: string): void {
  for (const { name, entry, scope } of variables) {
    if (!name.startsWith("GO_") || !BUILT_IN.test(name)) continue;
    const message = name.startsWith("GO_P4_CLIENT")
      ? `the variable "${name}" of ${what} never counts: the agent sets it after all others`
      : `the variable "${name}" of ${what} hides the one that GoCD sets under this name`;
    warn(scope, entry.keyNode, "variable-built-in", message, "give it another name");
  }
}

/** Warns of variables of an environment that GoCD sets itself later. */
export function checkEnvironmentBuiltIn(variables: readonly DeclaredVariable[], what: string): void {
  for (const { name, entry, scope } of variables) {
    if (!name.startsWith("GO_") || !AFTER_ENVIRONMENT.test(name)) continue;
    const message = `the variable "${name}" of ${what} never counts: GoCD sets it after those of environments`;
    warn(
      scope,
      entry.keyNode,
      "variable-built-in",
      message,
      "give it another name, or set it in the pipeline",
    );
  }
}

/** The variables of one place by their names in small letters. */
export type VariableLevel = ReadonlyMap<string, string>;

/**
 * Warns of a variable that is written in another letter case further out: GoCD compares names exactly, so the one
 * does not override the other and jobs see both. Gives the level that `inner` makes.
 */
export function checkCase(
  outer: readonly VariableLevel[],
  inner: readonly DeclaredVariable[],
  what: string,
): VariableLevel {
  for (const { name, entry, scope } of inner) {
    const twins = outer.flatMap((level) => level.get(name.toLowerCase()) ?? []);
    const twin = twins[0];
    if (twin === undefined || twins.includes(name)) continue;
    const message = `the variable "${name}" of ${what} does not override "${twin}": names differ in case, and jobs get both`;
    warn(scope, entry.keyNode, "variable-case", message, `write "${twin}", or choose another name`);
  }
  return new Map(inner.map(({ name }) => [name.toLowerCase(), name]));
}

/** EnvironmentVariableConfig.validateName */
function checkName(scope: Scope, what: string, { key, keyNode }: Entry): void {
  if (key.trim() === "") {
    refuse(scope, keyNode, "variable-name", `a variable of ${what} has no name`, { help: "write a name" });
  } else if (key !== key.trim()) {
    refuse(
      scope,
      keyNode,
      "variable-name",
      `the name of the variable "${key}" of ${what} begins or ends with a blank`,
      {
        help: "remove the blank",
      },
    );
  } else if (key.includes("#")) {
    resolveText(scope, `the name of the variable "${key}" of ${what}`, keyNode);
  }
}
