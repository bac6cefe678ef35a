import { isOnlySpaces } from "../names.js";
import type { Job } from "../read/job.js";
import { textIn } from "../read/fields.js";
import { reject } from "../read/findings.js";
import { hasNoValue, parseInteger } from "../read/values.js";
import { checkArtifacts } from "./artifact.js";
import { checkJobName, checkResource, checkTab } from "./name.js";
import { resolveText, type RuleScope } from "./parameter.js";
import type { JobSummary } from "./summary.js";
import { checkTask } from "./task.js";
import { checkVariables, type VariableLevel } from "./variable.js";

/** Checks a job (JobConfig); `outer` are the variables of pipeline and stage. */
export function checkJob(scope: RuleScope, job: Job, outer: readonly VariableLevel[]): JobSummary {
  const { name, what, keyNode, fields, isMultiple } = job;
  checkJobName(scope, name, keyNode);
  checkVariables(scope, what, job.variables, outer);
  checkPlacement(scope, job);
  checkTabs(scope, job);
  const timeout = textIn(fields, "timeout");
  const timeoutNode = fields.get("timeout")?.value;
  if (timeoutNode !== undefined && (parseInteger(timeout ?? "") ?? 0) < 0) {
    const message = `the timeout ${timeout ?? ""} of ${what} is negative`;
    reject(scope, timeoutNode, "integer-invalid", message, {
      help: "write minutes, or 0 for the server's default",
    });
  }
  const externalArtifacts = checkArtifacts(scope, what, job.artifacts);
  const fetches = job.tasks.flatMap((task) => checkTask(scope, what, task));
  return { name, isMultiple, externalArtifacts, fetches };
}

function checkPlacement(scope: RuleScope, { what, fields, resources }: Job): void {
  for (const item of resources) {
    const text = resolveText(scope, `a resource of ${what}`, item);
    if (text !== undefined) checkResource(scope, what, text, item);
  }
  const profile = fields.get("elastic_profile_id");
  if (profile === undefined) return;
  const text = resolveText(scope, `"elastic_profile_id" of ${what}`, profile.value);
  const fail = (message: string, help: string) => {
    reject(scope, profile.keyNode, "elastic-profile", message, { help });
  };
  if (text !== undefined && isOnlySpaces(text)) {
    fail(`"elastic_profile_id" of ${what} is empty`, "name a profile, or remove the key");
  } else if (resources.length > 0) {
    fail(`${what} has both "elastic_profile_id" and "resources"`, "remove one of the two");
  } else if (textIn(fields, "run_instances")?.toLowerCase() === "all") {
    fail(
      `${what} cannot run on all agents with an elastic profile`,
      "write a number as `run_instances`, or use resources",
    );
  }
}

function checkTabs(scope: RuleScope, { what, tabs }: Job): void {
  for (const { key, keyNode, value } of tabs) {
    if (hasNoValue(value)) {
      reject(scope, keyNode, "tab-invalid", `the tab "${key}" of ${what} has no path`, {
        help: "write the path of an artifact after its name",
      });
      continue;
    }
    const name = resolveText(scope, `the name of the tab "${key}" of ${what}`, keyNode);
    const path = resolveText(scope, `the path of the tab "${key}" of ${what}`, value);
    if (name !== undefined) checkTab(scope, what, name, path, keyNode);
  }
}
