import { BOUNDS } from "../model/bounds.js";
import { quoteText } from "../model/diagnostic.js";
import type { TagFilter, Template } from "./filter/match.js";

/** The parsed value of `extract`, or the problem with it; `index` is its offset in UTF-16 code units. */
export type Extraction =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly index: number; readonly message: string; readonly help: string };

// The name of a group is a letter and letters or digits, as in Java. It is read as long as possible.
const PART = /\$(?:([0-9]+)|([A-Za-z][A-Za-z0-9]*)|\{([A-Za-z][A-Za-z0-9]*|[0-9]+)\})|[^$]+|\$/g;

/**
 * Parses `extract`: groups of the filter by `$1`, `$name` or `${name}`, at least one, and other text, which is literal. The
 * text that it makes of each tag is bounded, because `extractLength` and `extractGroups` are.
 */
export function parseExtract(extract: string, filter: TagFilter): Extraction {
  const { extractLength, extractGroups } = BOUNDS;
  const tooLong = "shorten it; one group around all parts of the tag to compare is enough";
  if (extract.length > extractLength.value) {
    return { ok: false, index: extractLength.value, message: extractLength.message, help: tooLong };
  }
  const template: (string | number)[] = [];
  let groups = 0;
  for (const { 0: text, 1: number, 2: name, 3: braced, index } of extract.matchAll(PART)) {
    const reference = number ?? name ?? braced;
    if (text === "$") {
      const message = `extract ${quoteText(extract)} has a \`$\` that is not the start of $1, $name or \${name}`;
      return { ok: false, index, message, help: describeGroups(filter) };
    }
    if (reference === undefined) {
      template.push(text);
      continue;
    }
    const group = /^[0-9]/.test(reference) ? Number(reference) : filter.names.get(reference);
    if (group === undefined || group < 1 || group > filter.groupCount) {
      const message = `extract ${quoteText(extract)} names the group ${text}, which tag_filter does not have`;
      return { ok: false, index, message, help: describeGroups(filter) };
    }
    if (++groups > extractGroups.value) {
      return { ok: false, index, message: extractGroups.message, help: tooLong };
    }
    template.push(group);
  }
  if (groups > 0) return { ok: true, template };
  const message = `extract ${quoteText(extract)} names no group of tag_filter`;
  return { ok: false, index: 0, message, help: describeGroups(filter) };
}

function describeGroups(filter: TagFilter): string {
  if (filter.groupCount === 0) return "put parentheses around the part of tag_filter to compare";
  const numbers = filter.groupCount === 1 ? "$1" : `$1 to $${filter.groupCount}`;
  const names = [...filter.names.keys()].map((name) => `$${name}`);
  return `use the groups of tag_filter: ${[numbers, ...names].join(", ")}`;
}
