import { CORE_SCHEMA, load, mergeTag } from "js-yaml";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { entriesOf, entryOf, mergePairs, mergeSources } from "../../src/yaml/entries.js";
import { mappingOf, nodeBelow, said, treeOf } from "../support/trees.js";

const BASES = "a: &a {x: a, y: a}\nb: &b {y: b, z: b}\nl: &l [*a, *b]\n";

/** The entries of the mapping `m` after the bases: `key=value`, with `<` where a merge brought it. */
function entries(text: string): string[] | undefined {
  const { root } = treeOf(BASES + text);
  return entriesOf(nodeBelow(root, "m"))?.map(
    ({ key, value, merge }) => `${key}${merge === undefined ? "=" : "<"}${JSON.stringify(said(value))}`,
  );
}

test("merges follow GoCD's reader", () => {
  const cases: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
    ["no merge", "m: {k: 1}", ['k="1"']],
    ["one mapping", "m: {<<: *a}", ['x<"a"', 'y<"a"']],
    ["in block style", "m:\n  <<: *a\n", ['x<"a"', 'y<"a"']],
    ["own keys win before", "m: {x: own, <<: *a}", ['x="own"', 'y<"a"']],
    ["own keys win after", "m: {<<: *a, x: own}", ['y<"a"', 'x="own"']],
    ["a list: the first wins", "m: {<<: [*a, *b]}", ['x<"a"', 'y<"a"', 'z<"b"']],
    ["a list the other way round", "m: {<<: [*b, *a]}", ['y<"b"', 'z<"b"', 'x<"a"']],
    ["an alias to a list", "m: {<<: *l}", ['x<"a"', 'y<"a"', 'z<"b"']],
    ["lists nest", "m: {<<: [[*b], *l]}", ['y<"b"', 'z<"b"', 'x<"a"']],
    ["two merges: the first wins", "m:\n  <<: *b\n  <<: *a\n", ['y<"b"', 'z<"b"', 'x<"a"']],
    ["a mapping written there", "m: {<<: {k: 1}}", ['k<"1"']],
    ["a merge within what is merged", "c: &c {<<: *a, w: c}\nm: {<<: *c}", ['x<"a"', 'y<"a"', 'w<"c"']],
    ["a quoted merge", 'm: {"<<": *a}', ['x<"a"', 'y<"a"']],
    ["an aliased merge", "k: &k <<\nm: {*k : *a}", ['x<"a"', 'y<"a"']],
    ["not deep", "c: &c {k: {x: 1}}\nm: {k: {y: 2}, <<: *c}", ['k={"y":"2"}']],
    ["no value: a plain key", "m:\n  <<:\n", ['<<=""']],
    ["a text: rejected by GoCD, brings nothing", "m: {<<: text, k: 1}", ['k="1"']],
    ["an empty mapping", "m: {<<: {}, k: 1}", ['k="1"']],
    ["an empty list", "m: {<<: [], k: 1}", ['k="1"']],
    ["an alias as the whole", "m: *a", ['x="a"', 'y="a"']],
    ["a key that is a collection", "m: {[q]: 1, k: 2}", ['k="2"']],
    ["an empty mapping as the whole", "m: {}", []],
    ["nothing at all", "m:", []],
  ];
  for (const [what, text, expected] of cases) assert.equal(entries(text), expected, what);
});

test("other nodes have no entries", () => {
  for (const text of ["m: text", "m: ''", "m: [x]", "m: |\n  x: 1"])
    assert.is(entries(text), undefined, text);
});

test("js-yaml merges in the same way if it merges", () => {
  const texts = [
    "m: {<<: *a}",
    "m: {x: own, <<: [*b, *a]}",
    "m: {<<: [*a, *b], y: own}",
    "c: &c {<<: *a, w: c}\nm: {<<: *c, k: {<<: *b}}",
  ];
  const schema = CORE_SCHEMA.withTags(mergeTag);
  for (const text of texts)
    assert.equal(said(treeOf(BASES + text).root), load(BASES + text, { schema }), text);
});

test("an entry leads to its own pair, and to the merge that brought it", () => {
  const { root } = treeOf(`${BASES}m: {<<: *b, x: own}`);
  const m = mappingOf(nodeBelow(root, "m"));
  const b = mappingOf(nodeBelow(root, "b"));
  const [merge] = mergePairs(m);
  assert.is(entryOf(m, "z")?.merge, merge);
  assert.is(entryOf(m, "z")?.value, b.pairs[1]?.value);
  assert.is(entryOf(m, "x")?.merge, undefined);
  assert.is(entryOf(m, "x"), m.pairs[1]);
  assert.is(entryOf(m, "gone"), undefined);
  assert.is(entryOf(nodeBelow(root, "l"), "x"), undefined);
});

test("a mapping or list that merges itself stops at the repetition", () => {
  const cases: readonly (readonly [text: string, keys: readonly string[]])[] = [
    ["m: &m {k: 1, <<: *m}", ["k"]],
    ["m: &m {<<: {j: 2, <<: *m}, k: 1}", ["j", "k"]],
    ["m: {<<: &s [*s], k: 1}", ["k"]],
    ["m: {<<: &s [*a, *s, [*s]], k: 1}", ["x", "y", "k"]],
    ["o: &o {n: &n {<<: *o, k: 1}, <<: *n}\nm: *o", ["n", "k"]],
  ];
  for (const [text, keys] of cases) {
    const { root } = treeOf(BASES + text);
    assert.equal(
      entriesOf(nodeBelow(root, "m"))?.map(({ key }) => key),
      keys,
      text,
    );
  }
});

test("the order of queries does not change the entries of mappings that merge each other", () => {
  const text = "p: &p {a: 1, q: &q {b: 2, <<: *p}, <<: *q}\n";
  const keys = (first: "p" | "q") => {
    const p = nodeBelow(treeOf(text).root, "p");
    const q = mappingOf(p).pairs[1]?.value;
    if (q === undefined) throw new Error("no q");
    if (first === "q") entriesOf(q);
    return [p, q].map((node) => entriesOf(node)?.map(({ key }) => key));
  };
  assert.equal(keys("p"), keys("q"));
});

test("merges of merges stay cheap, however many there are", () => {
  const ten = (alias: string) => Array.from({ length: 10 }, () => alias).join(", ");
  const lines = ["m0: &m0 {k: 1}", "l0: &l0 [*m0]"];
  for (let level = 1; level <= 5; level++) {
    lines.push(`m${level}: &m${level} {<<: [${ten(`*m${level - 1}`)}], k${level}: 1}`);
    lines.push(`l${level}: &l${level} [${ten(`*l${level - 1}`)}]`);
  }
  const { root } = treeOf([...lines, "m: {<<: *l5}", ""].join("\n"));
  assert.is(entriesOf(nodeBelow(root, "m5"))?.length, 6);
  assert.is(entriesOf(nodeBelow(root, "m"))?.length, 1);
  const list = nodeBelow(root, "l5");
  assert.is(mergeSources(list)?.length, 1);
});

test("a key of a large mapping is found as that of a small one, in time that does not grow with it", () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `k${index}: v${index}\n`).join("");
  const { root } = treeOf(`base: &b {k5: old, merged: m}\n${lines}<<: *b\n`);
  const started = performance.now();
  for (let index = 0; index < 100_000; index++) {
    const value = entryOf(root, `k${index}`)?.value;
    if (value?.kind !== "scalar" || value.text !== `v${index}`) assert.unreachable(`k${index}`);
  }
  assert.ok(performance.now() - started < 5000);
  assert.ok(entryOf(root, "merged")?.merge);
  assert.is(entryOf(root, "none"), undefined);
});

test.run();
