import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileGlobs, compileStars, globProblem, matchesGlobs } from "../../src/files/glob.js";

/** Returns the index of the first glob that matches a path, and the steps that this takes. */
function match(
  globs: readonly string[],
  path: string,
  matchesHidden = false,
): { glob: number | undefined; steps: number } {
  let steps = 0;
  const set = compileGlobs(globs, { count: (more) => (steps += more) }, { matchesHidden });
  let positions = set.start;
  for (const name of path.split("/")) positions = set.next(positions, name);
  return { glob: set.matchAt(positions), steps };
}

test("a glob matches the paths that a shell with globstar matches", () => {
  const table: readonly (readonly [glob: string, paths: readonly string[], others: readonly string[]])[] = [
    ["a.yaml", ["a.yaml"], ["b.yaml", "x/a.yaml", "a.yaml/x", "A.yaml", "axyaml"]],
    ["./x//a.yaml", ["x/a.yaml"], ["a.yaml"]],
    ["*.yaml", ["a.yaml", "é.yaml"], ["x/a.yaml", ".a.yaml", "a.yml"]],
    [
      "x/**/*.{yaml,yml}",
      ["x/a.yaml", "x/a.yml", "x/y/z/a.yml"],
      ["a.yaml", "y/x/a.yaml", "x/.y/a.yaml", "x/a.{yaml,yml}"],
    ],
    ["x/**", ["x/a", "x/y/a"], ["y/a", "x/.a", "x/.y/a"]],
    ["**/a", ["a", "x/a", "x/y/a"], ["x/b", ".x/a"]],
    ["**/.x/*", [".x/a", "y/.x/a"], [".x/.a", "x/a"]],
    ["a**b", ["ab", "axxb"], ["a/b"]],
    ["a?c", ["abc", "a🐳c"], ["ac", "abbc"]],
    ["[a-c]x", ["ax", "cx"], ["dx", "x", "-x"]],
    ["[!a-c]x", ["dx"], ["ax", "x"]],
    ["[^a]x", ["bx"], ["ax"]],
    ["[]a]x", ["]x", "ax"], ["bx"]],
    ["[a-]x", ["ax", "-x"], ["bx"]],
    ["[a&~]x", ["ax", "&x", "~x"], ["bx"]],
    ["[!a&~]x", ["bx"], ["ax", "&x", "~x"]],
    ["[z-a]x", [], ["ax", "zx"]],
    ["[ax", ["[ax"], ["ax"]],
    ["{a,b/{c,d}}/e", ["a/e", "b/c/e", "b/d/e"], ["b/e", "c/e"]],
    ["{a,b", ["{a,b"], ["a", "b"]],
    ["a+b@c!/d$e^f", ["a+b@c!/d$e^f"], ["aab@c!/d$e^f"]],
    ["node_modules/*.yaml", ["node_modules/a.yaml"], ["x/node_modules/a.yaml"]],
    ["**/*.json", ["a.json"], ["node_modules/a.json", "x/node_modules/y/a.json"]],
  ];
  for (const [glob, paths, others] of table) {
    assert.is(globProblem(glob), undefined, glob);
    for (const path of paths) assert.is(match([glob], path).glob, 0, `${glob} ${path}`);
    for (const path of others) assert.is(match([glob], path).glob, undefined, `${glob} ${path}`);
  }
  assert.is(match(["**/node_modules/**"], "x/node_modules/y/.z", true).glob, 0);
  assert.is(match(["x", "a*", "ab"], "ab").glob, 1);
});

test("globs that would backtrack or grow without end are rejected with a reason", () => {
  const table: readonly (readonly [glob: string, reason: RegExp])[] = [
    ["(a+)+$", /^"\(" is not allowed in a glob$/],
    ["@(a|b)/*.yaml", /^"\(" is not allowed/],
    ["a|b", /^"\|" is not allowed/],
    ["a{1..9999999}", /ranges in braces are not allowed/],
    ["x".repeat(1001), /longer than 1,000 characters/],
    ["*a".repeat(101), /more than 100 wildcards/],
    ["{a,b}".repeat(10), /more than 1,000 alternatives/],
    ["{a,b}".repeat(200), /more than 1,000 alternatives/],
    [`${"{a,".repeat(300)}${"}".repeat(300)}`, /./],
  ];
  for (const [glob, reason] of table.slice(0, -1)) assert.match(globProblem(glob) ?? "", reason, glob);
  // Deep nesting has few alternatives, and is only slow for a matcher that tries all orders.
  for (const nested of [`${"{a,".repeat(300)}${"}".repeat(300)}`, "{".repeat(999), "{,".repeat(499)]) {
    const start = performance.now();
    globProblem(nested);
    assert.ok(performance.now() - start < 2000, nested.slice(0, 10));
  }
});

test("matching takes a number of steps that grows linearly with the name (issue 12, error 6)", () => {
  const glob = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b";
  for (const length of [30, 60, 120, 240]) {
    const { glob: matched, steps } = match([glob], "a".repeat(length));
    assert.is(matched, undefined);
    assert.ok(steps < 5 * length + 1500, `${length}: ${steps} steps`);
  }
  const folders = `${"a/".repeat(500)}b`;
  const { steps } = match(["**/a/**/a/**/a/**/c"], folders);
  assert.ok(steps < 41 * 500 + 9 * 200, `${steps} steps`);
});

test("globs name a path if one matches it and none excludes it or a folder of it", () => {
  const cases: readonly (readonly [globs: readonly string[], path: string, isNamed: boolean])[] = [
    [["pipelines/**/*.{yaml,yml}"], "pipelines/a/b.yaml", true],
    [["pipelines/**/*.{yaml,yml}"], "ci/b.yaml", false],
    [["ci/*.yaml", "pipelines/*.yaml"], "pipelines/a.yaml", true],
    [["pipelines/**", "!pipelines/old"], "pipelines/old/a.yaml", false],
    [["pipelines/**", "!**/drafts/**"], "pipelines/drafts/a.yaml", false],
    [["pipelines/**", "!pipelines/b.yaml"], "pipelines/a.yaml", true],
    [["!pipelines/b.yaml"], "pipelines/a.yaml", false],
    [["pipelines/**"], "pipelines/.a.yaml", false],
  ];
  for (const [globs, path, isNamed] of cases) {
    assert.is(matchesGlobs(globs, path), isNamed, `${globs.join()} ${path}`);
  }
});

test("a star of compileStars matches any text, and every other character matches itself", () => {
  for (const [pattern, text, isMatch] of [
    ["*", "a/b", true],
    ["Docker/*", "Docker/team/app", true],
    ["*/app", "Docker/team/app", true],
    ["D*r/*p", "Docker/team/app", true],
    ["Docker/*", "docker/app", false],
    ["Docker/?*", "Docker/app", false],
    ["*.[a]", "x.[a]", true],
    ["*.[a]", "x.a", false],
    ["*a*a*a*b", "a\naab", true],
  ] as const) {
    assert.is(compileStars(pattern)(text), isMatch, `${pattern} ${text}`);
  }
});

test.run();
