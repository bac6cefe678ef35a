import { entryOf, type Entry } from "../../yaml/entries.js";
import type { Node } from "../../yaml/node.js";
import type { Scope } from "./findings.js";
import { readTextMap } from "./values.js";

/** The options of a plugin. */
export interface Options {
  readonly plain: readonly Entry[];
  readonly secure: readonly Entry[];
}

/** Reads `options` and `secure_options` of a task, artifact or material (ConfigurationTransform). */
export function readOptions(scope: Scope, what: string, body: Node): Options {
  const [plain = [], secure = []] = ["options", "secure_options"].map((field) => {
    const parent = entryOf(body, field);
    return parent === undefined ? [] : readTextMap(scope, `"${field}" of ${what}`, parent.value);
  });
  return { plain, secure };
}
