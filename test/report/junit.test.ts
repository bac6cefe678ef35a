import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderJunit } from "../../src/report/junit.js";
import { renderText } from "../../src/report/text.js";
import { parseXml } from "../support/xml.js";
import { anyDiagnostic, find, problem } from "./sample.js";

const file = { path: "a&b.yaml", text: "pw: hunter2 # <x>\n" };

test("an error is a failed test case, a warning a passed one with output", () => {
  const password = find(file, "hunter2");
  const found = [
    problem('a literal "<password>"', { place: password, mask: [password.span], help: "use ${NAME}" }),
    problem("down", { severity: "warning" }),
  ];
  assert.is(
    renderJunit(found, "check"),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" errors="0" skipped="0" time="0">
  <testsuite name="gocd-pin check" tests="2" failures="1" errors="0" skipped="0" time="0">
    <testcase classname="gocd-pin.yaml-syntax" name="a&amp;b.yaml:1:5: a literal &quot;&lt;password&gt;&quot;" time="0">
      <failure type="yaml-syntax" message="a literal &quot;&lt;password&gt;&quot;">a&amp;b.yaml:1:5: error: a literal "&lt;password&gt;" [yaml-syntax]
  1 | pw: ******* # &lt;x&gt;
    |     ^~~~~~~
  help: use \${NAME}
</failure>
    </testcase>
    <testcase classname="gocd-pin.yaml-syntax" name="gocd-pin: down" time="0">
      <system-out>gocd-pin: warning: down [yaml-syntax]
  help: h
</system-out>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

test("a run without findings has one passed test case", () => {
  assert.is(
    renderJunit([], "validate"),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="1" failures="0" errors="0" skipped="0" time="0">
  <testsuite name="gocd-pin validate" tests="1" failures="0" errors="0" skipped="0" time="0">
    <testcase classname="gocd-pin" name="no findings" time="0"/>
  </testsuite>
</testsuites>
`,
  );
});

test("any diagnostic is well-formed XML 1.0 with the same text", () => {
  fc.assert(
    fc.property(anyDiagnostic, (diagnostic) => {
      const [suite] = parseXml(renderJunit([diagnostic], "check")).children;
      const [testCase] = suite?.children ?? [];
      const [outcome] = testCase?.children ?? [];
      assert.is(outcome?.name, diagnostic.severity === "error" ? "failure" : "system-out");
      assert.is(outcome?.text, renderText([diagnostic], { color: false }));
    }),
  );
});

test.run();
