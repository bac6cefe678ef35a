import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inPipeline, testRows } from "./rows.js";

const inLabel = (part: string) =>
  inPipeline(
    `parameters: {v: 1.2}\nmaterials: {Git: {git: /x}, up: {pipeline: q, stage: s}, pack: {package: id}}\nlabel_template: ${part}`,
  );

testRows("label template", inLabel, [
  [
    "a token",
    ["${COUNT}", "1.0.${count}", "'#{v}.${COUNT}'", ""],
    "1.0",
    'error label-invalid "1.0" pipeline',
  ],
  ["some text", "${COUNT}", '""', 'error label-invalid """" pipeline'],
  ["a closed token", "${COUNT}-${x", "${COUNT", 'error label-invalid "${COUNT" pipeline'],
  ["names in tokens", "${git}", "${}", 'error label-invalid "${}" pipeline'],
  ["no spaces in tokens", "${up}", "'${ }'", "error label-invalid \"'${ }'\" pipeline"],
  ["materials by their keys", ["${git}-${UP}-${pack}"], "${q}", 'error label-invalid "${q}" pipeline'],
  ["cut revisions", "${git[:8]}", "'${git[8]}'", "error label-invalid \"'${git[8]}'\" pipeline"],
  ["cut at the end", "${git[:8]}", "'${git[:8]x}'", "error label-invalid \"'${git[:8]x}'\" pipeline"],
  ["a cut of some length", "${git[:10]}", "'${git[:08]}'", "error label-invalid \"'${git[:08]}'\" pipeline"],
  ["variables", "'${env:ANY}-${ENV:X}'", "'${env:}'", "error label-invalid \"'${env:}'\" pipeline"],
  ["variables of some name", "'${env:A}'", "'${env: }'", "error label-invalid \"'${env: }'\" pipeline"],
  ["an escaped `#`", "${COUNT}##", "'${COUNT}#'", 'error hash-unescaped "#" pipeline'],
]);

test("label template: errors in materials cause no further errors", () => {
  const broken = (materials: string) =>
    findings(inPipeline(`label_template: $\{code}\nmaterials: ${materials}`));
  assert.equal(broken("text"), ['error value-type "text" pipeline']);
  assert.equal(broken("{code: text}"), ['error value-type "text" pipeline']);
  assert.equal(broken("{}"), ['error empty "materials" pipeline']);
});

test.run();
