import { entriesOf, type Entry } from "../../yaml/entries.js";
import { PROPERTY } from "../grammar/job.js";
import { refuse, warn, type Scope } from "./finding.js";
import { checkRequired, readFields } from "./shape.js";
import { kindOf } from "./value.js";

/**
 * Checks `properties` of a job (JobTransform.addProperties): the plugin still demands their form, and the server has
 * forgotten them.
 */
export function checkProperties(scope: Scope, job: string, entry: Entry): void {
  const message = `"properties" of ${job} has no effect: GoCD knows none any more`;
  warn(scope, entry.keyNode, "key-ignored", message, "remove it");
  const properties = entriesOf(entry.value);
  if (properties === undefined) {
    const found = kindOf(entry.value);
    refuse(scope, entry.value, "value-type", `"properties" of ${job} must be a mapping, but is ${found}`, {
      help: "remove it",
    });
  }
  for (const { key, keyNode, value } of properties ?? []) {
    const what = `the property "${key}" of ${job}`;
    const fields = readFields(scope, what, value, PROPERTY, keyNode);
    if (fields !== undefined) checkRequired(scope, what, keyNode, fields, ["source", "xpath"]);
  }
}
