import type { Diagnostic } from "../../model/diagnostic.js";
import { entryOf } from "../../yaml/entries.js";
import { textOf, type Tree } from "../../yaml/node.js";
import { readMaterials, type Material } from "../materials.js";
import { readGocdFile, type Pipeline } from "../pipelines.js";
import { possibleVariables } from "../variables.js";
import { add, type Findings } from "./finding.js";
import { checkVariableUse, environmentVariables } from "./variable-use.js";

/**
 * Finds names of GoCD's own kinds in the scripts of sources that no job gets there, whatever a build makes of its
 * Docker materials: which of their variables it writes, and whether a package of an id is one of ours, only the
 * project file says.
 */
export function checkSourceVariables(trees: readonly Tree[]): Diagnostic[] {
  const ofEnvironments = trees.flatMap(environmentVariables);
  // A script that pipelines share is blamed once.
  const findings: Findings = { list: [], seen: new Set() };
  for (const tree of trees) {
    for (const pipeline of readGocdFile(tree).file.pipelines) {
      for (const found of checkPipeline(tree, pipeline, ofEnvironments)) add(findings, found);
    }
  }
  return findings.list;
}

function checkPipeline(tree: Tree, pipeline: Pipeline, ofEnvironments: readonly string[]): Diagnostic[] {
  const { materials } = readMaterials(tree, pipeline);
  const known = new Set([...ofEnvironments, ...materials.flatMap(variablesOf)]);
  const mayHoldOthers = materials.some(({ reference }) => reference?.kind === "id");
  return checkVariableUse(tree, pipeline, known, new Set()).filter(({ place }) => {
    const name = place?.file.text.slice(place.span.start, place.span.end) ?? "";
    return !mayHoldOthers || !/^GO_(?:PACKAGE|REPO)_/.test(name);
  });
}

function variablesOf({ name, reference }: Material): string[] {
  switch (reference?.kind) {
    case "declared":
      return possibleVariables(name, reference.repository, reference.name);
    case "inline": {
      const text = (key: string) => {
        const entry = entryOf(reference.node, key);
        return (entry && textOf(entry.value)) ?? "";
      };
      return possibleVariables(
        name,
        text("repository"),
        text("name") || text("image") || text("DOCKER_IMAGE"),
      );
    }
    case "id":
    case undefined:
      return [];
  }
}
