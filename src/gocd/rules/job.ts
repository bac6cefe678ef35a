import type { Entry } from "../../yaml/entries.js";
import { dereference, textOf } from "../../yaml/node.js";
import { JOB } from "../grammar/job.js";
import { checkArtifacts } from "./artifact.js";
import { refuse, warn, type Scope } from "./finding.js";
import { checkProperties } from "./job-properties.js";
import { checkJobName, checkResource, checkTab } from "./name.js";
import { resolveText } from "./parameter.js";
import { checkRequired, readFields, textIn, type Fields } from "./shape.js";
import { readTasks, type Fetch } from "./task.js";
import { isAbsent, kindOf, parseInteger, readTextMap, readTexts } from "./value.js";
import { checkBuiltIn, checkCase, readVariables, type VariableLevel } from "./variable.js";

/** A job, as far as rules across stages and pipelines need it. */
export interface Job {
  readonly name: string;
  /** Whether GoCD runs several instances of it. */
  readonly isMultiple: boolean;
  readonly externalArtifacts: readonly string[];
  readonly fetches: readonly Fetch[];
}

/** Reads one entry of `jobs` (JobTransform, JobConfig); `outer` are the variables of pipeline and stage. */
export function readJob(scope: Scope, entry: Entry, outer: readonly VariableLevel[]): Job {
  const what = `the job "${entry.key}"`;
  const fields = readFields(scope, what, entry.value, JOB, entry.keyNode);
  if (fields !== undefined) return readJobFields(scope, what, entry, fields, outer);
  checkJobName(scope, entry.key, entry.keyNode);
  return { name: entry.key, isMultiple: false, externalArtifacts: [], fetches: [] };
}

/** The same for the keys of a job that stand in a stage without `jobs`. */
export function readJobFields(
  scope: Scope,
  what: string,
  entry: Entry,
  fields: Fields,
  outer: readonly VariableLevel[],
): Job {
  const { key: name, keyNode } = entry;
  checkJobName(scope, name, keyNode);
  const variables = readVariables(scope, what, fields);
  checkBuiltIn(variables, what);
  checkCase(outer, variables, what);
  const isMultiple = checkRunInstances(scope, what, fields);
  checkPlacement(scope, what, fields);
  checkTabs(scope, what, fields);
  const properties = fields.get("properties");
  if (properties !== undefined) checkProperties(scope, what, properties);
  const timeout = textIn(fields, "timeout");
  const timeoutNode = fields.get("timeout")?.value;
  if (timeoutNode !== undefined && (parseInteger(timeout ?? "") ?? 0) < 0) {
    refuse(scope, timeoutNode, "integer-invalid", `the timeout ${timeout ?? ""} of ${what} is negative`, {
      help: "write minutes, or 0 for the server's default",
    });
  }
  const artifacts = fields.get("artifacts");
  const externalArtifacts = artifacts === undefined ? [] : checkArtifacts(scope, what, artifacts);
  const tasks = fields.get("tasks");
  checkRequired(scope, what, keyNode, fields, ["tasks"]);
  const fetches = tasks === undefined ? [] : readTasks(scope, what, tasks);
  return { name, isMultiple, externalArtifacts, fetches };
}

/** `all`, or what Java's NumberFormat makes a number of: it stops at the first character that is none. */
function checkRunInstances(scope: Scope, what: string, fields: Fields): boolean {
  const entry = fields.get("run_instances");
  if (entry === undefined) return false;
  const name = `"run_instances" of ${what}`;
  const text = textOf(entry.value);
  const help = "write `all` or a number from 1 on";
  if (text === undefined || text === null) {
    refuse(scope, entry.value, "value-type", `${name} must be text, but is ${kindOf(entry.value)}`, { help });
    return false;
  }
  if (text.toLowerCase() === "all") return true;
  const read = /^-?(?:[0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)(?:E-?[0-9]+)?/.exec(text)?.[0];
  if (read === undefined) {
    refuse(scope, entry.value, "integer-invalid", `${name} must be "all" or a number, but is "${text}"`, {
      help,
    });
    return false;
  }
  const value = Number(read.replaceAll(",", ""));
  if (!Number.isInteger(value) || Math.abs(value) > 2147483647) {
    refuse(
      scope,
      entry.value,
      "integer-invalid",
      `${name} is "${text}", no whole number that GoCD can read`,
      {
        help,
        reach: "repo",
      },
    );
    return false;
  }
  if (value < 1) {
    refuse(scope, entry.value, "integer-invalid", `${name} is ${text}, but must be 1 at least`, { help });
    return false;
  }
  if (!/^[0-9]+$/.test(text)) {
    warn(
      scope,
      entry.value,
      "value-misread",
      `GoCD reads "${text}" of ${name} as ${value}`,
      `write \`${value}\` if that is meant`,
    );
  }
  return true;
}

function checkPlacement(scope: Scope, what: string, fields: Fields): void {
  const profile = fields.get("elastic_profile_id");
  const resources = fields.get("resources");
  const names = resources === undefined ? [] : readTexts(scope, `"resources" of ${what}`, resources.value);
  for (const item of names) {
    const text = resolveText(scope, `a resource of ${what}`, item);
    if (text !== undefined) checkResource(scope, what, text, item);
  }
  if (profile === undefined) return;
  const text = resolveText(scope, `"elastic_profile_id" of ${what}`, profile.value);
  const fail = (message: string, help: string) => {
    refuse(scope, profile.keyNode, "elastic-profile", message, { help });
  };
  if (text === "") fail(`"elastic_profile_id" of ${what} is empty`, "name a profile, or remove the key");
  else if (names.length > 0)
    fail(`${what} has both "elastic_profile_id" and "resources"`, "keep one of the two");
  else if (textIn(fields, "run_instances")?.toLowerCase() === "all") {
    fail(
      `${what} cannot run on all agents with an elastic profile`,
      "write a number as `run_instances`, or use resources",
    );
  }
}

function checkTabs(scope: Scope, what: string, fields: Fields): void {
  const tabs = fields.get("tabs");
  if (tabs === undefined) return;
  const real = dereference(tabs.value);
  for (const { key, keyNode, value } of readTextMap(scope, `"tabs" of ${what}`, real)) {
    if (isAbsent(value)) {
      refuse(scope, keyNode, "tab-invalid", `the tab "${key}" of ${what} has no path`, {
        help: "write the path of an artifact behind it",
      });
      continue;
    }
    const name = resolveText(scope, `the name of the tab "${key}" of ${what}`, keyNode);
    const path = resolveText(scope, `the path of the tab "${key}" of ${what}`, value);
    if (name !== undefined) checkTab(scope, what, name, path, keyNode);
  }
}
