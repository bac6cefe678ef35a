import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import type { Node } from "../../yaml/node.js";
import { OPTIONS } from "../grammar/job.js";
import { refuse, warn, type Scope } from "./finding.js";
import { resolveText } from "./parameter.js";
import { normalizePath } from "./path.js";
import { readOptions } from "./plugin-options.js";
import { checkRequired, readFields, textIn, type Fields } from "./shape.js";
import { checkWord } from "./value.js";

/** Where a fetch task takes its artifact from; parameters are put in. */
export interface Fetch {
  readonly what: string;
  /** A pipeline, or a path of them from the furthest upstream down; undefined for the own one. */
  readonly pipeline: Target | undefined;
  readonly stage: Target;
  readonly job: Target;
  /** The id of an external artifact. */
  readonly artifact: Target | undefined;
}

/** Where a fetch task takes its artifact from. */
export interface Target {
  readonly text: string;
  readonly node: Node;
}

/** Keys that count for one origin only. */
const OF_ORIGIN = {
  gocd: ["source", "destination", "is_file"],
  external: ["artifact_id", "configuration"],
} as const;

/** Checks a fetch task alone. Undefined where it does not say from where, which is an error. */
export function checkFetch(scope: Scope, what: string, task: Entry, fields: Fields): Fetch | undefined {
  const origin = fields.get("artifact_origin");
  if (origin !== undefined) {
    checkWord(scope, `"artifact_origin" of ${what}`, origin.value, ["gocd", "external"], "repo");
  }
  const isExternal = textIn(fields, "artifact_origin") === "external";
  checkRequired(scope, what, task.keyNode, fields, ["stage", "job", isExternal ? "artifact_id" : "source"]);
  for (const key of OF_ORIGIN[isExternal ? "gocd" : "external"]) {
    const unused = fields.get(key);
    if (unused === undefined) continue;
    const message = `"${key}" of ${what} has no effect on an artifact of origin ${isExternal ? "external" : "gocd"}`;
    warn(
      scope,
      unused.keyNode,
      "key-ignored",
      message,
      isExternal ? "remove it" : "write `artifact_origin: external`, or remove it",
    );
  }
  const texts = new Map(
    ["pipeline", "stage", "job", "source", "destination", "artifact_id"].map((key) => [
      key,
      target(scope, what, fields, key),
    ]),
  );
  if (!isExternal) {
    checkPath(scope, what, "source", texts.get("source"));
    checkPath(scope, what, "destination", texts.get("destination"));
  }
  if (isExternal) checkConfiguration(scope, what, fields);
  for (const key of ["stage", "job", ...(isExternal ? [] : ["source"])]) {
    const found = texts.get(key);
    if (found?.text.trim() === "") {
      refuse(scope, found.node, "value-empty", `"${key}" of ${what} is empty`, {
        help: "name it, or remove the task",
      });
    }
  }
  const stage = texts.get("stage");
  const job = texts.get("job");
  if (stage === undefined || job === undefined) return undefined;
  const pipeline = texts.get("pipeline");
  return {
    what,
    pipeline: pipeline?.text.trim() === "" ? undefined : pipeline,
    stage,
    job,
    artifact: isExternal ? texts.get("artifact_id") : undefined,
  };
}

function target(scope: Scope, what: string, fields: Fields, key: string): Target | undefined {
  const entry = fields.get(key);
  if (entry === undefined) return undefined;
  const text = resolveText(scope, `"${key}" of ${what}`, entry.value);
  return text === undefined ? undefined : { text, node: entry.value };
}

function checkPath(scope: Scope, what: string, key: string, path: Target | undefined): void {
  if (path === undefined || normalizePath(path.text) !== undefined) return;
  refuse(
    scope,
    path.node,
    "path-invalid",
    `"${key}" of ${what} is "${path.text}", which is not below the job's folder`,
    {
      help: "write a relative path that does not leave it by `..`",
    },
  );
}

/** Only a configuration with options in it becomes the list that the server expects. */
function checkConfiguration(scope: Scope, what: string, fields: Fields): void {
  const entry = fields.get("configuration");
  if (entry === undefined) return;
  const name = `"configuration" of ${what}`;
  const options = readFields(scope, name, entry.value, OPTIONS);
  if (options === undefined) return;
  readOptions(scope, name, entry.value);
  const isEmpty = ["options", "secure_options"].every((key) => {
    const list = entryOf(entry.value, key);
    return list === undefined || (entriesOf(list.value)?.length ?? 0) === 0;
  });
  if (!isEmpty) return;
  refuse(scope, entry.keyNode, "empty", `${name} has no options`, {
    help: "write options, or remove it",
    reach: "repo",
  });
}
