import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderText, summarize } from "../../src/report/text.js";
import { anyDiagnostic, find, problem } from "./sample.js";

const source = {
  path: "pipelines/deploy.yaml",
  text: [
    "pipelines:",
    "  deploy:",
    "    materials:",
    "      database:",
    "        package: Docker/databse # 10",
    "      other:",
    "        package: Docker/other",
    "",
  ].join("\n"),
};
const project = {
  path: "gocd-pin.yaml",
  text: "package_repositories:\n  Docker:\n    password: hunter2 # {packages: {}}\n",
};

/** Renders without colour and returns the lines. */
function lines(...diagnostics: Parameters<typeof renderText>[0]): readonly string[] {
  return renderText(diagnostics, { color: false }).split("\n");
}

test("an error with help and a related place", () => {
  const error = problem('unknown package "Docker/databse"', {
    place: find(source, "Docker/databse"),
    help: 'did you mean "Docker/database"?',
    related: [{ message: 'repository "Docker" is declared here', place: find(project, "Docker") }],
  });
  assert.equal(lines(error), [
    'pipelines/deploy.yaml:5:18: error: unknown package "Docker/databse" [yaml-syntax]',
    "  5 |         package: Docker/databse # 10",
    "    |                  ^~~~~~~~~~~~~~",
    '  help: did you mean "Docker/database"?',
    '  note: gocd-pin.yaml:2:3: repository "Docker" is declared here',
    "",
  ]);
});

test("a place of several lines, an empty line, a wide gutter", () => {
  const long = { path: "a.yaml", text: `${"\n".repeat(99)}a: [1,\n 2]` };
  assert.equal(
    lines(
      problem("flow", { place: find(long, "[1,\n 2]"), severity: "warning" }),
      problem("nothing here", { place: { file: long, span: { start: 0, end: 0 } }, severity: "note" }),
    ),
    [
      "a.yaml:1:1: note: nothing here [yaml-syntax]",
      "  1 |",
      "    | ^",
      "  help: h",
      "a.yaml:100:4: warning: flow [yaml-syntax]",
      "  100 | a: [1,",
      "      |    ^~~",
      "  help: h",
      "",
    ],
  );
});

test("a diagnostic without place names its file, or the program", () => {
  assert.equal(
    lines(
      problem("registry.example is down", { help: "try again later" }),
      problem("the file is not readable", { path: "gocd-pin.yaml", severity: "warning" }),
    ),
    [
      "gocd-pin.yaml: warning: the file is not readable [yaml-syntax]",
      "  help: h",
      "gocd-pin: error: registry.example is down [yaml-syntax]",
      "  help: try again later",
      "",
    ],
  );
});

test("diagnostics are sorted, each once", () => {
  const place = find(source, "Docker/other");
  assert.equal(
    lines(
      problem("second", { place }),
      problem("first", { place: find(source, "deploy") }),
      problem("second", { place }),
    ),
    [
      "pipelines/deploy.yaml:2:3: error: first [yaml-syntax]",
      "  2 |   deploy:",
      "    |   ^~~~~~",
      "  help: h",
      "pipelines/deploy.yaml:7:18: error: second [yaml-syntax]",
      "  7 |         package: Docker/other",
      "    |                  ^~~~~~~~~~~~",
      "  help: h",
      "",
    ],
  );
});

test("no frame of the run shows text that one diagnostic masks", () => {
  const password = find(project, "hunter2");
  const literal = problem("a literal password", { place: password, mask: [password.span] });
  const other = problem("flow mapping", { place: find(project, "{packages: {}}"), severity: "warning" });
  assert.equal(lines(other, literal), [
    "gocd-pin.yaml:3:15: error: a literal password [yaml-syntax]",
    "  3 |     password: ******* # {packages: {}}",
    "    |               ^~~~~~~",
    "  help: h",
    "gocd-pin.yaml:3:25: warning: flow mapping [yaml-syntax]",
    "  3 |     password: ******* # {packages: {}}",
    "    |                         ^~~~~~~~~~~~~~",
    "  help: h",
    "",
  ]);
});

test("a mask holds although its diagnostic is a duplicate that is not shown", () => {
  const password = find(project, "hunter2");
  const bare = problem("a literal password", { place: password });
  const masked = { ...bare, mask: [password.span] };
  assert.not.match(renderText([bare, masked], { color: false }), "hunter2");
});

test("nothing from a file or a message can colour a terminal", () => {
  const file = { path: "a\x1b[31m.yaml", text: "a: \x1b[31mred\x9b0m" };
  assert.equal(
    lines(
      problem('"\x1b]0;title\x07" is no tag', {
        place: find(file, "red"),
        help: "remove \u202e",
        related: [{ message: "\x1b[2J", place: find(file, "a") }],
      }),
    ),
    [
      'a\\x1b[31m.yaml:1:9: error: "\\x1b]0;title\\x07" is no tag [yaml-syntax]',
      "  1 | a: \\x1b[31mred\\x9b0m",
      "    |            ^~~",
      "  help: remove \\u202e",
      "  note: a\\x1b[31m.yaml:1:1: \\x1b[2J",
      "",
    ],
  );
});

test("nothing from any diagnostic reaches the terminal as a control character", () => {
  fc.assert(
    fc.property(fc.array(anyDiagnostic, { maxLength: 4 }), (diagnostics) => {
      const text = renderText(diagnostics, { color: false });
      assert.not.match(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});

test("colours: the place bold, the severity in its colour, the code and the gutter dim", () => {
  const file = { path: "a.yaml", text: "a: b" };
  const place = find(file, "b");
  const related = [{ message: "there", place }];
  const expected = [
    "\x1b[1ma.yaml:1:4:\x1b[22m \x1b[1m\x1b[31merror:\x1b[39m\x1b[22m no \x1b[2m[yaml-syntax]\x1b[22m",
    "\x1b[2m  1 |\x1b[22m a: b",
    "\x1b[2m    |\x1b[22m    \x1b[1m\x1b[31m^\x1b[39m\x1b[22m",
    "  \x1b[36mhelp:\x1b[39m yes",
    "  \x1b[36mnote:\x1b[39m a.yaml:1:4: there",
    "",
  ].join("\n");
  assert.is(renderText([problem("no", { place, help: "yes", related })], { color: true }), expected);
});

test("warnings are yellow and notes cyan", () => {
  const render = (severity: "warning" | "note"): string =>
    renderText([problem("x", { severity })], { color: true });
  assert.match(render("warning"), "\x1b[33mwarning:\x1b[39m");
  assert.match(render("note"), "\x1b[36mnote:\x1b[39m");
});

test("no diagnostics, no text", () => assert.is(renderText([], { color: true }), ""));

for (const [severities, expected] of [
  [[], "no findings"],
  [["error"], "1 error"],
  [["warning", "error", "error"], "2 errors, 1 warning"],
  [["warning", "warning"], "2 warnings"],
  [["note", "error"], "1 error, 1 note"],
] as const) {
  test(`sums up ${expected}`, () => {
    assert.is(summarize(severities.map((severity, index) => problem(`${index}`, { severity }))), expected);
  });
}

test("a duplicate is summed up once", () => {
  assert.is(summarize([problem("same"), problem("same", { severity: "warning" })]), "1 error");
});

test.run();
