import type { Entry } from "../../yaml/entries.js";
import { textOf } from "../../yaml/node.js";
import { reject } from "../read/findings.js";
import type { Options } from "../read/options.js";
import { resolveText, type RuleScope } from "./parameter.js";

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
