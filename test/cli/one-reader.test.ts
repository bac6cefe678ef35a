import { test } from "uvu";
import * as assert from "uvu/assert";
import { GOOD, withConfigRepo } from "./config-repo.js";

/** The codes of the errors and warnings on standard error, each once, sorted. */
function codesIn(stderr: string): string[] {
  const codes = Array.from(
    stderr.matchAll(/: (?:error|warning): .* \[([a-z-]+)\]$/gm),
    ([, code = ""]) => code,
  );
  return Array.from(new Set(codes)).sort();
}

const SOURCE = GOOD["pipelines/app.yaml"];

test("two errors on one line are both reported", async () => {
  const text =
    'pipelines: {app: {group: "my services", template: t, materials: {db: {package: Docker/unknown}}}}\n';
  await withConfigRepo({ ...GOOD, "pipelines/app.yaml": text }, async ({ run }) => {
    const { status, stderr } = await run(["build"]);
    assert.is(status, 1);
    assert.equal(codesIn(stderr), ["name-invalid", "package-unknown"]);
  });
});

for (const [what, text, code] of [
  ["a pipeline name", SOURCE.replace(/^ {2}(\w+):/m, '  "a b":'), "name-invalid"],
  ["a pipeline without keys", `${SOURCE}  other: text\n`, "value-type"],
  ["a list of pipelines", "pipelines: [a]\n", "root-form"],
  ["a file that is a list", "- a\n", "root-form"],
  ["an empty file", "# nothing\n", "source-empty"],
] as const) {
  test(`build and validate report ${what} with the same code`, async () => {
    await withConfigRepo({ ...GOOD, "pipelines/app.yaml": text }, async ({ run }) => {
      for (const verb of ["build", "validate"]) {
        const { status, stderr } = await run([verb]);
        assert.is(status, 1, verb);
        assert.equal(codesIn(stderr), [code], verb);
      }
    });
  });
}

test("build and check warn about an unknown key of a source, unless they are quiet", async () => {
  const text = SOURCE.replace(/^( {4})group:/m, "$1label_tmplate: x\n$1group:");
  await withConfigRepo({ ...GOOD, "pipelines/app.yaml": text }, async ({ run }) => {
    for (const verb of ["build", "check"]) {
      const { status, stderr } = await run([verb]);
      assert.is(status, 0, stderr);
      assert.match(
        stderr,
        /^pipelines\/app\.yaml:\d+:5: warning: unknown key "label_tmplate" .*\[key-unknown\]$/m,
      );
      assert.is((await run([verb, "--quiet"])).stderr, "");
    }
  });
});

test("the forms of `package:` of gocd-pin are errors in a file that GoCD itself reads, and valid in sources", async () => {
  await withConfigRepo({ ...GOOD, "other/app.gocd.yaml": SOURCE }, async ({ run }) => {
    assert.is((await run(["validate"])).status, 0);
    assert.is((await run(["validate", "pipelines/app.yaml"])).status, 0);
    const { status, stderr } = await run(["validate", "other/app.gocd.yaml"]);
    assert.is(status, 1);
    assert.equal(codesIn(stderr), ["package-id"]);
  });
});

test.run();
