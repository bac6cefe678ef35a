import { entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, type Node } from "../../yaml/node.js";
import { refuse, warn, type Scope } from "./finding.js";
import { resolveText } from "./parameter.js";
import { kindOf, readTexts } from "./value.js";

/** Each way of filtering, by the key that wins where its two names stand together (MaterialTransform). */
const FILTERS = [
  { wins: "ignore", loses: "blacklist" },
  { wins: "whitelist", loses: "includes" },
] as const;

/**
 * Checks the filters of a material. `isPluggable`: the server looks at the clash of both ways of filtering only for
 * its own kinds. Gives the key by which the material includes paths, if it does.
 */
export function checkFilters(
  scope: Scope,
  what: string,
  body: Node,
  isPluggable: boolean,
): Entry | undefined {
  const [ignore, include] = FILTERS.map(({ wins, loses }) => {
    const [winner, loser] = [wins, loses].map((key) => readFilter(scope, what, body, key));
    if (winner !== undefined && loser !== undefined) {
      const message = `"${loses}" of ${what} has no effect beside "${wins}"`;
      warn(
        scope,
        loser.keyNode,
        "key-ignored",
        message,
        "they mean the same: put both lists under one of the two",
      );
    }
    return winner ?? loser;
  });
  if (
    !isPluggable &&
    ignore !== undefined &&
    include !== undefined &&
    hasItems(ignore) &&
    hasItems(include)
  ) {
    refuse(scope, include.keyNode, "filter-both", `${what} has both "${ignore.key}" and "${include.key}"`, {
      help: "keep one of the two: what to ignore, or what alone to look at",
    });
  }
  return include !== undefined && hasItems(include) ? include : undefined;
}

function readFilter(scope: Scope, what: string, body: Node, key: string): Entry | undefined {
  const entry = entryOf(body, key);
  if (entry === undefined) return undefined;
  const name = `"${key}" of ${what}`;
  if (dereference(entry.value).kind !== "sequence") {
    // Other than elsewhere a list that is not there throws too.
    refuse(scope, entry.value, "value-type", `${name} must be a list, but is ${kindOf(entry.value)}`, {
      help: "write one `- pattern` a line below it, or `[]`",
    });
    return undefined;
  }
  for (const item of readTexts(scope, name, entry.value)) resolveText(scope, `a pattern of ${name}`, item);
  return entry;
}

function hasItems(entry: Entry): boolean {
  const real = dereference(entry.value);
  return real.kind === "sequence" && real.items.length > 0;
}
