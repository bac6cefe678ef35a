import type { Scope } from "./finding.js";
import type { Material } from "./material.js";
import { checkUnique, type First } from "./unique.js";

/**
 * Materials of a pipeline share one map of names, in any letter case: packages and SCMs of plugins stand in it under
 * their ids (PackageMaterialConfig, PluggableSCMMaterialConfig), all others under their names. An upstream pipeline
 * may stand once only.
 */
export function checkMaterialNames(scope: Scope, materials: readonly Material[]): void {
  const seen = new Map<string, First>();
  const pipelines = new Map<string, First>();
  for (const { name, entry, kind, id, upstream } of materials) {
    const isKeyed = kind === "package" || kind === "plugin";
    const key = isKeyed ? id?.text : name;
    if (key !== undefined && key !== "" && kind !== "configrepo") {
      const what = isKeyed ? `the id "${key}" of the material "${name}"` : `the material name "${key}"`;
      checkOnce(seen, key, { scope, node: id?.node ?? entry.keyNode }, what);
    }
    if (upstream !== undefined) {
      const { pipeline, pipelineNode } = upstream;
      checkOnce(pipelines, pipeline, { scope, node: pipelineNode }, `the upstream pipeline "${pipeline}"`);
    }
  }
}

function checkOnce(seen: Map<string, First>, key: string, first: First, what: string): void {
  checkUnique(seen, key.toLowerCase(), first, {
    code: "material-duplicate",
    message: `${what} stands twice in one pipeline, in any letter case`,
  });
}
