import { errorAt, warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { DockerMaterial } from "../../model/material.js";
import type { Variable } from "../../model/variable.js";
import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, placeOf, textOf, type Node, type Tree } from "../../yaml/node.js";
import type { Pipeline } from "../pipelines.js";

/**
 * The variables of a pipeline by name, from those of its materials. Two materials may give one variable the same
 * value; different values are an error with code `variable-collision` at the second material.
 */
export function uniteVariables(
  pipeline: Pipeline,
  materials: readonly DockerMaterial[],
  variables: readonly Variable[],
): { united: ReadonlyMap<string, Variable>; diagnostics: Diagnostic[] } {
  const united = new Map<string, Variable>();
  const diagnostics: Diagnostic[] = [];
  const placeOfMaterial = (variable: Variable) =>
    materials.find(({ name }) => name === variable.material)?.place;
  for (const variable of variables) {
    const twin = united.get(variable.name);
    if (twin === undefined) {
      united.set(variable.name, variable);
      continue;
    }
    const place = placeOfMaterial(variable);
    const other = placeOfMaterial(twin);
    if (twin.value === variable.value || place === undefined || other === undefined) continue;
    diagnostics.push(
      errorAt(
        place,
        "variable-collision",
        `in the pipeline "${pipeline.name}" both "${twin.package}" and "${variable.package}" give "${variable.name}", ` +
          `once "${twin.value}" and once "${variable.value}"`,
        {
          help: "rename a material, or limit `variables.names` to `[material]` in gocd-pin.yaml",
          related: [{ message: `"${twin.package}" is used here`, place: other }],
        },
      ),
    );
  }
  return { united, diagnostics };
}

/**
 * What the pipeline says of our variables itself. GoCD refuses a name that stands twice in one scope, plain and
 * secure, in any letter case (EnvironmentVariablesConfig.validate): an error with code `variable-declared`. A stage
 * or job variable wins over a pipeline's: a warning with code `variable-shadowed`.
 */
export function checkDeclared(tree: Tree, pipeline: Pipeline, names: ReadonlySet<string>): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const folded = new Map(Array.from(names, (name) => [name.toLowerCase(), name]));
  const environment = entryOf(pipeline.body, "environment_variables");
  if (environment !== undefined && names.size > 0 && !isMap(environment.value)) {
    diagnostics.push(
      errorAt(
        placeOf(tree, environment.value),
        "variables-invalid",
        `environment_variables of the pipeline "${pipeline.name}" must be a mapping`,
        { help: "write `NAME: value` lines below it, or remove it" },
      ),
    );
    return diagnostics;
  }
  for (const entry of entriesBelow(pipeline.body, "environment_variables")) {
    const ours = folded.get(entry.key.toLowerCase());
    if (ours === undefined || ours === entry.key) continue;
    diagnostics.push(declared(tree, entry, `"${entry.key}" and our "${ours}" differ only in letter case`));
  }
  for (const entry of entriesBelow(pipeline.body, "secure_variables")) {
    const ours = folded.get(entry.key.toLowerCase());
    if (ours === undefined) continue;
    diagnostics.push(
      declared(tree, entry, `"${entry.key}" is a secure variable, and "${ours}" is one of ours`),
    );
  }
  for (const { what, body } of scopesBelow(pipeline)) {
    for (const key of ["environment_variables", "secure_variables"]) {
      for (const entry of entriesBelow(body, key)) {
        if (!names.has(entry.key)) continue;
        diagnostics.push(
          warningAt(
            placeOf(tree, entry.keyNode),
            "variable-shadowed",
            `${what} sets "${entry.key}" itself, and its value wins there over the pinned one`,
            { help: "remove it there, or ignore this if it is meant" },
          ),
        );
      }
    }
  }
  return diagnostics;

  function declared(at: Tree, entry: Entry, message: string): Diagnostic {
    return errorAt(
      placeOf(at, entry.keyNode),
      "variable-declared",
      `${message}: GoCD refuses both together`,
      {
        help: "remove or rename the pipeline's own variable",
        related: [{ message: `the pipeline "${pipeline.name}" begins here`, place: pipeline.place }],
      },
    );
  }
}

function isMap(value: Node): boolean {
  return entriesOf(value) !== undefined || textOf(value) === "";
}

function entriesBelow(body: Node, key: string): readonly Entry[] {
  const entry = entryOf(body, key);
  return (entry && entriesOf(entry.value)) ?? [];
}

/** Stages and jobs; a stage without `jobs` is its own only job (StageTransform). */
function* scopesBelow(pipeline: Pipeline): Generator<{ what: string; body: Node }> {
  // With a template GoCD takes no notice of stages (PipelineTransform).
  const stages = entryOf(pipeline.body, "stages");
  if (stages === undefined || entryOf(pipeline.body, "template") !== undefined) return;
  for (const item of itemsOf(stages.value).flatMap((stage) => [stage, ...itemsOf(stage)])) {
    const stage = entriesOf(item)?.[0];
    if (stage === undefined) continue;
    yield { what: `the stage "${stage.key}"`, body: stage.value };
    for (const job of entriesBelow(stage.value, "jobs")) {
      yield { what: `the job "${job.key}" of the stage "${stage.key}"`, body: job.value };
    }
  }
}

function itemsOf(node: Node): readonly Node[] {
  const real = dereference(node);
  return real.kind === "sequence" ? real.items : [];
}
