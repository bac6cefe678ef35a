import { warningAt } from "../../model/diagnostic.js";
import { didYouMean, findNearest } from "../../model/suggest.js";
import { entryOf } from "../../yaml/entries.js";
import { textOf, type Node, type Tree } from "../../yaml/node.js";
import type { GocdFile } from "../read/file.js";
import type { Job } from "../read/job.js";
import type { Material } from "../read/material.js";
import type { Pipeline } from "../read/pipeline.js";
import type { Task } from "../read/task.js";
import type { Stage, Stages } from "../read/stage.js";
import { possibleVariables } from "../variables.js";
import {
  givenVariables,
  hasChangedVariable,
  isAlwaysGiven,
  isOwned,
  OF_INSTANCES,
} from "./given-variables.js";
import { spanOfWord } from "../read/findings.js";
import type { UnknownVariable } from "./summary.js";

/** The variables that all jobs of a pipeline get. */
interface Known {
  readonly names: ReadonlySet<string>;
  /** Only the server knows the names that begin so. */
  readonly prefixes: readonly string[];
  /** The material that the build removes, by the variable that disappears with it. */
  readonly gone: ReadonlyMap<string, string>;
}

/**
 * Finds names of GoCD's own kinds (`GO_PACKAGE_...`, `GO_MATERIAL_...`, ...) in scripts, commands, arguments and options
 * of a pipeline that the job does not get: warnings with code `variable-unknown`, or `variable-gone` for
 * `GO_MATERIAL_<N>_HAS_CHANGED` of a material that the build `removed`. Names that are put together at run time
 * (`GO_PACKAGE_${X}`, `GO_PACKAGE_*`) are ignored. Docker packages in gocd-pin's own forms have all variables that a
 * build may write, and if a package is named by its id, any `GO_PACKAGE_` and `GO_REPO_` variable may be one of ours.
 */
export function checkVariableUse(
  file: GocdFile,
  pipeline: Pipeline,
  { removed, ownForms }: { readonly removed: ReadonlySet<string>; readonly ownForms: boolean },
): UnknownVariable[] {
  const jobs = pipeline.stages === undefined ? [] : usesOf(pipeline.stages);
  if (jobs.length === 0) return [];
  const given = givenVariables(pipeline.materials);
  const mayHaveOthers = ownForms && pipeline.materials.some(({ reference }) => reference?.kind === "id");
  const known: Known = {
    names: new Set([
      ...given.names,
      ...environmentVariables(file),
      ...pipeline.variables.map(({ name }) => name),
      ...pipeline.materials.flatMap(pinnedVariables),
    ]),
    prefixes: [
      ...given.prefixes,
      ...(mayHaveOthers ? ["GO_PACKAGE_", "GO_REPO_"] : []),
      ...(pipeline.unreadMaterials.length > 0 ? ["GO_"] : []),
    ],
    gone: new Map(Array.from(removed, (name) => [hasChangedVariable(name), name])),
  };
  return jobs.flatMap((job) => checkJob(file.tree, job, known));
}

/** Returns the variables of GoCD's kinds that the environments of a file declare. */
export function environmentVariables({ environments }: GocdFile): readonly string[] {
  return environments
    .flatMap(({ variables }) => variables)
    .map(({ name }) => name)
    .filter((name) => name.startsWith("GO_"));
}

/** The variables that a build may write for a Docker material in one of gocd-pin's own forms. */
function pinnedVariables({ name, reference }: Material): string[] {
  if (reference?.kind === "declared") return possibleVariables(name, reference.repository, reference.name);
  if (reference?.kind !== "inline") return [];
  const text = (key: string) => {
    const entry = entryOf(reference.node, key);
    return (entry && textOf(entry.value)) ?? "";
  };
  const image = text("image") || text("DOCKER_IMAGE");
  return possibleVariables(name, text("repository"), text("name") || image);
}

/** The names of GoCD's own kinds in the texts of a job that neither every job has, nor this one declares or assigns. */
interface JobUses {
  /** The names that start with `GO_` and that the stage, the job or a script sets. */
  readonly ofJob: ReadonlySet<string>;
  readonly uses: readonly (NameInText & { readonly node: Node; readonly text: string })[];
}

/** The source and the enriched text of a pipeline have the same stages, and most of them no such name. */
const usesByStages = new WeakMap<Stages, readonly JobUses[]>();

/** Returns the jobs with such names. */
function usesOf(stages: Stages): readonly JobUses[] {
  const known = usesByStages.get(stages);
  if (known !== undefined) return known;
  const jobs: JobUses[] = [];
  for (const stage of stages.list) {
    for (const job of stage.jobs ?? []) {
      const uses = readUses(stage, job);
      if (uses !== undefined) jobs.push(uses);
    }
  }
  usesByStages.set(stages, jobs);
  return jobs;
}

function readUses(stage: Stage, job: Job): JobUses | undefined {
  const nodes: Node[] = [];
  for (const task of job.tasks) addTexts(nodes, task);
  if (nodes.length === 0) return undefined;
  const ofJob = new Set<string>(job.isMultiple ? OF_INSTANCES : []);
  for (const { name } of [...stage.variables, ...job.variables]) if (name.startsWith("GO_")) ofJob.add(name);
  const texts = nodes.map((node) => ({ node, text: textOf(node) ?? "" }));
  for (const { text } of texts) for (const name of assignedIn(text)) ofJob.add(name);
  const uses: JobUses["uses"][number][] = [];
  for (const { node, text } of texts) {
    for (const use of namesIn(text)) if (!ofJob.has(use.name)) uses.push({ ...use, node, text });
  }
  return uses.length === 0 ? undefined : { ofJob, uses };
}

/** Adds the script, command, arguments and plain options of a task that have a name of GoCD's. */
function addTexts(nodes: Node[], task: Task): void {
  const add = (node: Node | undefined) => {
    if (node !== undefined && textOf(node)?.includes("GO_") === true) nodes.push(node);
  };
  if (task.type === "script") {
    add(task.script);
    return;
  }
  add(task.fields.get("command")?.value);
  for (const node of task.arguments) add(node);
  if (task.type === "plugin") for (const { value } of task.options.plain) add(value);
  if (task.onCancel !== undefined) addTexts(nodes, task.onCancel);
}

function checkJob(tree: Tree, { ofJob, uses }: JobUses, known: Known): UnknownVariable[] {
  const has = (name: string) =>
    ofJob.has(name) || known.names.has(name) || known.prefixes.some((prefix) => name.startsWith(prefix));
  let all: readonly string[] | undefined;
  const unknown: UnknownVariable[] = [];
  for (const { node, text, name, at, isBare, hasDefault, fallbackOf } of uses) {
    if (has(name)) continue;
    // The shell does not read the default of a variable that is set.
    if (fallbackOf !== undefined && isOwned(fallbackOf) && has(fallbackOf)) continue;
    const place = { file: tree.file, span: spanOfWord(tree, node, text, name, at) };
    const material = known.gone.get(name);
    if (material !== undefined) {
      const message = `the job does not get "${name}": gocd-pin removes the material "${material}" from the pipeline`;
      const help = "compare the pinned variables instead, or keep the material with `package_materials`";
      unknown.push({ name, finding: warningAt(place, "variable-gone", message, { help }) });
      continue;
    }
    if (hasDefault) continue;
    all ??= [...ofJob, ...known.names].filter((other) => other.startsWith("GO_"));
    // A word without `$` that begins like some variables is most likely the argument of `env | grep`.
    if (isBare && all.some((other) => other.startsWith(`${name}_`))) continue;
    const message = `the job does not get the variable "${name}"`;
    unknown.push({
      name,
      finding: warningAt(place, "variable-unknown", message, { help: helpFor(name, all) }),
    });
  }
  return unknown;
}

function helpFor(name: string, known: readonly string[]): string {
  if (OF_INSTANCES.includes(name)) return "only jobs with `run_instances` get it";
  const kind = /^GO_[A-Z]+_/.exec(name)?.[0] ?? "GO_";
  const near = findNearest(name, known);
  const similar = near === undefined ? known.filter((other) => other.startsWith(kind)) : [near];
  return didYouMean(name, similar, "declare it, or add the material that sets it");
}

/** A name in a text. */
interface NameInText {
  readonly name: string;
  readonly at: number;
  /** Whether there is no `$`, `{` or `%` that makes it a variable. */
  readonly isBare: boolean;
  /** Whether the shell has another value if the variable is not set: `${A-x}`, `${A:-x}`, `${A:=x}`, `${A+x}`. */
  readonly hasDefault: boolean;
  /** The variable whose default begins with this one: A in `${A-$B}`. */
  readonly fallbackOf: string | undefined;
}

/** Yields the names in a text that only GoCD sets, but not those that every job gets. */
function* namesIn(text: string): Generator<NameInText> {
  for (const match of text.matchAll(/(?<![A-Za-z0-9_])GO_[A-Za-z0-9_]*[A-Za-z0-9](?![A-Za-z0-9_])/g)) {
    const [name] = match;
    if (isAlwaysGiven(name) || !isOwned(name)) continue;
    const before = text[match.index - 1] ?? "";
    const after = text[match.index + name.length] ?? "";
    // Globs, and names that are put together at run time.
    if (before !== "{" && /[*?[{$#]/.test(after)) continue;
    const [start, end] = [match.index, match.index + name.length];
    const isExpansion = text.startsWith("${", start - 2);
    const outer = /\$\{(\w+):?[-=]["']?\$\{?$/.exec(text.slice(Math.max(0, start - 300), start));
    yield {
      name,
      at: start,
      isBare: !/[${%:]/.test(before),
      hasDefault: isExpansion && /^:?[-=+]/.test(text.slice(end, end + 2)),
      fallbackOf: outer?.[1],
    };
  }
}

/** Names to which a script itself assigns a value. */
function assignedIn(text: string): string[] {
  if (!text.includes("GO_")) return [];
  return Array.from(text.matchAll(/(?<![A-Za-z0-9_$%{])(GO_[A-Za-z0-9_]+)=(?!=)/g), ([, name = ""]) => name);
}
