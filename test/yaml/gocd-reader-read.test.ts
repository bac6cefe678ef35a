import { test } from "uvu";
import * as assert from "uvu/assert";
import { readValue } from "./gocd-reader-value.js";

/** What GoCD's reader reads from a text, or that it rejects the text once keys, aliases and merges are checked. */
const READ: Readonly<Record<string, readonly (readonly [text: string, value: string])[]>> = {
  "closing bracket at or left of the key": [
    ["a: [\n  b\n]", '{"a":["b"]}'],
    ["a: [\nb\n]", '{"a":["b"]}'],
    ["a: {\n  b: c\n}\nd: e", '{"a":{"b":"c"},"d":"e"}'],
    ["a:\n  b: [\n c\n]\n", '{"a":{"b":["c"]}}'],
  ],
  "continuation of a quoted scalar not indented": [
    ['a: "x\ny"', '{"a":"x y"}'],
    ['a: "x\n\ty"', '{"a":"x y"}'],
    ["a: 'x\n\n\ty'", '{"a":"x\\ny"}'],
  ],
  tags: [
    ["a: !foo 1", '{"a":"1"}'],
    ["a: !Ref X", '{"a":"X"}'],
    ['a: !!int "1"', '{"a":"1"}'],
    ["a: !!bool yes", '{"a":"yes"}'],
    ['a: !!null ""', '{"a":""}'],
    ["a: !!binary x", '{"a":"x"}'],
    ["a: !!set {x: y}", '{"a":{"x":"y"}}'],
    ["a: !!map [b]", '{"a":["b"]}'],
    ["a: !!timestamp x", '{"a":"x"}'],
    ["a: !<tag:x> b", '{"a":"b"}'],
    ["%TAG !e! tag:x,\n---\na: !e!x b", '{"a":"b"}'],
  ],
  "what follows the first document": [
    ["a: b\n---\nc: d", '{"a":"b"}'],
    ["a: b\n---\n\t@", '{"a":"b"}'],
    ["a: b\n...\ngarbage: [", '{"a":"b"}'],
  ],
  "commas inside brackets": [
    ["[,1]", '["1"]'],
    ['["b" "c"]', '["b","c"]'],
    ["[[a] [b]]", '[["a"],["b"]]'],
    ['{"a" "b"}', '{"a":"b"}'],
  ],
  "comment without a space before it": [
    ['"x"#c', '"x"'],
    ["[b]#c", '["b"]'],
    ["[b,#c\nd]", '["b","d"]'],
  ],
  "alias and colon": [["k: &x v\n*x: v", '{"k":"v","v":"v"}']],
  "anchor before an alias": [["x: &x 1\na: &y *x", '{"x":"1","a":"1"}']],
  "merge of nothing": [
    ["<<:", '{"<<":null}'],
    ["a:\n  <<:\n  b: c", '{"a":{"<<":null,"b":"c"}}'],
  ],
  "nested lists of merges": [
    [
      "b: &b {x: 1}\nd: &d {y: 2}\na:\n  <<: [[*b], *d]",
      '{"b":{"x":"1"},"d":{"y":"2"},"a":{"x":"1","y":"2"}}',
    ],
  ],
  "keys of several lines": [
    ["git\n  url: x", '{"git url":"x"}'],
    ["a\nb: c", '{"a b":"c"}'],
    ["a:b\nc: d", '{"a:b c":"d"}'],
    ['"a\nb": c', '{"a b":"c"}'],
  ],
  "value in the column of its key": [
    ["a:\nb", '{"a":"b"}'],
    ['a:\n"b"', '{"a":"b"}'],
    ["a:\n[b]", '{"a":["b"]}'],
  ],
  "colon on the next line": [
    ["a # c\n: b", '{"a":"b"}'],
    ['"a"\n: b', '{"a":"b"}'],
  ],
  "root string": [['"a":b', '"a"']],
  backtick: [["a: `b", '{"a":"`b"}']],
  "control characters": [
    ["a: b\u0007c\u007f\u000b\fd\u0091\ufffe", '{"a":"b\\u0007c\u007f\\u000b\\fd\u0091\ufffe"}'],
  ],
  "NUL ends the file": [
    ["a: b\u0000c: d\ne: f", '{"a":"b"}'],
    ["a: b\n# c\u0000\nd: e", '{"a":"b"}'],
  ],
  "NEL is a line break": [
    ["a: b\u0085c: d", '{"a":"b","c":"d"}'],
    ["# c\u0085a: b", '{"a":"b"}'],
    ["a: |\n  b\u0085  c", '{"a":"b\\nc"}'],
  ],
  "dash before a comma": [["[-, b]", '["-","b"]']],
  "deep nesting": [["[".repeat(120) + "]".repeat(120), "[".repeat(120) + "]".repeat(120)]],
  "nothing to read": [
    ["", "null"],
    ["# c", "null"],
    ["\n\n", "null"],
    ["---", "null"],
    ["...\na: b", "null"],
  ],
  "keys that are not strings": [
    ["[a, b]: c", '{["a","b"]:"c"}'],
    ["? [a]\n: b", '{["a"]:"b"}'],
  ],
  "directive after content": [
    ["a: b\n%YAML 1.1\nc: d", '{"a":"b"}'],
    ["a: b\n%FOO bar\nc: d", '{"a":"b"}'],
  ],
  "question mark in a list": [
    ["[what?]", '["what",{null:null}]'],
    ["[lib?.js, b]", '["lib",{".js":null},"b"]'],
  ],
  "bare entries make pairs": [["{x, y}", '{"x":"y"}']],
  "bare entries after a pair": [["{k: v, x, y}", '{"k":"v","x":"y"}']],
  "colon before a parenthesis": [["[b:(c)]", '[{"b":"(c)"}]']],
  "merge keys in other forms": [
    ['b: &b {x: 1}\na:\n  "<<": *b', '{"b":{"x":"1"},"a":{"x":"1"}}'],
    ["b: &b {x: 1}\na:\n  !!str <<: *b", '{"b":{"x":"1"},"a":{"x":"1"}}'],
    ["k: &k <<\nb: &b {x: 1}\na:\n  *k : *b", '{"k":"<<","b":{"x":"1"},"a":{"x":"1"}}'],
  ],
  "three dashes in the middle": [
    ["a: --- x\nb: c", '{"a":null}'],
    ["a: ---\nb: c", '{"a":null}'],
    ["- ---\n- b", "[null]"],
    ["---\na: --- x\nb: c", '{"a":"--- x","b":"c"}'],
  ],
  "document end on the first line": [["...\na: b", "null"]],
  "block scalar without a last line break": [
    ["a: |\n  b", '{"a":"b"}'],
    ["a: >\n  b", '{"a":"b"}'],
    ["a: |+\n  b", '{"a":"b"}'],
    ["a: |-\n  b", '{"a":"b"}'],
  ],
  "block scalar at the root": [
    ["--- |\nx\ny", '""'],
    ["--- |\n x\n y\n", '"x\\ny\\n"'],
  ],
  "escaped line break before a blank line": [
    ['"b\\\n\n  c"', '"b\\nc"'],
    ['"b\\\n  c"', '"bc"'],
  ],
  "NEL in scalars": [
    ['"a\u0085b"', '"a b"'],
    ["a: |\n  b\u0085  c\n", '{"a":"b\\nc\\n"}'],
  ],
  "integer-like keys": [["2: a\n1: b", '{"2":"a","1":"b"}']],
  "lone surrogate": [
    ['"\\ud83d"', '"\\ud83d"'],
    ['"\\ud83d\\ude00"', '"😀"'],
  ],
  "duplicate keys": [
    ["a: 1\na: 2", "rejected: file"],
    ["a: 1\n'a': 2", "rejected: file"],
    ["a:\na: 2", "rejected: file"],
    ["{a: 1, a: 2}", "rejected: file"],
    ["1: a\n01: b", '{"1":"a","01":"b"}'],
  ],
  merges: [
    ["b: &b {x: 1, y: 2}\na:\n  x: own\n  <<: *b", '{"b":{"x":"1","y":"2"},"a":{"x":"own","y":"2"}}'],
    [
      "b: &b {x: 1}\nc: &c {x: 2, y: 3}\na:\n  <<: [*b, *c]",
      '{"b":{"x":"1"},"c":{"x":"2","y":"3"},"a":{"x":"1","y":"3"}}',
    ],
    ["a:\n  <<: {x: 1}\n  y: 2", '{"a":{"x":"1","y":"2"}}'],
    ["a:\n  <<: &b\n    x: 1\nc: *b", '{"a":{"x":"1"},"c":{"x":"1"}}'],
    ["a: {b: c, <<: &x {b: d, e: f}}", '{"a":{"b":"c","e":"f"}}'],
    ["b: &b {x: 1}\na:\n  <<: *b\n  x: 2", "rejected: file"],
    ["a:\n  <<: b", "rejected: file"],
  ],
  aliases: [
    ["a: *x\nb: &x 1", "rejected: file"],
    ["a: &x 1\nb: &x 2\nc: *x", '{"a":"1","b":"2","c":"2"}'],
    ["a: &x {b: *x}", '{"a":{"b":"*cycle"}}'],
    ['a: &x ""\nb: *x', '{"a":"","b":""}'],
  ],
  "line breaks": [
    ["a: b\r\nc: d\r\n", '{"a":"b","c":"d"}'],
    ["a: b\rc: d\r", '{"a":"b","c":"d"}'],
    ["a: |\r\n  b\r\n  c\r\n", '{"a":"b\\nc\\n"}'],
  ],
  "block scalars": [
    ["a: |2-\n   b", '{"a":" b"}'],
    ["a: |-2\n   b", '{"a":" b"}'],
    ["a: >\n  b\n    c\n  d\n\n  e\n", '{"a":"b\\n  c\\nd\\ne\\n"}'],
    ["a: |+\n  b\n\n\nc: d", '{"a":"b\\n\\n\\n","c":"d"}'],
    ["a: | # c\n  b\n", '{"a":"b\\n"}'],
  ],
  "plain scalars": [
    ["a: b#c", '{"a":"b#c"}'],
    ["a: b #c", '{"a":"b"}'],
    ["- b\n    - c", '["b - c"]'],
    ["a: b\u00a0c\u200bd", '{"a":"b\u00a0c\u200bd"}'],
    ["a: b\t# c\nd: e", '{"a":"b","d":"e"}'],
    ["a\t: b", '{"a":"b"}'],
  ],
  "comments and markers before the document": [
    ["# c\n---\na: b", '{"a":"b"}'],
    ["# c\n%YAML 1.1\n---\na: b", '{"a":"b"}'],
    ["%YAML 1.0\n# c\n---\na: b", '{"a":"b"}'],
    ["--- # c\na: b", '{"a":"b"}'],
  ],
  braces: [
    ['{"k":v}', '{"k":"v"}'],
    ["{a: b,}", '{"a":"b"}'],
    ["{a: b, c: }", '{"a":"b","c":null}'],
    ["[x: 1, y]", '[{"x":"1"},"y"]'],
  ],
  "byte order mark": [
    ["\ufeffa: b", '{"\ufeffa":"b"}'],
    ["\ufeff# c\na: b", '{"\ufeff# c a":"b"}'],
    ["\ufeff---\na: b", '{"\ufeff--- a":"b"}'],
  ],
};

for (const [name, rows] of Object.entries(READ)) {
  test(`read: ${name}`, () => {
    for (const [text, value] of rows) assert.is(readValue(text), value, JSON.stringify(text.slice(0, 80)));
  });
}

test.run();
