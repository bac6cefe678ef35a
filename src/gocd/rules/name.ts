import { didYouMean } from "../../model/suggest.js";
import { textOf, type Node } from "../../yaml/node.js";
import { JOB_INSTANCE_PATTERN, JOB_NAME_PATTERN } from "../grammar/shape.js";
import { isName } from "../names.js";
import { reject, type Reach, type Scope } from "../read/findings.js";

/** The names that NameTypeValidator accepts, as a help text. */
export const NAME_HELP =
  "use at most 255 of the characters A to Z, a to z, 0 to 9, `_`, `-` and `.`, and do not begin with `.`";

const JOB_NAME_HELP = "use at most 255 of the characters A to Z, a to z, 0 to 9, `_`, `-` and `.`";

const JOB_NAME = new RegExp(JOB_NAME_PATTERN);
const JOB_INSTANCE = new RegExp(JOB_INSTANCE_PATTERN);

/** Reports a name of a pipeline, stage, group, template, material and the like that NameTypeValidator rejects. */
export function checkName(scope: Scope, kind: string, name: string, node: Node): void {
  if (isName(name)) return;
  const article = /^[aeiou]/.test(kind) ? "an" : "a";
  const message = `"${name}" is not valid as ${article} ${kind} name`;
  reject(scope, node, "name-invalid", message, { help: NAME_HELP });
}

/** Reports a job's name (JobConfig): it may begin with `.`, but not end like the name of an instance. */
export function checkJobName(scope: Scope, name: string, node: Node): void {
  if (!JOB_NAME.test(name)) {
    reject(scope, node, "name-invalid", `"${name}" is not valid as a job name`, { help: JOB_NAME_HELP });
  } else if (JOB_INSTANCE.test(name)) {
    const message = `the job name "${name}" ends like that of an instance, which GoCD makes of a job`;
    reject(scope, node, "name-invalid", message, {
      help: "choose a name that does not end in `-runOnAll-` or `-runInstance-` and a number",
    });
  }
}

/** Reports a tab (Tab): names are short, paths have no spaces. Both have their parameters put in. */
export function checkTab(
  scope: Scope,
  what: string,
  name: string,
  path: string | undefined,
  node: Node,
): void {
  if (!/^[a-zA-Z0-9_\-.]+$/.test(name) || name.length > 15) {
    reject(scope, node, "tab-invalid", `the tab name "${name}" of ${what} is not valid`, {
      help: "use at most 15 of the characters A to Z, a to z, 0 to 9, `_`, `-` and `.`",
    });
  } else if (path !== undefined && !/^\S+$/.test(path)) {
    const message = `the path "${path}" of the tab "${name}" of ${what} is empty or has spaces in it`;
    reject(scope, node, "tab-invalid", message, {
      help: "name a file of the artifacts whose path has no spaces",
    });
  }
}

/** Reports a resource (ResourceConfig) with its parameters put in. Java's `\w` and `\s` are ASCII. */
export function checkResource(scope: Scope, what: string, name: string, node: Node): void {
  if (/^[-\w \t\n\v\f\r|.]*$/.test(name)) return;
  reject(scope, node, "name-invalid", `the resource "${name}" of ${what} is not a valid name`, {
    help: "use the characters A to Z, a to z, 0 to 9, `_`, `-`, `.`, `|` and spaces",
  });
}

/** Reports a text that is not one of the allowed words. */
export function checkWord(
  scope: Scope,
  what: string,
  node: Node,
  allowed: readonly string[],
  reach: Reach = scope.reach,
): void {
  const text = textOf(node);
  if (text === null || text === undefined || allowed.includes(text)) return;
  const message = `${what} cannot be "${text}"`;
  reject(scope, node, "word-unknown", message, { help: didYouMean(text, allowed), reach });
}

/**
 * Returns a path as commons-io's FilenameUtils.normalize does: both kinds of slashes separate steps, `.` and `..` are
 * resolved, empty steps are removed. Returns undefined for a path that is absolute (also `~` and `C:`) or leaves its
 * folder, which FilenameUtil.isNormalizedPathOutsideWorkingDir rejects.
 */
export function normalizePath(path: string): string | undefined {
  // Most paths are the name of one folder.
  if (/^[\w-]+$/.test(path)) return path;
  if (/^(?:[\\/~:]|[A-Za-z]:)/.test(path) || path.includes("\0")) return undefined;
  const steps: string[] = [];
  for (const step of path.split(/[\\/]/)) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join("/");
}

// filePathType of cruise-config.xsd, which materials' destinations must match (FilePathTypeValidator).
const FILE_PATH = /^(?:(?:\.\/)?\.[^. ]+|[^. ].+[^. ]|[^. ][^. ]|[^. ])$/;

/** Whether a text has the form that GoCD requires of destinations: not empty, not ending in a dot or space. */
export function isFilePath(path: string): boolean {
  return FILE_PATH.test(path);
}

/** Whether a normalized folder is the other one or inside it. GoCD does not compare with the job's folder itself. */
export function isInside(inner: string, outer: string): boolean {
  return outer !== "" && (inner === outer || inner.startsWith(`${outer}/`));
}
