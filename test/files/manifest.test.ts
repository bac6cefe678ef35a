import { test } from "uvu";
import * as assert from "uvu/assert";
import { readManifest, renderManifest, type Manifest } from "../../src/files/manifest.js";

function manifestOf(names: readonly string[]): Manifest {
  const entry = (name: string) => {
    const output = `gocd/${name}.gocd.yaml`;
    const variable = { name: "A", value: 'x\n"', material: "a", package: "D/a", property: "label" } as const;
    return { source: `pipelines/${name}.yaml`, output, variables: [variable] };
  };
  return {
    version: 1,
    pipelines: Object.fromEntries(names.map((name) => [name, entry(name)])),
    packages: {},
  };
}

test("pipelines are sorted by name, also those whose name is a number", () => {
  const text = renderManifest(manifestOf(["a", "9", "B", "10"]));
  const names = Array.from(text.matchAll(/^ {4}"([^"]*)": \{$/gm), ([, name]) => name);
  assert.equal(names, ["10", "9", "B", "a"]);
});

test("the text is that of JSON.stringify with an indent of 2, and is read back unchanged", () => {
  for (const names of [[], ["a"], ["a", "b-c"]]) {
    const manifest = manifestOf(names);
    const text = renderManifest(manifest);
    assert.is(text, `${JSON.stringify(manifest, null, 2)}\n`);
    assert.equal(readManifest({ path: "m.json", text }), { manifest, diagnostics: [] });
  }
});

test.run();
