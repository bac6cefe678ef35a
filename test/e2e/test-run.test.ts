import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runTests } from "../support/test-run.js";

const NODE_MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));
const HEAD = 'import { test } from "uvu";\n';
const GOOD = `${HEAD}test("a", () => {});\ntest("b", () => {});\ntest.run();\n`;

interface Files {
  /** Built files by name: `a` is the file `dist/test/a.test.js` of the source `test/a.test.ts`. */
  readonly built: Readonly<Record<string, string>>;
  /** Names with a source; by default all that are built. */
  readonly sources?: readonly string[];
  /** The text of every source. */
  readonly source?: string;
  readonly filters?: readonly string[];
  readonly isQuick?: boolean;
  readonly timeMs?: number;
}

/** Runs the files in a temporary folder. Returns the report and whether all tests passed. */
async function run({
  built,
  sources = Object.keys(built),
  source = "",
  filters = [],
  isQuick = false,
  timeMs = 60_000,
}: Files) {
  const root = await mkdtemp(join(tmpdir(), "test-run-"));
  try {
    await symlink(NODE_MODULES, join(root, "node_modules"));
    await writeFile(join(root, "package.json"), '{"type": "module"}');
    for (const folder of ["deep", "e2e"]) {
      await mkdir(join(root, "test", folder), { recursive: true });
      await mkdir(join(root, "dist", "test", folder), { recursive: true });
    }
    for (const name of sources) await writeFile(join(root, "test", `${name}.test.ts`), source);
    for (const [name, text] of Object.entries(built)) {
      await writeFile(join(root, "dist", "test", `${name}.test.js`), text);
    }
    const lines: string[] = [];
    const isGood = await runTests({ root, filters, isQuick, timeMs, write: (line) => lines.push(line) });
    return { isGood, report: lines.join("\n"), last: lines.at(-1) };
  } finally {
    await rm(root, { recursive: true });
  }
}

test("the report has one line per passing file, and the last line counts the tests", async () => {
  const { isGood, report } = await run({ built: { "deep/a": GOOD, b: GOOD } });
  assert.equal(report.split("\n").sort(), [
    "4 passed, 0 failed",
    "ok    test/b.test.ts (2)",
    "ok    test/deep/a.test.ts (2)",
  ]);
  assert.ok(report.endsWith("\n4 passed, 0 failed"));
  assert.ok(isGood);
});

test("a failing test is counted, and its output is shown", async () => {
  const text = `${HEAD}test("a", () => {});\ntest("my name", () => { throw new Error("my reason"); });\ntest.run();`;
  const { isGood, report, last } = await run({ built: { a: text, b: GOOD } });
  assert.is(last, "3 passed, 1 failed");
  assert.match(report, "FAIL  test/a.test.ts (1 passed, 1 failed)");
  assert.match(report, "my name");
  assert.match(report, "my reason");
  assert.not(isGood);
});

test("a run that uvu would report as passed, or not at all, fails with a reason", async () => {
  const body = 'test("a", () => {});\n';
  const cases: readonly (readonly [what: string, text: string, fault: string, last: string])[] = [
    ["no test.run()", HEAD + body, "its last line is not `test.run();`", "0 passed, 2 failed"],
    ["no test.run(), no output", HEAD + body, "it printed no summary", "0 passed, 2 failed"],
    [
      "tests after test.run()",
      `${HEAD}${body}test.run();\n${body}`,
      "its last line is not `test.run();`",
      "1 passed, 1 failed",
    ],
    [
      "a suite that is not run",
      `import { suite, test } from "uvu";\nconst s = suite("s");\ns("b", () => { throw new Error(); });\n${body}test.run();\n`,
      "it does not import `test`, and nothing else",
      "1 passed, 1 failed",
    ],
    ["no tests", `${HEAD}test.run();\n`, "it holds no tests", "0 passed, 1 failed"],
    [
      "a throwing before",
      `${HEAD}test.before(() => { throw new Error(); });\n${body}test.run();\n`,
      "1 of its 1 tests did not pass, though none failed: a hook threw",
      "0 passed, 1 failed",
    ],
    [
      "a throwing before.each",
      `${HEAD}test.before.each(() => { throw new Error("why"); });\n${body}test.run();\n`,
      "why",
      "0 passed, 1 failed",
    ],
    [
      "a throwing after.each",
      `${HEAD}test.after.each(() => { throw new Error(); });\n${body}${body}test.run();\n`,
      "2 of its 2 tests did not pass, though none failed: a hook threw",
      "0 passed, 2 failed",
    ],
    [
      "a throwing after",
      `${HEAD}test.after(() => { throw new Error(); });\n${body}test.run();\n`,
      "it printed no summary of its tests (exit status 1)",
      "0 passed, 1 failed",
    ],
    [
      "test.only",
      `${HEAD}${body}${body}test.only("b", () => {});\ntest.run();\n`,
      "2 of its tests were skipped (test.skip or test.only)",
      "1 passed, 2 failed",
    ],
    [
      "test.skip",
      `${HEAD}${body}test.skip("b", () => {});\ntest.run();\n`,
      "1 of its tests were skipped (test.skip or test.only)",
      "1 passed, 1 failed",
    ],
    [
      "an early exit",
      `${HEAD}test("a", () => process.exit(0));\ntest.run();\n`,
      "it printed no summary of its tests (exit status 1)",
      "0 passed, 1 failed",
    ],
    [
      "a promise that never settles",
      `${HEAD}test("a", () => new Promise(() => {}));\ntest.run();\n`,
      "it printed no summary of its tests (exit status 1)",
      "0 passed, 1 failed",
    ],
    [
      "an error after the last test",
      `${HEAD}test("a", () => { setTimeout(() => { throw new Error(); }, 300); });\ntest.run();\n`,
      "its tests passed, but it ended with exit status 1",
      "1 passed, 1 failed",
    ],
    ["an import that fails", `${HEAD}import "./gone.js";\ntest.run();\n`, "gone.js", "0 passed, 1 failed"],
  ];
  await Promise.all(
    cases.map(async ([what, text, fault, expected]) => {
      const { isGood, report, last } = await run({ built: { a: text } });
      assert.ok(report.includes(fault), `${what}: ${report}`);
      assert.is(last, expected, `${what}: ${report}`);
      assert.not(isGood, what);
    }),
  );
});

test("a file that does not end is stopped together with its child processes", async () => {
  const hang = `${HEAD}test("a", () => {});\nsetInterval(() => {}, 1000);\ntest.run();\n`;
  const child =
    `${HEAD}import { spawn } from "node:child_process";\n` +
    `test("a", () => { spawn("sleep", ["60"], { stdio: "inherit" }).unref(); });\ntest.run();\n`;
  await Promise.all(
    [hang, child].map(async (text) => {
      const { isGood, report, last } = await run({ built: { a: text }, timeMs: 3000 });
      assert.match(report, "it did not end within 3 s");
      assert.is(last, "1 passed, 1 failed");
      assert.not(isGood);
    }),
  );
});

test("a built file without a source is ignored, and a source that is not built fails", async () => {
  const { report, last } = await run({ built: { a: GOOD, stale: GOOD }, sources: ["a", "unbuilt"] });
  assert.not.match(report, "stale");
  assert.match(report, "FAIL  test/unbuilt.test.ts (0 passed, 1 failed)\n      it is not built");
  assert.is(last, "2 passed, 1 failed");
});

test("the files of a folder run in one process, unless they say that they need their own", async () => {
  const text = `${HEAD}test("a", () => { if (globalThis.isUsed) throw new Error("used"); globalThis.isUsed = true; });\ntest.run();`;
  const built = { "deep/a": text, "deep/b": text };
  const together = await run({ built });
  assert.is(together.last, "1 passed, 1 failed");
  assert.match(
    together.report,
    "ok    test/deep/a.test.ts (1)\nFAIL  test/deep/b.test.ts (0 passed, 1 failed)",
  );
  assert.match(together.report, "used");
  const alone = await run({ built, source: "// A process of its own: it counts.\n" });
  assert.is(alone.last, "2 passed, 0 failed");
});

test("what is wrong with a file is not counted for the others in its process", async () => {
  const body = 'test("x", () => {});\n';
  const cases: readonly (readonly [text: string, fault: string, last: string])[] = [
    [`${HEAD}test("my name", () => { throw new Error(); });\ntest.run();`, "my name", "4 passed, 1 failed"],
    [`${HEAD}test("a", () => process.exit(0));\ntest.run();`, "it printed no summary", "4 passed, 1 failed"],
    [`${HEAD}test("a", () => new Promise(() => {}));\ntest.run();`, "no summary", "4 passed, 1 failed"],
    [
      `${HEAD}test.after(() => { throw new Error(); });\n${body}test.run();`,
      "no summary",
      "4 passed, 1 failed",
    ],
    [`${HEAD}import "./gone.js";\ntest.run();`, "gone.js", "4 passed, 1 failed"],
    [
      `${HEAD}${body}test.only("a", () => {});\ntest.run();`,
      "1 of its tests were skipped",
      "5 passed, 1 failed",
    ],
    [`${HEAD}${body}`, "its last line is not", "5 passed, 1 failed"],
  ];
  await Promise.all(
    cases.map(async ([text, fault, last]) => {
      const result = await run({ built: { "deep/a": GOOD, "deep/b": text, "deep/c": GOOD } });
      assert.is(result.last, last, result.report);
      assert.match(result.report, fault);
      assert.match(result.report, "ok    test/deep/a.test.ts (2)");
      assert.match(result.report, "FAIL  test/deep/b.test.ts");
      assert.match(result.report, "ok    test/deep/c.test.ts");
    }),
  );
});

test("a process of several files that does not end, or ends with an error, fails", async () => {
  const late = `${HEAD}test("a", () => { setTimeout(() => { throw new Error("why"); }, 300); });\ntest.run();\n`;
  const error = await run({ built: { "deep/a": GOOD, "deep/b": late } });
  assert.match(error.report, "its tests passed, but it ended with exit status 1");
  assert.match(error.report, "why");
  const hang = `${HEAD}test("a", () => {});\nsetInterval(() => {}, 1000);\ntest.run();\n`;
  const { report, last } = await run({ built: { "deep/a": hang, "deep/b": GOOD }, timeMs: 3000 });
  assert.match(report, "it did not end within 3 s");
  assert.is(last, "3 passed, 1 failed");
});

test("filters limit which files run", async () => {
  const built = { "deep/a": GOOD, b: GOOD, c: GOOD };
  assert.is((await run({ built, filters: ["deep/", "c.test"] })).last, "4 passed, 0 failed");
  const none = await run({ built, filters: ["nothing"] });
  assert.is(none.report, "no test file matches nothing\n0 passed, 0 failed");
  assert.not(none.isGood);
});

test("a quick run leaves out the tests in test/e2e/", async () => {
  const { report } = await run({ built: { "e2e/a": GOOD, b: GOOD }, isQuick: true });
  assert.is(report, "ok    test/b.test.ts (2)\n2 passed, 0 failed");
});

test("a run without test files fails", async () => {
  const { isGood, report } = await run({ built: {} });
  assert.is(report, "no test file found in test/\n0 passed, 0 failed");
  assert.not(isGood);
});

test.run();
