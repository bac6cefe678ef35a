import type { Entry } from "../../yaml/entries.js";
import type { Node } from "../../yaml/node.js";
import { ENVIRONMENT } from "../grammar/pipeline.js";
import { readFields } from "./fields.js";
import type { Scope } from "./findings.js";
import { hasNoValue, readTexts } from "./values.js";
import { readVariables, type DeclaredVariable } from "./variable.js";

/** A part of an environment: GoCD merges the parts that several files declare under one name. */
export interface Environment {
  readonly name: string;
  readonly what: string;
  readonly entry: Entry;
  readonly variables: readonly DeclaredVariable[];
  readonly pipelines: NameList | undefined;
  readonly agents: NameList | undefined;
}

/** A list of names, of which some may be absent. */
export interface NameList {
  readonly entry: Entry;
  readonly items: readonly Node[];
}

/** Reads one entry of `environments` (EnvironmentsTransform, CREnvironment). Its name may be any text. */
export function readEnvironment(scope: Scope, entry: Entry): Environment {
  const { key: name } = entry;
  const what = `the environment "${name}"`;
  const fields = hasNoValue(entry.value)
    ? new Map<string, Entry>()
    : (readFields(scope, what, entry.value, ENVIRONMENT) ?? new Map<string, Entry>());
  const list = (key: string): NameList | undefined => {
    const names = fields.get(key);
    if (names === undefined) return undefined;
    return { entry: names, items: readTexts(scope, `"${key}" of ${what}`, names.value) };
  };
  return {
    name,
    what,
    entry,
    variables: readVariables(scope, what, fields),
    pipelines: list("pipelines"),
    agents: list("agents"),
  };
}
