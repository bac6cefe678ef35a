import { errorAt, warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { DockerMaterial } from "../../model/declaration.js";
import type { Variable } from "../../model/settings.js";
import { placeOf, type Tree } from "../../yaml/node.js";
import type { Pipeline } from "../read/pipeline.js";

/**
 * Returns the variables of a pipeline by name, from those of its materials. Two materials may set one variable to the
 * same value; different values are an error with code `variable-collision` at the second material.
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
        `in the pipeline "${pipeline.name}", "${twin.package}" sets "${variable.name}" to "${twin.value}", ` +
          `and "${variable.package}" sets it to "${variable.value}"`,
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
 * Compares the variables that a pipeline declares with ours, the `names`. GoCD rejects two variables of one scope
 * whose names differ only in case, plain and secure ones together (EnvironmentVariablesConfig.validate): an error with
 * code `variable-declared`. A stage or job variable overrides a pipeline's: a warning with code `variable-shadowed`.
 */
export function checkDeclared(tree: Tree, pipeline: Pipeline, names: ReadonlySet<string>): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const folded = new Map(Array.from(names, (name) => [name.toLowerCase(), name]));
  const related = [{ message: `the pipeline "${pipeline.name}" begins here`, place: pipeline.place }];
  for (const { name, entry, isSecure } of pipeline.variables) {
    const ours = folded.get(name.toLowerCase());
    if (ours === undefined || (ours === name && !isSecure)) continue;
    const problem = isSecure
      ? `"${name}" is a secure variable, and gocd-pin writes "${ours}"`
      : `"${name}" and "${ours}", which gocd-pin writes, differ only in case`;
    const message = `${problem}: GoCD rejects both together`;
    const help = "remove or rename the variable of the pipeline";
    diagnostics.push(errorAt(placeOf(tree, entry.keyNode), "variable-declared", message, { help, related }));
  }
  const stages = pipeline.stages?.list ?? [];
  const scopes = stages.flatMap((stage) => [stage, ...(stage.jobs ?? [])]);
  for (const { what, variables } of scopes) {
    for (const { name, entry } of variables) {
      if (!names.has(name)) continue;
      const message = `${what} sets "${name}", which overrides the pinned value there`;
      const help = "remove it there, or ignore this warning if you want the other value";
      diagnostics.push(warningAt(placeOf(tree, entry.keyNode), "variable-shadowed", message, { help }));
    }
  }
  return diagnostics;
}
