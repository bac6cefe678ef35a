import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

// Translates every TypeScript file to JavaScript in `dist`, file by file: the tests import these files. It takes about a
// second, because types are not checked; `tsc` does that, and writes no files.

const FOLDERS = ["schemas", "src", "test"];

const sources = [];
for (const folder of FOLDERS) {
  // The output of a file that no longer exists must not be imported.
  await rm(join("dist", folder), { recursive: true, force: true });
  for (const name of await readdir(folder, { recursive: true })) {
    if (/(?<!\.d)\.ts$/.test(name) && !name.includes("node_modules")) sources.push(join(folder, name));
  }
}
await build({
  entryPoints: sources,
  outbase: ".",
  outdir: "dist",
  format: "esm",
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
});
await import("../esbuild.config.js");
