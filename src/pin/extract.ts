import { quoteText } from "../model/diagnostic.js";
import type { TagFilter } from "./filter/match.js";

/** The number of the group that `extract` names, or the problem with it. */
export type Extraction =
  | { readonly ok: true; readonly group: number }
  | { readonly ok: false; readonly message: string; readonly help: string };

const TEMPLATE = /^\$(?:([0-9]+)|([A-Za-z][A-Za-z0-9]*)|\{([A-Za-z][A-Za-z0-9]*|[0-9]+)\})$/;

/**
 * Finds the group of the filter that `extract` names by `$1`, `$name` or `${name}`: exactly one, which the filter has.
 */
export function findExtracted(extract: string, filter: TagFilter): Extraction {
  const match = TEMPLATE.exec(extract);
  if (match === null) {
    return {
      ok: false,
      message: `extract ${quoteText(extract)} is not one of $1, $name, \${name}`,
      help: "name exactly one group of tag_filter, and nothing else",
    };
  }
  const name = match[1] ?? match[2] ?? match[3] ?? "";
  const group = /^[0-9]/.test(name) ? Number(name) : filter.names.get(name);
  if (group === undefined || group < 1 || group > filter.groupCount) {
    return {
      ok: false,
      message: `extract ${quoteText(extract)} names a group that tag_filter does not have`,
      help: describeGroups(filter),
    };
  }
  return { ok: true, group };
}

function describeGroups(filter: TagFilter): string {
  if (filter.groupCount === 0) return "put brackets around the part of tag_filter to compare";
  const numbers = filter.groupCount === 1 ? "$1" : `$1 to $${filter.groupCount}`;
  const names = [...filter.names.keys()].map((name) => `$${name}`);
  return `tag_filter has ${[numbers, ...names].join(", ")}`;
}
