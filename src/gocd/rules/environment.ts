import { addAll } from "../../model/diagnostic.js";
import type { Place } from "../../model/source.js";
import { dereference, placeOf, textOf } from "../../yaml/node.js";
import type { Environment, NameList } from "../read/environment.js";
import { reject, rejectAt, type Findings } from "../read/findings.js";
import type { RuleScope } from "./parameter.js";
import type { EnvironmentSummary } from "./summary.js";
import { checkEnvironmentVariables } from "./variable.js";

type Member = EnvironmentSummary["members"][number];

/** Checks one part of an environment on its own (CREnvironment). */
export function checkEnvironment(scope: RuleScope, environment: Environment): EnvironmentSummary {
  const { name, what, variables } = environment;
  checkEnvironmentVariables(scope, what, variables);
  const members: Member[] = variables.map((variable) => ({
    kind: "variable",
    text: variable.name,
    place: placeOf(scope.tree, variable.entry.keyNode),
  }));
  addAll(members, checkMembers(scope, what, environment.pipelines, "pipeline"));
  addAll(members, checkMembers(scope, what, environment.agents, "agent"));
  return { name, members };
}

function checkMembers(
  scope: RuleScope,
  what: string,
  list: NameList | undefined,
  kind: "pipeline" | "agent",
): Member[] {
  if (list === undefined) return [];
  const members: Member[] = [];
  const seen = new Map<string, Place>();
  for (const node of list.items) {
    const text = textOf(node);
    if (typeof text !== "string") {
      const message = `an item of "${list.entry.key}" of ${what} has no value`;
      reject(scope, list.entry.keyNode, "value-empty", message, { help: "remove the item", reach: "repo" });
      continue;
    }
    const twin = seen.get(text.toLowerCase());
    if (twin === undefined) {
      const place = placeOf(scope.tree, node);
      seen.set(text.toLowerCase(), place);
      members.push({ kind, text, place });
    } else {
      const place = placeOf(scope.tree, dereference(node));
      const message = `the ${kind} "${text}" is in ${what} twice (names are case-insensitive)`;
      rejectTwin(scope.findings, place, message, twin);
    }
  }
  return members;
}

/**
 * Checks the environments of all files together: no part of an environment may repeat an entry of another part, even
 * with the same value (MergeEnvironmentConfig), and a pipeline belongs to one environment (EnvironmentsConfig).
 */
export function checkEnvironments(findings: Findings, environments: readonly EnvironmentSummary[]): void {
  const members = new Map<string, { readonly place: Place; readonly part: EnvironmentSummary }>();
  const homes = new Map<string, { readonly place: Place; readonly name: string }>();
  for (const part of environments) {
    const { name } = part;
    for (const { kind, text, place } of part.members) {
      const key = `${name.toLowerCase()}\n${kind}\n${kind === "variable" ? text : text.toLowerCase()}`;
      const twin = members.get(key);
      if (twin === undefined) members.set(key, { place, part });
      else if (twin.part !== part) {
        const message = `the ${kind} "${text}" of the environment "${name}" is also in another part of it`;
        rejectTwin(findings, place, message, twin.place);
      }
      if (kind !== "pipeline") continue;
      const home = homes.get(text.toLowerCase());
      if (home === undefined) homes.set(text.toLowerCase(), { place, name });
      else if (home.name.toLowerCase() !== name.toLowerCase()) {
        const message = `the pipeline "${text}" is in the environments "${home.name}" and "${name}"`;
        rejectTwin(findings, place, message, home.place);
      }
    }
  }
}

function rejectTwin(findings: Findings, place: Place, message: string, first: Place): void {
  rejectAt(findings, place, "environment-duplicate", message, {
    help: "remove one of the two",
    reach: "environment",
    related: [{ message: "the first one is here", place: first }],
  });
}
