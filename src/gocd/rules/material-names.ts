import { entriesOf, entryOf } from "../../yaml/entries.js";
import { textOf, type Node } from "../../yaml/node.js";
import type { Scope } from "./finding.js";
import type { Material } from "./known-material.js";
import { checkUnique, type First } from "./unique.js";

/**
 * Materials of a pipeline share one map of names, in any letter case: packages and SCMs of plugins stand in it under
 * their ids (PackageMaterialConfig, PluggableSCMMaterialConfig), all others under their names. An upstream pipeline
 * may stand once only.
 */
export function checkMaterialNames(scope: Scope, materials: readonly Material[]): void {
  const seen = new Map<string, First>();
  const pipelines = new Map<string, First>();
  const scms = new Map<string, First>();
  for (const { name, entry, kind, id, upstream } of materials) {
    const isKeyed = kind === "package" || kind === "plugin";
    const key = isKeyed ? id?.text : name;
    if (kind === "plugin" && id === undefined) {
      checkUnique(
        scms,
        newScm(entry.value),
        { scope, node: entry.keyNode },
        {
          code: "material-duplicate",
          message: `the material "${name}" has the plugin and the options of another one of the pipeline`,
        },
      );
    }
    if (key !== undefined && key !== "" && kind !== undefined && kind !== "configrepo") {
      const what = isKeyed ? `the id "${key}" of the material "${name}"` : `the material name "${key}"`;
      checkOnce(seen, key, { scope, node: id?.node ?? entry.keyNode }, what);
    }
    if (upstream !== undefined) {
      const { pipeline, pipelineNode } = upstream;
      checkOnce(pipelines, pipeline, { scope, node: pipelineNode }, `the upstream pipeline "${pipeline}"`);
    }
  }
}

/** What tells SCMs apart that a pipeline itself describes: plugin and options (SCM.getFingerprint). */
function newScm(body: Node): string {
  const plugin = entryOf(body, "plugin_configuration");
  const id = plugin && entryOf(plugin.value, "id");
  const options = ["options", "secure_options"].map((field) => {
    const parent = entryOf(body, field);
    return ((parent && entriesOf(parent.value)) ?? [])
      .map(({ key, value }) => JSON.stringify([key, textOf(value)]))
      .sort();
  });
  return JSON.stringify([id && textOf(id.value), ...options]);
}

function checkOnce(seen: Map<string, First>, key: string, first: First, what: string): void {
  checkUnique(seen, key.toLowerCase(), first, {
    code: "material-duplicate",
    message: `${what} stands twice in one pipeline, in any letter case`,
  });
}
