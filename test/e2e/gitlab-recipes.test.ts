import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startGitServer } from "../support/git-server.js";
import { isRecord } from "../support/json.js";
import type { ProgramRun } from "../support/program-run.js";
import { LOGIN, readRecipes, withMachine, type RecipeMachine } from "../support/recipe-machine.js";
import { at, itemsAt, mapAt, textAt, textsOf, valueAt } from "../support/said-paths.js";
import type { Said } from "../support/trees.js";

const recipe = (await readRecipes("gitlab")).get("gitlab-ci.yml") ?? "";
const JOBS = ["check-pins", "drift-pins", "refresh-pins"];
const COPIES = {
  ".gitlab-ci.yml": "gitlab/gitlab-ci.yml",
  "ci/code-quality.mjs": "gitlab/code-quality.mjs",
};
type Variables = Readonly<Record<string, string>>;

const MERGE_REQUEST: Variables = { CI_PIPELINE_SOURCE: "merge_request_event", CI_DEFAULT_BRANCH: "main" };
const BRANCH: Variables = {
  CI_PIPELINE_SOURCE: "push",
  CI_DEFAULT_BRANCH: "main",
  CI_COMMIT_BRANCH: "other",
};
const MAIN: Variables = { ...BRANCH, CI_COMMIT_BRANCH: "main" };
const DRIFT: Variables = { ...MAIN, CI_PIPELINE_SOURCE: "schedule", PINS: "drift" };
const REFRESH: Variables = { ...DRIFT, PINS: "refresh" };

/** Whether a rule of the form `$A == "b" && $C == $D` is true. Throws if it has another form. */
function isTrue(rule: string, variables: Variables): boolean {
  return rule.split(" && ").every((comparison) => {
    const [, left = "", text, right = ""] = /^\$(\w+) == (?:"([^"]*)"|\$(\w+))$/.exec(comparison) ?? [];
    if (left === "") throw new Error(`not a comparison: ${comparison}`);
    return variables[left] !== undefined && variables[left] === (text ?? variables[right]);
  });
}

/** The jobs of a pipeline with these variables. */
function jobsOf(variables: Variables): string[] {
  return JOBS.filter((job) =>
    itemsAt(recipe, job, "rules").some((rule) => isTrue(textAt(rule, "if"), variables)),
  );
}

/** Runs a job as a runner does: `before_script` and `script` are one script of bash. */
async function runJob(machine: RecipeMachine, name: string, variables: Variables): Promise<ProgramRun> {
  const job = at(recipe, name);
  const lines = [...itemsAt(recipe, "default", "before_script"), ...itemsAt(job, "script")].map(String);
  return machine.run("bash", ["-c", ["set -eo pipefail", ...lines].join("\n")], {
    ...mapAt(recipe, "variables"),
    ...variables,
    GOCD_PIN: machine.tarball,
  });
}

/** A file that a job of the recipe hands to GitLab as a report. */
function reportOf(machine: RecipeMachine, job: string, kind: string): Promise<string> {
  const reports: Said = at(recipe, job, "artifacts", "reports");
  assert.is(textAt(recipe, job, "artifacts", "when"), "always");
  return readFile(join(machine.config, textAt(reports, kind)), "utf8");
}

test("each event starts the jobs that it should, and merge requests only the check", () => {
  for (const [variables, jobs] of [
    [MERGE_REQUEST, ["check-pins"]],
    [MAIN, ["check-pins"]],
    [BRANCH, []],
    [DRIFT, ["drift-pins"]],
    [REFRESH, ["refresh-pins"]],
    [{ ...DRIFT, PINS: "" }, []],
  ] as const) {
    assert.equal(jobsOf(variables), jobs, JSON.stringify(variables));
  }
  assert.equal(Object.keys(recipe), ["variables", "default", ...JOBS]);
});

test("the recipe contains no credential, and the check names none", () => {
  assert.equal(Object.keys(mapAt(recipe, "variables")), ["GOCD_PIN"]);
  for (const job of JOBS) assert.is(valueAt(recipe, job, "variables"), undefined);
  for (const text of textsOf(at(recipe, "check-pins"))) assert.not.match(text, /TOKEN|REGISTRY/);
});

test("the check reports what is wrong as JUnit and Code Quality, and opens no connection", async () => {
  await withMachine(COPIES, async (machine) => {
    const before = machine.registry.count();
    const clean = await runJob(machine, "check-pins", MERGE_REQUEST);
    assert.is(clean.status, 0, clean.output);
    assert.not.match(await reportOf(machine, "check-pins", "junit"), "<failure");
    assert.equal(JSON.parse(await reportOf(machine, "check-pins", "codequality")), []);
    await rm(join(machine.config, "gocd/app.gocd.yaml"));
    const { status, output } = await runJob(machine, "check-pins", MERGE_REQUEST);
    assert.is(status, 1, output);
    assert.match(await reportOf(machine, "check-pins", "junit"), "<failure");
    const issues: unknown = JSON.parse(await reportOf(machine, "check-pins", "codequality"));
    assert.ok(Array.isArray(issues) && issues.length === 1);
    const issue: unknown = issues[0];
    if (!isRecord(issue)) throw new Error("not an issue");
    const { description, fingerprint, ...rest } = issue;
    assert.type(description, "string");
    assert.match(String(fingerprint), /^[0-9a-f]{64}$/);
    assert.equal(rest, {
      check_name: "output-missing",
      severity: "major",
      location: { path: "gocd/app.gocd.yaml", lines: { begin: 1 } },
    });
    assert.is(machine.registry.count(), before);
  });
});

test("the drift reports a newer tag as JUnit", async () => {
  await withMachine(COPIES, async (machine) => {
    machine.registry.push("team/app", "1.1.0");
    const { status, output } = await runJob(machine, "drift-pins", { ...DRIFT, ...LOGIN });
    assert.is(status, 1, output);
    assert.match(await reportOf(machine, "drift-pins", "junit"), "1.1.0");
  });
});

test("the refresh pushes a branch with its token and asks for a merge request, once", async () => {
  await withMachine(COPIES, async (machine) => {
    const { folder, env } = machine;
    const server = await startGitServer({ folder, user: "gocd-pin", password: "the-token", env });
    const variables = {
      ...REFRESH,
      ...LOGIN,
      CI_PROJECT_URL: `${server.origin}/team/config`,
      PUSH_TOKEN: "the-token",
    };
    try {
      const same = await runJob(machine, "refresh-pins", variables);
      assert.is(same.status, 0, same.output);
      assert.is(await machine.git("ls-remote", "origin", "gocd-pin/refresh"), "");
      await machine.pushOlderPin();
      const main = (await machine.git("rev-parse", "HEAD")).trim();
      const refused = await runJob(machine, "refresh-pins", { ...variables, PUSH_TOKEN: "another" });
      assert.is.not(refused.status, 0);
      assert.match(refused.output, "Authentication failed");
      await machine.git("reset", "--quiet", "--hard", main);
      const moved = await runJob(machine, "refresh-pins", variables);
      assert.is(moved.status, 0, moved.output);
      assert.not.match(moved.output, "the-token");
      assert.match(
        await readFile(join(folder, "push-options"), "utf8"),
        /=merge_request[.]create\n.*=merge_request[.]target=main\n.*=merge_request[.]remove_source_branch\n$/,
      );
      const pushed = await machine.git("ls-remote", "origin", "gocd-pin/refresh");
      await machine.git("fetch", "--quiet", "origin", "gocd-pin/refresh");
      const log = await machine.git("log", "-1", "--format=%an%n%B", "FETCH_HEAD");
      assert.match(log, /^gocd-pin\nMove Docker\/team\/app to 1\.0\.0\n/);
      await machine.git("reset", "--quiet", "--hard", main);
      const again = await runJob(machine, "refresh-pins", variables);
      assert.is(again.status, 0, again.output);
      assert.is(await machine.git("ls-remote", "origin", "gocd-pin/refresh"), pushed);
      assert.match(await machine.git("ls-remote", "origin", "main"), main);
    } finally {
      await server.stop();
    }
  });
});

test.run();
