import { didYouMean } from "../../model/suggest.js";
import type { Entry } from "../../yaml/entries.js";
import { refuse, type Scope } from "./finding.js";
import { resolveText } from "./parameter.js";

/**
 * Checks `label_template` (PipelineConfig.validateLabelTemplate): at least one closed `${...}`, each of them COUNT,
 * `env:NAME`, or a material of the pipeline, perhaps cut by `[:n]`. GoCD stops at the first mistake. `materials` are
 * the names, undefined where a mistake keeps them unknown.
 */
export function checkLabel(
  scope: Scope,
  pipeline: string,
  entry: Entry,
  materials: readonly string[] | undefined,
): void {
  const what = `the label template of ${pipeline}`;
  const text = resolveText(scope, what, entry.value);
  if (text === undefined) return;
  const tokens = Array.from(text.matchAll(/\$\{([^}]*)\}/g), ([, token = ""]) => token);
  const fail = (message: string, help: string) => {
    refuse(scope, entry.value, "label-invalid", message, { help });
  };
  if (tokens.length === 0) fail(`${what} holds no \`\${...}\``, "write such as `1.0.${COUNT}`");
  for (const token of tokens) {
    const problem = tokenProblem(token, materials);
    if (problem === undefined) continue;
    fail(`\`\${${token}}\` in ${what} ${problem.message}`, problem.help);
    return;
  }
}

function tokenProblem(
  token: string,
  materials: readonly string[] | undefined,
): { message: string; help: string } | undefined {
  const lower = token.toLowerCase();
  if (token.trim() === "") return { message: "names nothing", help: "write `${COUNT}` or a material's name" };
  if (lower === "count") return undefined;
  if (lower.startsWith("env:") && lower.trim() === "env:")
    return { message: "names no variable", help: "write the variable's name behind `env:`" };
  if (lower.startsWith("env:")) return undefined;
  const match = /^([^[]*)(?:\[:([0-9]+)\])?$/.exec(token);
  if (match === null) {
    return {
      message: "is cut in a way that GoCD does not know",
      help: "write `${material[:8]}` for the first 8 characters",
    };
  }
  const [, name = "", length] = match;
  if (length?.startsWith("0")) {
    return {
      message: "is cut to a length that begins with 0",
      help: "write `${material[:8]}` for the first 8 characters",
    };
  }
  if (materials?.some((material) => material.toLowerCase() === name.toLowerCase()) ?? true) return undefined;
  return { message: "names no material of the pipeline", help: didYouMean(name, materials ?? []) };
}
