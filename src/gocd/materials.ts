import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Place } from "../model/source.js";
import { entriesOf, entryOf, type Entry } from "../yaml/entries.js";
import { dereference, placeOf, textOf, type MappingNode, type Node, type Tree } from "../yaml/node.js";
import { MATERIALS } from "./grammar/material.js";
import { isName } from "./names.js";
import type { Pipeline } from "./pipelines.js";

/** A material of a pipeline, as far as pinning needs to know it (MaterialTransform). */
export interface Material {
  readonly name: string;
  readonly entry: Entry;
  readonly body: MappingNode;
  /** Whether GoCD checks it out, so that a second one of the kind makes `destination` compulsory. */
  readonly isScm: boolean;
  readonly destination: string | undefined;
  /** How it names a package, if it does. */
  readonly reference: PackageReference | undefined;
}

/** What stands behind `package:`. */
export type PackageReference =
  | { readonly kind: "declared"; readonly repository: string; readonly name: string; readonly place: Place }
  | { readonly kind: "id"; readonly id: string; readonly place: Place }
  | { readonly kind: "inline"; readonly node: Node; readonly place: Place };

const SCM_MATERIALS = Object.values(MATERIALS).filter(({ isScm }) => isScm);
const SCM_SELECTORS = SCM_MATERIALS.flatMap(({ selectors }) => selectors);
const SCM_TYPES: readonly string[] = SCM_MATERIALS.map(({ kind }) => kind);

/** The pipeline's materials in GoCD's order, through anchors, aliases and merges. */
export function readMaterials(
  tree: Tree,
  pipeline: Pipeline,
): { materials: Material[]; diagnostics: Diagnostic[] } {
  const materials: Material[] = [];
  const diagnostics: Diagnostic[] = [];
  const parent = entryOf(pipeline.body, "materials");
  for (const entry of (parent && entriesOf(parent.value)) ?? []) {
    const body = dereference(entry.value);
    if (body.kind !== "mapping") continue; // GoCD says so itself: it names no package.
    const text = (key: string) => {
      const found = entryOf(body, key);
      return found === undefined ? undefined : (textOf(found.value) ?? undefined);
    };
    const named = entryOf(body, "package");
    // Of several selectors p4 wins over package, and package over the others.
    const reference =
      named === undefined || entryOf(body, "p4") !== undefined
        ? undefined
        : readReference(tree, pipeline, entry.key, named.value, diagnostics);
    if (reference !== undefined && !isName(entry.key)) {
      diagnostics.push(
        errorAt(
          placeOf(tree, entry.keyNode),
          "material-name",
          `"${entry.key}" is not a material name that GoCD takes`,
          {
            help: "use ASCII letters, digits, `_`, `-` and `.`, not starting with `.`, 255 characters at most",
          },
        ),
      );
    }
    const isScm =
      reference === undefined &&
      (SCM_SELECTORS.some((key) => entryOf(body, key) !== undefined) ||
        SCM_TYPES.includes(text("type") ?? ""));
    materials.push({ name: entry.key, entry, body, isScm, destination: text("destination"), reference });
  }
  return { materials, diagnostics };
}

function readReference(
  tree: Tree,
  pipeline: Pipeline,
  material: string,
  value: Node,
  diagnostics: Diagnostic[],
): PackageReference | undefined {
  const place = placeOf(tree, value);
  const real = dereference(value);
  if (real.kind === "mapping") return { kind: "inline", node: value, place };
  const text = textOf(value);
  if (text === null || text === undefined || text === "") {
    diagnostics.push(
      errorAt(
        place,
        "package-reference",
        `the material "${material}" of the pipeline "${pipeline.name}" names no package`,
        {
          help: "write `package: <repository>/<package>`, the package's id, or `{repository: ..., image: ...}`",
        },
      ),
    );
    return undefined;
  }
  const slash = text.indexOf("/");
  if (slash < 0) return { kind: "id", id: text, place };
  return { kind: "declared", repository: text.slice(0, slash), name: text.slice(slash + 1), place };
}
