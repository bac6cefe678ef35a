import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";

// Packs the program that users run, dist/bin, from what tsc wrote. To load some two hundred small modules takes longer
// than most commands need for their work; what only some commands need stays in files of its own, as `import()` has it.

const OUTPUT = "dist/bin";

await rm(OUTPUT, { recursive: true, force: true });
const { metafile, outputFiles } = await build({
  entryPoints: { "gocd-pin": "dist/src/bin.js" },
  outdir: OUTPUT,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // As an ES module it would load picomatch again, from beside the package.
  alias: { fdir: "./node_modules/fdir/dist/index.cjs" },
  metafile: true,
  write: false,
});

// Libraries in CommonJS ask for Node's own modules by `require`, which esbuild looks for in one of the files.
const REQUIRE = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';
await mkdir(OUTPUT, { recursive: true });
for (const { path, text } of outputFiles) {
  await writeFile(path, text.includes("typeof require") ? REQUIRE + text : text);
}
await chmod(join(OUTPUT, "gocd-pin.js"), 0o755);

// Their licences demand to go with them.
const folders = new Set(
  Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
);
const notices = await Promise.all(Array.from(folders).sort().map(readNotice));
await writeFile(join(OUTPUT, "NOTICES.txt"), notices.join("\n\n"));

/** The name and licence of a library, by its folder. */
async function readNotice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${dirname(folder)}: ${name} comes without its licence`);
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
}
