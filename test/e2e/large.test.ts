import { test } from "uvu";
import * as assert from "uvu/assert";
import { readLock } from "../../src/files/lock.js";
import { readProject } from "../../src/files/project.js";
import type { SourceFile } from "../../src/model/source.js";
import { createSourceReader } from "../../src/workspace/source.js";

const MANY = 100_000;

// The bounds of packages and of pins allow fewer.
const FEWER = 19_000;

function lines(line: (index: number) => string, count = MANY): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");
}

function readSource(file: SourceFile): { readonly diagnostics: readonly unknown[] } {
  return createSourceReader()({ file, output: "gocd/x.gocd.yaml", hasBom: false });
}

/** Each case has one or two errors per line; a reader that compares each with all others takes minutes. */
const CASES: readonly (readonly [
  what: string,
  findings: number,
  read: () => { readonly diagnostics: readonly unknown[] },
])[] = [
  [
    "broken pins",
    2 * FEWER,
    () =>
      readLock({
        path: "gocd-pin.lock",
        text: `version: 1\npins:\n${lines((i) => `  D/p${i}: {tag: 1}`, FEWER)}`,
      }),
  ],
  [
    "wrong repositories",
    FEWER,
    () =>
      readProject({
        path: "p.yaml",
        text: `package_repositories:\n${lines((i) => `  D${i}: {registry_url: x}`, FEWER)}`,
      }),
  ],
  [
    "wrong policies",
    FEWER,
    () => {
      const head = "package_repositories:\n  D:\n    registry_url: https://x/v2/\n    packages:\n";
      return readProject({
        path: "p.yaml",
        text: head + lines((i) => `      p${i}: {policy: {semve: 1}}`, FEWER),
      });
    },
  ],
  [
    "wrong merges",
    2 * MANY,
    () =>
      readSource({
        path: "pipelines/x.yaml",
        text: `format_version: 10\npipelines:\n${lines((i) => `  p${i}: {x: &a${i} 1, <<: *a${i}}`)}`,
      }),
  ],
  ["unknown keys", MANY, () => readProject({ path: "p.yaml", text: lines((i) => `k${i}: 1`) })],
];

for (const [what, findings, read] of CASES) {
  test(`many ${what} are reported in linear time, without an overflow (issue 12, errors 8 and 9)`, () => {
    const start = performance.now();
    assert.is(read().diagnostics.length, findings);
    // Two orders of magnitude below the time of a quadratic reader, and above that of a busy machine.
    assert.ok(performance.now() - start < 60_000);
  });
}

test("20,000 merge conflicts are reported one by one, and 100,000 are one error (issue 12, error 9)", () => {
  const read = (count: number) =>
    readSource({ path: "pipelines/x.yaml", text: "<<<<<<< a\nx: 1\n=======\n>>>>>>> b\n".repeat(count) });
  assert.is(read(20_000).diagnostics.length, 20_000);
  assert.is(read(MANY).diagnostics.length, 1);
});

test("keys and texts of 15 MB are read or rejected, not a reason to fail", () => {
  const long = "k".repeat(15_000_000);
  for (const text of [`? ${long}\n: 1\n`, `x: "${long}"\n`, `x: |\n  ${long}\n`]) {
    assert.ok(readProject({ path: "p.yaml", text }).diagnostics.length > 0);
  }
});

test.run();
