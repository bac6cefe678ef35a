// A process of its own: it takes long, and so starts early.

import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findViolations } from "./support/architecture.js";
import { KNOWN_VIOLATIONS } from "./support/known-violations.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

async function readSources(): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const name of await readdir(join(ROOT, "src"), { recursive: true })) {
    const path = `src/${name.replaceAll("\\", "/")}`;
    if (path.endsWith(".ts")) sources.set(path, await readFile(join(ROOT, path), "utf8"));
  }
  return sources;
}

test("the sources follow the law of imports and the rules about names, comments and sizes", async () => {
  const sources = await readSources();
  assert.ok(sources.size > 30, `only ${sources.size} sources were found`);
  const violations = findViolations(sources);
  assert.equal(
    violations.filter((violation) => !KNOWN_VIOLATIONS.includes(violation)),
    [],
  );
  const fixed = KNOWN_VIOLATIONS.filter((violation) => !violations.includes(violation));
  assert.equal(fixed, [], "these are fixed: remove them from KNOWN_VIOLATIONS");
});

test("what the law allows has no violation", () => {
  const cases: readonly (readonly [path: string, text: string])[] = [
    ["src/yaml/node.ts", 'import type { Place } from "../model/source.js";'],
    ["src/yaml/node.ts", 'import { load } from "js-yaml"; import { inspect } from "node:util";'],
    ["src/gocd/x.ts", 'import { a } from "../yaml/a.js"; import { b } from "./b.js";'],
    ["src/files/x.ts", 'import { a } from "../../schemas/validators.js";'],
    ["src/files/disk.ts", 'import * as fs from "node:fs";'],
    ["src/files/programs.ts", 'import { spawn } from "node:child_process";'],
    ["src/http/agents.ts", 'export { Agent } from "undici";'],
    ["src/http/http.ts", 'import { connect } from "node:net";'],
    ["src/http/x.ts", 'import type { Agent } from "undici"; import { type Pool } from "undici";'],
    ["src/http/x.ts", 'type A = import("undici").Agent;'],
    ["src/commands/x.ts", 'const { http } = await import("../registry/client.js");'],
    ["src/cli.ts", 'import { Command } from "commander"; import { build } from "./commands/build.js";'],
    ["src/bin.ts", 'import { main } from "./cli.js"; process.exitCode = await main(process.argv);'],
    [
      "src/pin/x.ts",
      "/** Takes nothing. */\nexport function f(fetch: () => void): void { a.process; ({ console: 1 }); }",
    ],
    ["src/pin/x.ts", "interface A { process: string }\n/** What it is. */\nexport type B = A;"],
    ["src/pin/x.ts", "// not console, not process, nothing found\n".repeat(250)],
  ];
  for (const [path, text] of cases) assert.equal(findViolations(new Map([[path, text]])), [], text);
});

test("every violation of the law is reported", () => {
  const cases: readonly (readonly [path: string, text: string, violation: string])[] = [
    ["src/model/a.ts", 'import { a } from "../yaml/a.js";', 'may not import from "yaml"'],
    ["src/yaml/a.ts", 'import { a } from "../pin/a.js";', '"yaml" may not import from "pin"'],
    ["src/yaml/a.ts", 'import type { A } from "../pin/a.js";', '"yaml" may not import from "pin"'],
    ["src/yaml/a.ts", 'export { a } from "../gocd/a.js";', '"yaml" may not import from "gocd"'],
    ["src/yaml/a.ts", 'export * from "../gocd/a.js";', '"yaml" may not import from "gocd"'],
    ["src/yaml/a.ts", 'const a = await import("../gocd/a.js");', '"yaml" may not import from "gocd"'],
    ["src/yaml/a.ts", 'let a: import("../gocd/a.js").A;', '"yaml" may not import from "gocd"'],
    ["src/yaml/a.ts", 'import a = require("../gocd/a.js");', '"yaml" may not import from "gocd"'],
    ["src/yaml/a.ts", 'import "../gocd/a.js";', '"yaml" may not import from "gocd"'],
    ["src/gocd/a.ts", 'import { a } from "../files/a.js";', '"gocd" may not import from "files"'],
    ["src/gocd/a.ts", 'import { a } from "../registry/a.js";', '"gocd" may not import from "registry"'],
    ["src/gocd/a.ts", 'import { a } from "../../schemas/a.js";', '"gocd" may not import from "schemas"'],
    [
      "src/workspace/a.ts",
      'import { a } from "../commands/a.js";',
      '"workspace" may not import from "commands"',
    ],
    ["src/commands/a.ts", 'import { a } from "../report/a.js";', '"commands" may not import from "report"'],
    ["src/commands/a.ts", 'import { a } from "../cli.js";', '"commands" may not import from "cli"'],
    ["src/commands/a.ts", 'import { a } from "../../test/a.js";', '"commands" may not import from "test"'],
    ["src/utils/a.ts", "const a = 1;", 'the module "utils", which has no rank'],
    ["src/yaml/a.ts", "const a = await import(name);", "imports what it computes"],
    ["src/gocd/a.ts", 'import { load } from "js-yaml";', 'imports "js-yaml"'],
    ["src/http/a.ts", 'import { Agent } from "undici";', 'imports "undici"'],
    ["src/registry/a.ts", 'import { type Agent, Pool } from "undici";', 'imports "undici"'],
    ["src/registry/a.ts", 'const a = await import("undici");', 'imports "undici"'],
    ["src/pin/a.ts", 'import type { Agent } from "undici";', 'imports "undici"'],
    ["src/files/a.ts", 'import { glob } from "tinyglobby";', 'imports "tinyglobby"'],
    ["src/files/a.ts", 'import { readFile } from "node:fs/promises";', 'imports "node:fs/promises"'],
    ["src/files/disk.ts", 'import { spawn } from "node:child_process";', 'imports "node:child_process"'],
    ["src/pin/a.ts", 'import { readFileSync } from "fs";', 'imports "fs"'],
    ["src/pin/a.ts", 'import process from "node:process";', 'imports "node:process"'],
    ["src/cli.ts", "const a = process.env;", 'uses the global "process"'],
    ["src/pin/a.ts", "const a = { process };", 'uses the global "process"'],
    ["src/pin/a.ts", "const a = await fetch(url);", 'uses the global "fetch"'],
    ["src/pin/a.ts", 'const a = globalThis["fetch"];', 'uses the global "globalThis"'],
    ["src/bin.ts", 'console.log("a");', 'uses the global "console"'],
    ["src/pin/a.ts", "export function f(): void {}", 'exports "f" without a doc comment'],
    ["src/pin/a.ts", "export async function f() {}", 'exports "f" without a doc comment'],
    ["src/pin/a.ts", "export const a = 1;", 'exports "a" without a doc comment'],
    ["src/pin/a.ts", "// a\nexport type T = 1;", 'exports "T" without a doc comment'],
    ["src/pin/a.ts", "/* a */\nexport interface I {}", 'exports "I" without a doc comment'],
    ["src/pin/a.ts", "/** Of the file. */\n\nexport class C {}", 'exports "C" without a doc comment'],
    ["src/pin/a.ts", "export default function () {}", 'exports "default" without a doc comment'],
    ["src/pin/a.ts", "// a\n".repeat(251), "has 251 lines, more than 250"],
    ["src/pin/a.ts", "const found = 1;", 'has a variable "found"'],
    ["src/pin/a.ts", "const [{ own }] = [{ own: 1 }];", 'has a variable "own"'],
    ["src/pin/a.ts", "const f = (told: string) => told;", 'has a variable "told"'],
  ];
  for (const [path, text, violation] of cases) {
    const violations = findViolations(new Map([[path, text]]));
    assert.is(violations.length, 1, `${text}: ${violations.join("; ")}`);
    assert.ok(
      violations[0]?.startsWith(`${path} `) && violations[0].includes(violation),
      `${text}: ${violations.join("; ")}`,
    );
  }
});

test("an exported name has one meaning, and a folder has a limit", () => {
  const folder = Array.from({ length: 26 }, (_, index): [string, string] => [`src/pin/${index}.ts`, ""]);
  const twins = new Map([
    ["src/yaml/b.ts", "/** B. */\nexport type Twin = 1;"],
    ["src/pin/a.ts", "/** A. */\nexport const Twin = 1;"],
    ...folder,
  ]);
  assert.equal(findViolations(twins), [
    'src/pin/a.ts and src/yaml/b.ts export "Twin"',
    "src/pin has 27 files, more than 25",
  ]);
});

test("a cycle is reported with its files, also if it is one of types", () => {
  const sources = new Map([
    ["src/pin/a.ts", 'import { b } from "./b.js";'],
    ["src/pin/b.ts", 'import type { C } from "./c.js";'],
    ["src/pin/c.ts", 'import { d } from "./d.js"; type B = import("./b.js").B;'],
    ["src/pin/d.ts", ""],
  ]);
  assert.equal(findViolations(sources), ["import cycle: src/pin/b.ts -> src/pin/c.ts -> src/pin/b.ts"]);
});

test.run();
