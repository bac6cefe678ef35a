import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderGithub } from "../../src/report/github.js";
import { anyDiagnostic, find, problem } from "./sample.js";

const file = { path: "pipelines/deploy.yaml", text: "pipelines:\n  deploy: {a:\n    b}\n" };
const odd = { path: "100%,a:b.yaml", text: "x" };

for (const [what, diagnostic, expected] of [
  [
    "an error in a line",
    problem("no such pipeline", { place: find(file, "deploy") }),
    "::error file=pipelines/deploy.yaml,line=2,col=3,endLine=2,endColumn=9,title=gocd-pin [yaml-syntax]::no such pipeline%0Ahelp: h\n",
  ],
  [
    "a warning over several lines, without columns",
    problem("a flow mapping", { place: find(file, "{a:\n    b}"), severity: "warning" }),
    "::warning file=pipelines/deploy.yaml,line=2,endLine=3,title=gocd-pin [yaml-syntax]::a flow mapping%0Ahelp: h\n",
  ],
  [
    "a note about a file",
    problem("empty", { path: "a.yaml", severity: "note" }),
    "::notice file=a.yaml,title=gocd-pin [yaml-syntax]::empty%0Ahelp: h\n",
  ],
  ["an error about no file", problem("down"), "::error title=gocd-pin [yaml-syntax]::down%0Ahelp: h\n"],
  [
    "help and a related place",
    problem("twice", {
      help: "remove one",
      related: [{ message: "the other", place: find(file, "deploy") }],
    }),
    "::error title=gocd-pin [yaml-syntax]::twice%0Ahelp: remove one%0Anote: pipelines/deploy.yaml:2:3: the other\n",
  ],
  [
    "what must be escaped",
    problem("50% of a:b, c\r\n::error::\x1b[31m", { place: find(odd, "x") }),
    "::error file=100%25%2Ca%3Ab.yaml,line=1,col=1,endLine=1,endColumn=2,title=gocd-pin [yaml-syntax]::" +
      "50%25 of a:b, c\\r\\n::error::\\x1b[31m%0Ahelp: h\n",
  ],
] as const) {
  test(`annotates ${what}`, () => assert.is(renderGithub([diagnostic]), expected));
}

test("any diagnostic is one command, and its text cannot start another", () => {
  fc.assert(
    fc.property(anyDiagnostic, (diagnostic) => {
      assert.match(renderGithub([diagnostic]), /^::(?:error|warning|notice) [^\n\r:]*::[^\n\r\x1b]*\n$/);
    }),
  );
});

test("no diagnostics, no commands", () => assert.is(renderGithub([]), ""));

test.run();
