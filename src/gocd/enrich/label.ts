import { errorAt, type Diagnostic } from "../../model/diagnostic.js";
import type { DockerMaterial } from "../../model/material.js";
import type { Pins } from "../../model/pin.js";
import { entriesOf, entryOf } from "../../yaml/entries.js";
import { placeOf, textOf, type Tree } from "../../yaml/node.js";
import { rewriteLabel, type LabelSource } from "./label-template.js";
import type { Material } from "../materials.js";
import type { Pipeline } from "../pipelines.js";
import { resolveParameters } from "../rules/parameter.js";
import { labelVariable, type VariableSettings } from "../variables.js";

/**
 * The label template of a pipeline after its Docker materials have gone; undefined where nothing of it changes. A
 * template that GoCD would refuse afterwards is an error with code `label-template`.
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
  // A name that another material has too, in whatever letter case, is GoCD's to resolve.
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
      `the label template "${template}" becomes "${label.text}", and GoCD demands a \${...} in it`,
      "add `${COUNT}` to it",
    );
  }
  return { text: label.text, diagnostics: [] };
}

/** A template as GoCD has it once the pipeline's parameters are put in; one in which they cannot be stays. */
function resolve(template: string, { body }: Pipeline): string {
  if (!template.includes("#{")) return template;
  const parameters = new Map<string, string>();
  const entry = entryOf(body, "parameters");
  for (const { key, value } of (entry && entriesOf(entry.value)) ?? []) {
    parameters.set(key, textOf(value) ?? "null");
  }
  const resolved = resolveParameters(template, parameters);
  return resolved.kind === "text" ? resolved.text : template;
}
