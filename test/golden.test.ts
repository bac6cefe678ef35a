// A process of its own: it takes longest, and so starts first.

import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readTraces, writeTree, type FileTree } from "./support/file-tree.js";
import { listCases, readExpectation, type Expectation, type GoldenCase } from "./support/golden-case.js";
import { checkManifest } from "./support/manifest-law.js";
import {
  assertSame,
  checkCheck,
  checkEnriched,
  checkRules,
  checkSecondBuild,
  checkTagOrder,
  checkWithoutLock,
} from "./support/golden-laws.js";
import { withRepo } from "./support/golden-repo.js";

// `UPDATE_GOLDEN=1 node dist/test/golden.test.js` writes what comes out into the fixtures; read the diff.
const isUpdate = process.env["UPDATE_GOLDEN"] === "1";

const cases = await listCases(fileURLToPath(new URL("../../fixtures", import.meta.url)));

test("there are golden cases", () => {
  assert.ok(cases.length > 0);
});

for (const golden of cases) {
  test(`${golden.name}: ${golden.about}`, async () => {
    await withRepo(golden, async (repo) => {
      const before = await repo.tree();
      const traces = await readTraces(repo.folder);
      const { status, stdout, stderr } = await repo.run(golden.args);
      const after = await repo.tree();
      const expected = await readExpectation(golden);
      const { files, removed } = difference(before, after);
      // Most cases leave the manifest out: `checkManifest` derives it from the other files.
      const compared = files.filter(([path]) => !isManifest(path) || expected.files.has(path));
      const result = { stdout, diagnostics: stderr, files: new Map(compared), removed };
      if (isUpdate) await writeExpectation(golden, result);
      assert.is(`${stderr}exit ${status}`, `${stderr}exit ${golden.exit}`);
      assertExpected(result, isUpdate ? await readExpectation(golden) : expected);
      if (golden.exit !== 0 || golden.args.includes("--dry-run")) {
        assert.equal(await readTraces(repo.folder), traces, "the disk is untouched");
        return;
      }
      checkEnriched(golden, before, after);
      checkRules(before, after);
      checkManifest(after, golden);
      await checkSecondBuild(golden, repo);
      if (!golden.isPartial) await checkCheck(golden, repo);
      const isFresh = golden.args.includes("build") && !Array.from(before.keys()).some(isLock);
      if (isFresh) {
        await checkWithoutLock(golden, repo);
        await checkTagOrder(golden, after);
      }
    });
  });
}

function isLock(path: string): boolean {
  return path.endsWith("gocd-pin.lock");
}

function isManifest(path: string): boolean {
  return path.endsWith("/manifest.json");
}

function difference(before: FileTree, after: FileTree): { files: [string, Buffer][]; removed: string[] } {
  const isNew = ([path, bytes]: [string, Buffer]) => before.get(path)?.equals(bytes) !== true;
  return {
    files: Array.from(after).filter(isNew),
    removed: Array.from(before.keys()).filter((path) => !after.has(path)),
  };
}

function assertExpected(actual: Expectation, expected: Expectation): void {
  assert.is(actual.diagnostics, expected.diagnostics);
  assert.is(actual.stdout, expected.stdout);
  assert.equal(actual.removed, expected.removed);
  assertSame(actual.files, expected.files);
}

async function writeExpectation({ folder }: GoldenCase, actual: Expectation): Promise<void> {
  await rm(join(folder, "expected"), { recursive: true, force: true });
  await writeTree(join(folder, "expected"), actual.files);
  const removed = actual.removed.map((path) => `${path}\n`).join("");
  const texts = {
    "stdout.txt": actual.stdout,
    "diagnostics.txt": actual.diagnostics,
    "removed.txt": removed,
  };
  for (const [name, text] of Object.entries(texts)) {
    if (text === "") await rm(join(folder, name), { force: true });
    else await writeFile(join(folder, name), text);
  }
}

test.run();
