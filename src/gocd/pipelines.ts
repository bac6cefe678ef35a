import { errorAt, errorIn, type Diagnostic } from "../model/diagnostic.js";
import type { Place } from "../model/source.js";
import { entriesOf, type Entry } from "../yaml/entries.js";
import { dereference, placeOf, type MappingNode, type Node, type Tree } from "../yaml/node.js";
import { isName } from "./names.js";

/** A GoCD YAML file: what its root says (RootTransform). */
export interface GocdFile {
  readonly tree: Tree;
  /** Whether the file says `format_version`; without one GoCD drops filters of its materials. */
  readonly hasFormatVersion: boolean;
  readonly pipelines: readonly Pipeline[];
  /** GoCD ignores all that stands under `common`; package repositories may be declared there. */
  readonly common: Node | undefined;
}

/** A pipeline that a file declares. */
export interface Pipeline {
  readonly name: string;
  readonly place: Place;
  /** The entry of the `pipelines` mapping; its value may be an alias. */
  readonly entry: Entry;
  readonly body: MappingNode;
}

/**
 * Reads the root of a GoCD file. Root keys are matched in any letter case, as GoCD does. What keeps a pipeline
 * from being read is a diagnostic; the rest is given nevertheless.
 */
export function readGocdFile(tree: Tree): { file: GocdFile; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const root = dereference(tree.root);
  const entries = root.kind === "mapping" ? (entriesOf(root) ?? []) : [];
  if (root.kind !== "mapping") diagnostics.push(notAMapping(tree, root));
  const at = (key: string) => entries.find((entry) => entry.key.toLowerCase() === key);
  const pipelines = at("pipelines");
  const file: GocdFile = {
    tree,
    hasFormatVersion: at("format_version") !== undefined,
    pipelines: pipelines === undefined ? [] : readPipelines(tree, pipelines.value, diagnostics),
    common: at("common")?.value,
  };
  return { file, diagnostics };
}

function readPipelines(tree: Tree, value: Node, diagnostics: Diagnostic[]): Pipeline[] {
  const entries = entriesOf(value);
  if (entries === undefined) {
    diagnostics.push(
      errorAt(placeOf(tree, value), "pipeline-invalid", "pipelines must be a mapping of pipeline names", {
        help: "write each pipeline as `name:` with its keys below",
      }),
    );
    return [];
  }
  const pipelines: Pipeline[] = [];
  for (const entry of entries) {
    const body = dereference(entry.value);
    const place = placeOf(tree, entry.keyNode);
    if (!isName(entry.key)) {
      diagnostics.push(
        errorAt(place, "pipeline-invalid", `"${entry.key}" is not a pipeline name that GoCD takes`, {
          help: "use ASCII letters, digits, `_`, `-` and `.`, not starting with `.`, 255 characters at most",
        }),
      );
    } else if (body.kind !== "mapping") {
      diagnostics.push(
        errorAt(place, "pipeline-invalid", `the pipeline "${entry.key}" must be a mapping`, {
          help: "write its keys (group, materials, stages, ...) indented below its name",
        }),
      );
    } else {
      pipelines.push({ name: entry.key, place, entry, body });
    }
  }
  return pipelines;
}

function notAMapping(tree: Tree, root: Node): Diagnostic {
  const empty = root.kind === "scalar" && root.text === null;
  return empty
    ? errorIn(
        tree.file.path,
        "source-empty",
        "the file holds no YAML, and GoCD refuses the whole repo for it",
        {
          help: "write pipelines into it, remove it, or leave it out of sources",
        },
      )
    : errorAt(placeOf(tree, root), "pipeline-invalid", "a GoCD file must be a mapping", {
        help: "start it with `format_version: 10` and `pipelines:`",
      });
}
