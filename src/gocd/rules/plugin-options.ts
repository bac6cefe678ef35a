import { entryOf, type Entry } from "../../yaml/entries.js";
import type { Node } from "../../yaml/node.js";
import { refuse, type Scope } from "./finding.js";
import { resolveText } from "./parameter.js";
import { readTextMap } from "./value.js";

/**
 * Reads `options` and `secure_options` of a task, artifact or material and gives the plain ones. A key that stands in
 * both is refused (CRPluggableTask and the like).
 */
export function readOptions(scope: Scope, what: string, body: Node): Entry[] {
  const plain = new Map<string, Entry>();
  for (const field of ["options", "secure_options"]) {
    const parent = entryOf(body, field);
    if (parent === undefined) continue;
    for (const entry of readTextMap(scope, `"${field}" of ${what}`, parent.value)) {
      resolveText(scope, `the name of the option "${entry.key}" of ${what}`, entry.keyNode);
      resolveText(scope, `the option "${entry.key}" of ${what}`, entry.value, {
        isSecret: field === "secure_options",
      });
      if (field === "options") plain.set(entry.key, entry);
      else if (plain.has(entry.key)) {
        refuse(
          scope,
          entry.keyNode,
          "name-duplicate",
          `the option "${entry.key}" of ${what} stands under both "options" and "secure_options"`,
          {
            help: "keep one of the two",
          },
        );
      }
    }
  }
  return Array.from(plain.values());
}
