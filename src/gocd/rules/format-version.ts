import type { Entry } from "../../yaml/entries.js";
import { placeOf, textOf, type Tree } from "../../yaml/node.js";
import { FORMAT_VERSIONS } from "../grammar/file.js";
import { refuse, warn, type Scope } from "./finding.js";
import type { CheckedPipeline } from "./pipeline.js";
import { parseInteger } from "./value.js";
import { shown } from "./root.js";

const NEWEST = FORMAT_VERSIONS.last;
/** From this format on the server expects `includes` where the plugin writes `whitelist` for older files. */
const INCLUDES_SINCE = 10;

const HELP = `write \`format_version: 10\`; a server knows 1 to ${NEWEST}`;

/** A format_version that is a number, and where it stands. */
export interface Version {
  readonly number: number;
  readonly entry: Entry;
  readonly tree: Tree;
}

/** The number behind a `format_version`, whether or not a server knows it; undefined where it is none. */
export function versionOf(entry: Entry): number | undefined {
  return parseInteger(textOf(entry.value) ?? "");
}

/**
 * Checks the `format_version`s of a file against the first of the repo (JsonConfigCollection): all must be one and
 * the same number. Files without one do not count.
 */
export function checkVersions(scope: Scope, entries: readonly Entry[], first: Version | undefined): void {
  for (const entry of entries) {
    const number = versionOf(entry);
    const node = textOf(entry.value) === null ? entry.keyNode : entry.value;
    if (number === undefined) {
      refuse(scope, node, "format-version", `"${entry.key}" must be a whole number, but is ${shown(entry)}`, {
        help: HELP,
      });
    } else if (first !== undefined && number !== first.number) {
      refuse(
        scope,
        node,
        "format-version",
        `"${entry.key}" is ${number} here, and ${first.number} elsewhere in the repo`,
        {
          help: "write the same number in every file",
          related: [{ message: "it stands first here", place: placeOf(first.tree, first.entry.value) }],
        },
      );
    } else if (number < 1 || number > NEWEST) {
      refuse(scope, node, "format-version", `no server knows format_version ${number}`, { help: HELP });
    }
  }
}

/**
 * Warns of filters that get lost: the plugin writes those of a file without `format_version` in the old word, which
 * the server drops if another file of the repo declares a newer format.
 */
export function checkLostFilters(pipeline: CheckedPipeline, target: Version): void {
  if (target.number < INCLUDES_SINCE) return;
  for (const { name, includes } of pipeline.materials) {
    if (includes === undefined) continue;
    const message =
      `"${includes.key}" of the material "${name}" is lost: this file has no format_version, while another has ${target.number}, ` +
      "and the material triggers on every path";
    warn(
      pipeline.scope,
      includes.keyNode,
      "filter-lost",
      message,
      `write \`format_version: ${target.number}\` into this file`,
    );
  }
}
