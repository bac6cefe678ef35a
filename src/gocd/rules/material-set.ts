import type { Place } from "../../model/source.js";
import { placeOf, textOf } from "../../yaml/node.js";
import { reject, rejectAt, checkUnique } from "../read/findings.js";
import type { Material, NewScm } from "../read/material.js";
import type { Pipeline } from "../read/pipeline.js";
import { checkMaterial, type CheckedMaterial } from "./material.js";
import { sortedOptions, type RuleScope } from "./parameter.js";
import { findFolderClashes, type FolderClash } from "./folder-clash.js";
import { normalizePath } from "./name.js";

/** Checks the materials of a pipeline, one by one and together. */
export function checkMaterials(
  scope: RuleScope,
  pipeline: Pipeline,
  ownForms: boolean,
): readonly CheckedMaterial[] {
  const materials = pipeline.materials.map((material) => checkMaterial(scope, material, ownForms));
  checkNames(scope, materials);
  checkDestinations(scope, materials);
  return materials;
}

/**
 * The materials of a pipeline share one case-insensitive map of names: packages and pluggable SCMs are in it with their
 * ids (PackageMaterialConfig, PluggableSCMMaterialConfig), all others with their names. Each upstream pipeline is
 * allowed once.
 */
function checkNames(scope: RuleScope, materials: readonly CheckedMaterial[]): void {
  const names = new Map<string, Place>();
  const pipelines = new Map<string, Place>();
  const scms = new Map<string, Place>();
  const { findings, reach, tree } = scope;
  const checkOnce = (seen: Map<string, Place>, key: string, place: Place, describe: () => string) => {
    checkUnique(findings, seen, key, place, () => {
      return { code: "material-duplicate", message: `${describe()} is used twice in the pipeline`, reach };
    });
  };
  for (const { material, upstream } of materials) {
    const { name, what, entry, kind } = material;
    const keyPlace = placeOf(tree, entry.keyNode);
    const id = idOf(material, keyPlace);
    if (material.newScm !== undefined && id === undefined) {
      checkOnce(
        scms,
        fingerprintOfScm(material.newScm),
        keyPlace,
        () => `the plugin with the options of ${what}`,
      );
    }
    const isKeyed = kind === "package" || kind === "plugin";
    const key = isKeyed ? id?.text : name;
    if (key !== undefined && key !== "" && kind !== undefined && kind !== "configrepo") {
      checkOnce(names, key.toLowerCase(), id?.place ?? keyPlace, () => {
        const named = isKeyed ? `the id "${key}" of ${what}` : `the material name "${key}"`;
        return `${named} (names and ids are case-insensitive)`;
      });
    }
    if (upstream === undefined) continue;
    const { text, place } = upstream.pipeline;
    checkOnce(
      pipelines,
      text.toLowerCase(),
      place,
      () => `the upstream pipeline "${text}" (names are case-insensitive)`,
    );
  }
}

/** The id by which the server knows a package or pluggable SCM; undefined in the forms that only gocd-pin knows. */
function idOf(
  { kind, reference, fields }: Material,
  { file }: Place,
): { text: string; place: Place } | undefined {
  if (kind === "package") {
    return reference?.kind === "id" ? { text: reference.id, place: reference.place } : undefined;
  }
  const scm = kind === "plugin" ? fields.get("scm") : undefined;
  const text = scm && textOf(scm.value);
  if (scm === undefined || typeof text !== "string") return undefined;
  return { text, place: { file, span: { start: scm.value.start, end: scm.value.end } } };
}

/** Returns what distinguishes SCMs that a pipeline itself defines: plugin and options (SCM.getFingerprint). */
function fingerprintOfScm({ plugin, options: { plain, secure } }: NewScm): string {
  return JSON.stringify([plugin, sortedOptions(plain), sortedOptions(secure)]);
}

/** A destination with a valid form. */
interface Folder {
  readonly text: string;
  /** The text, normalized. */
  readonly path: string;
  readonly material: string;
  readonly place: Place;
}

/**
 * If a pipeline checks out several materials, each needs a destination. No two may be equal (case-insensitively) or
 * nested (CRPipeline, ScmMaterialConfig).
 */
function checkDestinations(scope: RuleScope, materials: readonly CheckedMaterial[]): void {
  const checkedOut = materials.filter(({ material }) => material.isScm);
  if (checkedOut.length < 2) return;
  const folders: Folder[] = [];
  for (const { material, destination } of checkedOut) {
    const { name, entry, fields } = material;
    const field = fields.get("destination");
    if (field === undefined || destination?.text === "") {
      const message = `the material "${name}" needs a destination, because the pipeline checks out several materials`;
      reject(scope, field?.value ?? entry.keyNode, "destination-missing", message, {
        help: "write `destination: <folder>` for each of them",
      });
    } else if (destination !== undefined) {
      const path = normalizePath(destination.text);
      if (path !== undefined) folders.push({ ...destination, path, material: name });
    }
  }
  for (const clash of findFolderClashes(folders)) rejectClash(scope, clash);
}

function rejectClash({ findings, reach }: RuleScope, { folder, other, how }: FolderClash<Folder>): void {
  const message = `the destination of the material "${folder.material}" is ${how} that of "${other.material}"`;
  rejectAt(findings, folder.place, "destination-clash", message, {
    help: "give each material a separate folder that is not inside another",
    reach,
    related: [{ message: `the destination of "${other.material}"`, place: other.place }],
  });
}
