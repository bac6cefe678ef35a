import { BOUNDS, type Bound } from "../../src/model/bounds.js";
import { POLICIES, type Policy } from "../../src/model/policies.js";
import { IMAGE_HISTORIES } from "../pin/image-histories.js";

// The rows of `IMAGE_HISTORIES` that the page about tags shows, by image and intent.
const SHOWN_INTENTS: ReadonlySet<string> = new Set([
  "nginx: no filter",
  "nginx: newest release",
  "nginx: newest patch of a minor version",
  "nginx: minor versions",
  "nginx: a variant",
  "nginx: any version",
  "rust: several variants",
  "kibana: one major version",
  "postgres: two numbers",
  "postgres: three numbers",
  "postgres: any version",
  "mysql: newest release",
  "alpine: a digit",
  "consul: no filter",
  "amazonlinux: newest release",
  "ubuntu: newest LTS",
  "ubuntu: a date tag",
  "ubuntu: date tags",
]);

function intentRows(): readonly (readonly string[])[] {
  return IMAGE_HISTORIES.flatMap(({ image, intents }) =>
    intents
      .filter(([intent]) => SHOWN_INTENTS.has(`${image}: ${intent}`))
      .map(([intent, tagFilter, policy, winner, warning = ""]) => [
        `${image}: ${intent}`,
        tagFilter === "" ? "none" : `\`${tagFilter}\``,
        policyText(policy),
        `\`${winner}\``,
        warning === "" ? "" : `[\`${warning}\`](diagnostics.md#${warning})`,
      ]),
  );
}

function policyText(policy: Policy): string {
  return policy.kind === "semver" && policy.range !== undefined
    ? `\`semver\`, range \`${policy.range}\``
    : `\`${policy.kind}\``;
}

/** The tables of the pages that come from the program, by the name in `<!-- table: NAME -->`. */
const TABLES: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  [
    "policies",
    [
      ["policy", "the latest tag is", "example"],
      ...Object.entries(POLICIES).map(([name, { latest, example }]) => [
        `\`${name}\``,
        latest,
        `\`policy: ${example}\``,
      ]),
    ],
  ],
  [
    "intents",
    [["image and intent", "`tag_filter`", "policy", "the tag that wins", "warning"], ...intentRows()],
  ],
  [
    "bounds",
    [
      ["bound", "largest value", "beyond it", "option"],
      ...Object.entries<Bound>(BOUNDS).map(([name, { value, message, option }]) => [
        `\`${name}\``,
        value.toLocaleString("en-US"),
        message,
        option === undefined ? "" : `\`${option}\``,
      ]),
    ],
  ],
]);

/** Returns the page with the tables that follow a `<!-- table: NAME -->` as the program has them today. */
export function fillTables(text: string): string {
  return text.replace(/^(<!-- table: (.*) -->\n\n)(?:\|.*\n)*/gm, (_, start: string, name: string) => {
    const rows = TABLES.get(name);
    if (rows === undefined) throw new Error(`there is no table "${name}"`);
    return start + formatTable(rows);
  });
}

/** Formats a table of Markdown as prettier does. */
function formatTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].map((line) => `${line ?? ""}\n`).join("");
}
