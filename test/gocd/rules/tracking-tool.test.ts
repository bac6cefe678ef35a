import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inPipeline, testRows } from "./rows.js";

testRows("tracking tool", inPipeline, [
  [
    "link and regex",
    [
      "tracking_tool: {link: 'http://x/${ID}', regex: a}",
      "tracking_tool: {link: 'https://x?${ID}', regex: '##(\\d+)'}",
      "tracking_tool:",
    ],
    "tracking_tool: {link: 'http://x/${ID}'}",
    'error key-missing "tracking_tool" pipeline',
  ],
  ["a link at all", "tracking_tool:", "tracking_tool: {regex: a}", 'error key-missing "tracking_tool" repo'],
  ["a mapping", "tracking_tool:", "tracking_tool: http", 'error value-type "http" repo'],
  [
    "texts",
    "tracking_tool: {link: 'http://x/${ID}', regex: 1}",
    "tracking_tool: {link: 'http://x/${ID}', regex: [a]}",
    'error value-type "[a]" repo',
  ],
  [
    "known keys",
    "tracking_tool:",
    "tracking_tool: {link: 'http://x/${ID}', regex: a, name: b}",
    'warning key-misplaced "name"',
  ],
  [
    "http or https",
    "tracking_tool: {link: 'http://x/${ID}', regex: a}",
    "tracking_tool: {link: 'ftp://x/${ID}', regex: a}",
    "error tracking-tool \"'ftp://x/${ID}'\" pipeline",
  ],
  [
    "an ID in the link",
    "tracking_tool: {link: 'http://x/${ID}', regex: a}",
    "tracking_tool: {link: 'http://x', regex: a}",
    "error tracking-tool \"'http://x'\" pipeline",
  ],
  [
    "some regex",
    "tracking_tool: {link: 'http://x/${ID}', regex: a}",
    "tracking_tool: {link: 'http://x/${ID}', regex: ''}",
    "error tracking-tool \"''\" pipeline",
  ],
  [
    "an escaped `#`",
    "tracking_tool: {link: 'http://x/##${ID}', regex: a}",
    "tracking_tool: {link: 'http://x/#${ID}', regex: a}",
    'error hash-unescaped "#" pipeline',
  ],
]);

test("tracking tool: an alias that holds itself", () => {
  assert.equal(findings(inPipeline("tracking_tool: &a {link: 'http://x/${ID}', regex: a, x: *a}")), [
    'error alias-endless "*a" repo',
  ]);
});

test.run();
