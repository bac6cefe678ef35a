import { createHash } from "node:crypto";
import type { PackagePipelines } from "../../model/settings.js";
import { writeBlockPairs, writeQuoted, type Value } from "../../yaml/write.js";
import { toName } from "../names.js";
import { configrepoPairs, PIN_STAGE, writtenVariables } from "./enrichment.js";

/**
 * Returns the name of the pipeline of a package, a valid name for GoCD: the prefix and the key. If the key has a `.` or
 * characters that GoCD rejects, other keys could become the same name, so it gets 8 digits of the SHA-256 of the key.
 */
export function packagePipelineName(key: string, prefix: string): string {
  const isExact = /^[A-Za-z0-9_/-]*$/.test(key);
  const suffix = isExact ? "" : `-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
  return `${prefix}${toName(key)}${suffix}`;
}

/** A package pipeline: its name, and what it depends on. */
export interface PackagePipeline {
  readonly name: string;
  /** Values as jobs see them, by name. */
  readonly variables: ReadonlyMap<string, string>;
  /** The variable that has the tag. */
  readonly labelVariable: string;
  /** The path of the pin file, from the root of the git work tree. */
  readonly pinFile: string;
  /** The `format_version` of the other files; undefined if none has one. */
  readonly formatVersion: number | undefined;
}

/** Returns the text of the file of a package pipeline. It is triggered exactly when its pin file changes. */
export function renderPackagePipeline(
  { name, variables, labelVariable, pinFile, formatVersion }: PackagePipeline,
  { group, resources, elasticProfileId }: PackagePipelines,
): string {
  const version = formatVersion === undefined ? "" : `format_version: ${formatVersion}\n`;
  const pairs = new Map<string, Value>([
    ["group", group],
    ["label_template", `\${env:${labelVariable}}`],
    ["environment_variables", { map: writtenVariables(variables) }],
    ["materials", { map: new Map([[PIN_STAGE, { map: configrepoPairs(pinFile) }]]) }],
  ]);
  const agents = new Map<string, Value>([
    ...(resources.length > 0 ? [["resources", { list: resources }] as const] : []),
    ...(elasticProfileId !== undefined ? [["elastic_profile_id", elasticProfileId] as const] : []),
  ]);
  return `${version}pipelines:
  ${writeQuoted(name)}:
${writeBlockPairs(pairs, 4, 2, "\n")}    stages:
      - ${PIN_STAGE}:
          jobs:
            ${PIN_STAGE}:
${writeBlockPairs(agents, 14, 2, "\n")}              tasks:
                - exec:
                    command: echo
`;
}
