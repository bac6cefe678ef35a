import { entriesOf, entryOf } from "../../yaml/entries.js";
import { textOf, type Node } from "../../yaml/node.js";
import { escapeName } from "../names.js";
import { kindOfBody } from "./material-kind.js";

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
 * What the jobs of a pipeline get of GoCD. `materials` is what stands behind that key of the pipeline, `removed` are
 * the names of those that the build takes away. Docker packages in gocd-pin's own forms give nothing here: their
 * variables are the pinned ones.
 */
export function givenVariables(materials: Node | undefined, removed: ReadonlySet<string>): GivenVariables {
  const names = new Set(ALWAYS);
  const prefixes: string[] = [];
  for (const { key, value } of (materials && entriesOf(materials)) ?? []) {
    if (removed.has(key)) continue;
    const kind = kindOfBody(value);
    if (kind === undefined) prefixes.push("GO_");
    else if (kind === "package" || kind === "plugin") prefixes.push(...prefixesOf(key, kind, value));
    else for (const name of namesOf(key, kind, value)) names.add(name);
    names.add(hasChangedVariable(key));
  }
  return { names, prefixes };
}

// What each kind gives beside the revisions; the repo behind `configrepo` may be of any kind.
const EXTRA = {
  git: ["GO_MATERIAL_BRANCH"],
  hg: ["GO_MATERIAL_BRANCH"],
  svn: [],
  p4: ["GO_P4_CLIENT"],
  tfs: ["GO_MATERIAL_DOMAIN"],
  configrepo: ["GO_MATERIAL_BRANCH", "GO_P4_CLIENT", "GO_MATERIAL_DOMAIN"],
} as const;

/** The `populateEnvironmentContext` of each Material; one without a name goes by its folder or pipeline. */
function namesOf(key: string, kind: keyof typeof EXTRA | "dependency", body: Node): string[] {
  if (kind === "dependency") {
    const base = escapeName(key === "" ? textBelow(body, "pipeline") : key);
    return [
      `GO_DEPENDENCY_LABEL_${base}`,
      `GO_DEPENDENCY_LOCATOR_${base}`,
      `GO_MATERIAL_${base}_HAS_CHANGED`,
    ];
  }
  const base = escapeName(key === "" ? textBelow(body, "destination") : key);
  const suffix = base === "" ? "" : `_${base}`;
  const all = ["GO_REVISION", "GO_TO_REVISION", "GO_FROM_REVISION", "GO_MATERIAL_URL", ...EXTRA[kind]];
  return [...all.map((variable) => `${variable}${suffix}`), `GO_MATERIAL${suffix}_HAS_CHANGED`];
}

/** Of packages and SCMs of plugins only the server knows the properties, and the name of one without. */
function prefixesOf(key: string, kind: "package" | "plugin", body: Node): string[] {
  const base = key === "" ? "" : `${escapeName(key)}_`;
  const unnamed = key === "" ? ["GO_MATERIAL_"] : [];
  if (kind === "plugin") return [`GO_SCM_${base}`, ...unnamed];
  const id = textBelow(body, "package");
  return id === "" || id.includes("/") ? [] : [`GO_PACKAGE_${base}`, `GO_REPO_${base}`, ...unnamed];
}

function textBelow(body: Node, key: string): string {
  const entry = entryOf(body, key);
  return (entry && textOf(entry.value)) ?? "";
}
