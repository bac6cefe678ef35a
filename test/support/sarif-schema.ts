import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import { isRecord } from "./json.js";

// The published schema, as in the npm package @microsoft/jest-sarif 1.0.0-beta.0.
const FILE = new URL("../../../fixtures/sarif/sarif-2.1.0-rtm.5.json", import.meta.url);

// https://www.rfc-editor.org/rfc/rfc3986#appendix-A, as far as characters go.
const REFERENCE = /^(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[\dA-Fa-f]{2})*$/;

const schema: unknown = JSON.parse(await readFile(FILE, "utf8"));
if (!isRecord(schema)) throw new Error("the SARIF schema is not an object");
// It names draft 4 of JSON Schema, and uses nothing that later drafts read differently.
const rules = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "id"));
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  // One of its patterns is not valid with the flag "u".
  unicodeRegExp: false,
  formats: { uri: /^[a-z]+:/, "uri-reference": REFERENCE, "date-time": true },
});
const validate = ajv.compile(rules);

/** The errors of a document by the published schema of SARIF 2.1.0: none if it is valid. */
export function sarifFaults(document: unknown): string[] {
  return validate(document)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
}
