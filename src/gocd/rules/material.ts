import type { Entry } from "../../yaml/entries.js";
import { dereference, placeOf, textOf } from "../../yaml/node.js";
import { reject, rejectAt, warn } from "../read/findings.js";
import type { Filters, Material } from "../read/material.js";
import { checkName, isFilePath, normalizePath } from "./name.js";
import { checkOptions, resolveTarget, resolveText, type RuleScope } from "./parameter.js";
import { checkRemote, type Remote } from "./remote.js";
import type { Target, Upstream } from "./summary.js";

/** The results of the checks of one material; parameters are replaced in its texts. */
export interface CheckedMaterial {
  readonly material: Material;
  /** Undefined if there is none, or its parameters cannot be replaced. */
  readonly destination: Target | undefined;
  readonly remote: Remote | undefined;
  /** The pipeline and stage of a dependency. */
  readonly upstream: Upstream | undefined;
}

const BUILD_HELP =
  "write the id of a package on the GoCD server, or give GoCD a file that `gocd-pin build` wrote";

/**
 * Checks a material on its own. `ownForms`: whether the forms of `package:` are allowed that only gocd-pin knows, as in
 * sources.
 */
export function checkMaterial(scope: RuleScope, material: Material, ownForms: boolean): CheckedMaterial {
  const { name, what, entry, kind, isScm, fields } = material;
  if (name !== "") checkName(scope, "material", name, entry.keyNode);
  checkOptions(scope, what, material.options);
  checkFilters(scope, material);
  if (!ownForms) checkPackageId(scope, material);
  const destination = isScm ? fields.get("destination") : undefined;
  return {
    material,
    destination: destination && checkDestination(scope, material),
    remote:
      kind === undefined || !isScm || kind === "plugin" || kind === "configrepo"
        ? undefined
        : checkRemote(scope, what, kind, fields),
    upstream: kind === "dependency" ? readUpstream(scope, material) : undefined,
  };
}

/** GoCD's package ids are names (NameTypeValidator), so no server has one with a slash; the converter throws. */
function checkPackageId({ findings, reach }: RuleScope, { what, reference }: Material): void {
  if (reference === undefined || reference.kind === "id") return;
  const { place } = reference;
  if (reference.kind === "inline") {
    const message = `"package" of ${what} must be text, but is a mapping`;
    rejectAt(findings, place, "value-type", message, { help: BUILD_HELP, reach });
    return;
  }
  const id = `${reference.repository}/${reference.name}`;
  const message = `"${id}" of ${what} cannot be a package id: ids have no "/"`;
  rejectAt(findings, place, "package-id", message, { help: BUILD_HELP, reach: "repo" });
}

/** The two ways to filter; of the two names of each, the second has no effect if both are there (MaterialTransform). */
const FILTERS = [
  ["ignore", "blacklist"],
  ["whitelist", "includes"],
] as const;

function checkFilters(scope: RuleScope, { what, kind, filters }: Material): void {
  for (const [winner, loser] of FILTERS) {
    const lost = filters.get(loser);
    if (lost === undefined || !filters.has(winner)) continue;
    const message = `"${loser}" of ${what} has no effect together with "${winner}"`;
    const help = "they mean the same: put both lists below one of the two";
    warn(scope, lost.keyNode, "key-ignored", message, help);
  }
  for (const [key, { value }] of filters) {
    const list = dereference(value);
    for (const item of list.kind === "sequence" ? list.items : []) {
      if (textOf(item) !== undefined) resolveText(scope, `a pattern of "${key}" of ${what}`, item);
    }
  }
  const [ignore, include] = [ignoreFilter(filters), includeFilter(filters)];
  // The server does not compare the two for pluggable SCMs.
  if (kind === "plugin" || ignore === undefined || include === undefined) return;
  const message = `${what} has both "${ignore.key}" and "${include.key}"`;
  reject(scope, include.keyNode, "filter-both", message, {
    help: "remove one of the two: ignore some paths, or include only some",
  });
}

function ignoreFilter(filters: Filters): Entry | undefined {
  return withItems(filters.get("ignore") ?? filters.get("blacklist"));
}

/** Returns the filter that names the only relevant paths; undefined if there is none, or it is empty. */
export function includeFilter(filters: Filters): Entry | undefined {
  return withItems(filters.get("whitelist") ?? filters.get("includes"));
}

function withItems(entry: Entry | undefined): Entry | undefined {
  const real = entry && dereference(entry.value);
  return real?.kind === "sequence" && real.items.length > 0 ? entry : undefined;
}

/** Checks that a destination is a relative folder below the job's folder (ScmMaterialConfig). */
function checkDestination(scope: RuleScope, { what, fields }: Material): Target | undefined {
  const entry = fields.get("destination");
  const text = entry && resolveText(scope, `"destination" of ${what}`, entry.value);
  if (entry === undefined || text === undefined) return undefined;
  if (text !== "" && normalizePath(text) === undefined) {
    const message = `the destination "${text}" of ${what} is not a folder below the job's folder`;
    reject(scope, entry.value, "path-invalid", message, {
      help: "write a relative path that does not leave the folder with `..`",
    });
  } else if (text !== "" && !isFilePath(text)) {
    const message = `the destination "${text}" of ${what} has a form that GoCD does not accept`;
    reject(scope, entry.value, "path-invalid", message, {
      help: "write for example `folder/name`, which does not end in a dot or space",
    });
  }
  return { text, place: placeOf(scope.tree, entry.value) };
}

/** No pipeline or stage can have a name that is not valid, so such a material could never be satisfied. */
function readUpstream(scope: RuleScope, { what, fields }: Material): Upstream | undefined {
  const [pipelineEntry, stageEntry] = [fields.get("pipeline"), fields.get("stage")];
  const pipeline = pipelineEntry && resolveTarget(scope, `"pipeline" of ${what}`, pipelineEntry.value);
  const stage = stageEntry && resolveTarget(scope, `"stage" of ${what}`, stageEntry.value);
  if (pipelineEntry !== undefined && pipeline !== undefined) {
    checkName(scope, "pipeline", pipeline.text, pipelineEntry.value);
  }
  if (stageEntry !== undefined && stage !== undefined)
    checkName(scope, "stage", stage.text, stageEntry.value);
  return pipeline && { pipeline, stage };
}
