import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf } from "../../yaml/node.js";
import { MATERIAL, MATERIALS, type MaterialKind } from "../grammar/material.js";
import { requiredKeys } from "../grammar/shape.js";
import { checkDestination, checkDestinations } from "./destination.js";
import { checkFilters } from "./filter.js";
import { refuse, type Scope } from "./finding.js";
import { checkUnused, readKind } from "./material-kind.js";
import { checkMaterialNames } from "./material-names.js";
import { checkName } from "./name.js";
import type { Material, Upstream } from "./known-material.js";
import { resolveText } from "./parameter.js";
import { readOptions } from "./plugin-options.js";
import { checkRemote } from "./scm.js";
import { checkRequired, readFields, type Fields } from "./shape.js";
import { isBooleanWord, kindOf } from "./value.js";

/** Reads `materials` of a pipeline (MaterialTransform), and checks them alone and together. */
export function readMaterials(scope: Scope, pipeline: string, entry: Entry): Material[] {
  const real = dereference(entry.value);
  if (real.kind !== "mapping") {
    refuse(
      scope,
      real.kind === "scalar" && real.text === null ? entry.keyNode : entry.value,
      "value-type",
      `the materials of ${pipeline} must be a mapping, but are ${kindOf(entry.value)}`,
      {
        help: "write each material as `name:` with its keys below",
      },
    );
    return [];
  }
  for (const { key } of real.pairs) {
    if (dereference(key).kind === "scalar") continue;
    refuse(scope, key, "value-type", `a material of ${pipeline} has a list or mapping as its name`);
  }
  const entries = entriesOf(real) ?? [];
  if (entries.length === 0) {
    refuse(scope, entry.keyNode, "empty", `${pipeline} has no material`, {
      help: "write at least one material",
    });
  }
  const materials = entries.map((material) => readMaterial(scope, material));
  checkMaterialNames(scope, materials);
  checkDestinations(scope, materials);
  return materials;
}

function readMaterial(scope: Scope, entry: Entry): Material {
  const name = entry.key;
  const what = `the material "${name}"`;
  const body = dereference(entry.value);
  const fields = readFields(scope, what, body, MATERIAL, entry.keyNode);
  if (fields === undefined) return unknownMaterial(entry);
  if (name !== "") checkName(scope, "material", name, entry.keyNode);
  const kind = readKind(scope, what, body, entry, fields);
  const isScm = kind !== undefined && kind !== "dependency" && kind !== "package";
  if (kind !== undefined) {
    checkUnused(scope, what, body, kind);
    checkNeeded(scope, what, kind, entry, fields);
  }
  if (kind === "plugin" && !entryOf(body, "plugin_configuration")) readOptions(scope, what, body);
  const includes = checkFilters(scope, what, body, kind === "plugin");
  return {
    name,
    entry,
    kind,
    destination: isScm ? readDestination(scope, what, fields) : undefined,
    remote:
      isScm && kind !== "plugin" && kind !== "configrepo"
        ? checkRemote(scope, what, kind, fields)
        : undefined,
    autoUpdate: readAutoUpdate(entry, fields),
    id: readId(scope, what, kind, fields),
    upstream: kind === "dependency" ? readUpstream(scope, what, fields) : undefined,
    includes: isScm ? includes : undefined,
  };
}

/** One of which only the name can be told. */
function unknownMaterial(entry: Entry): Material {
  return {
    name: entry.key,
    entry,
    kind: undefined,
    destination: undefined,
    remote: undefined,
    autoUpdate: { value: true, node: entry.keyNode },
    id: undefined,
    upstream: undefined,
    includes: undefined,
  };
}

function checkNeeded(scope: Scope, what: string, kind: MaterialKind, entry: Entry, fields: Fields): void {
  checkRequired(scope, what, entry.keyNode, fields, requiredKeys(MATERIALS[kind]));
  const isNamed = fields.has(kind) || fields.has(kind === "p4" ? "port" : "url");
  if (["git", "svn", "hg", "p4"].includes(kind) && !isNamed) {
    checkRequired(scope, what, entry.keyNode, fields, [kind]);
  }
}

function readDestination(scope: Scope, what: string, fields: Fields): Material["destination"] {
  const entry = fields.get("destination");
  if (entry === undefined) return undefined;
  const text = resolveText(scope, `"destination" of ${what}`, entry.value);
  if (text !== undefined && text !== "") checkDestination(scope, what, text, entry.value);
  return { text, node: entry.value };
}

function readAutoUpdate(entry: Entry, fields: Fields): Material["autoUpdate"] {
  const field = fields.get("auto_update");
  const text = field && textOf(field.value);
  const isOff = typeof text === "string" && isBooleanWord(text) && /^(?:n|no|false|off)$/i.test(text);
  return { value: !isOff, node: field?.value ?? entry.keyNode };
}

function readId(scope: Scope, what: string, kind: MaterialKind | undefined, fields: Fields): Material["id"] {
  const entry =
    kind === "package" ? fields.get("package") : kind === "plugin" ? fields.get("scm") : undefined;
  if (entry === undefined) return undefined;
  const text = textOf(entry.value);
  if (kind !== "package") return typeof text === "string" ? { text, node: entry.value } : undefined;
  const isOurs = typeof text !== "string" || text.includes("/");
  if (isOurs && scope.acceptOwnForms) return undefined;
  if (typeof text !== "string") {
    refuse(
      scope,
      entry.value,
      "value-type",
      `"package" of ${what} must be text, but is ${kindOf(entry.value)}`,
      {
        help: "write the id of a package on the GoCD server, or let `gocd-pin build` make a file that GoCD can read",
      },
    );
    return undefined;
  }
  if (isOurs) {
    // Ids are names (NameTypeValidator), so no server knows such a one; the converter throws.
    refuse(
      scope,
      entry.value,
      "package-id",
      `"${text}" of ${what} cannot be the id of a package: ids hold no "/"`,
      {
        help: "write the package's id, or let `gocd-pin build` make a file that GoCD can read",
        reach: "repo",
      },
    );
  }
  return { text, node: entry.value };
}

function readUpstream(scope: Scope, what: string, fields: Fields): Upstream | undefined {
  const pipeline = fields.get("pipeline");
  const stage = fields.get("stage");
  const pipelineText = pipeline && resolveText(scope, `"pipeline" of ${what}`, pipeline.value);
  const stageText = stage && resolveText(scope, `"stage" of ${what}`, stage.value);
  if (pipeline === undefined || pipelineText === undefined) return undefined;
  const stageNode = stage?.value ?? pipeline.value;
  return { pipeline: pipelineText, stage: stageText, pipelineNode: pipeline.value, stageNode };
}
