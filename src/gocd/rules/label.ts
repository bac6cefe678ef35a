import { didYouMean } from "../../model/suggest.js";
import { reject } from "../read/findings.js";
import type { Pipeline } from "../read/pipeline.js";
import { resolveText, type RuleScope } from "./parameter.js";

/**
 * Checks `label_template` (PipelineConfig.validateLabelTemplate): at least one closed `${...}`, each of them COUNT,
 * `env:NAME`, or a material of the pipeline, perhaps cut by `[:n]`. GoCD stops at the first error.
 */
export function checkLabel(scope: RuleScope, pipeline: Pipeline): void {
  const entry = pipeline.fields.get("label_template");
  if (entry === undefined) return;
  const what = `the label template of ${pipeline.what}`;
  const text = resolveText(scope, what, entry.value);
  if (text === undefined) return;
  const names = [...pipeline.materials.map(({ name }) => name), ...pipeline.unreadMaterials];
  const tokens = Array.from(text.matchAll(/\$\{([^}]*)\}/g), ([, token = ""]) => token);
  const fail = (message: string, help: string) => {
    reject(scope, entry.value, "label-invalid", message, { help });
  };
  if (tokens.length === 0) fail(`${what} has no \`\${...}\``, "write for example `1.0.${COUNT}`");
  for (const token of tokens) {
    const problem = tokenProblem(token, names);
    if (problem === undefined) continue;
    fail(`\`\${${token}}\` in ${what} ${problem.message}`, problem.help);
    return;
  }
}

/** Without any material, their names are not known because of another error. */
function tokenProblem(
  token: string,
  materials: readonly string[],
): { message: string; help: string } | undefined {
  const lower = token.toLowerCase();
  if (token.trim() === "") {
    return { message: "has no name in it", help: "write `${COUNT}` or a material's name" };
  }
  if (lower === "count") return undefined;
  if (lower.startsWith("env:") && lower.trim() === "env:") {
    return { message: "names no variable", help: "write the variable's name after `env:`" };
  }
  if (lower.startsWith("env:")) return undefined;
  const help = "write for example `${material[:8]}` for the first 8 characters";
  const match = /^([^[]*)(?:\[:([0-9]+)\])?$/.exec(token);
  if (match === null) return { message: "is cut in a way that GoCD does not know", help };
  const [, name = "", length] = match;
  if (length?.startsWith("0")) return { message: "is cut to a length that begins with 0", help };
  const isKnown = materials.some((material) => material.toLowerCase() === name.toLowerCase());
  if (isKnown || materials.length === 0) return undefined;
  return { message: "names no material of the pipeline", help: didYouMean(name, materials) };
}
