import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Words that read oddly in technical English, each with the plain wording. Words with a second, usual meaning are not here. */
const ODD: readonly (readonly [odd: RegExp, plain: string])[] = [
  [/\bletter case\b/i, "names are case-insensitive"],
  [/\bwhole numbers?\b/i, "integer"],
  [/\bstands (?:twice|at|in|there|behind|before)\b/i, "is, is defined twice"],
  [/\b(?:nevertheless|nonetheless)\b/i, "still"],
  [/\bmend(?:s|ed|ing)?\b/i, "fix"],
  [/\b(?:nobody|whoever|whatever)\b/i, "name the actor or the condition"],
  [/\bslips? of the pen\b/i, "typo"],
  [/\b(?:tells of|told of|is told|are told)\b/i, "report, describe"],
  [/\b(?:held against|hold against|holds against)\b/i, "compare with"],
  [/\bbeside\b/i, "together with, next to"],
  [/\bgives back\b/i, "returns"],
  [/\basks? (?:a|the) registr(?:y|ies)\b/i, "query a registry"],
  [/\btakes? (?:it|them|this|that|these) away\b|\btakes? away\b|\btaken away\b/i, "remove"],
  [/\b(?:is|are) refused\b|\brefuses\b|\brefusals?\b/i, "reject, rejection"],
  [/\b(?:words|question) (?:of|to) (?:a|the) registr(?:y|ies)\b/i, "message, query"],
  [/\btell(?:s|ing)\b/i, "report, describe"],
];

async function readTexts(): Promise<readonly (readonly [path: string, text: string])[]> {
  const paths = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ".pre-commit-hooks.yaml"];
  for (const [folder, ending] of [
    ["src", /\.ts$/],
    ["test", /^(?!language\.test\.ts|node_modules).*\.ts$/],
    ["docs", /\.md$/],
    ["schemas", /\.json$/],
    ["fixtures", /(?:^|[/\\])(?:case\.json|diagnostics\.txt|README\.md)$/],
  ] as const) {
    const names = await readdir(join(ROOT, folder), { recursive: true });
    paths.push(...names.filter((name) => ending.test(name)).map((name) => join(folder, name)));
  }
  return Promise.all(paths.map(async (path) => [path, await readFile(join(ROOT, path), "utf8")] as const));
}

test("sources, pages, schemas and fixtures are written in plain English", async () => {
  const texts = await readTexts();
  assert.ok(texts.length > 200, `only ${texts.length} texts were read`);
  const hits = texts.flatMap(([path, text]) =>
    text
      .split("\n")
      .flatMap((line, index) =>
        ODD.filter(([odd]) => odd.test(line)).map(
          ([odd, plain]) => `${path}:${index + 1}: ${odd.exec(line)?.[0] ?? ""} (write: ${plain})`,
        ),
      ),
  );
  assert.equal(hits, []);
});

test("every odd word is recognized", () => {
  const line =
    "in any letter case; no whole number; it stands twice; nevertheless; it is mended; nobody; a slip of the pen; " +
    "what is wrong is told; it is held against the list; beside it; it gives back a value; build asks the registry; " +
    "take away a pin; GoCD refuses it; the words of the registry; the status tells";
  assert.equal(
    ODD.filter(([odd]) => !odd.test(line)),
    [],
  );
});

test.run();
