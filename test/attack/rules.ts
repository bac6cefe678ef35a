import type { Random } from "./random.js";
import type { AttackSuite } from "./suite.js";

const PIECES: readonly string[] = [
  ...[
    "a",
    "1",
    ".",
    "\\d",
    "\\d+",
    "\\w*",
    "[a-z]",
    "[^0-9]",
    "[a-z&&[^x]]",
    "(",
    ")",
    "(?:",
    "(?i)",
    "(?<n>",
    "(?=",
    "(?<!",
  ],
  ...[
    "*",
    "+",
    "?",
    "{2}",
    "{1,}",
    "{0,1000}",
    "*+",
    "++",
    "*?",
    "|",
    "^",
    "$",
    "\\Q",
    "\\E",
    "\\A",
    "\\z",
    "\\1",
    "\\k<n>",
  ],
  ...[
    "\\p{L}",
    "\\p{Alpha}",
    "\\h",
    "\\b",
    "\\B",
    "\\u0041",
    "\\x{1F433}",
    "\\cA",
    "\\",
    "-",
    "v",
    "alpine",
    "(a+)+",
    "(.*)*",
  ],
  ...["(a|a)*", "(?>a+)", "\\G", "\\R", "\\X", "(?x) #", "\u202e", "\u0000", "😀", "]", "["],
];

const FORMATS: readonly string[] = [
  "YYYY",
  "YY",
  "0M",
  "MM",
  "0D",
  "DD",
  "MICRO",
  "MINOR",
  ".",
  "-",
  "_",
  "x",
  "\\",
];
const RANGES: readonly string[] = [
  ">=1.2",
  "<2",
  "^1",
  "~1.2",
  "||",
  " ",
  "x",
  "*",
  "-",
  "1.2.3-rc.1",
  "=",
  ">",
  "9".repeat(30),
];
const GLOBS: readonly string[] = [
  "**/",
  "*",
  "*.yaml",
  "?",
  "{a,b}",
  "{",
  "}",
  "[a-z]",
  "[",
  "!",
  "pipelines/",
  "../",
  "/",
  "\\",
  "a",
  "(",
  ")+",
  "**",
  ".git/",
  "{1..9999999}",
  "\u202e",
];

function join(pieces: readonly string[], most: number, random: Random): string {
  let text = "";
  for (let left = random.below(most) + 1; left > 0; left--) text += random.pick(pieces);
  return text;
}

const ATOMS: readonly string[] = [
  ...[
    "a",
    "1",
    "\\.",
    "\\d",
    "\\w",
    "[a-z]",
    "[^0-9]",
    "[a-z&&[^x]]",
    "\\p{L}",
    ".",
    "-",
    "v",
    "\\Qa.\\E",
    "^",
    "$",
    "\\b",
  ],
];

/** A pattern that Java can read. */
function randomPattern(depth: number, random: Random): string {
  const atom = () =>
    depth > 0 && random.chance(0.4)
      ? `${random.pick(["(", "(?:", "(?i:", "(?=", "(?!", "(?>", "(?<!"])}${randomPattern(depth - 1, random)})`
      : random.pick(ATOMS);
  let text = "";
  for (let left = 1 + random.below(4); left > 0; left--) {
    text += atom() + random.pick(["", "", "", "*", "+", "?", "{1,3}", "*?", "++", "{0,1000}"]);
    if (random.chance(0.1)) text += "|";
  }
  return text;
}

function randomFilter(random: Random): string {
  return random.chance(0.2) ? join(PIECES, 12, random) : randomPattern(random.below(5), random);
}

function randomTag(random: Random): string {
  const kind = random.below(6);
  if (kind === 0) return "a".repeat(1 + random.below(127));
  if (kind === 1) return "9".repeat(1 + random.below(127));
  if (kind === 2) return `${2000 + random.below(30)}.${random.below(14)}.${random.below(33)}`;
  const suffix = random.pick(["", "", "-rc1", "-alpine", "b2", "_x", ".0"]);
  return `${random.pick(["", "v"])}${random.below(30)}.${random.below(30)}.${random.below(30)}${suffix}`;
}

function randomPolicy(random: Random): unknown {
  const extract = random.pick(["$1", "$n", "${n}", "$1.$2", "$", "$9", "x$1", "${", "$1".repeat(50)]);
  return random.pick<unknown>([
    ...["natural", "semver", "numerical", "alphabetical", "newest", "calver", join(PIECES, 3, random)],
    { semver: { range: join(RANGES, 6, random), prereleases: random.chance(0.5) } },
    { numerical: { extract, pick: random.pick(["highest", "lowest", "x"]) } },
    { semver: { extract } },
    { alphabetical: { extract } },
    { calver: { format: join(FORMATS, 8, random) } },
    { natural: { extract } },
  ]);
}

/** Random filters, policies and globs: evaluated on random tags without a registry. */
export const RULES: AttackSuite = {
  name: "rules",
  rounds: { short: 60, long: 4000 },
  async attack(round) {
    const { random, place } = round;
    const pkg = {
      tag_filter: randomFilter(random),
      ...(random.chance(0.05) && { tag_exclude: randomFilter(random) }),
      ...(random.chance(0.4) && { policy: randomPolicy(random) }),
    };
    const sources = random.chance(0.2)
      ? Array.from({ length: 1 + random.below(3) }, () => join(GLOBS, 10, random))
      : undefined;
    const project = {
      ...(sources && { sources }),
      package_repositories: { Docker: { registry_url: "https://registry.test", packages: { app: pkg } } },
    };
    const tags = Array.from({ length: 1 + random.below(200) }, () => randomTag(random));
    await place.reset({
      // JSON is YAML, and every text survives in it.
      "gocd-pin.yaml": JSON.stringify(project, undefined, 1),
      "pipelines/a.yaml": "format_version: 10\npipelines: {}\n",
      [`pipelines/${"a".repeat(200)}.yaml`]: "format_version: 10\npipelines: {}\n",
      "tags.txt": `${tags.join("\n")}\n`,
    });
    await round.run(["explain", "Docker/app", "--tags", "tags.txt"]);
    if (sources !== undefined) await round.run(["check"]);
  },
};
