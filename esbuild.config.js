import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";

// Bundles the program that users run, dist/bin, from src. Loading some two hundred small modules takes longer than most
// commands need for their work. The program is CommonJS, because Node loads that faster. The start, which prints the version
// alone, the HTTP library, which is half of all code, and the texts of the JSON Schemas are files of their own, and the rest
// is loaded when it is needed. Types are not checked here: an installation
// from git builds with this file alone, and does without TypeScript.

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

const COMMON = {
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20.19",
  plugins: [
    {
      name: "schemas",
      setup: ({ onResolve }) => {
        onResolve({ filter: /\/schemas\/validators\.js$/ }, () => ({ path: resolve(VALIDATORS) }));
        onResolve({ filter: /\/schemas\/texts\.js$/ }, () => ({ path: "./schemas.js", external: true }));
        onResolve({ filter: /^\.\/cli\.js$/ }, () => ({ path: "./program.cjs", external: true }));
      },
    },
  ],
  metafile: true,
};

// For a failed assertion, Node parses the file with the call, to show its text. That takes seconds for a bundle, and a
// server can make assertions of undici fail. undici only calls `assert(value, message)`.
const PLAIN_ASSERTIONS = {
  name: "plain-assertions",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:assert$/ }, () => ({ path: "assert", namespace: "plain" }));
    onLoad({ filter: /./, namespace: "plain" }, () => ({
      contents: `module.exports = (value, message = "an assertion failed") => {
        if (!value) throw Object.assign(new Error(message), { code: "ERR_ASSERTION" });
      };`,
    }));
  },
};

await rm(OUTPUT, { recursive: true, force: true });
const bundles = [
  await build({
    ...COMMON,
    entryPoints: ["src/bin.ts"],
    outfile: join(OUTPUT, "gocd-pin.cjs"),
    format: "cjs",
    // The loader of Node.js for `import()` would take longer than `require`.
    supported: { "dynamic-import": false },
  }),
  await build({
    ...COMMON,
    entryPoints: ["src/cli.ts"],
    outfile: join(OUTPUT, "program.cjs"),
    format: "cjs",
    external: ["./agents.js"],
  }),
  await build({
    ...COMMON,
    entryPoints: ["src/http/agents.ts"],
    plugins: [PLAIN_ASSERTIONS],
    outfile: join(OUTPUT, "agents.js"),
    format: "esm",
    // undici, in CommonJS, asks for Node's own modules by `require`.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  }),
  await build({
    bundle: true,
    minify: true,
    metafile: true,
    entryPoints: ["dist/schemas/texts.js"],
    outfile: join(OUTPUT, "schemas.js"),
    format: "esm",
  }),
];

// The licences of the libraries require that they are distributed together with the code.
const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const folders = new Set(
  inputs.filter((path) => !/^src\/|^dist\/schemas\/|^plain:/.test(path)).map(libraryOf),
);
const notices = await Promise.all(Array.from(folders).map(readNotice));
await writeFile(join(OUTPUT, "NOTICES.txt"), notices.sort().join("\n\n"));

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
