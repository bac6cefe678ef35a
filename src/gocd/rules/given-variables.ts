import { addAll } from "../../model/diagnostic.js";
import { textIn } from "../read/fields.js";
import type { Material } from "../read/material.js";
import { escapeName } from "../names.js";
import type { MaterialKind } from "../grammar/material.js";

/** The variables that GoCD sets for a job: names, and prefixes of names that only the server knows. */
export interface GivenVariables {
  readonly names: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

/** The variables of every job (BuildWork, BuildAssignmentService, BuildAssignment, JobIdentifier). */
const ALWAYS: ReadonlySet<string> = new Set([
  "GO_SERVER_URL",
  "GO_PIPELINE_GROUP_NAME",
  "GO_ENVIRONMENT_NAME",
  "GO_AGENT_RESOURCES",
  "GO_TRIGGER_USER",
  "GO_PIPELINE_NAME",
  "GO_PIPELINE_COUNTER",
  "GO_PIPELINE_LABEL",
  "GO_STAGE_NAME",
  "GO_STAGE_COUNTER",
  "GO_RERUN_OF_STAGE_COUNTER",
  "GO_JOB_NAME",
]);

/** Whether every job gets a variable. */
export function isAlwaysGiven(name: string): boolean {
  return ALWAYS.has(name);
}

/** The additional variables of a job with several instances (RunMultipleInstance). */
export const OF_INSTANCES: readonly string[] = ["GO_JOB_RUN_INDEX", "GO_JOB_RUN_COUNT"];

const OWNED =
  /^GO_(?:(?:PACKAGE|REPO|SCM|MATERIAL|PIPELINE|STAGE|JOB|TRIGGER|RERUN)_.+|(?:TO_|FROM_)?REVISION(?:_.+)?|DEPENDENCY_(?:LABEL|LOCATOR)_.+)$/;

/** Whether only GoCD sets variables with such names: `GO_PACKAGE_X_LABEL` is one, `GO_VERSION` may be set by users. */
export function isOwned(name: string): boolean {
  return OWNED.test(name);
}

/** Returns the variable that says whether a material has changed (MaterialRevision). */
export function hasChangedVariable(material: string): string {
  return `GO_MATERIAL_${escapeName(material)}_HAS_CHANGED`;
}

/**
 * Returns the variables that GoCD sets for the jobs of a pipeline with these materials. A Docker package in one of
 * gocd-pin's own forms adds only its HAS_CHANGED variable: the others are the pinned ones.
 */
export function givenVariables(materials: readonly Material[]): GivenVariables {
  const names = new Set(ALWAYS);
  const prefixes: string[] = [];
  for (const material of materials) {
    const { kind } = material;
    if (kind === undefined) prefixes.push("GO_");
    else if (kind === "package" || kind === "plugin") addAll(prefixes, prefixesOf(material));
    else for (const name of namesOf(material, kind)) names.add(name);
    names.add(hasChangedVariable(material.name));
  }
  return { names, prefixes };
}

// The variables of each kind in addition to the revisions; the repo of a `configrepo` may be of any kind.
const EXTRA = {
  git: ["GO_MATERIAL_BRANCH"],
  hg: ["GO_MATERIAL_BRANCH"],
  svn: [],
  p4: ["GO_P4_CLIENT"],
  tfs: ["GO_MATERIAL_DOMAIN"],
  configrepo: ["GO_MATERIAL_BRANCH", "GO_P4_CLIENT", "GO_MATERIAL_DOMAIN"],
} as const;

/** The `populateEnvironmentContext` of each Material; one without a name uses its folder or pipeline. */
function namesOf({ name, fields }: Material, kind: Exclude<MaterialKind, "package" | "plugin">): string[] {
  if (kind === "dependency") {
    const base = escapeName(name === "" ? (textIn(fields, "pipeline") ?? "") : name);
    return [
      `GO_DEPENDENCY_LABEL_${base}`,
      `GO_DEPENDENCY_LOCATOR_${base}`,
      `GO_MATERIAL_${base}_HAS_CHANGED`,
    ];
  }
  const base = escapeName(name === "" ? (textIn(fields, "destination") ?? "") : name);
  const suffix = base === "" ? "" : `_${base}`;
  const all = ["GO_REVISION", "GO_TO_REVISION", "GO_FROM_REVISION", "GO_MATERIAL_URL", ...EXTRA[kind]];
  return [...all.map((variable) => `${variable}${suffix}`), `GO_MATERIAL${suffix}_HAS_CHANGED`];
}

/** Only the server knows the properties of packages and pluggable SCMs, and the name of those without one. */
function prefixesOf({ name, kind, reference }: Material): string[] {
  const base = name === "" ? "" : `${escapeName(name)}_`;
  const unnamed = name === "" ? ["GO_MATERIAL_"] : [];
  if (kind === "plugin") return [`GO_SCM_${base}`, ...unnamed];
  return reference?.kind === "id" ? [`GO_PACKAGE_${base}`, `GO_REPO_${base}`, ...unnamed] : [];
}
