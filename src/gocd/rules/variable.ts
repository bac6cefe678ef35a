import type { Place } from "../../model/source.js";
import { placeOf, textOf } from "../../yaml/node.js";
import { reject, warn, checkUnique } from "../read/findings.js";
import type { DeclaredVariable } from "../read/variable.js";
import { resolveText, type RuleScope } from "./parameter.js";

// ScheduleService, JobIdentifier and BuildWork set these; what a material sets depends on its name.
const BUILT_IN =
  /^GO_(?:SERVER_URL|PIPELINE_(?:GROUP_NAME|NAME|COUNTER|LABEL)|ENVIRONMENT_NAME|AGENT_RESOURCES|TRIGGER_USER|STAGE_(?:NAME|COUNTER)|RERUN_OF_STAGE_COUNTER|JOB_(?:NAME|RUN_INDEX|RUN_COUNT)|P4_CLIENT(?:_.+)?)$/;

/** Of these, the value that GoCD sets overrides the variable of an environment (BuildAssignmentService). */
const AFTER_ENVIRONMENT =
  /^GO_(?:AGENT_RESOURCES|TRIGGER_USER|PIPELINE_(?:NAME|COUNTER|LABEL)|STAGE_(?:NAME|COUNTER)|JOB_NAME|(?:TO_|FROM_)?REVISION(?:_.+)?|MATERIAL_.+|DEPENDENCY_(?:LABEL|LOCATOR)_.+|P4_CLIENT(?:_.+)?)$/;

/** The variables of a pipeline, stage or job: exact names by their names in lower case. */
export type VariableLevel = ReadonlyMap<string, string>;

/** The level of most stages and jobs. */
const NO_VARIABLES: VariableLevel = new Map();

/**
 * Checks the variables of a pipeline, stage or job, named `what` (EnvironmentVariablesConfig.validate), and how they
 * go together with the `outer` ones. Returns the level that they are.
 */
export function checkVariables(
  scope: RuleScope,
  what: string,
  variables: readonly DeclaredVariable[],
  outer: readonly VariableLevel[],
): VariableLevel {
  if (variables.length === 0) return NO_VARIABLES;
  checkEach(scope, what, variables);
  for (const { name, entry } of variables) {
    if (!name.startsWith("GO_") || !BUILT_IN.test(name)) continue;
    const message = name.startsWith("GO_P4_CLIENT")
      ? `the variable "${name}" of ${what} has no effect: the agent sets it after all others`
      : `the variable "${name}" of ${what} overrides the one that GoCD sets`;
    warn(scope, entry.keyNode, "variable-built-in", message, "rename it");
  }
  return compareCase(scope, what, variables, outer);
}

/** Checks the variables of an environment, named `what`. */
export function checkEnvironmentVariables(
  scope: RuleScope,
  what: string,
  variables: readonly DeclaredVariable[],
): void {
  checkEach(scope, what, variables);
  for (const { name, entry } of variables) {
    if (!name.startsWith("GO_") || !AFTER_ENVIRONMENT.test(name)) continue;
    const message = `the variable "${name}" of ${what} has no effect: GoCD sets it after those of environments`;
    warn(scope, entry.keyNode, "variable-built-in", message, "rename it, or set it in the pipeline");
  }
}

function checkEach(scope: RuleScope, what: string, variables: readonly DeclaredVariable[]): void {
  const seen = new Map<string, Place>();
  for (const variable of variables) {
    const { name, isSecure, entry } = variable;
    const { keyNode, value } = entry;
    checkVariableName(scope, what, variable);
    // VariableValueConfig cannot carry an error, so GoCD throws an exception.
    resolveText(scope, `the variable "${name}" of ${what}`, value, { reach: "repo", isSecret: isSecure });
    if (isSecure && textOf(value) === null) {
      const message = `the secure variable "${name}" of ${what} has no value: GoCD makes it an empty plain variable`;
      warn(scope, keyNode, "variable-empty", message, "write the encrypted value, or remove the variable");
    }
    checkUnique(scope.findings, seen, name.toLowerCase(), placeOf(scope.tree, keyNode), () => ({
      code: "variable-duplicate",
      message: `the variable "${name}" is defined twice in ${what} (names are case-insensitive, for plain and secure variables together)`,
      reach: scope.reach,
    }));
  }
}

/** EnvironmentVariableConfig.validateName */
function checkVariableName(scope: RuleScope, what: string, { name, entry }: DeclaredVariable): void {
  const { keyNode } = entry;
  if (name.trim() === "") {
    reject(scope, keyNode, "variable-name", `a variable of ${what} has no name`, { help: "write a name" });
  } else if (name !== name.trim()) {
    const message = `the name of the variable "${name}" of ${what} begins or ends with a space`;
    reject(scope, keyNode, "variable-name", message, { help: "remove the space" });
  } else if (name.includes("#")) {
    resolveText(scope, `the name of the variable "${name}" of ${what}`, keyNode);
  }
}

/**
 * Warns about a variable that an outer level writes in another case: GoCD compares names exactly, so one does not
 * override the other, and jobs get both. Returns the level that the variables are.
 */
export function compareCase(
  scope: RuleScope,
  what: string,
  inner: readonly DeclaredVariable[],
  outer: readonly VariableLevel[],
): VariableLevel {
  if (inner.length === 0) return NO_VARIABLES;
  for (const { name, entry } of inner) {
    const twins = outer.flatMap((level) => level.get(name.toLowerCase()) ?? []);
    const twin = twins[0];
    if (twin === undefined || twins.includes(name)) continue;
    const message = `the variable "${name}" of ${what} does not override "${twin}": names differ in case, and jobs get both`;
    warn(scope, entry.keyNode, "variable-case", message, `write "${twin}", or choose another name`);
  }
  return new Map(inner.map(({ name }) => [name.toLowerCase(), name]));
}
