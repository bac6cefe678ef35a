import type { Command } from "commander";
import type { ExplainResult } from "../commands/explain.js";
import type { RunOptions } from "../workspace/world.js";
import { FORMATS } from "../report/format.js";
import { renderTable } from "../report/table.js";
import { formatPlace } from "../report/text.js";
import { makeVisible } from "../report/visible.js";
import { formatOption } from "./formats.js";
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
    .option("--tag <tag>", "explain what happens to this tag")
    .addHelpText(
      "after",
      examples([
        "gocd-pin explain Docker/team/app",
        "gocd-pin explain app --tag 1.9.0",
        "gocd-pin explain app --tags tags.txt",
        "crane ls registry.example.com/team/app | gocd-pin explain app --tags -",
      ]),
    )
    .action(async (name: string, options: { tags?: string; tag?: string }, command: Command) => {
      const verb = async (common: RunOptions) => {
        const { explain } = await import("../commands/explain.js");
        return explain(session.world, { ...common, package: name, tagsFile: options.tags, tag: options.tag });
      };
      await run<ExplainResult>(session, command, explainText, verb, explainData);
    });
}

/** Returns the explanation for JSON: the place of the declaration is `path:line:column`. */
function explainData({ explanation }: ExplainResult): object {
  if (explanation === undefined) return {};
  return { explanation: { ...explanation, place: formatPlace(explanation.place) } };
}

// Lines are wrapped for a terminal of at least this many columns; a longer name is not cut.
const COLUMNS = 100;

function explainText({ explanation }: ExplainResult): string {
  if (explanation === undefined) return "";
  const { dropped, tag, winner } = explanation;
  const lines = aboutPackage(explanation).concat(
    dropped.flatMap(({ why, tags }) => droppedLines(`dropped ${tags.length}: ${why}`, tags)),
  );
  const last: string[] = [];
  if (tag !== undefined) last.push(`${tag.tag}: ${tag.why}`);
  if (winner !== undefined)
    last.push(`latest: ${winner.tag}${winner.digest === undefined ? "" : `@${winner.digest}`}`);
  return show(lines) + candidatesText(explanation) + show(last);
}

/** Returns the tags that were dropped for one reason: on the line of the reason if they fit there, else below it. */
function droppedLines(start: string, tags: readonly string[]): string[] {
  const line = `${start} (${tags.join(", ")})`;
  if (line.length <= COLUMNS) return [line];
  const lines: string[] = [];
  let current = " ";
  for (const [index, tag] of tags.entries()) {
    const text = index + 1 < tags.length ? `${tag},` : tag;
    if (current !== " " && current.length + 1 + text.length > COLUMNS) {
      lines.push(current);
      current = " ";
    }
    current += ` ${text}`;
  }
  return [`${start}:`, ...lines, current];
}

function candidatesText({ candidates }: Explanation): string {
  if (candidates.length === 0) return "no tag matches\n";
  // If a policy compares the tags themselves, the column would repeat them.
  const hasKeys = candidates.some(({ tag, key }) => tag !== key);
  const rows = candidates.map(({ tag, key, why }) => (hasKeys ? [tag, key, why] : [tag, why]));
  return renderTable({ header: hasKeys ? ["tag", "compared by", ""] : ["tag", ""], rows });
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
  const { kind, ...options } = rule.policy;
  const policy = Object.entries(options).map(([name, value]) => ` ${name} ${String(value)}`);
  return [
    `${key}, declared at ${formatPlace(place)}`,
    `image: ${image}`,
    `tag_filter: ${rule.tagFilter === "" ? "none; every tag matches" : rule.tagFilter}`,
    `policy: ${kind}${policy.join(",")}`,
    ...(rule.hold === undefined ? [] : [`hold: ${rule.hold} is pinned, whichever tag is the latest`]),
    ...(credentials === undefined ? [] : [`credentials: ${credentials}`]),
    ...(pinned === undefined ? [] : [`pinned: ${pinned}`]),
    `tags: ${tags}, from ${from}`,
  ];
}

function show(lines: readonly string[]): string {
  return lines.map((line) => `${makeVisible(line)}\n`).join("");
}
