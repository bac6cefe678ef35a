import { escapeName } from "../names.js";
import type { Material } from "./material.js";

/** The variables that GoCD itself gives to a job: by name, and by beginnings behind which only the server knows more. */
export interface GivenVariables {
  readonly names: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

/** What every job gets (BuildWork, BuildAssignmentService, BuildAssignment, JobIdentifier). */
const ALWAYS = [
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
];

/** What a job of several instances gets too (RunMultipleInstance). */
export const OF_INSTANCES: readonly string[] = ["GO_JOB_RUN_INDEX", "GO_JOB_RUN_COUNT"];

const OWNED =
  /^GO_(?:(?:PACKAGE|REPO|SCM|MATERIAL|PIPELINE|STAGE|JOB|TRIGGER|RERUN)_.+|(?:TO_|FROM_)?REVISION(?:_.+)?|DEPENDENCY_(?:LABEL|LOCATOR)_.+)$/;

/** Whether only GoCD gives variables such names: `GO_PACKAGE_X_LABEL` is one, `GO_VERSION` anybody's. */
export function isOwned(name: string): boolean {
  return OWNED.test(name);
}

/** The variable by which GoCD tells whether a material of this name has changed (MaterialRevision). */
export function hasChangedVariable(material: string): string {
  return `GO_MATERIAL_${escapeName(material)}_HAS_CHANGED`;
}

/**
 * What the jobs of a pipeline get of GoCD, its materials read. `removed` are the names of materials that the build
 * takes away. Docker packages in gocd-pin's own forms give nothing here: their variables are the pinned ones.
 */
export function givenVariables(materials: readonly Material[], removed: ReadonlySet<string>): GivenVariables {
  const names = new Set(ALWAYS);
  const prefixes: string[] = [];
  for (const material of materials) {
    if (removed.has(material.name)) continue;
    for (const name of namesOf(material)) names.add(name);
    prefixes.push(...prefixesOf(material));
  }
  return { names, prefixes };
}

/** The `populateEnvironmentContext` of each Material. */
function namesOf(material: Material): string[] {
  const { kind, name, destination, upstream } = material;
  const base = baseOf(material);
  const suffix = base === "" ? "" : `_${base}`;
  const changed = base === "" ? "GO_MATERIAL_HAS_CHANGED" : `GO_MATERIAL_${base}_HAS_CHANGED`;
  switch (kind) {
    case "dependency": {
      const label = escapeName(name === "" ? (upstream?.pipeline ?? "") : name);
      return [`GO_DEPENDENCY_LABEL_${label}`, `GO_DEPENDENCY_LOCATOR_${label}`, hasChangedVariable(label)];
    }
    case "package":
    case "plugin":
    case undefined:
      return [changed];
    case "git":
    case "hg":
    case "svn":
    case "p4":
    case "tfs":
    case "configrepo": {
      if (destination !== undefined && destination.text === undefined) return [changed];
      const all = ["GO_REVISION", "GO_TO_REVISION", "GO_FROM_REVISION", "GO_MATERIAL_URL", ...EXTRA[kind]];
      return [...all.map((variable) => `${variable}${suffix}`), changed];
    }
  }
}

const BRANCH = ["GO_MATERIAL_BRANCH"];
// The repo behind `configrepo` may be of any kind.
const EXTRA = {
  git: BRANCH,
  hg: BRANCH,
  svn: [],
  p4: ["GO_P4_CLIENT"],
  tfs: ["GO_MATERIAL_DOMAIN"],
  configrepo: [...BRANCH, "GO_P4_CLIENT", "GO_MATERIAL_DOMAIN"],
} as const;

function prefixesOf({ kind, name, id }: Material): string[] {
  const base = name === "" ? "" : `${escapeName(name)}_`;
  // An unnamed one goes by what it is called on the server.
  const unnamed = name === "" ? ["GO_MATERIAL_"] : [];
  if (kind === "plugin") return [`GO_SCM_${base}`, ...unnamed];
  if (kind === "package" && id !== undefined) return [`GO_PACKAGE_${base}`, `GO_REPO_${base}`, ...unnamed];
  return kind === undefined ? ["GO_"] : [];
}

/** The material's name, else its folder (ScmMaterial). */
function baseOf({ name, destination }: Material): string {
  return escapeName(name === "" ? (destination?.text ?? "") : name);
}
