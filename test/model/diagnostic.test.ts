import { test } from "uvu";
import * as assert from "uvu/assert";
import { CODES } from "../../src/model/codes.js";
import {
  errorAt,
  errorIn,
  exitStatus,
  hasErrors,
  quoteText,
  warningAt,
  type Diagnostic,
} from "../../src/model/diagnostic.js";

const HELP = { help: "h" };
const PLACE = { file: { path: "a.yaml", text: "a" }, span: { start: 0, end: 1 } };

test("a finding has a message and a place", () => {
  assert.equal(errorAt(PLACE, "usage", "m", HELP), {
    severity: "error",
    code: "usage",
    message: "m",
    place: PLACE,
    help: "h",
  });
  assert.equal(warningAt(PLACE, "tag-jump", "m", HELP), {
    severity: "warning",
    code: "tag-jump",
    message: "m",
    place: PLACE,
    help: "h",
  });
  assert.equal(errorIn("a.yaml", "usage", "m", HELP), {
    severity: "error",
    code: "usage",
    message: "m",
    path: "a.yaml",
    help: "h",
  });
});

test("a long text is cut between two characters", () => {
  const text = `${"a".repeat(199)}${"\u{1f600}".repeat(2)}`;
  assert.is(quoteText(text), `"${"a".repeat(199)}…"`);
  const { message } = errorIn("a.yaml", "usage", `"${text}"${"b".repeat(5000)}`, HELP);
  assert.match(message, `"${"a".repeat(199)}… (4 more characters)"`);
  assert.not.match(message, /\p{Cs}/u);
});

test("only errors fail a run", () => {
  const warning = warningAt(PLACE, "tag-jump", "m", HELP);
  assert.not(hasErrors([]));
  assert.not(hasErrors([warning, { ...warning, severity: "note" }]));
  assert.ok(hasErrors([warning, errorIn("a", "usage", "m", HELP)]));
});

test("the exit status is the largest one of the codes of the errors", () => {
  const PROJECT = { ...PLACE, file: { ...PLACE.file, isProjectFile: true } } as const;
  const table: readonly (readonly [Diagnostic[], number])[] = [
    [[], 0],
    [[warningAt(PLACE, "source-bom", "m", HELP)], 0],
    [[errorIn("a", "tag-unmatched", "m", HELP)], 1],
    [[errorIn("a", "usage", "m", HELP), errorIn("a", "tag-unmatched", "m", HELP)], 2],
    [
      [
        errorIn("a", "tag-unmatched", "m", HELP),
        errorIn("a", "registry-timeout", "m", HELP),
        errorIn("a", "usage", "m", HELP),
      ],
      3,
    ],
    [[errorIn("a", "image-missing", "m", HELP)], 1],
    [[errorAt(PLACE, "yaml-syntax", "m", HELP)], 1],
    [[errorAt(PROJECT, "yaml-syntax", "m", HELP)], 2],
    [[warningAt(PROJECT, "source-bom", "m", HELP), errorAt(PROJECT, "tag-unmatched", "m", HELP)], 1],
  ];
  for (const [diagnostics, status] of table) assert.is(exitStatus(diagnostics), status);
});

test("every code is in kebab-case and has a meaning and a fix, each one line without a full stop", () => {
  const rows = Object.entries(CODES);
  assert.ok(rows.length > 20);
  for (const [code, { meaning, fix }] of rows) {
    assert.match(code, /^[a-z]+(?:-[a-z]+)*$/);
    for (const text of [meaning, fix]) assert.match(text, /^(?!.*\|)\S.*[^.\s]$/, `${code}: ${text}`);
  }
});

test.run();
