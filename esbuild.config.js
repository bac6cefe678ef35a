import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";

// Packs the program that users run, dist/bin, from what tsc wrote. To load some two hundred small modules takes longer
// than most commands need for their work. As CommonJS, since Node loads that faster; what asks registries, half of all,
// is a file of its own, which is loaded when a registry is asked.

const OUTPUT = "dist/bin";

const COMMON = {
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20.19",
  // As an ES module it would load picomatch again, from beside the package.
  alias: { fdir: "./node_modules/fdir/dist/index.cjs" },
  metafile: true,
};

await rm(OUTPUT, { recursive: true, force: true });
const packed = [
  await build({
    ...COMMON,
    entryPoints: ["dist/src/bin.js"],
    outfile: join(OUTPUT, "gocd-pin.cjs"),
    format: "cjs",
    external: ["./agents.js"],
  }),
  await build({
    ...COMMON,
    entryPoints: ["dist/src/registry/agents.js"],
    outfile: join(OUTPUT, "agents.js"),
    format: "esm",
    // undici, in CommonJS, asks for Node's own modules by `require`.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  }),
];

// The licences of the libraries demand to go with them.
const inputs = packed.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const folders = new Set(inputs.flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
const notices = await Promise.all(Array.from(folders).sort().map(readNotice));
await writeFile(join(OUTPUT, "NOTICES.txt"), notices.join("\n\n"));

/** The name and licence of a library, by its folder. */
async function readNotice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${dirname(folder)}: ${name} comes without its licence`);
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
}
