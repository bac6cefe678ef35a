import { entryOf } from "../../yaml/entries.js";
import { dereference, placeOf, textOf } from "../../yaml/node.js";
import type { MaterialKind } from "../grammar/material.js";
import { textIn } from "../read/fields.js";
import type { Scope } from "../read/findings.js";
import type { Material } from "../read/material.js";
import type { Pipeline } from "../read/pipeline.js";
import { isBooleanWord } from "../read/values.js";
import { includeFilter, type CheckedMaterial } from "./material.js";
import { sortedOptions } from "./parameter.js";
import type { ConfigRepoChanges, PipelineSummary, RemoteSummary, ScmSummary } from "./summary.js";

/** The parts of a pipeline's summary that depend on its materials. */
type MaterialSummary = Pick<
  PipelineSummary,
  "upstream" | "hasUnknownUpstream" | "configRepoChanges" | "remotes" | "newScms" | "unversionedFilters"
>;

/** Returns the facts of a pipeline's materials for the rules about several pipelines. */
export function summarizeMaterials(
  scope: Scope,
  pipeline: Pipeline,
  checked: readonly CheckedMaterial[],
  hasFormatVersion: boolean,
): MaterialSummary {
  return {
    upstream: checked.flatMap((material) => material.upstream ?? []),
    hasUnknownUpstream: checked.length === 0 || hasUnknown(pipeline, checked),
    configRepoChanges: configRepoChangesOf(pipeline),
    remotes: checked.flatMap((material) => remoteOf(scope, material)),
    newScms: pipeline.materials.flatMap((material) => newScmOf(scope, material)),
    unversionedFilters: hasFormatVersion ? [] : filtersOf(scope, pipeline),
  };
}

/** The key has the patterns that limit which changes of the config repo trigger the pipeline. */
function configRepoChangesOf({ materials }: Pipeline): ConfigRepoChanges | undefined {
  const repos = materials.filter(({ kind }) => kind === "configrepo");
  if (repos.length === 0) return undefined;
  const patterns = repos.map(({ filters }) =>
    Array.from(filters, ([key, { value }]) => {
      const list = dereference(value);
      return [key, list.kind === "sequence" ? list.items.map(textOf) : []];
    }),
  );
  const isLimited = repos.every(({ filters }) => includeFilter(filters) !== undefined);
  return { key: JSON.stringify(patterns), isLimited };
}

/** Whether a material that could not be read, or whose parameters cannot be put in, may be a dependency. */
function hasUnknown({ unreadMaterials }: Pipeline, materials: readonly CheckedMaterial[]): boolean {
  return (
    unreadMaterials.length > 0 ||
    materials.some(({ material: { kind }, upstream }) => {
      return kind === undefined || (kind === "dependency" && upstream === undefined);
    })
  );
}

function filtersOf(
  { tree }: Scope,
  { materials }: Pipeline,
): PipelineSummary["unversionedFilters"][number][] {
  return materials.flatMap(({ name, isScm, filters }) => {
    const filter = isScm ? includeFilter(filters) : undefined;
    return filter === undefined
      ? []
      : [{ material: name, key: filter.key, place: placeOf(tree, filter.keyNode) }];
  });
}

/** The keys that distinguish materials in addition to URL and branch (the getFingerprint criteria of each MaterialConfig). */
const CRITERIA: Partial<Record<MaterialKind, readonly string[]>> = {
  git: [],
  hg: [],
  svn: ["username", "check_externals"],
  p4: ["username", "view"],
  tfs: ["username", "domain", "project"],
};

/** An encrypted value has many forms, so values of secure options do not count. */
function newScmOf({ tree }: Scope, { name, entry, newScm }: Material): ScmSummary[] {
  if (newScm === undefined) return [];
  const { plain, secure } = newScm.options;
  const secureNames = secure.map(({ key }) => key).sort();
  const settings = JSON.stringify([newScm.plugin, sortedOptions(plain), secureNames]);
  return [{ name, settings, place: placeOf(tree, entry.keyNode) }];
}

/** The kinds whose `auto_update` is true by default; for the others, Gson skips the initializer. */
const POLLED: readonly MaterialKind[] = ["git", "hg", "svn"];

function remoteOf({ tree }: Scope, { material, remote }: CheckedMaterial): RemoteSummary[] {
  const { name, kind, entry, body, fields } = material;
  const criteria = kind === undefined ? undefined : CRITERIA[kind];
  if (kind === undefined || criteria === undefined || remote?.url === undefined) return [];
  const branch = remote.branch?.trim() ?? "";
  const rest = criteria.map((key) => {
    const field = entryOf(body, key);
    return (field && textOf(field.value)) ?? "";
  });
  const parts = [kind, remote.url, kind === "git" && branch === "" ? "master" : branch, ...rest];
  const autoUpdate = textIn(fields, "auto_update") ?? "";
  return [
    {
      material: name,
      fingerprint: parts.join("\n"),
      autoUpdate: isBooleanWord(autoUpdate) ? /^(?:y|yes|true|on)$/i.test(autoUpdate) : POLLED.includes(kind),
      place: placeOf(tree, fields.get("auto_update")?.value ?? entry.keyNode),
    },
  ];
}
