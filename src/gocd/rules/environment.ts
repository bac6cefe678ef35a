import type { Entry } from "../../yaml/entries.js";
import { dereference, placeOf, textOf, type Node } from "../../yaml/node.js";
import { ENVIRONMENT } from "../grammar/pipeline.js";
import { refuse, type Scope } from "./finding.js";
import { readFields } from "./shape.js";
import { isAbsent, readTexts } from "./value.js";
import { checkEnvironmentBuiltIn, readVariables } from "./variable.js";

/** One part of an environment: GoCD puts together what several places say under one name. */
export interface Environment {
  readonly name: string;
  readonly scope: Scope;
  readonly members: readonly Member[];
}

/** What may stand once only in an environment. */
interface Member {
  readonly kind: "variable" | "pipeline" | "agent";
  readonly text: string;
  readonly node: Node;
}

/** Reads one entry of `environments` (EnvironmentsTransform, CREnvironment). Its name may be any text. */
export function readEnvironment(scope: Scope, entry: Entry): Environment {
  const { key: name } = entry;
  const what = `the environment "${name}"`;
  const fields = isAbsent(entry.value) ? undefined : readFields(scope, what, entry.value, ENVIRONMENT);
  if (fields === undefined) return { name, scope, members: [] };
  const variables = readVariables(scope, what, fields);
  checkEnvironmentBuiltIn(variables, what);
  const members: Member[] = variables.map((variable) => ({
    kind: "variable",
    text: variable.name,
    node: variable.entry.keyNode,
  }));
  for (const [key, kind] of [
    ["pipelines", "pipeline"],
    ["agents", "agent"],
  ] as const) {
    const list = fields.get(key);
    if (list === undefined) continue;
    members.push(...readMembers(scope, what, list, kind));
  }
  return { name, scope, members };
}

function readMembers(scope: Scope, what: string, list: Entry, kind: "pipeline" | "agent"): Member[] {
  const members: Member[] = [];
  const seen = new Map<string, Node>();
  for (const node of readTexts(scope, `"${list.key}" of ${what}`, list.value)) {
    const text = textOf(node);
    if (typeof text !== "string") {
      refuse(scope, list.keyNode, "value-empty", `an item of "${list.key}" of ${what} has nothing in it`, {
        help: "remove the item",
        reach: "repo",
      });
      continue;
    }
    const twin = seen.get(text.toLowerCase());
    if (twin !== undefined) {
      report(
        scope,
        dereference(node),
        `the ${kind} "${text}" stands twice in ${what}, in any letter case`,
        scope,
        twin,
      );
    } else {
      seen.set(text.toLowerCase(), node);
      members.push({ kind, text, node });
    }
  }
  return members;
}

/**
 * Checks environments of all files together: what one part of an environment says no other may say again, even with
 * the same value (MergeEnvironmentConfig), and a pipeline belongs to one environment (EnvironmentsConfig).
 */
export function checkEnvironments(environments: readonly Environment[]): void {
  const members = new Map<
    string,
    { readonly scope: Scope; readonly node: Node; readonly part: Environment }
  >();
  const homes = new Map<string, { readonly scope: Scope; readonly node: Node; readonly name: string }>();
  for (const part of environments) {
    const { name, scope } = part;
    for (const { kind, text, node } of part.members) {
      const key = `${name.toLowerCase()}\n${kind}\n${kind === "variable" ? text : text.toLowerCase()}`;
      const twin = members.get(key);
      if (twin === undefined) members.set(key, { scope, node, part });
      else if (twin.part !== part) {
        report(
          scope,
          node,
          `the ${kind} "${text}" of the environment "${name}" stands in another part of it too`,
          twin.scope,
          twin.node,
        );
      }
      if (kind !== "pipeline") continue;
      const home = homes.get(text.toLowerCase());
      if (home === undefined) homes.set(text.toLowerCase(), { scope, node, name });
      else if (home.name.toLowerCase() !== name.toLowerCase()) {
        report(
          scope,
          node,
          `the pipeline "${text}" is in the environments "${home.name}" and "${name}"`,
          home.scope,
          home.node,
        );
      }
    }
  }
}

function report(scope: Scope, node: Node, message: string, otherScope: Scope, other: Node): void {
  refuse(scope, node, "environment-duplicate", message, {
    help: "keep one of the two",
    related: [{ message: "it stands first here", place: placeOf(otherScope.tree, other) }],
  });
}
