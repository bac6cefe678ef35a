import * as fc from "fast-check";
import { EVENT_ID, getScalarValue, parseEvents } from "js-yaml";
import type { Event } from "js-yaml";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readAsGocd, scalarText } from "../../src/yaml/gocd-reader.js";
import type { GocdEvent } from "../../src/yaml/gocd-reader.js";
import { readValue } from "./gocd-reader-value.js";

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

test("events of a usual file are those of js-yaml, offsets and all", () => {
  const events = eventsOf(PIPELINE);
  const expected = parseEvents(PIPELINE, {});
  assert.is(events.length, expected.length);
  expected.forEach((event, index) => {
    const actual = events[index];
    assert.equal(actual === undefined ? actual : commonPart(actual), commonPart(event), `event ${index}`);
    if (event.type === EVENT_ID.SCALAR && actual?.type === EVENT_ID.SCALAR) {
      assert.is(scalarText(PIPELINE, actual) ?? "", getScalarValue(PIPELINE, event));
      assert.is(getScalarValue(PIPELINE, actual), getScalarValue(PIPELINE, event));
    }
  });
});

test("a collection ends after its last token", () => {
  const text = 'a:\n  b: [c, {d: e}] # x\n  f:\n  - g\n  - h: "i"\n\nj:\n  - k: |\n      l\n\nm:\n';
  const spans = eventsOf(text).flatMap((event) =>
    event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE
      ? [text.slice(event.start, event.end)]
      : [],
  );
  assert.equal(spans, [
    text.trimEnd(),
    'b: [c, {d: e}] # x\n  f:\n  - g\n  - h: "i"',
    "[c, {d: e}]",
    "{d: e}",
    '- g\n  - h: "i"',
    'h: "i"',
    "- k: |\n      l\n\n",
    "k: |\n      l\n\n",
  ]);
});

test("a pair written with a question mark is a pair of the mapping around it", () => {
  assert.equal(
    eventsOf("? a\n: b\n").map(({ type }) => type),
    [EVENT_ID.DOCUMENT, EVENT_ID.MAPPING, EVENT_ID.SCALAR, EVENT_ID.SCALAR, EVENT_ID.POP, EVENT_ID.POP],
  );
});

test("a key after a pair with a question mark is rejected, since GoCD would read it as a value", () => {
  const read = readAsGocd("? a\n: b\nc: d\n");
  assert.is(read.ok ? "accepted" : read.offset, 8);
});

test("only the first document is returned, and nothing for a text without one", () => {
  assert.is(eventsOf("a: b\n---\nc: d\n").length, 6);
  assert.equal(eventsOf("# c\n"), []);
  const [document] = eventsOf("%YAML 1.1\n%TAG !e! x\n--- a\n...\n");
  assert.equal(document, {
    type: EVENT_ID.DOCUMENT,
    explicitStart: true,
    explicitEnd: true,
    directives: [
      { kind: "yaml", version: "1.1" },
      { kind: "tag", handle: "!e!", prefix: "x" },
    ],
  });
});

test("an alias to a mapping cannot be a key", () => {
  const read = readAsGocd("a: &x {b: c}\n*x : d\n");
  assert.is(read.ok ? "accepted" : read.offset, 13);
});

test("for any text, the events are nested and inside it, or the rejection is inside it", () => {
  const piece = fc.constantFrom(
    ..."a |b: c|- |? |: |, |[|]|{|}|&x |*x|!t |'|\"|\\|# |\n|\n  |\t|--- |...|%A |<<|>-\n|é|\u2028|\0|\r\n|\ufeff".split(
      "|",
    ),
    "|\n ",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (source) => {
      const read = readAsGocd(source);
      if (!read.ok) {
        assert.ok(read.offset >= 0 && read.offset <= source.length);
        return;
      }
      let depth = 0;
      for (const event of read.events) {
        if (event.type === EVENT_ID.POP) depth--;
        else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
          assert.ok(event.start >= 0 && event.start <= event.end && event.end <= source.length);
          depth++;
        } else if (event.type === EVENT_ID.SCALAR) {
          assert.ok(event.valueStart <= event.valueEnd && event.valueEnd <= source.length);
        } else if (event.type === EVENT_ID.DOCUMENT) depth++;
      }
      assert.is(depth, 0);
    }),
    { numRuns: 2000 },
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

function eventsOf(text: string): readonly GocdEvent[] {
  const read = readAsGocd(text);
  if (!read.ok) throw new Error(read.message);
  return read.events;
}

/** What both readers say of an event. `fast` is optional for both. */
function commonPart(event: Event | GocdEvent): object {
  return Object.fromEntries(
    Object.entries(event).filter(([key]) => key !== "fast" && key !== "text" && key !== "end"),
  );
}

test.run();
