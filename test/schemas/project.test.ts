import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { policySchema } from "../../src/model/policies.js";

const PATH = fileURLToPath(new URL("../../../schemas/project.schema.json", import.meta.url));
const START = '    "policy": {\n      "title"';
const END = "\n  }\n}\n";

test("the committed schema of the project file has the policies of the table", async () => {
  const text = await readFile(PATH, "utf8");
  const start = text.indexOf(START);
  assert.ok(start > 0 && text.endsWith(END), "the policy is the last definition");
  const policy = JSON.stringify(policySchema(), null, 2);
  const schema = `${text.slice(0, start)}    "policy": ${policy}${END}`;
  const expected = await format(schema, { parser: "json", printWidth: 110 });
  if (process.env["UPDATE_GOLDEN"] === "1") await writeFile(PATH, expected);
  assert.fixture(await readFile(PATH, "utf8"), expected);
});

test.run();
