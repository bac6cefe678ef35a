import type { Entry } from "../../yaml/entries.js";
import { TIMER } from "../grammar/pipeline.js";
import { refuse, type Scope } from "./finding.js";
import { cronProblem } from "./cron.js";
import { resolveText } from "./parameter.js";
import { checkRequired, readFields } from "./shape.js";

/** Checks `timer` of a pipeline (PipelineTransform.addTimer, TimerConfig). */
export function checkTimer(scope: Scope, pipeline: string, entry: Entry): void {
  const what = `the timer of ${pipeline}`;
  const fields = readFields(scope, what, entry.value, TIMER);
  if (fields === undefined) return;
  checkRequired(scope, what, entry.keyNode, fields, ["spec"]);
  const spec = fields.get("spec");
  if (spec === undefined) return;
  const text = resolveText(scope, `"spec" of ${what}`, spec.value);
  if (text === undefined) return;
  if (text === "") {
    // The server's converter throws, where another wrong spec is an error of the pipeline.
    refuse(scope, spec.value, "timer-invalid", `"spec" of ${what} is empty`, {
      help: CRON_HELP,
      reach: "repo",
    });
    return;
  }
  const problem = cronProblem(text);
  if (problem !== undefined) {
    refuse(scope, spec.value, "timer-invalid", `"${text}" is not a Quartz cron expression: ${problem}`, {
      help: CRON_HELP,
    });
  }
}

const CRON_HELP = "write such as `0 15 22 ? * MON-FRI`: seconds come first, and one of the day fields is `?`";
