import { errorAt, warningAt } from "../../model/diagnostic.js";
import { didYouMean } from "../../model/suggest.js";
import { dereference, placeOf } from "../../yaml/node.js";
import { PIPELINE } from "../grammar/pipeline.js";
import { wordsOf } from "../grammar/shape.js";
import { isOnlySpaces } from "../names.js";
import { textIn } from "../read/fields.js";
import { reachText, reject, warn, type Scope } from "../read/findings.js";
import type { Pipeline } from "../read/pipeline.js";
import { hasNoValue } from "../read/values.js";
import { cronProblem } from "./cron.js";
import { checkMaterials } from "./material-set.js";
import { summarizeMaterials } from "./material-summary.js";
import { checkName, checkWord } from "./name.js";
import { checkParameters, resolveText, type RuleScope } from "./parameter.js";
import { checkStages } from "./stage.js";
import type { PipelineSummary, Target } from "./summary.js";
import { checkVariables } from "./variable.js";

const DEFAULT_GROUP = "defaultGroup";

const CRON_HELP =
  "write for example `0 15 22 ? * MON-FRI`: seconds come first, and one of the day fields is `?`";

/**
 * Checks a pipeline and everything in it (CRPipeline, PipelineConfig), apart from the variables that its jobs use. `scope`
 * has its parameters.
 */
export function checkPipeline(
  scope: RuleScope,
  pipeline: Pipeline,
  { ownForms, hasFormatVersion }: { readonly ownForms: boolean; readonly hasFormatVersion: boolean },
): Omit<PipelineSummary, "unknownVariables"> {
  const { name, what, entry, place } = pipeline;
  checkName(scope, "pipeline", name, entry.keyNode);
  checkParameters(scope, pipeline);
  const group = checkNameKey(scope, pipeline, "group");
  checkLock(scope, pipeline);
  const level = checkVariables(scope, what, pipeline.variables, []);
  checkTimer(scope, pipeline);
  checkTrackingTool(scope, pipeline);
  const materials = checkMaterials(scope, pipeline, ownForms);
  checkLabel(scope, pipeline);
  checkTemplate(scope, pipeline);
  return {
    name,
    place,
    group,
    stages: checkStages(scope, pipeline, [level]),
    sinceVersion: versionFindings(scope, pipeline),
    ...summarizeMaterials(scope, pipeline, materials, hasFormatVersion),
  };
}

/** Findings that depend on the format_version, which another file of the repo may declare. */
function versionFindings({ tree }: Scope, pipeline: Pipeline): PipelineSummary["sinceVersion"][number][] {
  const { what, fields, stages } = pipeline;
  const locking = fields.get("locking");
  const message = `"locking" of ${what} has no effect since format_version 2`;
  const help = "write `lock_behavior: lockOnFailure` instead";
  const ofLocking =
    locking === undefined
      ? []
      : [{ since: 2, finding: warningAt(placeOf(tree, locking.keyNode), "key-ignored", message, { help }) }];
  // Before format_version 11, GoCD adds an echo to a job without tasks.
  const jobs = stages?.list.flatMap((stage) => stage.jobs ?? []) ?? [];
  const ofTasks = jobs.flatMap((job) => {
    const tasks = job.fields.get("tasks");
    const real = tasks && dereference(tasks.value);
    if (tasks === undefined || real?.kind !== "sequence" || real.items.length > 0) return [];
    const text = `${job.what} has no task; ${reachText("pipeline")}`;
    const more = { help: "write at least one task" };
    return [{ since: 11, finding: errorAt(placeOf(tree, tasks.keyNode), "empty", text, more) }];
  });
  return [...ofLocking, ...ofTasks];
}

/** Checks the name below a key. A group that is only spaces is the default group (PipelineConfigs). */
function checkNameKey(scope: RuleScope, { fields }: Pipeline, key: "group" | "template"): Target | undefined {
  const entry = fields.get(key);
  const text = textIn(fields, key);
  if (entry === undefined || text === undefined) return undefined;
  const place = placeOf(scope.tree, entry.value);
  if (key === "group" && isOnlySpaces(text)) return { text: DEFAULT_GROUP, place };
  checkName(scope, key, text, entry.value);
  return { text, place };
}

function checkTemplate(scope: RuleScope, pipeline: Pipeline): void {
  const { what, fields } = pipeline;
  if (!fields.has("template")) return;
  checkNameKey(scope, pipeline, "template");
  const stages = fields.get("stages");
  if (stages === undefined) return;
  const message = `"stages" of ${what} has no effect together with "template"`;
  warn(scope, stages.keyNode, "key-ignored", message, "remove one of the two");
}

function checkLock(scope: RuleScope, { what, fields }: Pipeline): void {
  const behavior = fields.get("lock_behavior");
  if (behavior !== undefined) {
    checkWord(scope, `"lock_behavior" of ${what}`, behavior.value, wordsOf(PIPELINE, "lock_behavior"));
  }
  const mingle = fields.get("mingle");
  if (mingle === undefined || hasNoValue(mingle.value)) return;
  const message = `"mingle" of ${what} has no effect: GoCD no longer supports Mingle`;
  warn(scope, mingle.keyNode, "key-ignored", message, "remove it");
}

/** TimerConfig */
function checkTimer(scope: RuleScope, { timer }: Pipeline): void {
  const spec = timer?.fields.get("spec");
  if (timer === undefined || spec === undefined) return;
  const text = resolveText(scope, `"spec" of ${timer.what}`, spec.value);
  if (text === undefined) return;
  if (text === "") {
    // The server's converter throws here; any other invalid spec is an error of the pipeline.
    reject(scope, spec.value, "timer-invalid", `"spec" of ${timer.what} is empty`, {
      help: CRON_HELP,
      reach: "repo",
    });
    return;
  }
  const problem = cronProblem(text);
  if (problem === undefined) return;
  const message = `"${text}" is not a Quartz cron expression: ${problem}`;
  reject(scope, spec.value, "timer-invalid", message, { help: CRON_HELP });
}

/** TrackingTool */
function checkTrackingTool(scope: RuleScope, { trackingTool }: Pipeline): void {
  if (trackingTool === undefined) return;
  const { what, fields } = trackingTool;
  const link = fields.get("link");
  const text = link && resolveText(scope, `"link" of ${what}`, link.value);
  if (link !== undefined && text !== undefined && (!/^https?:\/\//.test(text) || !text.includes("${ID}"))) {
    const message = `"link" of ${what} must start with http:// or https:// and contain "\${ID}"`;
    reject(scope, link.value, "tracking-tool", message, {
      help: "write for example `https://issues.example.com/${ID}`",
    });
  }
  const regex = fields.get("regex");
  if (regex === undefined) return;
  resolveText(scope, `"regex" of ${what}`, regex.value);
  if (textIn(fields, "regex") !== "") return;
  reject(scope, regex.value, "tracking-tool", `"regex" of ${what} is empty`, {
    help: "write the pattern that finds an issue's number in a commit message, such as `ISSUE-(\\d+)`",
  });
}

/**
 * Checks `label_template` (PipelineConfig.validateLabelTemplate): at least one closed `${...}`, each of them COUNT,
 * `env:NAME`, or a material of the pipeline, perhaps cut by `[:n]`. GoCD stops at the first error.
 */
export function checkLabel(scope: RuleScope, pipeline: Pipeline): void {
  const entry = pipeline.fields.get("label_template");
  if (entry === undefined) return;
  const what = `the label template of ${pipeline.what}`;
  const text = resolveText(scope, what, entry.value);
  if (text === undefined) return;
  const names = [...pipeline.materials.map(({ name }) => name), ...pipeline.unreadMaterials];
  const tokens = Array.from(text.matchAll(/\$\{([^}]*)\}/g), ([, token = ""]) => token);
  const fail = (message: string, help: string) => {
    reject(scope, entry.value, "label-invalid", message, { help });
  };
  if (tokens.length === 0) fail(`${what} has no \`\${...}\``, "write for example `1.0.${COUNT}`");
  for (const token of tokens) {
    const problem = tokenProblem(token, names);
    if (problem === undefined) continue;
    fail(`\`\${${token}}\` in ${what} ${problem.message}`, problem.help);
    return;
  }
}

/** Reports a token of a label that names nothing. If there are no materials, another error has hidden their names. */
function tokenProblem(
  token: string,
  materials: readonly string[],
): { message: string; help: string } | undefined {
  const lower = token.toLowerCase();
  if (token.trim() === "") {
    return { message: "has no name in it", help: "write `${COUNT}` or a material's name" };
  }
  if (lower === "count") return undefined;
  if (lower.startsWith("env:") && lower.trim() === "env:") {
    return { message: "names no variable", help: "write the variable's name after `env:`" };
  }
  if (lower.startsWith("env:")) return undefined;
  const help = "write for example `${material[:8]}` for the first 8 characters";
  const match = /^([^[]*)(?:\[:([0-9]+)\])?$/.exec(token);
  if (match === null) return { message: "is shortened in a form that GoCD does not support", help };
  const [, name = "", length] = match;
  if (length?.startsWith("0")) return { message: "is shortened to a length that begins with 0", help };
  const isKnown = materials.some((material) => material.toLowerCase() === name.toLowerCase());
  if (isKnown || materials.length === 0) return undefined;
  return { message: "names no material of the pipeline", help: didYouMean(name, materials) };
}
