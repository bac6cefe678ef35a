import { Option, type Command } from "commander";
import type { ExplainResult } from "../commands/explain.js";
import { describePolicy } from "../model/policies.js";
import type { RunOptions } from "../workspace/world.js";
import { FORMATS } from "../report/format.js";
import { renderTable } from "../report/table.js";
import { formatPlace } from "../report/text.js";
import { makeVisible } from "../report/visible.js";
import { formatOption, type Shown } from "./formats.js";
import { run, type Session } from "./run.js";
import { examples } from "./help.js";

type Explanation = NonNullable<ExplainResult["explanation"]>;

/** Adds `gocd-pin explain`: its options, examples and output. */
export function addExplain(program: Command, session: Session): void {
  program
    .command("explain")
    .argument("<package>", "the package: Docker/x, or x if only one package has this name")
    .description(
      "Show how the tag of a package is chosen: the tags that were considered, and why each was dropped or lost.",
    )
    .addOption(formatOption(FORMATS))
    .option(
      "--tags <file>",
      "read the tags from a file, one per line, instead of the registry; - for standard input",
    )
    .addOption(
      new Option("--tag <tag>", "print only this tag and its neighbours in the order").conflicts("all"),
    )
    .option("--all", `print all tags instead of only ${MOST_TAGS} of each group`)
    .addHelpText(
      "after",
      examples([
        "gocd-pin explain Docker/team/app",
        "gocd-pin explain app --tag 1.9.0",
        "gocd-pin explain app --all",
        "gocd-pin explain app --tags tags.txt",
        "crane ls registry.example.com/team/app | gocd-pin explain app --tags -",
      ]),
    )
    .action(
      async (name: string, options: { tags?: string; tag?: string; all?: boolean }, command: Command) => {
        const verb = async (common: RunOptions) => {
          const { explain } = await import("../commands/explain.js");
          return explain(session.world, {
            ...common,
            package: name,
            tagsFile: options.tags,
            tag: options.tag,
          });
        };
        const toText = (shown: Shown<ExplainResult>) =>
          explainText(shown, options.all === true ? Infinity : MOST_TAGS);
        await run<ExplainResult>(session, command, toText, verb, explainData);
      },
    );
}

/** Returns the explanation for JSON: the place of the declaration is `path:line:column`. */
function explainData({ explanation }: ExplainResult): object {
  if (explanation === undefined) return {};
  return { explanation: { ...explanation, place: formatPlace(explanation.place) } };
}

// In a pipe, the tags that were dropped are wrapped at this width.
const COLUMNS = 100;

// More would hide the result; `--all` prints them.
const MOST_TAGS = 40;

// With `--tag`, this many tags before and after it are printed.
const NEIGHBOURS = 3;

/** Returns the explanation for a terminal, with at most `most` tags of each group. */
function explainText({ result: { explanation }, width }: Shown<ExplainResult>, most: number): string {
  if (explanation === undefined) return "";
  const { dropped, candidates, tag, winner } = explanation;
  const last: string[] = [];
  if (tag !== undefined) last.push(`${tag.tag}: ${tag.why}`);
  if (winner !== undefined)
    last.push(`latest: ${winner.tag}${winner.digest === undefined ? "" : `@${winner.digest}`}`);
  const about = show(aboutPackage(explanation));
  if (tag !== undefined) {
    const rank = candidates.findIndex((candidate) => candidate.tag === tag.tag);
    const near = rank < 0 ? [] : candidates.slice(Math.max(0, rank - NEIGHBOURS), rank + NEIGHBOURS + 1);
    return about + candidatesText(near, width) + show(last);
  }
  const groups = dropped.flatMap(({ why, tags }) =>
    droppedLines(
      `dropped ${tags.length === 1 ? "1 tag, which" : `${tags.length} tags, each of which`} ${why}`,
      tags,
      most,
      width,
    ),
  );
  const hidden = candidates.length - most;
  const rest = hidden > 0 ? [`and ${hidden} more; --all prints all tags`] : [];
  const shown =
    candidates.length === 0 ? "no tag matches\n" : candidatesText(candidates.slice(0, most), width);
  return about + show(groups) + shown + show([...rest, ...last]);
}

/** Returns the tags that were dropped for one reason: on the line of the reason if they fit there, else below it. */
function droppedLines(start: string, tags: readonly string[], most: number, width = COLUMNS): string[] {
  const hidden = tags.length - most;
  const words = tags.slice(0, most).map((tag, index) => (index + 1 < tags.length ? `${tag},` : tag));
  if (hidden > 0) words.push(`and ${hidden} more`);
  const line = `${start} (${words.join(" ")})`;
  if (line.length <= width) return [line];
  const lines: string[] = [];
  let current = " ";
  for (const word of words) {
    if (current !== " " && current.length + 1 + word.length > width) {
      lines.push(current);
      current = " ";
    }
    current += ` ${word}`;
  }
  return [`${start}:`, ...lines, current];
}

function candidatesText(candidates: Explanation["candidates"], width: number | undefined): string {
  if (candidates.length === 0) return "";
  // If a policy compares the tags themselves, the column would repeat them.
  const hasKeys = candidates.some(({ tag, key }) => tag !== key);
  const rows = candidates.map(({ tag, key, why }) => (hasKeys ? [tag, key, why] : [tag, why]));
  return renderTable({ header: hasKeys ? ["tag", "compared by", ""] : ["tag", ""], rows }, width);
}

function aboutPackage({
  package: key,
  place,
  image,
  rule,
  from,
  credentials,
  pinned,
  tags,
}: Explanation): string[] {
  return [
    `${key}, declared at ${formatPlace(place)}`,
    `image: ${image}`,
    `tag_filter: ${rule.tagFilter === "" ? "none; every tag matches" : rule.tagFilter}`,
    ...(rule.tagExclude === undefined ? [] : [`tag_exclude: ${rule.tagExclude}`]),
    `policy: ${describePolicy(rule.policy)}`,
    ...(rule.platform === undefined ? [] : [`platform: ${rule.platform.join(", ")}`]),
    ...(rule.minAge === undefined ? [] : [`min_age: ${rule.minAge}`]),
    ...(rule.hold === undefined ? [] : [`hold: ${rule.hold} is pinned, whichever tag is the latest`]),
    ...(credentials === undefined ? [] : [`credentials: ${credentials}`]),
    ...(pinned === undefined ? [] : [`pinned: ${pinned}`]),
    `tags: ${tags}, from ${from}`,
  ];
}

function show(lines: readonly string[]): string {
  return lines.map((line) => `${makeVisible(line)}\n`).join("");
}
