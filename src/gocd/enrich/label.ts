import type { Change } from "./enrichment.js";
import type { Pipeline } from "../read/pipeline.js";
import { parametersOf, resolveParameters } from "../rules/parameter.js";
import { type VariableSettings, labelVariable } from "../variables.js";
import type { DockerMaterial } from "../../model/declaration.js";
import { type Diagnostic, errorAt } from "../../model/diagnostic.js";
import type { Pins } from "../../model/pin.js";
import { entryOf } from "../../yaml/entries.js";
import { type Tree, placeOf, textOf } from "../../yaml/node.js";

/**
 * Returns the label template of a pipeline without its Docker materials; undefined if it does not change. A
 * template that GoCD would reject afterwards is an error with code `label-template`.
 */
export function readLabel(
  tree: Tree,
  pipeline: Pipeline,
  docker: readonly DockerMaterial[],
  pins: Pins,
  { names, properties, isInPlace }: VariableSettings & { readonly isInPlace: boolean },
): { text?: string; diagnostics: Diagnostic[] } {
  const entry = entryOf(pipeline.body, "label_template");
  const template = entry && textOf(entry.value);
  if (entry === undefined || typeof template !== "string") return { diagnostics: [] };
  // GoCD resolves a name that another material has too (names are case-insensitive).
  const others = new Set(
    pipeline.materials
      .filter(({ reference }) => reference === undefined)
      .map(({ name }) => name.toLowerCase()),
  );
  const sources = docker.flatMap((material): LabelSource[] => {
    const pin = pins.get(material.package.key);
    if (pin === undefined || others.has(material.name.toLowerCase())) return [];
    return [{ name: material.name, variable: labelVariable(material, names), tag: pin.tag }];
  });
  const label = rewriteLabel(template, sources);
  const reject = (message: string, help: string) => ({
    diagnostics: [errorAt(placeOf(tree, entry.value), "label-template", message, { help })],
  });
  const resolved = rewriteLabel(resolve(label.text, pipeline), sources);
  const hidden = [...resolved.whole, ...resolved.truncated][0];
  if (hidden !== undefined) {
    return reject(
      `the label template "${template}" names "${hidden}" through a parameter, where gocd-pin cannot insert its tag`,
      `write \${${hidden}} in the template itself`,
    );
  }
  if (label.text === template) return { diagnostics: [] };
  if (isInPlace && label.truncated.length > 0) {
    return reject(
      `the label template "${template}" shortens the tag of "${label.truncated.join('", "')}": in place, gocd-pin could not update the shortened tag`,
      `write the complete tag, \${${label.truncated[0] ?? ""}}`,
    );
  }
  if (label.whole.length > 0 && !properties.includes("label")) {
    return reject(
      `the label template "${template}" needs the tag as a variable, and variables.properties does not contain "label"`,
      "add `label` to variables.properties in gocd-pin.yaml",
    );
  }
  if (!resolved.isValid) {
    return reject(
      `the label template "${template}" becomes "${label.text}", and GoCD requires a \${...} in it`,
      "add `${COUNT}` to it",
    );
  }
  return { text: label.text, diagnostics: [] };
}

/** Returns a template with the values of the pipeline's parameters, or the template itself if they cannot be resolved. */
function resolve(template: string, pipeline: Pipeline): string {
  const resolved = resolveParameters(template, parametersOf(pipeline));
  return resolved.kind === "text" ? resolved.text : template;
}

/** Returns the Docker materials that a label template must not name: a dependency has the tag as its label. */
export function withoutDependencies(
  docker: readonly DockerMaterial[],
  changes: ReadonlyMap<string, Change> | undefined,
): readonly DockerMaterial[] {
  return docker.filter(({ name }) => changes?.get(name)?.kind !== "dependency");
}

/** The properties of a Docker material that a label template may name. */
export interface LabelSource {
  /** The material's key. */
  readonly name: string;
  /** The pipeline variable that contains the complete tag. */
  readonly variable: string;
  readonly tag: string;
}

/** A rewritten label template. */
export interface Label {
  readonly text: string;
  /** The materials whose shortened tag it contains. */
  readonly truncated: readonly string[];
  /** The materials whose complete tag it reads from a variable. */
  readonly whole: readonly string[];
  /** GoCD requires a `${...}` in every template. */
  readonly isValid: boolean;
}

// PipelineConfig.validateLabelTemplate: a token is a name, or a name with `[:n]`.
const TOKEN = /\$\{([^{}]*)\}/g;
const CUT = /^(.*)\[:([1-9][0-9]*)\]$/;

/**
 * Rewrites the tokens of a label template that name Docker materials (names are case-insensitive): `${material}` becomes
 * `${env:VARIABLE}`, and `${material[:n]}` becomes the first n characters of the tag. All other text stays.
 */
export function rewriteLabel(template: string, sources: readonly LabelSource[]): Label {
  const truncated: string[] = [];
  const whole: string[] = [];
  const byName = new Map(sources.map((source) => [source.name.toLowerCase(), source]));
  const text = template.replace(TOKEN, (token: string, inner: string) => {
    const cut = CUT.exec(inner);
    const source = byName.get((cut?.[1] ?? inner).toLowerCase());
    if (source === undefined) return token;
    if (cut === null) {
      whole.push(source.name);
      return `\${env:${source.variable}}`;
    }
    truncated.push(source.name);
    return source.tag.slice(0, Number(cut[2]));
  });
  return { text, truncated, whole, isValid: /\$\{[^{}]+\}/.test(text) };
}
