import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, validate } from "./rows.js";

/** A pipeline that waits for others, each written as `pipeline/stage`. */
function waits(name: string, ...upstream: readonly string[]): string {
  const materials = upstream.map((one, index) => {
    const [pipeline = "", stage = "s"] = one.split("/");
    return `      m${index}: {pipeline: ${pipeline}, stage: ${stage}}`;
  });
  const all = materials.length === 0 ? ["      m: {git: /x}"] : materials;
  return `  ${name}:\n    group: g\n    materials:\n${all.join("\n")}\n    stages: [{s: {tasks: []}}, {t: {tasks: []}}]\n`;
}

const file = (...pipelines: readonly string[]) => `pipelines:\n${pipelines.join("")}`;

test("a stage that exists (names are case-insensitive), also in another file", () => {
  assert.equal(findings(file(waits("a"), waits("b", "A/S"))), []);
  assert.equal(findings(file(waits("b", "a/t")), file(waits("a"))), []);
  assert.equal(findings(file(waits("b", "a/u")), file(waits("a"))), ['error upstream-stage "u" pipeline']);
});

test("pipelines that are not given, and stages of templates, are not guessed", () => {
  assert.equal(findings(file(waits("b", "unknown/x"))), []);
  const template = "  a: {group: g, materials: {m: {git: /x}}, template: t}\n";
  assert.equal(findings(file(template, waits("b", "a/anything"))), []);
});

test("no pipeline waits for itself, even through many others", () => {
  assert.equal(findings(file(waits("a", "a"))), ['error dependency-cycle "a" pipeline']);
  assert.equal(findings(file(waits("a", "c"), waits("b", "A")), file(waits("c", "B"))), [
    'error dependency-cycle "A" pipeline',
  ]);
});

test("two paths to one pipeline are not a cycle", () => {
  assert.equal(findings(file(waits("a"), waits("b", "a"), waits("c", "a"), waits("d", "b", "c"))), []);
});

test("each circle is reported once, with all its pipelines", () => {
  const text = file(waits("a", "b"), waits("b", "a"), waits("x", "y"), waits("y", "x"), waits("z", "x"));
  const found = validate({ path: "a.gocd.yaml", text });
  assert.equal(
    found.map(({ message }) => message.split("; ")[0]),
    [
      'pipelines wait for each other in a cycle: "a" <- "b" <- "a"',
      'pipelines wait for each other in a cycle: "x" <- "y" <- "x"',
    ],
  );
});

test("a chain of ten thousand pipelines does not exhaust the stack", () => {
  const chain = Array.from({ length: 10_000 }, (_, index) => waits(`p${index}`, `p${(index + 1) % 10_000}`));
  const found = validate({ path: "a.gocd.yaml", text: file(...chain) });
  assert.equal(found.length, 1);
  assert.match(found[0]?.message ?? "", /^pipelines wait .* <- \.\.\. <- /);
});

test.run();
