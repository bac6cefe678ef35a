import { warningAt, type Diagnostic } from "../../model/diagnostic.js";
import { didYouMean } from "../../model/suggest.js";
import { entriesOf, entryOf } from "../../yaml/entries.js";
import { textOf, type Node, type Tree } from "../../yaml/node.js";
import type { Pipeline } from "../pipelines.js";
import { add, type Findings } from "./finding.js";
import {
  givenVariables,
  hasChangedVariable,
  isOwned,
  OF_INSTANCES,
  type GivenVariables,
} from "./given-variables.js";
import { readJobTexts, type JobTexts } from "./job-text.js";
import { spanOfWord } from "./text-span.js";

/** What the texts of one pipeline are held against. */
interface Known {
  readonly given: GivenVariables;
  /** Those of gocd-pin, of environments and of the pipeline itself. */
  readonly declared: ReadonlySet<string>;
  /** By the variable that goes with it: the material that the build takes away. */
  readonly gone: ReadonlyMap<string, string>;
}

/**
 * Finds names of GoCD's own kinds (`GO_PACKAGE_...`, `GO_MATERIAL_...`, ...) in scripts, commands, arguments and
 * options of a pipeline that no job gets there: warnings with code `variable-unknown`, or `variable-gone` for
 * `GO_MATERIAL_<N>_HAS_CHANGED` of a material that the build takes away. `known` are further names that the pipeline
 * has (the pinned ones, those of environments in other files), `removedMaterials` the keys of the materials that go.
 * Names made at run time (`GO_PACKAGE_${X}`, `GO_PACKAGE_*`) are left alone.
 */
export function checkVariableUse(
  tree: Tree,
  pipeline: Pipeline,
  known: ReadonlySet<string>,
  removedMaterials: ReadonlySet<string>,
): Diagnostic[] {
  const findings: Findings = { list: [], seen: new Set() };
  const jobs = readJobTexts(pipeline.body).filter(({ texts }) => texts.some(mentions));
  if (jobs.length === 0) return [];
  const given = givenVariables(entryOf(pipeline.body, "materials")?.value, removedMaterials);
  const declared = new Set([...known, ...environmentVariables(tree), ...declaredIn(pipeline.body)]);
  const gone = new Map(Array.from(removedMaterials, (name) => [hasChangedVariable(name), name]));
  for (const job of jobs) checkJob(tree, job, { given, declared, gone }, findings);
  return findings.list;
}

function mentions(node: Node): boolean {
  return textOf(node)?.includes("GO_") ?? false;
}

const ofEnvironments = new WeakMap<Tree, readonly string[]>();

/** The variables of GoCD's kinds that environments of a file declare: any pipeline may be in any of them. */
export function environmentVariables(tree: Tree): readonly string[] {
  let names = ofEnvironments.get(tree);
  if (names === undefined) {
    const environments =
      entriesOf(tree.root)?.filter(({ key }) => key.toLowerCase() === "environments") ?? [];
    names = environments
      .flatMap(({ value }) => entriesOf(value) ?? [])
      .flatMap(({ value }) => declaredIn(value))
      .filter((name) => name.startsWith("GO_"));
    ofEnvironments.set(tree, names);
  }
  return names;
}

function declaredIn(body: Node): string[] {
  return ["environment_variables", "secure_variables"].flatMap((key) => {
    const entry = entryOf(body, key);
    const names = ((entry && entriesOf(entry.value)) ?? []).map((variable) => variable.key);
    return names.filter((name) => name.startsWith("GO_"));
  });
}

function checkJob(tree: Tree, job: JobTexts, known: Known, findings: Findings): void {
  const own = new Set(job.bodies.flatMap(declaredIn));
  if (job.isMultiple) for (const name of OF_INSTANCES) own.add(name);
  for (const node of job.texts) for (const name of assignedIn(textOf(node) ?? "")) own.add(name);
  const has = (name: string) =>
    own.has(name) ||
    known.declared.has(name) ||
    known.given.names.has(name) ||
    known.given.prefixes.some((prefix) => name.startsWith(prefix));
  let all: readonly string[] | undefined;
  for (const node of job.texts) {
    const text = textOf(node);
    if (typeof text !== "string" || !mentions(node)) continue;
    for (const { name, at, isBare } of namesIn(text)) {
      if (!isOwned(name) || has(name)) continue;
      const place = { file: tree.file, span: spanOfWord(tree, node, text, name, at) };
      const material = known.gone.get(name);
      if (material !== undefined) {
        const message = `"${name}" is not set: gocd-pin takes the material "${material}" out of the pipeline`;
        const help = "compare the pinned variables instead, or let `package_materials` keep the material";
        add(findings, warningAt(place, "variable-gone", message, { help }));
        continue;
      }
      all ??= [...own, ...known.declared, ...known.given.names];
      // A word that only begins like some variables is what `env | grep` is given.
      if (isBare && all.some((other) => other.startsWith(`${name}_`))) continue;
      add(
        findings,
        warningAt(place, "variable-unknown", `the job does not get "${name}"`, { help: helpFor(name, all) }),
      );
    }
  }
}

function helpFor(name: string, known: readonly string[]): string {
  if (OF_INSTANCES.includes(name)) return "only jobs with `run_instances` get it";
  const kind = /^GO_[A-Z]+_/.exec(name)?.[0] ?? "GO_";
  const hint = didYouMean(
    name,
    known.filter((other) => other.startsWith("GO_")),
  );
  if (hint.startsWith("did you mean")) return hint;
  return (
    didYouMean(
      name,
      known.filter((other) => other.startsWith(kind)),
    ) || "declare it, or add the material that gives it"
  );
}

/** Names in a text; `isBare` where nothing (`$`, `{`, `%`) says that a variable is meant. */
function* namesIn(text: string): Generator<{ name: string; at: number; isBare: boolean }> {
  for (const match of text.matchAll(/(?<![A-Za-z0-9_])GO_[A-Za-z0-9_]*[A-Za-z0-9](?![A-Za-z0-9_])/g)) {
    const [name] = match;
    const before = text[match.index - 1] ?? "";
    const after = text[match.index + name.length] ?? "";
    // Globs, and names put together at run time.
    if (before !== "{" && /[*?[{$#]/.test(after)) continue;
    yield { name, at: match.index, isBare: !/[${%:]/.test(before) };
  }
}

/** Names to which a script itself gives a value. */
function assignedIn(text: string): string[] {
  if (!text.includes("GO_")) return [];
  return Array.from(text.matchAll(/(?<![A-Za-z0-9_$%{])(GO_[A-Za-z0-9_]+)=(?!=)/g), ([, name = ""]) => name);
}
