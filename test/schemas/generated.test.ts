import { test } from "uvu";
import * as assert from "uvu/assert";
import { gocdYamlSchema } from "../../schemas/gocd-yaml.js";
import { definitionsOf, readSchema } from "../../schemas/json-schema.js";
import { projectSchema } from "../../schemas/project.js";

// `npm run generate:schemas` writes these files.

test("the committed schema of the project file has the policies of the table", () => {
  assert.fixture(shown(readSchema("project")), shown(projectSchema()));
});

test("the committed schema of GoCD's format is the one that the table gives", () => {
  assert.fixture(shown(readSchema("gocd-yaml")), shown(gocdYamlSchema(definitionsOf(projectSchema()))));
});

function shown(schema: object): string {
  return JSON.stringify(schema, null, 2);
}

test.run();
