import type { Place } from "../../model/source.js";
import { didYouMean } from "../../model/suggest.js";
import type { Entry } from "../../yaml/entries.js";
import { dereference, placeOf, textOf, type Node } from "../../yaml/node.js";
import { isName } from "../names.js";
import { reject, rejectAt, warn, type Reach, type Scope, spanOfWord, checkUnique } from "../read/findings.js";
import type { Pipeline } from "../read/pipeline.js";
import type { Options } from "../read/values.js";
import { NAME_HELP } from "./name.js";
import type { Target } from "./summary.js";

/** The context in which rules look at values: GoCD replaces the pipeline's parameters in them. */
export interface RuleScope extends Scope {
  /** By name; undefined if GoCD replaces none (environments). */
  readonly parameters: ReadonlyMap<string, string> | undefined;
}

/** A text with its parameters put in, or what GoCD rejects in it. */
export type Resolved =
  | { readonly kind: "text"; readonly text: string }
  /** A single `#`; `at` is the offset of the first in the text, `count` their number. */
  | { readonly kind: "hash"; readonly at: number; readonly count: number }
  | { readonly kind: "unclosed"; readonly at: number }
  | { readonly kind: "unknown"; readonly at: number; readonly name: string };

/**
 * Puts parameters into a text as ParamStateMachine does: `#{name}` becomes the value, `##` a `#`, and any other `#` is
 * an error. GoCD does not look for parameters in the values.
 */
export function resolveParameters(text: string, parameters: ReadonlyMap<string, string>): Resolved {
  let result = "";
  let from = 0;
  let firstHash = -1;
  let count = 0;
  for (let at = text.indexOf("#"); at >= 0; at = text.indexOf("#", from)) {
    result += text.slice(from, at);
    from = at + 1;
    if (text[from] === "#") {
      result += "#";
      from++;
    } else if (text[from] === "{") {
      const end = text.indexOf("}", from);
      if (end < 0) return firstHash < 0 ? { kind: "unclosed", at } : { kind: "hash", at: firstHash, count };
      const name = text.slice(from + 1, end);
      const value = parameters.get(name);
      if (value === undefined && firstHash < 0) return { kind: "unknown", at, name };
      result += value ?? "";
      from = end + 1;
    } else {
      if (firstHash < 0) firstHash = at;
      count++;
    }
  }
  return count > 0
    ? { kind: "hash", at: firstHash, count }
    : { kind: "text", text: result + text.slice(from) };
}

/**
 * Returns the text of a field with its parameters put in; undefined, with an error at the `#`, if GoCD cannot put them
 * in. `what` names the field. A value that `isSecret` is not shown. If the scope has no parameters, the text stays.
 */
export function resolveText(
  scope: RuleScope,
  what: string,
  node: Node,
  options: { readonly reach?: Reach; readonly isSecret?: boolean } = {},
): string | undefined {
  const { reach = scope.reach, isSecret = false } = options;
  const text = textOf(node);
  if (text === null || text === undefined) return undefined;
  if (scope.parameters === undefined || !text.includes("#")) return text;
  const resolved = resolveParameters(text, scope.parameters);
  if (resolved.kind === "text") return resolved.text;
  const { code, message, help } = describeProblem(resolved, what, scope.parameters);
  const place = { file: scope.tree.file, span: spanOfWord(scope.tree, node, text, "#", resolved.at) };
  const { start, end } = dereference(node);
  rejectAt(scope.findings, place, code, message, {
    help,
    reach,
    ...(isSecret && { mask: [{ start, end }] }),
  });
  return undefined;
}

/** Does the same, and returns the text with its place. */
export function resolveTarget(scope: RuleScope, what: string, node: Node): Target | undefined {
  const text = resolveText(scope, what, node);
  return text === undefined ? undefined : { text, place: placeOf(scope.tree, node) };
}

function describeProblem(
  resolved: Exclude<Resolved, { kind: "text" }>,
  what: string,
  parameters: ReadonlyMap<string, string>,
): { code: "hash-unescaped" | "parameter-unknown"; message: string; help: string } {
  switch (resolved.kind) {
    case "hash": {
      const times = resolved.count > 1 ? ` (${resolved.count} times)` : "";
      return {
        code: "hash-unescaped",
        message: `a single "#" in ${what}${times}: GoCD expects a parameter after it`,
        help: "write `##` for each `#`, also in scripts and comments, or `#{name}` for a parameter",
      };
    }
    case "unclosed":
      return {
        code: "hash-unescaped",
        message: `"#{" in ${what} has no closing "}"`,
        help: "close it, or write `##{` if you do not mean a parameter",
      };
    case "unknown":
      return {
        code: "parameter-unknown",
        message: `the parameter "${resolved.name}" in ${what} is not declared`,
        help: didYouMean(
          resolved.name,
          Array.from(parameters.keys()),
          "declare it under `parameters` of the pipeline, or write `##{` if you do not mean a parameter",
        ),
      };
  }
}

/** Returns the values of a pipeline's parameters as GoCD puts them in: one without a value is the word "null". */
export function parametersOf({ parameters }: Pipeline): Map<string, string> {
  return new Map(parameters.map(({ key, value }) => [key, textOf(value) ?? "null"]));
}

/** Checks `parameters` of a pipeline (ParameterTransform, ParamConfig). */
export function checkParameters(scope: Scope, { what, parameters }: Pipeline): void {
  const seen = new Map<string, Place>();
  for (const { key, keyNode, value } of parameters) {
    if (textOf(value) === null) {
      const message = `the parameter "${key}" has no value, and GoCD inserts the word "null"`;
      warn(scope, keyNode, "value-misread", message, 'write `""` for an empty value');
    }
    if (!isName(key)) {
      reject(scope, keyNode, "name-invalid", `"${key}" is not valid as a parameter name`, {
        help: NAME_HELP,
      });
    }
    checkUnique(scope.findings, seen, key.toLowerCase(), placeOf(scope.tree, keyNode), () => ({
      code: "name-duplicate",
      message: `the parameter "${key}" is defined twice in ${what} (names are case-insensitive)`,
      reach: scope.reach,
    }));
  }
}

/**
 * Checks the options of a task, artifact or material, named `what`. A key that is in both lists is
 * an error (CRPluggableTask), unless `allowsBoth`.
 */
export function checkOptions(
  scope: RuleScope,
  what: string,
  { plain, secure }: Options,
  { allowsBoth = false }: { readonly allowsBoth?: boolean } = {},
): void {
  const names = new Set(plain.map(({ key }) => key));
  for (const [entries, isSecret] of [
    [plain, false],
    [secure, true],
  ] as const) {
    for (const { key, keyNode, value } of entries) {
      resolveText(scope, `the name of the option "${key}" of ${what}`, keyNode);
      resolveText(scope, `the option "${key}" of ${what}`, value, { isSecret });
      if (!isSecret || allowsBoth || !names.has(key)) continue;
      const message = `the option "${key}" of ${what} is in both "options" and "secure_options"`;
      reject(scope, keyNode, "name-duplicate", message, { help: "remove one of the two" });
    }
  }
}

/** Returns a text that is equal for equal options, in any order. */
export function sortedOptions(options: readonly Entry[]): string {
  return JSON.stringify(options.map(({ key, value }) => JSON.stringify([key, textOf(value)])).sort());
}
