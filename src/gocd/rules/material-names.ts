import { placeOf, type Node } from "../../yaml/node.js";
import { refuse, type Scope } from "./finding.js";
import type { Material } from "./material.js";

/**
 * Materials of a pipeline share one map of names, in any letter case: packages and SCMs of plugins stand in it under
 * their ids (PackageMaterialConfig, PluggableSCMMaterialConfig), all others under their names.
 */
export function checkMaterialNames(scope: Scope, materials: readonly Material[]): void {
  const seen = new Map<string, Node>();
  const pipelines = new Map<string, Node>();
  for (const { name, entry, kind, id, upstream } of materials) {
    const isKeyed = kind === "package" || kind === "plugin";
    const key = isKeyed ? id?.text : name;
    const node = isKeyed ? (id?.node ?? entry.keyNode) : entry.keyNode;
    if (key !== undefined && key !== "" && kind !== "configrepo") {
      report(
        seen,
        key.toLowerCase(),
        node,
        isKeyed ? `the id "${key}" of the material "${name}"` : `the material name "${key}"`,
      );
    }
    if (upstream !== undefined) {
      const { pipeline, pipelineNode } = upstream;
      report(pipelines, pipeline.toLowerCase(), pipelineNode, `the upstream pipeline "${pipeline}"`);
    }
  }

  function report(known: Map<string, Node>, key: string, node: Node, message: string): void {
    const twin = known.get(key);
    if (twin === undefined) known.set(key, node);
    else {
      refuse(
        scope,
        node,
        "material-duplicate",
        `${message} stands twice in one pipeline, in any letter case`,
        {
          help: "keep one of the two",
          related: [{ message: "it stands first here", place: placeOf(scope.tree, twin) }],
        },
      );
    }
  }
}
