import type { Command } from "commander";
import type { Explanation, ExplainResult } from "../commands/explain.js";
import type { RunOptions } from "../commands/world.js";
import { FORMATS } from "../report/report.js";
import { renderTable } from "../report/table.js";
import { formatPlace } from "../report/text.js";
import { makeVisible } from "../report/visible.js";
import { formatOption } from "./formats.js";
import { run, type Session } from "./run.js";
import { examples } from "./text.js";

/** Adds the verb `explain`. */
export function addExplain(program: Command, session: Session): void {
  program
    .command("explain")
    .argument("<package>", "the package: Docker/x, or x where one package has it")
    .description("Show how the tag of a package is chosen: what was considered, dropped, and which tag won.")
    .addOption(formatOption(FORMATS))
    .option("--tags <file>", "take the tags from a file, one a line, instead of the registry")
    .option("--tag <tag>", "say what happens to this tag")
    .addHelpText(
      "after",
      examples([
        "gocd-pin explain Docker/team/app",
        "gocd-pin explain app --tag 1.9.0",
        "gocd-pin explain app --tags tags.txt",
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

/** The explanation for programs: the place of the declaration as `path:line:column`. */
function explainData({ explanation }: ExplainResult): object {
  if (explanation === undefined) return {};
  return { explanation: { ...explanation, place: formatPlace(explanation.place) } };
}

function explainText({ explanation }: ExplainResult): string {
  if (explanation === undefined) return "";
  const { candidates, dropped, tag, winner } = explanation;
  const lines = [...aboutPackage(explanation)];
  for (const { why, count, examples: shown } of dropped) {
    const more = count > shown.length ? ", ..." : "";
    lines.push(`left out ${count}: ${why} (${shown.join(", ")}${more})`);
  }
  const rows = candidates.map((candidate) => [candidate.tag, candidate.key, candidate.why]);
  const table =
    rows.length === 0 ? "no tag is left\n" : renderTable({ header: ["tag", "compared by", ""], rows });
  const last: string[] = [];
  if (tag !== undefined) last.push(`${tag.tag}: ${tag.why}`);
  if (winner !== undefined)
    last.push(`latest: ${winner.tag}${winner.digest === undefined ? "" : `@${winner.digest}`}`);
  return show(lines) + table + show(last);
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
    `tag_filter: ${rule.tagFilter === "" ? "none, every tag matches" : rule.tagFilter}`,
    `policy: ${kind}${policy.join(",")}`,
    ...(credentials === undefined ? [] : [`credentials: ${credentials}`]),
    ...(pinned === undefined ? [] : [`pinned: ${pinned}`]),
    `tags: ${tags}, of ${from}`,
  ];
}

function show(lines: readonly string[]): string {
  return lines.map((line) => `${makeVisible(line)}\n`).join("");
}
