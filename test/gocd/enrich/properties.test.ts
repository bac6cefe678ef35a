import fc from "fast-check";
import { FAILSAFE_SCHEMA, load, mergeTag } from "js-yaml";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { enrich, readGocdTree } from "../../support/enriched.js";
import {
  arbitraryChoices,
  generateFile,
  type FileShape,
  type GeneratedFile,
} from "../../support/generated-file.js";
import type { Said } from "../../support/trees.js";
import { runs } from "../../support/runs.js";

const RUNS = runs(150);
const SHAPES = new Map<string, FileShape>([
  ["block style", { sharing: false, forms: false }],
  ["every style", { sharing: false, forms: true }],
  ["anchors, aliases and merges", { sharing: true, forms: true }],
]);
const TAGS: Readonly<Record<string, string>> = { db: "1.10", web: "on", third: "1.0" };

type Mapping = Record<string, Said>;

/** js-yaml's own reading, which shares nothing with ours but the parser. */
function loadText(text: string): Mapping {
  return mappingOf(load(text, { schema: FAILSAFE_SCHEMA.withTags(mergeTag) }));
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mappingOf(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

/** The expected content of the enriched file in mode `remove`, computed from the source. */
function expectedOf(source: Mapping): Mapping {
  const pipelines = Object.entries(mappingOf(source["pipelines"])).map(([name, body]) => [
    name,
    expectedPipeline(mappingOf(body)),
  ]);
  return { ...source, pipelines: mappingOf(Object.fromEntries(pipelines)) };
}

function expectedPipeline(body: Mapping): Mapping {
  const materials = Object.entries(mappingOf(body["materials"]));
  const docker = materials.flatMap(([key, material]) => {
    const reference = mappingOf(material)["package"];
    return typeof reference === "string" ? [{ key, tag: TAGS[reference.slice("Docker/".length)] ?? "" }] : [];
  });
  if (docker.length === 0) return body;
  const keys = new Set(docker.map(({ key }) => key));
  const variables = docker.map(({ key, tag }) => [`GO_PACKAGE_${key.toUpperCase()}_LABEL`, tag] as const);
  let label = body["label_template"];
  for (const { key, tag } of docker) {
    if (typeof label !== "string") break;
    label = label
      .replaceAll(`\${${key}}`, `\${env:GO_PACKAGE_${key.toUpperCase()}_LABEL}`)
      .replaceAll(`\${${key}[:2]}`, tag.slice(0, 2));
  }
  return {
    ...body,
    ...(label !== undefined && { label_template: label }),
    environment_variables: { ...mappingOf(body["environment_variables"]), ...Object.fromEntries(variables) },
    materials: Object.fromEntries(materials.filter(([key]) => !keys.has(key))),
  };
}

function check(shape: FileShape, property: (file: GeneratedFile, output: string) => void): void {
  let enriched = 0;
  fc.assert(
    fc.property(arbitraryChoices, (choices) => {
      const file = generateFile(choices, shape);
      const read = readGocdTree(file.text);
      if (typeof read === "string") throw new Error(`GoCD rejects the source, ${read}:\n${file.text}`);
      const output = enrich(file.text);
      if (typeof output !== "string") {
        // Between two neighbouring columns there is none for the keys that wrap a shared mapping.
        const isExcused = shape.sharing && file.step === 1;
        assert.ok(isExcused, `${output.join("; ")}, in:\n${file.text}`);
        return;
      }
      enriched++;
      property(file, output);
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
  assert.ok(enriched > RUNS / 2, `only ${enriched} files were enriched`);
}

for (const [name, shape] of SHAPES) {
  test(`the output has what js-yaml reads from the source, plus variables, minus materials (${name})`, () => {
    check(shape, ({ text }, output) => {
      assert.equal(loadText(output), expectedOf(loadText(text)), `${text}\n--->\n${output}`);
      assert.is(enrich(output), output, "enriching again changes something");
    });
  });
}

test("every line of the source outside of Docker materials is in the output, in order", () => {
  check({ sharing: false, forms: false }, ({ text, keptLines }, output) => {
    const waiting = [...keptLines];
    const added = output.split(/\r?\n/).filter((line) => {
      if (line !== waiting[0]) return true;
      waiting.shift();
      return false;
    });
    assert.equal(waiting, [], `lines are lost from:\n${text}\n--->\n${output}`);
    const isOurs = (line: string) =>
      /^ +(?:GO_PACKAGE_[A-Z]+_LABEL: "[^"]+"|environment_variables:)$/.test(line);
    const others = added.filter((line) => !isOurs(line) && line !== "");
    assert.equal(others, [], `lines are added to:\n${text}\n--->\n${output}`);
  });
});

test.run();
