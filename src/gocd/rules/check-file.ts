import type { Diagnostic } from "../../model/diagnostic.js";
import { keyOf, placeOf } from "../../yaml/node.js";
import type { GocdFile } from "../read/file.js";
import { addFinding, noFindings } from "../read/findings.js";
import { checkEnvironment } from "./environment.js";
import { parametersOf, type RuleScope } from "./parameter.js";
import { checkPipeline } from "./pipeline.js";
import type { FileSummary, PipelineSummary } from "./summary.js";
import { checkVariableUse, environmentVariables } from "./variable-use.js";

/** How a file is checked. */
export interface RuleOptions {
  /** Whether `package:` may have a form that only gocd-pin knows (`Docker/app`, `{...}`), as in sources. */
  readonly ownForms: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Checks a file against GoCD's own rules: errors that a server would report, whose messages end with what GoCD rejects,
 * and warnings about text that it drops or reads differently than expected. Things that only the server knows
 * (templates, packages, profiles, roles, pipelines of other repos) are never a finding. The summary is for the rules
 * about all files of a repo, `checkRepo`.
 */
export function checkFile(
  file: GocdFile,
  { ownForms }: RuleOptions,
): { readonly diagnostics: readonly Diagnostic[]; readonly summary: FileSummary } {
  const findings = noFindings();
  const scope: RuleScope = { tree: file.tree, findings, reach: "pipeline", parameters: undefined };
  const known = noFindings();
  const pipelines = file.pipelines.map((pipeline): PipelineSummary => {
    const ofPipeline: RuleScope = { ...scope, parameters: parametersOf(pipeline) };
    const ofRules = checkPipeline(ofPipeline, pipeline, {
      ownForms,
      hasFormatVersion: file.hasFormatVersion,
    });
    const unknown = checkVariableUse(file, pipeline, { ownForms, removed: NONE });
    // A script that several pipelines share is reported once.
    return { ...ofRules, unknownVariables: unknown.filter(({ finding }) => addFinding(known, finding)) };
  });
  const environments = file.environments.map((environment) =>
    checkEnvironment({ ...scope, reach: "environment" }, environment),
  );
  const summary: FileSummary = {
    versions: file.versions.map(({ number, entry }) => ({
      number,
      key: entry.key,
      place: placeOf(file.tree, entry.value),
    })),
    pipelineNames: file.pipelineNames.map((node) => ({
      text: keyOf(node) ?? "",
      place: placeOf(file.tree, node),
    })),
    pipelines,
    environments,
    environmentVariables: environmentVariables(file),
  };
  return { diagnostics: findings.list, summary };
}
