import type { Package } from "../model/declaration.js";
import { errorIn, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { parseTag, type Digest, type Tag } from "../model/image.js";
import type { Settings } from "../model/settings.js";
import type { Place } from "../model/source.js";
import { readText } from "../files/disk.js";
import { rankTags, tagsToDate, type Candidate, type CreatedTimes, type Dropped } from "../pin/choose.js";
import { guardDiagnostics } from "../pin/guard-diagnostics.js";
import { dateTags, failureDiagnostic } from "../pin/resolve.js";
import { ruleDiagnostic } from "../pin/rule-diagnostics.js";
import { openRegistries } from "./registry.js";
import { selectPackages } from "./select-packages.js";
import { loadWorkspace } from "./workspace.js";
import type { Outcome, RunOptions, World } from "./world.js";

/** What `explain` is asked for beside the options of every command. */
export interface ExplainOptions extends RunOptions {
  /** The package, by key or last part. */
  readonly package: string;
  /** A file of tags, one a line, to take instead of the registry's. */
  readonly tagsFile: string | undefined;
  /** A tag to say all about. */
  readonly tag: string | undefined;
}

/** How a tag was chosen; `place` is that of the declaration, counts are of tags. */
export interface Explanation {
  readonly package: string;
  readonly place: Place;
  readonly rule: Package["rule"];
  readonly image: string;
  readonly registryUrl: string;
  /** Where the tags come from: the registry's URL or the file. */
  readonly from: string;
  readonly credentials?: string;
  readonly pinned?: string;
  readonly tags: number;
  readonly dropped: readonly {
    readonly why: string;
    readonly count: number;
    readonly examples: readonly string[];
  }[];
  /** The best first, ten at most. */
  readonly candidates: readonly (Candidate & { readonly why: string })[];
  readonly winner?: { readonly tag: Tag; readonly digest?: Digest };
  /** What happened to the tag that was asked for. */
  readonly tag?: { readonly tag: string; readonly why: string };
}

/** What `explain` found; nothing where the package could not be found or asked for. */
export interface ExplainResult {
  readonly explanation?: Explanation;
}

const SHOWN = 10;
const EXAMPLES = 5;

/** Shows every step of the choice of a tag, without changing anything. */
export async function explain(world: World, options: ExplainOptions): Promise<Outcome<ExplainResult>> {
  const workspace = await loadWorkspace(options, { needsSources: false });
  const { byKey } = workspace.catalogue;
  const packages = [...byKey.values(), ...workspace.packages.filter(({ key }) => !byKey.has(key))];
  const { names, diagnostics } = selectPackages(packages, [options.package]);
  const found = packages.find(({ key }) => names.has(key));
  if (found === undefined || diagnostics.length > 0) {
    return {
      diagnostics: hasErrors(workspace.diagnostics) ? workspace.diagnostics : diagnostics,
      result: {},
    };
  }
  const pinned = workspace.lock.get(found.key)?.tag;
  const outcome = await explainPackage(world, options, found, pinned, workspace.settings);
  return { diagnostics: [...workspace.diagnostics, ...outcome.diagnostics], result: outcome.result };
}

async function explainPackage(
  world: World,
  options: ExplainOptions,
  found: Package,
  pinned: Tag | undefined,
  settings: Settings,
): Promise<Outcome<ExplainResult>> {
  if (options.tagsFile !== undefined) {
    const read = readTagsFile(options.root, options.tagsFile);
    if ("severity" in read) return { diagnostics: [read], result: {} };
    return explainTags(found, read.tags, { options, pinned, from: options.tagsFile });
  }
  const registries = openRegistries(world, options, settings);
  try {
    const { lookup, client } = registries;
    const listed = await lookup.tags(found.repository, found.image);
    const credential = await client.credentialFor(found.repository, found.image);
    if (!listed.ok) return { diagnostics: [failureDiagnostic(found, listed.failure)], result: {} };
    const created = await dateTags(found, tagsToDate(found.rule, listed.value), lookup);
    if ("kind" in created) return { diagnostics: [failureDiagnostic(found, created)], result: {} };
    const from = found.repository.registryUrl;
    const outcome = explainTags(found, listed.value, { options, pinned, from, created });
    const best = outcome.result.explanation?.candidates[0];
    const digest = best && (await lookup.digest(found.repository, found.image, best.tag));
    if (digest?.ok === false) return { ...outcome, diagnostics: [failureDiagnostic(found, digest.failure)] };
    const { explanation } = outcome.result;
    return {
      diagnostics: [...outcome.diagnostics, ...registries.notices()],
      result: {
        ...(explanation && {
          explanation: {
            ...explanation,
            ...(credential.ok && { credentials: credential.value.source }),
            ...(best && {
              winner: { tag: best.tag, ...(digest && digest.value !== "gone" && { digest: digest.value }) },
            }),
          },
        }),
      },
    };
  } finally {
    await registries.close();
  }
}

function explainTags(
  found: Package,
  tags: readonly Tag[],
  about: {
    readonly options: ExplainOptions;
    readonly pinned: Tag | undefined;
    readonly from: string;
    readonly created?: CreatedTimes;
  },
): Outcome<ExplainResult> {
  const ranking = rankTags(found.rule, tags, about.created);
  if (!ranking.ok) {
    return { diagnostics: ranking.problems.map((problem) => ruleDiagnostic(found, problem)), result: {} };
  }
  const ranked = Array.from(ranking.ranked);
  const dropped = Array.from(ranking.dropped);
  const [best, runnerUp] = ranked;
  const candidates = ranked
    .slice(0, SHOWN)
    .map((candidate) => ({ ...candidate, why: whyLost(candidate, best) }));
  const asked = about.options.tag;
  const explanation: Explanation = {
    package: found.key,
    place: found.place,
    rule: found.rule,
    image: found.image,
    registryUrl: found.repository.registryUrl,
    from: about.from,
    ...(about.pinned !== undefined && { pinned: about.pinned }),
    tags: tags.length,
    dropped: groupDropped(dropped),
    candidates,
    ...(best && { winner: { tag: best.tag } }),
    ...(asked !== undefined && { tag: { tag: asked, why: fateOf(asked, ranked, dropped) } }),
  };
  const diagnostics =
    best === undefined ? [] : guardDiagnostics(found, best.tag, about.pinned, runnerUp?.tag);
  return { diagnostics, result: { explanation } };
}

function whyLost({ tag, key }: Candidate, best: Candidate | undefined): string {
  if (best === undefined || tag === best.tag) return "is the latest";
  return key === best.key
    ? `equal to ${best.tag}, which comes first by its text`
    : `${key} is below ${best.key}`;
}

function fateOf(asked: string, ranked: readonly Candidate[], dropped: readonly Dropped[]): string {
  const rank = ranked.findIndex(({ tag }) => tag === asked);
  const candidate = ranked[rank];
  if (candidate !== undefined)
    return `number ${rank + 1} of ${ranked.length}: ${whyLost(candidate, ranked[0])}`;
  const left = dropped.find(({ tag }) => tag === asked);
  if (left !== undefined) return `left out: ${left.why}`;
  return parseTag(asked) === undefined ? "no tag can have this name" : "the image has no such tag";
}

function groupDropped(dropped: readonly Dropped[]): Explanation["dropped"] {
  const groups = new Map<string, string[]>();
  for (const { tag, why } of dropped) {
    const group = groups.get(why) ?? [];
    groups.set(why, group);
    group.push(tag);
  }
  return Array.from(groups, ([why, tags]) => ({
    why,
    count: tags.length,
    examples: tags.slice(0, EXAMPLES),
  }));
}

function readTagsFile(root: string, path: string): { tags: Tag[] } | Diagnostic {
  const read = readText(root, path);
  if (read.kind !== "text") {
    const reason = read.kind === "missing" ? "it is not there" : read.reason;
    return errorIn(path, "usage", `the file of tags cannot be read: ${reason}`, {
      exit: 2,
      help: "write one tag a line",
    });
  }
  const lines = read.text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const tags = lines.flatMap((line) => parseTag(line) ?? []);
  const wrong = lines.findIndex((line) => line !== "" && parseTag(line) === undefined);
  if (wrong < 0) return { tags: Array.from(new Set(tags)) };
  const message = `line ${wrong + 1} is no tag: "${lines[wrong] ?? ""}"`;
  return errorIn(path, "usage", message, { exit: 2, help: "write one tag a line" });
}
