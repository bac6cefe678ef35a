import * as fc from "fast-check";
import { parseEvents } from "js-yaml";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compose } from "../../src/yaml/compose.js";
import { readAsGocd } from "../../src/yaml/gocd-reader.js";
import { visitNodes, type Node } from "../../src/yaml/node.js";
import { readValue } from "./gocd-reader-value.js";
import { anyCharacter } from "../support/any-character.js";
import { runs } from "../support/runs.js";

const PIPELINE = `# a comment
format_version: 10
common:
  base: &base
    group: services
    environment_variables: &vars {A: "1", B: 'it''s', C: }
pipelines:
  deploy:
    label_template: "\${git[:8]}"
    <<: *base
    materials:
      config:
        git: https://git.mydomain/deploy.git   # where it comes from
        includes: ["a/b.env", c]
      database: !tag
        package: Docker/backends/database-x
    stages:
    - build: &build
        approval:
        jobs:
          compile:
            tasks:
            - exec: {command: make, arguments: [-C, "dir\\n", VERBOSE=1]}
            - script: |
                set -e

                  echo "a: b" # no comment
            - script: >2-
                 folded
                text
            - - nested
              -
    - *build
    plain value: of several
      lines

      and a gap
`;

test("the tree of a usual file is that of js-yaml, offsets and all", () => {
  const file = { path: "a.yaml", text: PIPELINE };
  const { tree } = compose(file, parseEvents(PIPELINE, {}));
  const read = readAsGocd(file);
  if (!read.ok) throw new Error(read.message);
  assert.ok(tree !== undefined);
  assert.equal(read.composed.tree, tree);
});

test("a collection ends with its last node, or after its bracket", () => {
  const text = 'a:\n  b: [c, {d: e}] # x\n  f:\n  - g\n  - h: "i"\n\nj:\n  - k: |\n      l\n\nm:\n';
  const spans: string[] = [];
  visitNodes(rootOf(text), (node) => {
    if (node.kind === "mapping" || node.kind === "sequence") spans.push(text.slice(node.start, node.end));
  });
  assert.equal(spans, [
    text.trimEnd(),
    'b: [c, {d: e}] # x\n  f:\n  - g\n  - h: "i"',
    "[c, {d: e}]",
    "{d: e}",
    '- g\n  - h: "i"',
    'h: "i"',
    "- k: |\n      l\n",
    "k: |\n      l\n",
  ]);
});

test("a pair written with a question mark is a pair of the mapping around it", () => {
  assert.is(readValue("? a\n: b\n"), '{"a":"b"}');
});

test("a key after a pair with a question mark is rejected, since GoCD would read it as a value", () => {
  const read = readAsGocd({ path: "a.yaml", text: "? a\n: b\nc: d\n" });
  assert.is(read.ok ? "accepted" : read.offset, 8);
});

test("only the first document is returned, and nothing for a text without one", () => {
  assert.is(readValue("a: b\n---\nc: d\n"), '{"a":"b"}');
  assert.is(readValue("# c\n"), "null");
  assert.is(readValue("%YAML 1.1\n%TAG !e! x\n--- a\n...\n"), '"a"');
});

test("an alias to a mapping cannot be a key", () => {
  const read = readAsGocd({ path: "a.yaml", text: "a: &x {b: c}\n*x : d\n" });
  assert.is(read.ok ? "accepted" : read.offset, 13);
});

test("for any text, the nodes are inside it, or the rejection is inside it", () => {
  const piece = fc.constantFrom(
    ..."a |b: c|- |? |: |, |[|]|{|}|&x |*x|!t |'|\"|\\|# |\n|\n  |\t|--- |...|%A |<<|>-\n|é|\u2028|\0|\r\n|\ufeff".split(
      "|",
    ),
    "|\n ",
  );
  const text = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.array(piece).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (source) => {
      const read = readAsGocd({ path: "a.yaml", text: source });
      if (!read.ok) {
        assert.ok(read.offset >= 0 && read.offset <= source.length);
        return;
      }
      const { rest } = read.composed;
      if (rest === undefined) return;
      visitNodes(rest.root, ({ propertiesStart, start, end }) => {
        assert.ok(0 <= propertiesStart && propertiesStart <= start && start <= end && end <= source.length);
      });
    }),
    { numRuns: runs(2000) },
  );
});

test("JSON text of printable ASCII characters is read as JSON", () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((key) => key !== "<<" && !/^\d+$/.test(key)),
        tie("tree"),
        { maxKeys: 4 },
      ),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom(0, 1, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      assert.is(readValue(text), JSON.stringify(value));
    }),
  );
});

function rootOf(text: string): Node {
  const read = readAsGocd({ path: "a.yaml", text });
  if (!read.ok) throw new Error(read.message);
  const { tree } = read.composed;
  if (tree === undefined) throw new Error("there is no tree");
  return tree.root;
}

test.run();
