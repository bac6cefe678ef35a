import { errorAt, type Diagnostic } from "../../model/diagnostic.js";
import type { DockerMaterial } from "../../model/material.js";
import type { Pins } from "../../model/pin.js";
import { entryOf } from "../../yaml/entries.js";
import { placeOf, textOf, type Tree } from "../../yaml/node.js";
import { rewriteLabel, type LabelSource } from "./label-template.js";
import type { Material } from "../read/material.js";
import type { Pipeline } from "../read/pipeline.js";
import { parametersOf, resolveParameters } from "../rules/parameter.js";
import { labelVariable, type VariableSettings } from "../variables.js";

/**
 * Returns the label template of a pipeline without its Docker materials; undefined if it does not change. A
 * template that GoCD would reject afterwards is an error with code `label-template`.
 */
export function readLabel(
  tree: Tree,
  pipeline: Pipeline,
  materials: readonly Material[],
  docker: readonly DockerMaterial[],
  pins: Pins,
  { names, properties, isInPlace }: VariableSettings & { readonly isInPlace: boolean },
): { text?: string; diagnostics: Diagnostic[] } {
  const entry = entryOf(pipeline.body, "label_template");
  const template = entry && textOf(entry.value);
  if (entry === undefined || typeof template !== "string") return { diagnostics: [] };
  // GoCD resolves a name that another material has too (names are case-insensitive).
  const others = new Set(
    materials.filter(({ reference }) => reference === undefined).map(({ name }) => name.toLowerCase()),
  );
  const sources = docker.flatMap((material): LabelSource[] => {
    const pin = pins.get(material.package.key);
    if (pin === undefined || others.has(material.name.toLowerCase())) return [];
    return [{ name: material.name, variable: labelVariable(material, names), tag: pin.tag }];
  });
  const label = rewriteLabel(template, sources);
  const refuse = (message: string, help: string) => ({
    diagnostics: [errorAt(placeOf(tree, entry.value), "label-template", message, { help })],
  });
  const resolved = rewriteLabel(resolve(label.text, pipeline), sources);
  const hidden = [...resolved.whole, ...resolved.truncated][0];
  if (hidden !== undefined) {
    return refuse(
      `the label template "${template}" names "${hidden}" through a parameter, where its tag cannot be put in`,
      `write \${${hidden}} in the template itself`,
    );
  }
  if (label.text === template) return { diagnostics: [] };
  if (isInPlace && label.truncated.length > 0) {
    return refuse(
      `the label template "${template}" cuts the tag of "${label.truncated.join('", "')}": in place, the cut tag could not be kept up to date`,
      `write the whole tag, \${${label.truncated[0] ?? ""}}`,
    );
  }
  if (label.whole.length > 0 && !properties.includes("label")) {
    return refuse(
      `the label template "${template}" needs the tag as a variable, and variables.properties leaves "label" out`,
      "add `label` to variables.properties in gocd-pin.yaml",
    );
  }
  if (!resolved.isValid) {
    return refuse(
      `the label template "${template}" becomes "${label.text}", and GoCD requires a \${...} in it`,
      "add `${COUNT}` to it",
    );
  }
  return { text: label.text, diagnostics: [] };
}

/** A template with the pipeline's parameters put in, or the template itself if they cannot be. */
function resolve(template: string, pipeline: Pipeline): string {
  const resolved = resolveParameters(template, parametersOf(pipeline));
  return resolved.kind === "text" ? resolved.text : template;
}
