import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inJob, inPipeline, inStage, show, validate } from "./rows.js";

const FIXTURES = new URL("../../../../fixtures/validate/", import.meta.url);

const valid = readdirSync(new URL("valid/", FIXTURES));
assert.ok(valid.length > 0);
for (const name of valid) {
  test(`accepts ${name}`, () => {
    assert.equal(findings(readFileSync(new URL(`valid/${name}`, FIXTURES), "utf8")), []);
  });
}

const broken = readdirSync(new URL("broken/", FIXTURES)).filter((name) => name.endsWith(".yaml"));
assert.ok(broken.length > 0);
for (const name of broken) {
  test(`finds all errors of ${name} in one run`, () => {
    const read = (file: string) => readFileSync(new URL(`broken/${file}`, FIXTURES), "utf8");
    const text = read(name);
    const found = validate({ path: "a.yaml", text }).map((finding) => {
      const line = text.slice(0, finding.place?.span.start ?? 0).split("\n").length;
      return `${line}: ${show(finding)}`;
    });
    assert.equal(found, read(name.replace(".gocd.yaml", ".out")).trimEnd().split("\n"));
  });
}

test("the help for a misplaced key says where it belongs", () => {
  const text = inStage("elastic_profile_id: docker\njobs: {j: {tasks: [{script: make}]}}");
  const [found, ...others] = validate({ path: "a.yaml", text });
  assert.equal(others, []);
  assert.ok(found);
  assert.is(found.severity, "warning");
  assert.is(found.code, "key-misplaced");
  assert.is(found.message, '"elastic_profile_id" does not belong in the stage "s", and GoCD drops it there');
  assert.is(
    found.help,
    "it belongs in a job: write it below the job's name under `jobs`, next to its `tasks`",
  );
});

test("the help for an unknown key offers the most similar key", () => {
  const [found] = validate({ path: "a.yaml", text: inJob("resource: [a]") });
  assert.ok(found);
  assert.is(found.message, 'unknown key "resource" in the job "j": GoCD drops it');
  assert.is(found.help, 'did you mean "resources"?');
});

test("every message and help is one line in lower case without a full stop", () => {
  const texts = broken.map((name) => readFileSync(new URL(`broken/${name}`, FIXTURES), "utf8"));
  const all = texts.flatMap((text) => validate({ path: "a.yaml", text }));
  assert.ok(all.length > 40);
  for (const { message, help } of all) {
    for (const text of [message, help]) assert.match(text, /^(?:GoCD|[^A-Z])[^\n]*[^.\n]$/);
  }
});

test("a value that is missing is reported at its key", () => {
  for (const [text, place] of [
    ["pipelines: {p: }", "p"],
    [inPipeline("materials: {m: }"), "m"],
    [inStage("jobs: {j: }"), "j"],
  ] as const) {
    const [found, ...others] = validate({ path: "a.yaml", text });
    assert.equal(others, []);
    assert.ok(found?.place);
    assert.match(found.message, /must be a mapping, but is nothing/);
    assert.is(text.slice(found.place.span.start, found.place.span.end), place);
  }
});

test("a possible credential is not shown", () => {
  for (const [part, secret] of [
    ["secure_variables: {A: 'pass#word'}", "'pass#word'"],
    ["materials: {m: {git: '@user:pass@host'}}", "'@user:pass@host'"],
    [
      "stages: [{s: {tasks: [{plugin: {configuration: {id: a, version: 1}, secure_options: {a: 'b#'}}}]}}]",
      "'b#'",
    ],
  ] as const) {
    const text = inPipeline(part);
    const [found, ...others] = validate({ path: "a.yaml", text });
    assert.ok(found);
    assert.equal(others, []);
    const start = text.indexOf(secret);
    assert.equal(found.mask, [{ start, end: start + secret.length }]);
    assert.not.match(`${found.message} ${found.help}`, /pass|b#/);
  }
});

test("a value that several pipelines share is reported once", () => {
  const text = `common: {job: &job {resource: [a], tasks: []}}
pipelines:
  a: &a {group: g, materials: {m: {git: /x}}, stages: [{s: {jobs: {j: *job}}}]}
  b: *a
  c: {<<: *a}
`;
  assert.equal(findings(text), ['warning key-unknown "resource"']);
});

test("a value of an alias is reported at the alias", () => {
  assert.equal(findings(`common: {x: &x text}\n${inPipeline("stages: *x")}`), [
    'error value-type "*x" pipeline',
  ]);
});

test("merged keys count, and a mapping's own keys override them", () => {
  const text = `common: {x: &x {group: g, lock_behavior: wrong}}\n`;
  assert.equal(findings(text + inPipeline("group: h\n<<: *x")), ['error word-unknown "wrong" pipeline']);
  assert.equal(findings(text + inPipeline("lock_behavior: none\ngroup: h\n<<: *x")), []);
});

test.run();
