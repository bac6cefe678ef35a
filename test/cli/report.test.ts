import { test } from "uvu";
import * as assert from "uvu/assert";
import { isRecord } from "../support/json.js";
import { runWell } from "../support/program-run.js";
import { sarifFaults } from "../support/sarif-schema.js";
import { parseXml } from "../support/xml.js";
import { BAD, GOOD, LOGIN, withConfigRepo, type RunWorld } from "./config-repo.js";

const ESCAPE = "\x1b[";

test("json holds the findings with their places, and what came of the run", async () => {
  await withConfigRepo(BAD, async ({ run }) => {
    const { status, stdout, stderr } = await run(["build", "--format", "json"]);
    assert.is(status, 1);
    assert.is(stderr, "");
    const json: unknown = JSON.parse(stdout);
    assert.ok(isRecord(json) && Array.isArray(json["diagnostics"]));
    assert.is(json["version"], 1);
    assert.equal(json["written"], []);
    assert.equal(json["pinned"], []);
    const [first, second] = json["diagnostics"].filter(isRecord);
    assert.equal([first?.["severity"], first?.["code"]], ["warning", "tag-floating"]);
    assert.equal(second, {
      path: "pipelines/other.yaml",
      line: 7,
      column: 18,
      endLine: 7,
      endColumn: 32,
      severity: "error",
      code: "package-unknown",
      message: '"Docker/team/ap": the package repository "Docker" declares no package "team/ap"',
      help: 'did you mean "team/app"?',
      related: second?.["related"],
    });
  });
  await withConfigRepo(GOOD, async ({ run }) => {
    const { status, stdout } = await run(["--format", "json", "build"]);
    assert.is(status, 0);
    const json: unknown = JSON.parse(stdout);
    assert.ok(isRecord(json) && Array.isArray(json["written"]));
    assert.equal(json["diagnostics"], []);
    assert.equal(json["pinned"], [{ package: "Docker/team/app", tag: "1.10.0" }]);
    assert.ok(json["written"].includes("gocd-pin.lock"));
  });
});

test("github, sarif and junit are whole documents on standard output", async () => {
  await withConfigRepo(BAD, async ({ run }) => {
    const github = await run(["build", "--format", "github"]);
    assert.equal([github.status, github.stderr], [1, ""]);
    assert.match(github.stdout, "::error file=pipelines/other.yaml,line=7,col=18,endLine=7,endColumn=32,");
    assert.match(github.stdout, "::warning file=gocd-pin.yaml,");

    const sarif = await run(["build", "--format", "sarif"]);
    assert.equal([sarif.status, sarif.stderr], [1, ""]);
    const log: unknown = JSON.parse(sarif.stdout);
    assert.ok(isRecord(log) && Array.isArray(log["runs"]) && log["version"] === "2.1.0");

    const junit = await run(["build", "--format", "junit"]);
    assert.equal([junit.status, junit.stderr], [1, ""]);
    const { attributes } = parseXml(junit.stdout);
    assert.is(attributes.get("failures"), "1");
  });
});

/** A reader of XML that is not ours: the root, the test cases and the failures of a JUnit report. */
const READ_JUNIT = `import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
print(root.tag, len(root.findall("./testsuite/testcase")), len(root.findall("./testsuite/testcase/failure")))`;

for (const verb of ["build", "refresh", "check", "verify", "validate"]) {
  test(`the schema of SARIF and a standard XML reader take the reports of ${verb}`, async () => {
    for (const files of [BAD, GOOD]) {
      await withConfigRepo(files, async ({ folder, run }) => {
        const sarif = await run([verb, "--format", "sarif"]);
        assert.equal(sarifFaults(JSON.parse(sarif.stdout)), []);
        const { stdout } = await run([verb, "--format", "json"]);
        const severities = Array.from(stdout.matchAll(/"severity": "(\w+)"/g), ([, severity]) => severity);
        await run([verb, "--format", "junit", "--output", "report.xml"]);
        const read = await runWell("python3", ["-c", READ_JUNIT, "report.xml"], { cwd: folder });
        const errors = severities.filter((severity) => severity === "error").length;
        assert.is(read, `testsuites ${Math.max(1, severities.length)} ${errors}\n`);
      });
    }
  });
}

test("--quiet prints errors only, --verbose prints each request, and the credential is never printed", async () => {
  await withConfigRepo(BAD, async ({ run }) => {
    const { status, stdout, stderr } = await run(["build", "--quiet"]);
    assert.equal([status, stdout], [1, ""]);
    assert.not.match(stderr, "warning");
    assert.match(stderr, "[package-unknown]");
    assert.match(stderr, /\n1 error\n$/);
  });
  await withConfigRepo(GOOD, async ({ registry, run }) => {
    const { status, stdout, stderr } = await run(["build", "--verbose"]);
    assert.is(status, 0, stderr);
    assert.match(stderr, `GET ${registry.origin}/v2/team/app/tags/list`);
    assert.match(stderr, `HEAD ${registry.origin}/v2/team/app/manifests/1.10.0`);
    for (const secret of [LOGIN.REGISTRY_PASSWORD, btoa(`gopher:${LOGIN.REGISTRY_PASSWORD}`)]) {
      assert.not.match(stdout + stderr, secret);
    }
    assert.equal(await run(["build", "--quiet"]), { status: 0, stdout: "", stderr: "" });
  });
});

test("colour is for a terminal, unless it is not wanted", async () => {
  await withConfigRepo(BAD, async ({ run }) => {
    const isTerminal = true;
    const table: readonly (readonly [args: readonly string[], world: RunWorld, isColoured: boolean])[] = [
      [["build"], {}, false],
      [["build"], { isTerminal }, true],
      [["build", "--no-color"], { isTerminal }, false],
      [["build"], { isTerminal, env: { NO_COLOR: "1" } }, false],
      [["build"], { isTerminal, env: { NO_COLOR: "" } }, true],
      [["build"], { isTerminal, env: { TERM: "dumb" } }, false],
      [["build", "--format", "json"], { isTerminal }, false],
      [["build", "--format", "github"], { isTerminal }, false],
    ];
    for (const [args, world, isColoured] of table) {
      const { stdout, stderr } = await run(args, world);
      const found = (stdout + stderr).includes(`${ESCAPE}3`);
      assert.is(found, isColoured, `${args.join(" ")} ${JSON.stringify(world)}`);
    }
  });
});

test("progress is shown on a terminal while a registry is slow, and is removed at the end", async () => {
  for (const isTerminal of [true, false]) {
    await withConfigRepo(GOOD, async ({ registry, run }) => {
      registry.inject((_, response) => {
        setTimeout(() => response.writeHead(503, { "retry-after": "0" }).end(), 600);
        return true;
      });
      const { status, stderr } = await run(["build"], { isTerminal });
      assert.is(status, 0);
      const line = "querying registries 0/1";
      if (!isTerminal) assert.is(stderr, "");
      else {
        assert.match(stderr, line);
        assert.ok(stderr.endsWith("\r\x1b[K"));
      }
    });
  }
});

test.run();
