import { execFile } from "node:child_process";
import crypto from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import tls from "node:tls";
import { promisify } from "node:util";
import { build } from "esbuild";

// Bundles the program that users run, dist/bin, from src. Loading some two hundred small modules takes longer than most
// commands need for their work. The program is CommonJS, because Node loads that faster. The start, which prints the version
// alone, the HTTP library, which is half of all code, and the texts of the JSON Schemas are files of their own, and the rest
// is loaded when it is needed. `code-cache/load.cjs` loads the large files. Types are not checked here: an installation from git
// runs only this build, without TypeScript.

const OUTPUT = "dist/bin";
const VALIDATORS = "dist/schemas/validators.js";

await build({
  entryPoints: ["schemas/compile.ts"],
  outfile: "dist/schemas/compile.js",
  packages: "external",
  bundle: true,
  format: "esm",
  platform: "node",
});
await import("./dist/schemas/compile.js");

// The module that `import("./cli.js")` loads in the bundle of src/bin.ts.
const CLI = `module.exports = require("./load.cjs").load("./program.cjs");`;

// The modules of Node.js that only some runs use. node:crypto takes 3 ms of CPU to load, and node:tls, which loads it too, 8 ms.
const LAZY_MODULES = { "node:crypto": crypto, "node:tls": tls };

/** Returns the text of a CommonJS module that loads a module of Node.js when one of its exports is used. */
function writeLazyModule(name) {
  return `
    for (const key of ${JSON.stringify(Object.keys(LAZY_MODULES[name]))}) {
      Object.defineProperty(exports, key, { enumerable: true, get: () => require("${name}")[key] });
    }
  `;
}

const COMMON = {
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  // The loader of Node.js for `import()` would take longer than `require`.
  supported: { "dynamic-import": false },
  plugins: [
    {
      name: "files of the program",
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /\/schemas\/validators\.js$/ }, () => ({ path: resolve(VALIDATORS) }));
        onResolve({ filter: /\/schemas\/texts\.js$/ }, () => ({ path: "./schemas.cjs", external: true }));
        onResolve({ filter: /^\.\/cli\.js$/ }, () => ({ path: "cli", namespace: "load" }));
        onLoad({ filter: /^cli$/, namespace: "load" }, () => ({ contents: CLI }));
        onResolve({ filter: /^\.\/load\.cjs$/ }, ({ path }) => ({ path, external: true }));
        onResolve({ filter: /^node:/, namespace: "file" }, ({ path }) =>
          path in LAZY_MODULES ? { path, namespace: "lazy" } : undefined,
        );
        onLoad({ filter: /^node:/, namespace: "lazy" }, ({ path }) => ({ contents: writeLazyModule(path) }));
        onResolve({ filter: /^\.\/agents\.js$/ }, () => ({ path: "./agents.cjs", external: true }));
      },
    },
  ],
  metafile: true,
};

// The part of undici that `src/http` uses; a ProxyAgent needs `connect` for its tunnels. Its complete index, fetch and
// WebSocket included, takes 70 ms of CPU more to load.
const AGENTS = `
  const Dispatcher = require("undici/lib/dispatcher/dispatcher.js");
  Dispatcher.prototype.connect = require("undici/lib/api/api-connect.js");
  exports.Agent = require("undici/lib/dispatcher/agent.js");
  exports.ProxyAgent = require("undici/lib/dispatcher/proxy-agent.js");
`;

// For a failed assertion, Node parses the file with the call, to show its text. That takes seconds for a bundle, and a
// server can make assertions of undici fail. undici only calls `assert(value, message)`.
const ASSERT = `module.exports = (value, message = "an assertion failed") => {
  if (!value) throw Object.assign(new Error(message), { code: "ERR_ASSERTION" });
};`;

// HTTP/2 is off in undici unless it is asked for, and the module takes 20 ms of CPU to load. undici works without it on a
// Node.js that lacks it.
const HTTP2 = `throw new Error("HTTP/2 is not used");`;

// undici only compares streams with the class, and needs the number only if its user sets no limit. node:http takes 4 ms of CPU
// to load.
const HTTP = `
  exports.IncomingMessage = class {};
  exports.maxHeaderSize = 16384;
`;

const UNDICI = {
  name: "undici",
  setup: ({ onResolve, onLoad }) => {
    for (const [name, contents] of [
      ["undici", AGENTS],
      ["node:assert", ASSERT],
      ["node:http", HTTP],
      ["node:http2", HTTP2],
    ]) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: "undici" }));
      onLoad({ filter: new RegExp(`^${name}$`), namespace: "undici" }, () => ({ contents, resolveDir: "." }));
    }
  },
};

await rm(OUTPUT, { recursive: true, force: true });
const bundles = [
  await build({
    ...COMMON,
    entryPoints: ["src/bin.ts"],
    outfile: join(OUTPUT, "gocd-pin.cjs"),
  }),
  await build({
    ...COMMON,
    entryPoints: ["src/cli.ts"],
    outfile: join(OUTPUT, "program.cjs"),
  }),
  await build({
    ...COMMON,
    entryPoints: ["src/http/agents.ts"],
    plugins: [UNDICI],
    outfile: join(OUTPUT, "agents.cjs"),
  }),
  await build({
    ...COMMON,
    plugins: [],
    entryPoints: ["dist/schemas/texts.js"],
    outfile: join(OUTPUT, "schemas.cjs"),
  }),
];

await copyFile("code-cache/load.cjs", join(OUTPUT, "load.cjs"));
await writeCodeCaches();

// The licences of the libraries require that they are distributed together with the code.
const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const folders = new Set(
  inputs.filter((path) => !/^src\/|^dist\/schemas\/|^(?:undici|load|lazy):/.test(path)).map(libraryOf),
);
const notices = await Promise.all(Array.from(folders).map(readNotice));
await writeFile(join(OUTPUT, "NOTICES.txt"), notices.sort().join("\n\n"));

/**
 * Writes the code caches. If this fails, it warns, since the program works without them, but starts more slowly. A published
 * package has none: a cache fits only one version of Node.js, and without caches, two builds have the same bytes.
 */
async function writeCodeCaches() {
  // A cache fits only the flags of V8 that it was made with.
  const { NODE_OPTIONS: _, npm_command: command, ...env } = process.env;
  if (command === "publish") return;
  try {
    await promisify(execFile)(process.execPath, ["code-cache/write.js", OUTPUT], { env });
  } catch (error) {
    process.stderr.write(
      `gocd-pin: warning: built without code caches, so it starts more slowly: ${error.message}\n`,
    );
  }
}

/** Returns the folder of the library that a bundled file belongs to, wherever `node_modules` is. */
function libraryOf(path) {
  const [folder] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? [];
  if (folder === undefined) throw new Error(`${path} belongs to no library, so its licence is not known`);
  return folder;
}

/** Returns name, version and licence text of the library in a folder. */
async function readNotice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  // saxes is published without its licence text.
  const path = file === undefined ? `licenses/${name}.txt` : join(folder, file);
  const text = existsSync(path) ? (await readFile(path, "utf8")).trim() : "";
  if (license === undefined || text === "") throw new Error(`${folder}: ${name} has no licence`);
  return `${name} ${version} (${license})\n\n${text}\n`;
}
