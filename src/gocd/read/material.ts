import type { Place } from "../../model/source.js";
import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, placeOf, textOf, type MappingNode, type Node } from "../../yaml/node.js";
import { MATERIAL, MATERIALS, SCM_PLUGIN, type MaterialKind } from "../grammar/material.js";
import { readingOf, requiredKeys } from "../grammar/shape.js";
import { readFields, textIn, type Fields } from "./fields.js";
import { reject, type Scope } from "./findings.js";
import { checkUnused, kindOfBody, readKind } from "./material-kind.js";
import {
  readOptions,
  type Options,
  describeNode,
  hasNoValue,
  indentHelp,
  readTexts,
  rejectList,
} from "./values.js";

/** A material of a pipeline. */
export interface Material {
  readonly name: string;
  readonly what: string;
  readonly entry: Entry;
  readonly body: MappingNode;
  readonly fields: Fields;
  /** Undefined if an error hides it. */
  readonly kind: MaterialKind | undefined;
  /** Whether GoCD checks it out: if there are several of this kind, each needs a `destination`. */
  readonly isScm: boolean;
  /** As written, with `#{...}` in it. */
  readonly destination: string | undefined;
  /** The package, if it is a package material. */
  readonly reference: PackageReference | undefined;
  readonly filters: Filters;
  /** The plugin of an SCM that the material itself defines. */
  readonly newScm: NewScm | undefined;
  /** The options of a pluggable SCM of the server. */
  readonly options: Options;
}

/** The value of `package:`. */
export type PackageReference =
  | { readonly kind: "declared"; readonly repository: string; readonly name: string; readonly place: Place }
  | { readonly kind: "id"; readonly id: string; readonly place: Place }
  | { readonly kind: "inline"; readonly node: Node; readonly place: Place };

/** An SCM that a material defines; it has the material's name. */
export interface NewScm {
  readonly plugin: string;
  readonly options: Options;
}

/** The filter lists of a material, by key. */
export type Filters = ReadonlyMap<"ignore" | "blacklist" | "includes" | "whitelist", Entry>;

interface Materials {
  readonly materials: readonly Material[];
  readonly unreadMaterials: readonly string[];
}

/**
 * The materials of mappings that several pipelines share: their findings are reported once, and 160 pipelines that alias
 * 2,000 materials took 4.4 s and 530 MB.
 */
const sharedMaterials = new WeakMap<MappingNode, Materials>();

/**
 * Reads `materials` of a pipeline (MaterialTransform). A material that is not a mapping is an error, and only its name
 * is returned.
 */
export function readMaterials(scope: Scope, pipeline: string, entry: Entry): Materials {
  const real = dereference(entry.value);
  const what = `"materials" of the pipeline "${pipeline}"`;
  if (real.kind !== "mapping") {
    const isNothing = real.kind === "scalar" && real.text === null;
    const message = `${what} must be a mapping, but is ${describeNode(real)}`;
    reject(scope, isNothing ? entry.keyNode : entry.value, "value-type", message, {
      help: "write each material as `name:` with its keys below",
    });
    return { materials: [], unreadMaterials: [] };
  }
  for (const { key, keyNode } of real.pairs) {
    if (key !== undefined) continue;
    reject(scope, keyNode, "value-type", `a key of ${what} is a list or mapping`, {
      help: "write a name for the material",
    });
  }
  const entries = entriesOf(real) ?? [];
  if (entries.length === 0) {
    reject(scope, entry.keyNode, "empty", `the pipeline "${pipeline}" has no material`, {
      help: "write at least one material",
    });
  }
  const known = sharedMaterials.get(real);
  if (known !== undefined) return known;
  const materials: Material[] = [];
  const unreadMaterials: string[] = [];
  let isEmptyAbove = false;
  for (const [index, one] of entries.entries()) {
    if (isEmptyAbove && isMaterialKey(one)) continue;
    const next = entries[index + 1];
    isEmptyAbove = hasNoValue(one.value) && next !== undefined && isMaterialKey(next);
    if (isEmptyAbove && next !== undefined) {
      const message = `the material "${one.key}" must be a mapping, but is nothing`;
      reject(scope, one.keyNode, "value-type", message, { help: indentHelp(next.key, one.key) });
      unreadMaterials.push(one.key);
      continue;
    }
    const material = readMaterial(scope, pipeline, one);
    if (material === undefined) unreadMaterials.push(one.key);
    else materials.push(material);
  }
  const result = { materials, unreadMaterials };
  if (scope.tree.shared.has(real)) sharedMaterials.set(real, result);
  return result;
}

/** Returns whether an entry of `materials` is no material, but a key of one that is not indented enough. */
function isMaterialKey({ key, value }: Entry): boolean {
  return readingOf(MATERIAL, key) !== undefined && !hasNoValue(value) && entriesOf(value) === undefined;
}

function readMaterial(scope: Scope, pipeline: string, entry: Entry): Material | undefined {
  const name = entry.key;
  const what = `the material "${name}"`;
  const body = dereference(entry.value);
  const bodyKind = kindOfBody(body);
  const fields = readFields(scope, what, body, MATERIAL, {
    at: entry.keyNode,
    required: (known) => keysOf(bodyKind, known),
    requiredAt: entry.keyNode,
  });
  if (fields === undefined || body.kind !== "mapping") return undefined;
  const isNamed = checkPackageKey(scope, pipeline, name, body);
  const kind = isNamed ? readKind(scope, what, body, entry, fields) : undefined;
  if (kind !== undefined) checkUnused(scope, what, body, kind);
  const destination = entryOf(body, "destination");
  return {
    name,
    what,
    entry,
    body,
    fields,
    kind,
    isScm: bodyKind !== undefined && MATERIALS[bodyKind].isScm,
    destination: destination && (textOf(destination.value) ?? undefined),
    reference: kind === "package" ? readReference(scope, body) : undefined,
    filters: readFilters(scope, what, body),
    newScm: kind === "plugin" ? readNewScm(scope, what, body) : undefined,
    options:
      kind === "plugin" && entryOf(body, "plugin_configuration") === undefined
        ? readOptions(scope, what, body)
        : { plain: [], secure: [] },
  };
}

/** The keys that the server requires (the CRMaterial types); the selector is missing if only `type` names the kind. */
function keysOf(kind: MaterialKind | undefined, fields: Fields): readonly string[] {
  // A package without its selector is an error of its kind.
  if (kind === undefined || kind === "package") return [];
  const { selectors, withType } = MATERIALS[kind];
  const isNamed = withType === undefined || [...selectors, withType].some((key) => fields.has(key));
  return [...(isNamed ? [] : selectors), ...requiredKeys(MATERIALS[kind])];
}

/** Reports a `package:` that names no package. Returns whether the kind of the material can be read. */
function checkPackageKey(scope: Scope, pipeline: string, material: string, body: MappingNode): boolean {
  const entry = entryOf(body, "package");
  if (entry === undefined) return true;
  const { value } = entry;
  const text = textOf(value);
  const kind = kindOfBody(body);
  const isNothing = text === null ? kind === undefined : kind === "package" && text === "";
  const isList = kind === "package" && dereference(value).kind === "sequence";
  if (!isNothing && !isList) return true;
  const message = `the material "${material}" of the pipeline "${pipeline}" names no package`;
  reject(scope, value, "package-reference", message, {
    help: "write `package: <repository>/<package>`, the package's id, or `{repository: ..., image: ...}`",
  });
  return false;
}

/** The first slash ends the repository's name; GoCD's package ids have no slash. */
function readReference({ tree }: Scope, body: MappingNode): PackageReference | undefined {
  const entry = entryOf(body, "package");
  if (entry === undefined) return undefined;
  const place = placeOf(tree, entry.value);
  const text = textOf(entry.value);
  if (text === undefined) return { kind: "inline", node: entry.value, place };
  if (text === null) return undefined;
  const slash = text.indexOf("/");
  if (slash < 0) return { kind: "id", id: text, place };
  return { kind: "declared", repository: text.slice(0, slash), name: text.slice(slash + 1), place };
}

/** Reads the SCM that `plugin_configuration` defines (MaterialTransform, CRPluggableScmMaterial). */
function readNewScm(scope: Scope, what: string, body: MappingNode): NewScm | undefined {
  const entry = entryOf(body, "plugin_configuration");
  if (entry === undefined) return undefined;
  if (hasNoValue(entry.value)) {
    const scm = entryOf(body, "scm");
    if (scm !== undefined && !hasNoValue(scm.value)) return undefined;
    reject(scope, entry.keyNode, "key-missing", `"plugin_configuration" of ${what} has no value`, {
      help: "write `id:` and `version:` of the SCM plugin below it",
    });
    return undefined;
  }
  // The plugin copies it as it is, and the server cannot read any other form. It checks neither id nor version.
  const name = `"plugin_configuration" of ${what}`;
  const plugin = readFields({ ...scope, reach: "repo" }, name, entry.value, SCM_PLUGIN, {
    required: () => [],
  });
  const options = readOptions(scope, what, body);
  return plugin && { plugin: textIn(plugin, "id") ?? "", options };
}

function readFilters(scope: Scope, what: string, body: MappingNode): Filters {
  const filters = new Map<"ignore" | "blacklist" | "includes" | "whitelist", Entry>();
  for (const key of ["ignore", "blacklist", "includes", "whitelist"] as const) {
    const entry = entryOf(body, key);
    if (entry === undefined) continue;
    const name = `"${key}" of ${what}`;
    // Here, a key without a value is also an exception.
    if (dereference(entry.value).kind !== "sequence") {
      rejectList(scope, name, entry.value, "write one `- pattern` per line below it, or `[]`");
      continue;
    }
    readTexts(scope, name, entry.value);
    filters.set(key, entry);
  }
  return filters;
}
