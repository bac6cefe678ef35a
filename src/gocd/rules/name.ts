import type { Node } from "../../yaml/node.js";
import { JOB_INSTANCE_PATTERN, JOB_NAME_PATTERN } from "../grammar/words.js";
import { isName } from "../names.js";
import { refuse, type Scope } from "./finding.js";

/** What NameTypeValidator takes. */
export const NAME_HELP =
  "use ASCII letters, digits, `_`, `-` and `.`, not starting with `.`, 255 characters at most";

const JOB_NAME = new RegExp(JOB_NAME_PATTERN);
const JOB_INSTANCE = new RegExp(JOB_INSTANCE_PATTERN);

/** Refuses a name of a pipeline, stage, group, template, material and the like that NameTypeValidator refuses. */
export function checkName(scope: Scope, kind: string, name: string, node: Node): void {
  if (isName(name)) return;
  const article = /^[aeiou]/.test(kind) ? "an" : "a";
  refuse(scope, node, "name-invalid", `"${name}" is not ${article} ${kind} name that GoCD takes`, {
    help: NAME_HELP,
  });
}

/** Refuses a job's name (JobConfig): other than elsewhere it may begin with `.`, but not end like an instance. */
export function checkJobName(scope: Scope, name: string, node: Node): void {
  if (!JOB_NAME.test(name)) {
    refuse(scope, node, "name-invalid", `"${name}" is not a job name that GoCD takes`, {
      help: "use ASCII letters, digits, `_`, `-` and `.`, 255 characters at most",
    });
  } else if (JOB_INSTANCE.test(name)) {
    refuse(
      scope,
      node,
      "name-invalid",
      `the job name "${name}" ends like an instance that GoCD makes of a job`,
      {
        help: "let it not end in `-runOnAll-` or `-runInstance-` and a number",
      },
    );
  }
}

/** Refuses a tab (Tab): names are short, paths hold no blanks. Both come with parameters put in. */
export function checkTab(
  scope: Scope,
  what: string,
  name: string,
  path: string | undefined,
  node: Node,
): void {
  if (!/^[a-zA-Z0-9_\-.]+$/.test(name) || name.length > 15) {
    refuse(scope, node, "tab-invalid", `the tab name "${name}" of ${what} is not one that GoCD takes`, {
      help: "use ASCII letters, digits, `_`, `-` and `.`, 15 characters at most",
    });
  } else if (path !== undefined && !/^\S+$/.test(path)) {
    refuse(
      scope,
      node,
      "tab-invalid",
      `the path "${path}" of the tab "${name}" of ${what} holds blanks or nothing`,
      {
        help: "name a file of the artifacts whose path has no blanks",
      },
    );
  }
}

/** Refuses a resource (ResourceConfig), with parameters put in. Java's `\w` and `\s` are ASCII. */
export function checkResource(scope: Scope, what: string, name: string, node: Node): void {
  if (/^[-\w \t\n\v\f\r|.]*$/.test(name)) return;
  refuse(scope, node, "name-invalid", `the resource "${name}" of ${what} is not a name that GoCD takes`, {
    help: "use ASCII letters, digits, `_`, `-`, `.`, `|` and blanks",
  });
}
