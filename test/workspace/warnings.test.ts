import { test } from "uvu";
import * as assert from "uvu/assert";
import { GOOD, pipelineOf, withConfigRepo } from "../cli/config-repo.js";

const MISSPELT = {
  "pipelines/app.yaml": GOOD["pipelines/app.yaml"].replace(
    "    group: g\n",
    "    group: g\n    label_tmplate: x\n",
  ),
};
const WARNING = /pipelines\/app\.yaml:5:5: warning: .*"label_tmplate".*\[key-unknown\]/;

test("build and check report the warnings that validate reports", async () => {
  await withConfigRepo(MISSPELT, async ({ run }) => {
    for (const args of [["validate"], ["build"], ["check"]]) {
      const { status, stderr } = await run(args);
      assert.is(status, 0, stderr);
      assert.match(stderr, WARNING, args.join(" "));
    }
  });
});

test("--quiet hides warnings in text, but a report for a program has them", async () => {
  await withConfigRepo(MISSPELT, async ({ run }) => {
    assert.is((await run(["build", "--quiet"])).stderr, "");
    const { stdout } = await run(["check", "--quiet", "--format", "json"]);
    assert.match(stdout, /"code": ?"key-unknown"/);
  });
});

test("an id that is the name of a declared package is a warning, in build and in check", async () => {
  const path = "pipelines/other.yaml";
  await withConfigRepo({ ...GOOD, [path]: pipelineOf("other", "app") }, async ({ run }) => {
    for (const verb of ["build", "check"]) {
      const { status, stderr } = await run([verb]);
      assert.is(status, 0, stderr);
      assert.match(stderr, /other\.yaml:\d+:\d+: warning: "app" is the id of .*\[package-undeclared\]/);
      assert.match(stderr, 'write "Docker/team/app" if you mean the declared package');
      assert.is(stderr.match(/\[package-undeclared\]/g)?.length, 1, stderr);
    }
  });
});

test("package materials of the server are one note, with all places on request", async () => {
  const common =
    "common: {package_repositories: {Apt: {registry_url: 'http://localhost', packages: {a: {id: a}}}}}\n";
  const files = {
    ...GOOD,
    "pipelines/one.yaml": common + pipelineOf("one", "uuid-1"),
    "pipelines/two.yaml": pipelineOf("two", "uuid-2"),
  };
  await withConfigRepo(files, async ({ run }) => {
    const note = "gocd-pin: note: 2 package materials stay with the GoCD server [package-undeclared]\n";
    const help =
      "  help: run `gocd-pin import` if one is a Docker package of the server; leave the others as they are\n";
    assert.is((await run(["build"])).stderr, `${note}${help}1 note\n`);
    const places = "  pipelines/one.yaml:8:18\n  pipelines/two.yaml:7:18\n";
    const verbose = (await run(["build", "--verbose"])).stderr;
    assert.is(verbose, `${note}${help}${places}1 note\n`);
    const { stdout } = await run(["check", "--format", "json"]);
    assert.match(stdout.replace(/\s+/g, ""), '"places":[{"path":"pipelines/one.yaml","line":8,"column":18,');
  });
});

test("package materials of the server are a warning that names `import` if no declared package has an id", async () => {
  await withConfigRepo({ ...GOOD, "pipelines/one.yaml": pipelineOf("one", "uuid-1") }, async ({ run }) => {
    const { stderr, status } = await run(["build"]);
    assert.is(status, 0);
    assert.match(
      stderr,
      /^gocd-pin: warning: 1 package material has an id .*\[package-undeclared\]\n {2}help: run `gocd-pin import`/,
    );
  });
});

test("a source with an error is not enriched, and the others are still checked", async () => {
  const files = {
    ...MISSPELT,
    "pipelines/broken.yaml": "format_version: 10\npipelines: {b: {group: g, materials: {m: [}}}\n",
    "pipelines/unknown.yaml": pipelineOf("unknown", "Docker/team/ap"),
  };
  await withConfigRepo(files, async ({ run }) => {
    const { status, stderr } = await run(["build"]);
    assert.is(status, 1);
    assert.match(stderr, WARNING);
    assert.match(stderr, /pipelines\/broken\.yaml:.* error: .*\[yaml-syntax\]/);
    assert.match(stderr, /pipelines\/unknown\.yaml:.* error: .*\[package-unknown\]/);
  });
});

test("validate reports wrong names of sources and missing paths", async () => {
  const files = {
    "gocd-pin.yaml": "sources: ['pipelines/*.yaml', gone.yaml]\n",
    "pipelines/app.gocd.yaml": GOOD["pipelines/app.yaml"],
  };
  await withConfigRepo(files, async ({ run }) => {
    const { status, stderr } = await run(["validate"]);
    assert.is(status, 2);
    assert.match(stderr, /pipelines\/app\.gocd\.yaml: error: .*\[source-name\]/);
    assert.match(stderr, /gone\.yaml: error: .*does not exist \[source-missing\]/);
  });
});

test.run();
