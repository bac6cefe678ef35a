import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CODES } from "../../src/model/codes.js";
import { VERSION } from "../../src/model/program.js";
import { renderSarif } from "../../src/report/sarif.js";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

/** Calls `use` with a repo with a finding in the project file, one in a generated file, one missing and one foreign file. */
async function withFindings(use: (repo: ConfigRepo) => Promise<void>, isTerminal = false): Promise<void> {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages(), isTerminal }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await repo.edit("gocd-pin.yaml", "team/web:\n", "team/web:\n        policy: semver\n");
    await repo.edit("gocd/worker.gocd.yaml", 'DATABASE_LABEL: "15.2"', 'DATABASE_LABEL: "15.1"');
    await rm(join(repo.folder, "gocd/env/worker.env"));
    await repo.write("gocd/mine.gocd.yaml", "format_version: 10\n");
    await use(repo);
  });
}

const TEXT = `gocd-pin.yaml:8:17: error: "Docker/team/web": the declaration and the lock differ in policy [pin-outdated]
  8 |         policy: semver
    |                 ^~~~~~
  help: run \`gocd-pin build\` where the registry can be reached, and commit the changes
  note: gocd-pin.lock:14:13: the lock has this
gocd/env/worker.env: error: the generated file does not exist [output-missing]
  help: run \`gocd-pin build\` and commit the changes
gocd/mine.gocd.yaml: error: gocd-pin did not generate the file, but GoCD loads it together with the generated files [output-foreign]
  help: move it out of the output folder; if it is one of your pipelines, move it to the sources, without .gocd in its name
gocd/worker.gocd.yaml:13:7: error: the file differs from what gocd-pin generates from "pipelines/worker.yaml": it was edited by hand, or "pipelines/worker.yaml" was changed without a build [output-edited]
  13 |       GO_PACKAGE_DATABASE_LABEL: "15.1"
     |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  help: make the change in "pipelines/worker.yaml", then run \`gocd-pin build\` and commit the changes
4 errors
`;

const FINDINGS = [
  {
    path: "gocd-pin.yaml",
    line: 8,
    column: 17,
    endLine: 8,
    endColumn: 23,
    severity: "error",
    code: "pin-outdated",
    message: `"Docker/team/web": the declaration and the lock differ in policy`,
    help: "run `gocd-pin build` where the registry can be reached, and commit the changes",
    related: [
      {
        path: "gocd-pin.lock",
        line: 14,
        column: 13,
        endLine: 14,
        endColumn: 20,
        message: "the lock has this",
      },
    ],
  },
  {
    path: "gocd/env/worker.env",
    severity: "error",
    code: "output-missing",
    message: "the generated file does not exist",
    help: "run `gocd-pin build` and commit the changes",
  },
  {
    path: "gocd/mine.gocd.yaml",
    severity: "error",
    code: "output-foreign",
    message: "gocd-pin did not generate the file, but GoCD loads it together with the generated files",
    help: "move it out of the output folder; if it is one of your pipelines, move it to the sources, without .gocd in its name",
  },
  {
    path: "gocd/worker.gocd.yaml",
    line: 13,
    column: 7,
    endLine: 13,
    endColumn: 40,
    severity: "error",
    code: "output-edited",
    message: `the file differs from what gocd-pin generates from "pipelines/worker.yaml": it was edited by hand, or "pipelines/worker.yaml" was changed without a build`,
    help: `make the change in "pipelines/worker.yaml", then run \`gocd-pin build\` and commit the changes`,
  },
];

const GITHUB = `::error file=gocd-pin.yaml,line=8,col=17,endLine=8,endColumn=23,title=gocd-pin [pin-outdated]::"Docker/team/web": the declaration and the lock differ in policy%0Ahelp: run \`gocd-pin build\` where the registry can be reached, and commit the changes%0Anote: gocd-pin.lock:14:13: the lock has this
::error file=gocd/env/worker.env,title=gocd-pin [output-missing]::the generated file does not exist%0Ahelp: run \`gocd-pin build\` and commit the changes
::error file=gocd/mine.gocd.yaml,title=gocd-pin [output-foreign]::gocd-pin did not generate the file, but GoCD loads it together with the generated files%0Ahelp: move it out of the output folder; if it is one of your pipelines, move it to the sources, without .gocd in its name
::error file=gocd/worker.gocd.yaml,line=13,col=7,endLine=13,endColumn=40,title=gocd-pin [output-edited]::the file differs from what gocd-pin generates from "pipelines/worker.yaml": it was edited by hand, or "pipelines/worker.yaml" was changed without a build%0Ahelp: make the change in "pipelines/worker.yaml", then run \`gocd-pin build\` and commit the changes
`;

const RULES = Object.keys(CODES);

const JUNIT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="4" errors="0" skipped="0" time="0">
  <testsuite name="gocd-pin check" tests="4" failures="4" errors="0" skipped="0" time="0">
    <testcase classname="gocd-pin.pin-outdated" name="gocd-pin.yaml:8:17: &quot;Docker/team/web&quot;: the declaration and the lock differ in policy" time="0">
      <failure type="pin-outdated" message="&quot;Docker/team/web&quot;: the declaration and the lock differ in policy">gocd-pin.yaml:8:17: error: "Docker/team/web": the declaration and the lock differ in policy [pin-outdated]
  8 |         policy: semver
    |                 ^~~~~~
  help: run \`gocd-pin build\` where the registry can be reached, and commit the changes
  note: gocd-pin.lock:14:13: the lock has this
</failure>
    </testcase>
    <testcase classname="gocd-pin.output-missing" name="gocd/env/worker.env: the generated file does not exist" time="0">
      <failure type="output-missing" message="the generated file does not exist">gocd/env/worker.env: error: the generated file does not exist [output-missing]
  help: run \`gocd-pin build\` and commit the changes
</failure>
    </testcase>
    <testcase classname="gocd-pin.output-foreign" name="gocd/mine.gocd.yaml: gocd-pin did not generate the file, but GoCD loads it together with the generated files" time="0">
      <failure type="output-foreign" message="gocd-pin did not generate the file, but GoCD loads it together with the generated files">gocd/mine.gocd.yaml: error: gocd-pin did not generate the file, but GoCD loads it together with the generated files [output-foreign]
  help: move it out of the output folder; if it is one of your pipelines, move it to the sources, without .gocd in its name
</failure>
    </testcase>
    <testcase classname="gocd-pin.output-edited" name="gocd/worker.gocd.yaml:13:7: the file differs from what gocd-pin generates from &quot;pipelines/worker.yaml&quot;: it was edited by hand, or &quot;pipelines/worker.yaml&quot; was changed without a build" time="0">
      <failure type="output-edited" message="the file differs from what gocd-pin generates from &quot;pipelines/worker.yaml&quot;: it was edited by hand, or &quot;pipelines/worker.yaml&quot; was changed without a build">gocd/worker.gocd.yaml:13:7: error: the file differs from what gocd-pin generates from "pipelines/worker.yaml": it was edited by hand, or "pipelines/worker.yaml" was changed without a build [output-edited]
  13 |       GO_PACKAGE_DATABASE_LABEL: "15.1"
     |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  help: make the change in "pipelines/worker.yaml", then run \`gocd-pin build\` and commit the changes
</failure>
    </testcase>
  </testsuite>
</testsuites>
`;

/** The SARIF results that say what `FINDINGS` says. */
function sarifResults(): readonly object[] {
  return FINDINGS.map(({ code, message, help, related, ...place }) => ({
    ruleId: code,
    ruleIndex: RULES.indexOf(code),
    level: "error",
    message: { text: `${message}\nhelp: ${help}` },
    locations: [{ physicalLocation: locationOf(place) }],
    ...(related !== undefined && {
      relatedLocations: related.map((other, id) => ({
        id,
        physicalLocation: locationOf(other),
        message: { text: other.message },
      })),
    }),
  }));
}

function locationOf(place: {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}): object {
  const { path, line, column, endLine, endColumn } = place;
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  return {
    artifactLocation: { uri: path, uriBaseId: "SRCROOT" },
    ...(line !== undefined && { region }),
  };
}

test("every format has the same findings", async () => {
  await withFindings(async (repo) => {
    const run = async (format: string) => {
      const { status, stdout, stderr } = await repo.run(["check", "--format", format]);
      assert.is(status, 1);
      if (format !== "text") assert.is(stderr, "");
      return format === "text" ? stdout + stderr : stdout;
    };
    assert.is(await run("text"), TEXT);
    assert.equal(JSON.parse(await run("json")), { version: 1, diagnostics: FINDINGS });
    assert.is(await run("github"), GITHUB);
    assert.is(await run("junit"), JUNIT);
    const log = renderSarif([], VERSION).replace(
      '"results": []',
      () => `"results": ${JSON.stringify(sarifResults())}`,
    );
    assert.equal(JSON.parse(await run("sarif")), JSON.parse(log));
  });
});

const DIFF = `--- /dev/null
+++ b/gocd/env/worker.env
@@ -0,0 +1,2 @@
+GO_PACKAGE_DATABASE_LABEL=15.2
+GO_PACKAGE_DOCKER_TEAM_DB_LABEL=15.2
--- a/gocd/old.gocd.yaml
+++ /dev/null
@@ -1 +0,0 @@
-# Generated by gocd-pin from pipelines/old.yaml; edit that and run gocd-pin build
--- a/gocd/worker.gocd.yaml
+++ b/gocd/worker.gocd.yaml
@@ -5,7 +5,7 @@
     group: shop
     environment_variables:
       GO_PACKAGE_DOCKER_TEAM_DB_LABEL: "15.2"
-      GO_PACKAGE_DATABASE_LABEL: "15.1"
+      GO_PACKAGE_DATABASE_LABEL: "15.2"
     materials:
       config:
         git: https://git.example.com/worker.git
`;

/** Calls `use` with a repo with a changed, a missing and a superfluous file. */
async function withChanges(use: (repo: ConfigRepo) => Promise<void>, isTerminal = false): Promise<void> {
  const project = `variables: {properties: [label]}\n${SHOP_FILES["gocd-pin.yaml"]}`;
  const files = { ...SHOP_FILES, "gocd-pin.yaml": project };
  await withConfigRepo({ files, images: shopImages(), isTerminal }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await repo.edit("gocd/worker.gocd.yaml", 'DATABASE_LABEL: "15.2"', 'DATABASE_LABEL: "15.1"');
    await rm(join(repo.folder, "gocd/env/worker.env"));
    const header = "# Generated by gocd-pin from pipelines/old.yaml; edit that and run gocd-pin build\n";
    await repo.write("gocd/old.gocd.yaml", header);
    await use(repo);
  });
}

test("--diff shows what a build would do, and the findings stay on standard error", async () => {
  await withChanges(async (repo) => {
    const { status, stdout, stderr } = await repo.run(["check", "--diff"]);
    assert.is(status, 1);
    assert.is(stdout, DIFF);
    assert.is(stderr, (await repo.run(["check"])).stderr);
    assert.match(stderr, /output-edited.*[^]*3 errors\n$/);
  });
});

test("on a terminal a diff is coloured, and cannot colour it itself", async () => {
  await withChanges(async (repo) => {
    await repo.edit("gocd/worker.gocd.yaml", '"15.1"', '"\x1b[31m15.1"');
    const { stdout } = await repo.run(["check", "--diff"]);
    assert.ok(stdout.includes('\x1b[31m-      GO_PACKAGE_DATABASE_LABEL: "\\x1b[31m15.1"\x1b[39m\n'), stdout);
    const plain = await repo.run(["check", "--diff", "--no-color"]);
    assert.not.ok(plain.stdout.includes("\x1b"));
  }, true);
});

test("SOURCE arguments limit which enriched files are compared, and build and check ignore other names", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    assert.equal(await repo.run(["check", "pipelines/worker.yaml"]), {
      status: 0,
      stdout: "the named sources are up to date\n",
      stderr: "",
    });
    await repo.edit("gocd/worker.gocd.yaml", 'DATABASE_LABEL: "15.2"', 'DATABASE_LABEL: "15.1"');
    const others = Object.keys(SHOP_FILES).filter((path) => /^pipelines\/(?!worker)/.test(path));
    assert.ok(others.length > 0);
    for (const [names, finds] of [
      [["pipelines/worker.yaml"], true],
      [[join(repo.folder, "pipelines/worker.yaml"), "README.md"], true],
      [others, false],
      [[...others, "gocd/worker.gocd.yaml"], false],
      // No name is a source, so there is no limit.
      [["README.md", "gocd/worker.gocd.yaml"], true],
    ] as const) {
      const { status, stdout, stderr } = await repo.run(["check", "--diff", ...names]);
      assert.is(status, finds ? 1 : 0, names.join(" "));
      assert.is(/output-edited/.test(stderr), finds, names.join(" "));
      assert.is(stdout.includes("15.1"), finds, names.join(" "));
      const built = await repo.run(["build", "--dry-run", ...names]);
      assert.is(built.stdout.includes("would write gocd/worker.gocd.yaml"), finds, names.join(" "));
    }
  });
});

test("--diff is a usage error with any format but text, before or after the verb", async () => {
  await withChanges(async (repo) => {
    for (const args of [
      ["check", "--diff", "--format", "json"],
      ["--format", "sarif", "check", "--diff"],
    ]) {
      const { status, stdout, stderr } = await repo.run(args);
      assert.is(`${status} ${stdout}`, "2 ");
      assert.match(stderr, /"--diff" can only be used with "--format text"/);
    }
  });
});

test("a repo that is up to date says so, and --quiet says nothing", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    await repo.run(["build"]);
    assert.equal(await repo.run(["check"]), { status: 0, stdout: "everything is up to date\n", stderr: "" });
    assert.equal(await repo.run(["check", "--quiet"]), { status: 0, stdout: "", stderr: "" });
    assert.equal(await repo.run(["check", "--diff"]), {
      status: 0,
      stdout: "everything is up to date\n",
      stderr: "",
    });
  });
});

test.run();
