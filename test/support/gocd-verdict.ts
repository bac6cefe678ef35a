import { CORE_SCHEMA, load, mergeTag } from "js-yaml";
import { isRecord } from "./json.js";

/** What the tests' own GoCD server knows of config repos. */
export interface ServerConfigRepos {
  /** The names of the pipelines of each config repo, by its id. */
  readonly configRepos?: Readonly<Record<string, readonly string[]>>;
  /** The ids of its packages. */
  readonly packageIds?: readonly string[];
  /** Replaces its verdict on files: the errors of `valid: false`, or the message of a 422. */
  readonly verdict?: (files: ReadonlyMap<string, string>) => readonly string[] | string;
}

/** The errors of `valid: false`, or the message of a 422. */
interface Judgement {
  readonly errors: readonly string[] | string;
}

/** Judges files as GoCD does, with a few of its rules, in its order and its words. */
export function judge(
  server: ServerConfigRepos,
  files: ReadonlyMap<string, string>,
  repoId: string | undefined,
): Judgement {
  if (server.verdict !== undefined) return { errors: server.verdict(files) };
  if (files.size === 0) {
    return { errors: ["No file content provided; check to make sure you POST the form data as `files[]=`"] };
  }
  const contract: string[] = [];
  const pipelines = new Map<string, Record<string, unknown>>();
  for (const [file, text] of files) {
    const { value, problem } = parse(text);
    if (problem !== undefined) contract.push(`${file}:\n  - ${problem}`);
    for (const [name, pipeline] of Object.entries(recordOf(recordOf(value)["pipelines"]))) {
      const body = recordOf(pipeline);
      pipelines.set(name, body);
      const place = `${file}; Pipeline ${name}`;
      const missing = [
        ...(body["group"] === undefined ? ["Missing field 'group'"] : []),
        ...(Object.keys(recordOf(body["materials"])).length === 0 ? ["Pipeline has no materials."] : []),
      ];
      if (missing.length > 0) contract.push(`${place}:\n${missing.map((text) => `  - ${text}`).join("\n")}`);
      for (const stage of Array.isArray(body["stages"]) ? body["stages"] : []) {
        for (const [key, content] of Object.entries(recordOf(stage))) {
          const { jobs, tasks } = recordOf(content);
          const hasJobs = tasks !== undefined || Object.keys(recordOf(jobs)).length > 0;
          if (!hasJobs) contract.push(`${place}; Stage (${key}):\n  - Stage has no jobs`);
        }
      }
    }
  }
  if (contract.length > 0) return { errors: [contract.join("\n\n")] };
  const materials = Array.from(pipelines).flatMap(([pipeline, { materials: all }]) =>
    Object.values(recordOf(all)).map((material) => ({ user: pipeline, material: recordOf(material) })),
  );
  const ids = new Set(server.packageIds);
  for (const { material } of materials) {
    const { package: id } = material;
    if (typeof id === "string" && !ids.has(id))
      return { errors: `Failed to find package repository with package id '${id}'` };
  }
  return {
    errors: [...duplicates(server, pipelines, repoId), ...dependencies(server, pipelines, materials)],
  };
}

function duplicates(
  { configRepos = {} }: ServerConfigRepos,
  pipelines: ReadonlyMap<string, unknown>,
  repoId: string | undefined,
): string[] {
  return Object.entries(configRepos)
    .filter(([id]) => id !== repoId)
    .flatMap(([id, names]) =>
      Array.from(pipelines.keys())
        .filter((name) => names.includes(name))
        .map(
          (name) =>
            `You have defined multiple pipelines named '${name}'. Pipeline names must be unique. Source(s): [preflighted <${repoId ?? "NEW REPO"}>, https://git.example/${id}.git at 5c0ffee]`,
        ),
    );
}

function dependencies(
  { configRepos = {} }: ServerConfigRepos,
  pipelines: ReadonlyMap<string, unknown>,
  materials: readonly { readonly user: string; readonly material: Record<string, unknown> }[],
): string[] {
  const known = new Set([...pipelines.keys(), ...Object.values(configRepos).flat()]);
  return materials.flatMap(({ user, material }) => {
    const { pipeline: upstream } = material;
    return typeof upstream === "string" && !known.has(upstream)
      ? [
          `Pipeline with name '${upstream}' does not exist, it is defined as a dependency for pipeline '${user}' (preflighted <NEW REPO>)`,
        ]
      : [];
  });
}

function parse(text: string): { readonly value?: unknown; readonly problem?: string } {
  try {
    return { value: load(text, { schema: CORE_SCHEMA.withTags(mergeTag) }) };
  } catch (error) {
    return {
      problem: `Failed to parse file as YAML: ${error instanceof Error ? error.message.split("\n", 1)[0] : ""}`,
    };
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
