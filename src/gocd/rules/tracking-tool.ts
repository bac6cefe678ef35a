import { entriesOf, type Entry } from "../../yaml/entries.js";
import { textOf } from "../../yaml/node.js";
import { TRACKING_TOOL } from "../grammar/pipeline.js";
import { refuse, type Scope } from "./finding.js";
import { resolveText } from "./parameter.js";
import { checkRequired, readFields, textIn } from "./shape.js";
import { kindOf } from "./value.js";

/**
 * Checks `tracking_tool` of a pipeline (TrackingTool). The plugin copies it as it is, and the server cannot read it
 * where it is no mapping of texts.
 */
export function checkTrackingTool(scope: Scope, pipeline: string, entry: Entry): void {
  const what = `the tracking tool of ${pipeline}`;
  const whole: Scope = { ...scope, reach: "repo" };
  for (const { key, value } of entriesOf(entry.value) ?? []) {
    if (textOf(value) !== undefined || !Object.hasOwn(TRACKING_TOOL.keys, key)) continue;
    refuse(whole, value, "value-type", `"${key}" of ${what} must be text, but is ${kindOf(value)}`);
    return;
  }
  const fields = readFields(whole, what, entry.value, TRACKING_TOOL);
  if (fields === undefined) return;
  checkRequired(whole, what, entry.keyNode, fields, ["link"]);
  checkRequired(scope, what, entry.keyNode, fields, ["regex"]);
  const link = fields.get("link");
  const text = link && resolveText(scope, `"link" of ${what}`, link.value);
  if (link !== undefined && text !== undefined && (!/^https?:\/\//.test(text) || !text.includes("${ID}"))) {
    refuse(
      scope,
      link.value,
      "tracking-tool",
      `"link" of ${what} must start with http:// or https:// and hold "\${ID}"`,
      {
        help: "write such as `https://issues.example.com/${ID}`",
      },
    );
  }
  const regex = fields.get("regex");
  if (regex === undefined) return;
  resolveText(scope, `"regex" of ${what}`, regex.value);
  if (textIn(fields, "regex") === "") {
    refuse(scope, regex.value, "tracking-tool", `"regex" of ${what} is empty`, {
      help: "write the pattern that finds an issue's number in a commit message, such as `ISSUE-(\\d+)`",
    });
  }
}
