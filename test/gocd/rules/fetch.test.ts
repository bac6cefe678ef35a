import { test } from "uvu";
import { inPipeline, testRows } from "./rows.js";

/** A second stage that fetches from the first. */
function inFetch(part: string): string {
  const artifacts = "artifacts: [{external: {id: e, store_id: x}}]";
  return inPipeline(
    `stages:\n  - s: {jobs: {j: {${artifacts}, tasks: []}, m: {run_instances: 2, tasks: []}}}\n` +
      `  - t: {tasks: [{fetch: ${part}}]}`,
  );
}

testRows("fetch", inFetch, [
  [
    "stage, job and source",
    ["{stage: s, job: j, source: a}", "{stage: s, job: j, source: a, destination: b, is_file: yes}"],
    "{stage: s, job: j}",
    'error key-missing "fetch" pipeline',
  ],
  ["a job", "{stage: s, job: j, source: a}", "{stage: s, source: a}", 'error key-missing "fetch" pipeline'],
  [
    "some source, which may be only spaces (FetchTask)",
    ["{stage: s, job: j, source: a}", '{stage: s, job: j, source: " "}'],
    '{stage: s, job: j, source: ""}',
    'error value-empty """" pipeline',
  ],
  [
    "some stage",
    "{stage: s, job: j, source: a}",
    '{stage: " ", job: j, source: a}',
    'error value-empty "" "" pipeline',
    'error fetch-source "" "" pipeline',
  ],
  [
    "a known origin",
    [
      "{artifact_origin: gocd, stage: s, job: j, source: a}",
      "{artifact_origin: external, stage: s, job: j, artifact_id: e}",
    ],
    "{artifact_origin: s3, stage: s, job: j, source: a}",
    'error word-unknown "s3" repo',
  ],
  [
    "an id of the external artifact",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e}",
    "{artifact_origin: external, stage: s, job: j}",
    'error key-missing "fetch" pipeline',
  ],
  [
    "an external artifact that is there",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e}",
    "{artifact_origin: external, stage: s, job: j, artifact_id: f}",
    'error fetch-source "f" pipeline',
  ],
  [
    "options in the configuration",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e, configuration: {options: {A: 1}}}",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e, configuration: {}}",
    'error empty "configuration" repo',
  ],
  [
    "no empty options",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e, configuration: }",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e, configuration: {options: {}}}",
    'error empty "configuration" repo',
  ],
  [
    "options not outside it",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e}",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e, options: {A: 1}}",
    'warning key-unknown "options"',
  ],
  [
    "no configuration of GoCD's own",
    "{stage: s, job: j, source: a}",
    "{stage: s, job: j, source: a, configuration: {options: {A: 1}}}",
    'warning key-ignored "configuration"',
  ],
  [
    "no source of an external one",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e}",
    "{artifact_origin: external, stage: s, job: j, artifact_id: e, source: a}",
    'warning key-ignored "source"',
  ],
  [
    "a boolean is_file",
    "{stage: s, job: j, source: a, is_file: off}",
    "{stage: s, job: j, source: a, is_file: file}",
    'error boolean-invalid "file" pipeline',
  ],
  [
    "a source inside",
    "{stage: s, job: j, source: a/../b}",
    "{stage: s, job: j, source: /a}",
    'error path-invalid "/a" pipeline',
  ],
  [
    "a destination inside",
    "{stage: s, job: j, source: a, destination: b}",
    "{stage: s, job: j, source: a, destination: ../b}",
    'error path-invalid "../b" pipeline',
  ],
  [
    "an escaped `#`",
    "{stage: s, job: j, source: a##}",
    "{stage: s, job: j, source: 'a#'}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "an earlier stage",
    "{stage: S, job: J, source: a}",
    "{stage: t, job: t, source: a}",
    'error fetch-source "t" pipeline',
  ],
  [
    "a stage that is there",
    "{pipeline: P, stage: s, job: j, source: a}",
    "{stage: x, job: j, source: a}",
    'error fetch-source "x" pipeline',
  ],
  [
    "a job that is there",
    "{stage: s, job: m, source: a}",
    "{stage: s, job: x, source: a}",
    'error fetch-source "x" pipeline',
  ],
  [
    "an instance of a job of several",
    "{stage: s, job: m-runInstance-1, source: a}",
    "{stage: s, job: j-runInstance-1, source: a}",
    'error fetch-source "j-runInstance-1" pipeline',
  ],
]);

test.run();
