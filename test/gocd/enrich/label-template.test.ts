import { test } from "uvu";
import * as assert from "uvu/assert";
import { rewriteLabel } from "../../../src/gocd/enrich/label.js";

const SOURCES = [
  { name: "db", variable: "V_DB", tag: "1.10.0" },
  { name: "Web.app", variable: "V_WEB", tag: "on" },
];

test("tokens that name Docker materials are rewritten, and nothing else", () => {
  const cases: readonly (readonly [template: string, text: string])[] = [
    ["${db}", "${env:V_DB}"],
    ["${DB}-${Web.APP}", "${env:V_DB}-${env:V_WEB}"],
    ["v${COUNT}.${db}!", "v${COUNT}.${env:V_DB}!"],
    ["${COUNT}-${db[:4]}", "${COUNT}-1.10"],
    ["${COUNT}-${dB[:100]}", "${COUNT}-1.10.0"],
    ["${COUNT}-${db[:0]}", "${COUNT}-${db[:0]}"],
    ["${COUNT}-${db[:04]}", "${COUNT}-${db[:04]}"],
    ["${COUNT}-${db[4]}", "${COUNT}-${db[4]}"],
    ["${git[:7]}-${git}", "${git[:7]}-${git}"],
    ["${env:db}", "${env:db}"],
    ["${ db}", "${ db}"],
    ["$db {db} ${db", "$db {db} ${db"],
    ["${db}${db}", "${env:V_DB}${env:V_DB}"],
    ["", ""],
  ];
  for (const [template, text] of cases) assert.is(rewriteLabel(template, SOURCES).text, text, template);
});

test("the result names the complete and the cut tags", () => {
  const label = rewriteLabel("${db}-${DB[:2]}-${web.app[:1]}", SOURCES);
  assert.equal(label.whole, ["db"]);
  assert.equal(label.truncated, ["db", "Web.app"]);
});

test("GoCD demands a closed token in a template", () => {
  const cases: readonly (readonly [template: string, isValid: boolean])[] = [
    ["${db}", true],
    ["${COUNT}-${db[:2]}", true],
    ["${db[:2]}", false],
    ["${db[:2]}-${", false],
    ["${db[:2]}-${}", false],
  ];
  for (const [template, isValid] of cases)
    assert.is(rewriteLabel(template, SOURCES).isValid, isValid, template);
});

test.run();
