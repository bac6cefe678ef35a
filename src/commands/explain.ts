import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Answer } from "../model/failure.js";
import type { Digest, Tag } from "../model/image.js";
import type { Pin } from "../model/pin.js";
import { comparesDates } from "../model/policies.js";
import { rankTags, tagsToDate, type Ranking } from "../pin/choose.js";
import { dateTags, timesBeside, type Dating } from "../pin/dating.js";
import { downgradeDiagnostic, guardDiagnostics } from "../pin/guard/diagnostics.js";
import { isDowngrade } from "../pin/downgrade.js";
import { failureDiagnostic } from "../pin/failure-diagnostic.js";
import type { Lookup } from "../pin/lookup.js";
import { answers } from "../pin/match.js";
import { digestOf, unmatched } from "../pin/resolve.js";
import { ruleDiagnostic } from "../pin/rule-diagnostics.js";
import { explainChoice, type Choice, type Explanation } from "./explanation.js";
import { openRegistries } from "../workspace/registries.js";
import { selectPackages } from "./select-packages.js";
import { readTagsFile } from "./tags-file.js";
import { loadWorkspace, type LoadedWorkspace } from "../workspace/load.js";
import { surveySources } from "../workspace/survey.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** The options of `explain`, in addition to those of every command. */
export interface ExplainOptions extends RunOptions {
  /** The package, by key or last part. */
  readonly package: string;
  /** A file of tags to use instead of the registry's; `-` is standard input. */
  readonly tagsFile: string | undefined;
  /** A tag to explain completely. */
  readonly tag: string | undefined;
}

/** The result of `explain`; empty if there is no such package or its query failed. */
export interface ExplainResult {
  readonly explanation?: Explanation;
}

/** Shows every step of the choice of a tag, without changing anything. */
export async function explain(world: World, options: ExplainOptions): Promise<Outcome<ExplainResult>> {
  const workspace = await loadWorkspace(options, { needsSources: false });
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
  return { diagnostics: [...survey.diagnostics, ...outcome.diagnostics], result: outcome.result };
}

async function explainPackage(
  world: World,
  options: ExplainOptions,
  pkg: Package,
  { pins, settings }: LoadedWorkspace,
): Promise<Outcome<ExplainResult>> {
  const pinned = pins.get(pkg.key);
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
    return explainTags(pkg, read.tags, undefined, undefined, about);
  }
  const registries = openRegistries(world, options, settings);
  try {
    const { lookup, client } = registries;
    const listed = await lookup.tags(pkg.repository, pkg.image);
    const credential = await client.credentialFor(pkg.repository, pkg.image);
    if (!listed.ok) return { diagnostics: [failureDiagnostic(pkg, listed.failure)], result: {} };
    const dated = await dateTags(pkg, tagsToDate(pkg.rule, listed.value), lookup, pinned);
    if (!dated.ok) return { diagnostics: [failureDiagnostic(pkg, dated.failure)], result: {} };
    const { diagnostics, result } = await explainTags(pkg, listed.value, dated.value, lookup, {
      from: pkg.repository.registryUrl,
      pinned,
      credentials: credential.ok ? credential.value.source : undefined,
      asked,
    });
    return { diagnostics: [...diagnostics, ...registries.notices()], result };
  } finally {
    await registries.close();
  }
}

async function explainTags(
  pkg: Package,
  tags: readonly Tag[],
  dated: Dating | undefined,
  lookup: Lookup | undefined,
  about: Parameters<typeof explainChoice>[2],
): Promise<Outcome<ExplainResult>> {
  const times = dated?.times;
  const ranking = rankTags(pkg.rule, tags, times);
  if (!ranking.ok) {
    return { diagnostics: ranking.problems.map((problem) => ruleDiagnostic(pkg, problem)), result: {} };
  }
  const decision = await decide(pkg, ranking, dated, lookup);
  if (!decision.ok) return { diagnostics: [failureDiagnostic(pkg, decision.failure)], result: {} };
  const { winner, ghosts, runnerUp } = decision.value;
  const explanation = explainChoice(pkg, { tags, times, ranking, ghosts, winner }, about);
  const { pinned } = about;
  const before = pinned !== undefined && answers(pinned, pkg) ? pinned : undefined;
  const diagnostics: Diagnostic[] =
    winner === undefined
      ? [comparesDates(pkg.rule.policy) && lookup === undefined ? undated(pkg) : unmatched(pkg, tags)]
      : [
          ...downgrade(pkg, before, winner.tag, dated),
          ...guardDiagnostics(pkg, { tag: winner.tag, previous: before?.tag, runnerUp, ranking, tags }),
        ];
  return { diagnostics, result: { explanation } };
}

/** The error that a file of tags has no build times; the tags that the filter excludes are still shown. */
function undated(pkg: Package): Diagnostic {
  const message = `"${pkg.key}": the policy newest compares build times, which a file of tags does not contain`;
  return errorAt(pkg.policyPlace ?? pkg.place, "usage", message, {
    help: "run it without --tags",
  });
}

function downgrade(
  pkg: Package,
  before: Pin | undefined,
  chosen: Tag,
  dated: Dating | undefined,
): Diagnostic[] {
  if (before === undefined) return [];
  const times = dated && timesBeside(before, dated);
  return isDowngrade(pkg.rule, before.tag, chosen, times)
    ? [downgradeDiagnostic(pkg, before.tag, chosen)]
    : [];
}

/** Goes through the candidates as a refresh does, which skips tags without a manifest. */
async function decide(
  pkg: Package,
  ranking: Ranking & { ok: true },
  dated: Dating | undefined,
  lookup: Lookup | undefined,
): Promise<Answer<Pick<Choice, "winner" | "ghosts"> & { runnerUp: Tag | undefined }>> {
  const ghosts = new Set<Tag>();
  let winner: Choice["winner"];
  for (const { tag } of ranking.ranked) {
    if (winner !== undefined) return { ok: true, value: { winner, ghosts, runnerUp: tag } };
    let digest: Digest | undefined;
    if (lookup !== undefined && pkg.rule.digest) {
      const answer = await digestOf(pkg, tag, dated, lookup);
      if (!answer.ok) return answer;
      if (answer.value === "gone") {
        ghosts.add(tag);
        continue;
      }
      digest = answer.value;
    }
    winner = { tag, ...(digest !== undefined && { digest }) };
  }
  return { ok: true, value: { winner, ghosts, runnerUp: undefined } };
}
