import { test } from "uvu";
import { inJob, testRows } from "./rows.js";

testRows("artifact", (part) => inJob(`artifacts:\n${part.replace(/^/gm, "  ")}`), [
  [
    "build, test and external",
    [
      "- build: {source: a}",
      "- TEST: {source: a, destination: b}",
      "- external: {id: a, store_id: b}",
      "[]",
      "[{}]",
    ],
    "- built: {source: a}",
    'error word-unknown "built" pipeline',
  ],
  ["a list", "- build: {source: a}", "build: {source: a}", 'error value-type "build: {source: a}" pipeline'],
  ["no text as an item", "- build: {source: a}", "- build", 'error value-type "build" pipeline'],
  ["a body", "- build: {source: a}", "- build:", 'error value-type "" pipeline'],
  [
    "one key an item",
    "- build: {source: a}",
    "- {build: {source: a}, test: {source: b}}",
    'warning key-second "test"',
  ],
  ["a source", "- build: {source: a}", "- build: {destination: a}", 'error key-missing "build" pipeline'],
  [
    "no source of spaces",
    "- build: {source: a}",
    '- build: {source: " "}',
    'error artifact-invalid "" "" pipeline',
  ],
  ["known keys", "- build: {source: a}", "- build: {source: a, dest: b}", 'warning key-unknown "dest"'],
  [
    "one artifact of a kind and source",
    "- build: {source: a}\n- test: {source: a}\n- build: {source: a, destination: b}",
    "- build: {source: a}\n- build: {source: a}",
    'error artifact-invalid "build" pipeline',
  ],
  [
    "sources that differ after trimming (BuiltinArtifactConfig)",
    '- build: {source: a}\n- build: {source: "a b"}',
    '- build: {source: a, destination: b}\n- build: {source: " a ", destination: "b "}',
    'error artifact-invalid "build" pipeline',
  ],
  [
    "destinations with spaces around them, which GoCD trims",
    ['- build: {source: a, destination: " b "}', '- build: {source: a, destination: " "}'],
    '- build: {source: a, destination: " ../b"}',
    'error path-invalid "" ../b"" pipeline',
  ],
  [
    "destinations",
    ["- build: {source: a, destination: /b}", "- build: {source: a, destination: a/../b}"],
    "- build: {source: a, destination: ../b}",
    'error path-invalid "../b" pipeline',
  ],
  [
    "an escaped `#`",
    "- build: {source: a##b}",
    "- build: {source: 'a#b'}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "an id and a store",
    "- external: {id: a, store_id: b}",
    "- external: {}",
    'error key-missing "external" pipeline',
  ],
  [
    "an id that is a name",
    "- external: {id: a.b, store_id: b}",
    "- external: {id: a b, store_id: b}",
    'error name-invalid "a b" pipeline',
  ],
  [
    "ids that differ",
    "- external: {id: a, store_id: b}\n- external: {id: b, store_id: c}",
    "- external: {id: a, store_id: b}\n- external: {id: a, store_id: c}",
    'error artifact-invalid "external" pipeline',
  ],
  [
    "ids that differ in more than case (PluggableArtifactConfig.validateUniqueness)",
    "- external: {id: a, store_id: b}\n- external: {id: c, store_id: d}",
    "- external: {id: a, store_id: b}\n- external: {id: A, store_id: c}",
    'error artifact-invalid "external" pipeline',
  ],
  [
    "a configuration that differs from the first of the same store (PluggableArtifactConfig.validateUniqueness)",
    [
      "- external: {id: a, store_id: s}\n- external: {id: b, store_id: t}",
      "- external: {id: a, store_id: s, configuration: {options: {A: 1}}}\n- external: {id: b, store_id: S}",
      "- external: {id: z, store_id: z}\n- external: {id: a, store_id: s}\n- external: {id: b, store_id: s}",
    ],
    "- external: {id: a, store_id: s, configuration: {options: {A: 1, B: 2}}}\n- external: {id: b, store_id: S, configuration: {options: {B: 2, A: 1}}}",
    'error artifact-invalid "external" pipeline',
  ],
  [
    "options in the configuration",
    "- external: {id: a, store_id: b, configuration: {options: {A: 1}, secure_options: {B: AES}}}",
    "- external: {id: a, store_id: b, options: {A: 1}}",
    'warning key-unknown "options"',
  ],
  [
    "options once",
    "- external: {id: a, store_id: b, configuration: {options: {A: 1}}}",
    "- external: {id: a, store_id: b, configuration: {options: {A: 1}, secure_options: {A: 1}}}",
    'error name-duplicate "A" pipeline',
  ],
  [
    "an escaped `#` in options",
    "- external: {id: a, store_id: b, configuration: {options: {A: 1##}}}",
    "- external: {id: a, store_id: b, configuration: {options: {A: '1#'}}}",
    'error hash-unescaped "#" pipeline',
  ],
]);

test.run();
