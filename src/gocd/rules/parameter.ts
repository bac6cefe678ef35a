import { didYouMean } from "../../model/suggest.js";
import type { Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node } from "../../yaml/node.js";
import { refuse, refuseAt, warn, type Reach, type Scope } from "./finding.js";
import { isName } from "../names.js";
import { NAME_HELP } from "./name.js";
import { spanOfWord } from "./text-span.js";
import { checkUnique, type First } from "./unique.js";
import { readTextMap } from "./value.js";

/** A text with its parameters put in, or what GoCD stumbles over in it. */
export type Resolved =
  | { readonly kind: "text"; readonly text: string }
  /** A `#` that begins nothing; `at` is the offset of the first in the text, `count` how many there are. */
  | { readonly kind: "hash"; readonly at: number; readonly count: number }
  | { readonly kind: "unclosed"; readonly at: number }
  | { readonly kind: "unknown"; readonly at: number; readonly name: string };

/**
 * Puts parameters into a text as ParamStateMachine does: `#{name}` becomes the value, `##` a `#`, and any other `#` is
 * an error. Values are not looked through again.
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
 * The text of a field as GoCD has it once parameters are put in; undefined, with an error at the `#`, where they
 * cannot be. `what` names the field; one that `isSecret` is not shown. Without parameters in the scope (environments) the text stays.
 */
export function resolveText(
  scope: Scope,
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
  const span = spanOfWord(scope.tree, node, text, "#", resolved.at);
  const { start, end } = dereference(node);
  const more = { reach, ...(isSecret && { mask: [{ start, end }] }) };
  switch (resolved.kind) {
    case "hash": {
      const times = resolved.count > 1 ? ` (${resolved.count} times)` : "";
      refuseAt(
        scope,
        span,
        "hash-unescaped",
        `a single "#" in ${what}${times}: GoCD takes it for a parameter`,
        {
          help: "write `##` for each `#`, also in scripts and comments, or `#{name}` for a parameter",
          ...more,
        },
      );
      return undefined;
    }
    case "unclosed":
      refuseAt(scope, span, "hash-unescaped", `"#{" in ${what} is not closed by "}"`, {
        help: "close it, or write `##{` if no parameter is meant",
        ...more,
      });
      return undefined;
    case "unknown":
      refuseAt(
        scope,
        span,
        "parameter-unknown",
        `the parameter "${resolved.name}" in ${what} is not declared`,
        {
          help:
            didYouMean(resolved.name, Array.from(scope.parameters.keys())) ||
            "declare it under `parameters` of the pipeline, or write `##{` if no parameter is meant",
          ...more,
        },
      );
      return undefined;
  }
}

/** Reads `parameters` of a pipeline (ParameterTransform, ParamConfig). */
export function readParameters(scope: Scope, what: string, entry: Entry | undefined): Map<string, string> {
  const parameters = new Map<string, string>();
  if (entry === undefined) return parameters;
  const seen = new Map<string, First>();
  for (const parameter of readTextMap(scope, `the parameters of ${what}`, entry.value)) {
    const { key, keyNode, value } = parameter;
    const text = textOf(value);
    if (text === null) {
      const message = `the parameter "${key}" has no value, and GoCD puts in the word "null"`;
      warn(scope, keyNode, "value-misread", message, 'write `""` for nothing');
    }
    if (!isName(key)) {
      refuse(scope, keyNode, "name-invalid", `"${key}" is not a parameter name that GoCD takes`, {
        help: NAME_HELP,
      });
    }
    const message = `the parameter "${key}" of ${what} differs from another in letter case only`;
    checkUnique(seen, key.toLowerCase(), { scope, node: keyNode }, { code: "name-duplicate", message });
    parameters.set(key, text ?? "null");
  }
  return parameters;
}
