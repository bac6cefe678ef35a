import type { Package } from "../model/declaration.js";
import { withoutAccepted, errorAt, errorIn, type Diagnostic } from "../model/diagnostic.js";
import { explainTags, type Explanation } from "../pin/explanation.js";
import { failureDiagnostic } from "../pin/failure-diagnostic.js";
import { loadWorkspace, type LoadedWorkspace } from "../workspace/load.js";
import { openRegistries } from "../workspace/registries.js";
import { surveySources } from "../workspace/survey.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";
import { selectPackages } from "./select-packages.js";
import { readArgument } from "../files/disk.js";
import { parseTag, type Tag } from "../model/image.js";
import { isRecord, parseJson } from "../model/json.js";
import type { SourceFile } from "../model/source.js";

/** The options of `explain`. */
export interface ExplainOptions extends RunOptions {
  /** The package, by key or last part. */
  readonly package: string;
  /** A file with the tags to use instead of those of the registry; `-` is standard input. */
  readonly tagsFile: string | undefined;
  /** A tag whose fate is explained in detail. */
  readonly tag: string | undefined;
}

/** The outcome of `explain`; empty if the package is unknown, or its registry could not be queried. */
export interface ExplainResult {
  readonly explanation?: Explanation;
}

/** Explains how the tag of a package is chosen. Nothing is changed. */
export async function explain(world: World, options: ExplainOptions): Promise<Outcome<ExplainResult>> {
  const workspace = await loadWorkspace(options, { needsSources: false, resolvesConflicts: true });
  if (workspace.state === "invalid") return { diagnostics: workspace.diagnostics, result: {} };
  const survey = await surveySources(workspace, { plansPinned: false });
  const { byKey } = workspace.catalogue;
  const used = survey.packages.map((locked) => locked.package);
  const packages = [...byKey.values(), ...used.filter(({ key }) => !byKey.has(key))];
  const { names, diagnostics } = selectPackages(packages, [options.package], { isOne: true });
  const pkg = packages.find(({ key }) => names.has(key));
  if (pkg === undefined || diagnostics.length > 0) {
    return {
      diagnostics: survey.isComplete ? diagnostics : survey.diagnostics,
      result: {},
    };
  }
  const outcome = await explainPackage(world, options, pkg, workspace);
  const ofPackage = withoutAccepted(outcome.diagnostics, pkg.accept);
  return { diagnostics: [...survey.diagnostics, ...ofPackage], result: outcome.result };
}

async function explainPackage(
  world: World,
  options: ExplainOptions,
  pkg: Package,
  { lockedPackage, settings }: LoadedWorkspace,
): Promise<Outcome<ExplainResult>> {
  const pinned = lockedPackage(pkg).known;
  const { tag: asked, tagsFile } = options;
  if (tagsFile !== undefined) {
    const read = await readTagsFile(world, options.root, tagsFile);
    if ("diagnostics" in read) return { diagnostics: read.diagnostics, result: {} };
    const about = {
      from: tagsFile === "-" ? "standard input" : tagsFile,
      pinned,
      credentials: undefined,
      asked,
    };
    const { explanation, diagnostics } = await explainTags(pkg, read.tags, undefined, about);
    return { diagnostics, result: explanation === undefined ? {} : { explanation } };
  }
  const registries = openRegistries(world, options, settings);
  try {
    const { lookup, client } = registries;
    const listed = await lookup.tags(pkg.repository, pkg.image);
    const credential = await client.credentialFor(pkg.repository, pkg.image);
    if (!listed.ok) return { diagnostics: [failureDiagnostic(pkg, listed.failure)], result: {} };
    const { explanation, diagnostics } = await explainTags(pkg, listed.value, lookup, {
      from: pkg.repository.registryUrl,
      pinned,
      credentials: credential.ok ? credential.value.source : undefined,
      asked,
    });
    return {
      diagnostics: [...diagnostics, ...registries.notices()],
      result: explanation === undefined ? {} : { explanation },
    };
  } finally {
    await registries.close();
  }
}

const HELP = "write one tag per line, or the JSON that a registry returns for /v2/<image>/tags/list";

/**
 * Returns the tags of a file, or of standard input for `-`, each once: one per line, empty lines ignored, or the JSON
 * of a tag list, `{"tags": [...]}` or only the list. In JSON, values that are not valid tags are ignored, as in the
 * response of a registry; a line that is not a valid tag is an error.
 */
async function readTagsFile(
  world: World,
  root: string,
  path: string,
): Promise<{ readonly tags: readonly Tag[] } | { readonly diagnostics: readonly Diagnostic[] }> {
  const read =
    path === "-" ? { kind: "text" as const, text: await world.stdin() } : readArgument({ root }, path);
  if (read.kind !== "text") {
    const reason = read.kind === "missing" ? "it does not exist" : read.reason;
    const message = `the file of tags cannot be read: ${reason}`;
    const code = read.kind === "unreadable" && read.isUnsafe ? "path-unsafe" : "usage";
    return { diagnostics: [errorIn(path, code, message, { help: HELP })] };
  }
  const file = { path: path === "-" ? "<stdin>" : path, text: read.text };
  if (/^\s*[[{]/.test(file.text)) return readJson(file);
  const tags = new Set<Tag>();
  const diagnostics: Diagnostic[] = [];
  for (const { 0: line, index } of file.text.matchAll(/[^\r\n]+/g)) {
    const text = line.trim();
    if (text === "") continue;
    const tag = parseTag(text);
    if (tag !== undefined) {
      tags.add(tag);
      continue;
    }
    const start = index + line.indexOf(text);
    const place = { file, span: { start, end: start + text.length } };
    diagnostics.push(errorAt(place, "usage", `no tag can be "${shorten(text)}"`, { help: HELP }));
    // The wrong file altogether has as many as it has lines.
    if (diagnostics.length === MOST_PROBLEMS) break;
  }
  return diagnostics.length > 0 ? { diagnostics } : { tags: Array.from(tags) };
}

const MOST_PROBLEMS = 10;

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function readJson(file: SourceFile): { tags: Tag[] } | { diagnostics: Diagnostic[] } {
  const value = parseJson(file.text);
  const list = isRecord(value) && "tags" in value ? value["tags"] : value;
  if (list === null) return { tags: [] };
  if (!Array.isArray(list)) {
    const message =
      value === undefined ? "the file of tags is not valid JSON" : "the file of tags has no list of tags";
    return { diagnostics: [errorIn(file.path, "usage", message, { help: HELP })] };
  }
  const texts: readonly unknown[] = list;
  const tags = texts.flatMap((text) => (typeof text === "string" ? (parseTag(text) ?? []) : []));
  return { tags: Array.from(new Set(tags)) };
}
