import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compileFunction } from "node:vm";
import { brotliCompressSync } from "node:zlib";

// Makes one executable of the packed program and the Node.js that runs this file: dist/binary/gocd-pin-PLATFORM-ARCH,
// with a checksum file and the licences next to it. https://nodejs.org/api/single-executable-applications.html
// Run it with `node --random-seed=1`: then two builds have the same bytes, and V8's code cache is as valid as without.

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = join(ROOT, "dist/bin");
const OUTPUT = join(ROOT, "dist/binary");
const NAME = `gocd-pin-${process.platform}-${process.arch}`;

// The bytes in an executable of Node.js that postject looks for, and flips when the program is in.
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

const NODE_LICENCES = [
  // Where the archives of nodejs.org, the npm packages and the Docker images have it.
  join(dirname(process.execPath), "../LICENSE"),
  // Where Debian packages have it.
  "/usr/share/doc/nodejs/LICENSE",
  "/usr/share/doc/nodejs/copyright",
];

/** A reason why there can be no binary, which the user can do something about. */
class BuildError extends Error {}

try {
  await makeBinary();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`npm run binary: error: ${error.message}\n`);
  process.exitCode = 1;
}

/** Builds everything in a temporary folder; the last steps move it to its place. Throws a BuildError. */
async function makeBinary() {
  await checkPlatform();
  await mkdir(OUTPUT, { recursive: true });
  const work = await mkdtemp(join(OUTPUT, "build-"));
  try {
    const binary = join(work, NAME);
    const licences = join(work, "LICENCES.txt");
    await writeFile(licences, await collectLicences());
    await copyFile(process.execPath, binary);
    await chmod(binary, 0o755);
    await inject(binary, await makeBlob(work, { ...(await packProgram(work)), licences }));
    await checkBinary(binary);
    const hash = createHash("sha256")
      .update(await readFile(binary))
      .digest("hex");
    await writeFile(`${binary}.sha256`, `${hash}  ${NAME}\n`);
    for (const file of [NAME, `${NAME}.sha256`, "LICENCES.txt"])
      await rename(join(work, file), join(OUTPUT, file));
    process.stdout.write(`wrote ${join("dist/binary", NAME)}\n`);
  } finally {
    await rm(work, { recursive: true });
  }
}

async function checkPlatform() {
  if (process.platform !== "linux") {
    throw new BuildError(
      `the binary can be built on Linux only, not on ${process.platform}; install gocd-pin with npm there`,
    );
  }
  if (!(await readFile(process.execPath)).includes(`${FUSE}:0`)) {
    throw new BuildError(
      `${process.execPath} cannot hold a program: it is built with a shared library or without this feature; ` +
        "use Node.js from https://nodejs.org",
    );
  }
}

/**
 * Compresses each script of dist/bin and compiles its code cache. Returns the assets: file by name. A script may require
 * the others as "./NAME".
 */
async function packProgram(work) {
  const assets = {};
  // In the binary, start.cjs replaces load.cjs. Its caches are smaller.
  const names = (await readdir(PROGRAM)).filter((file) => file.endsWith(".cjs") && file !== "load.cjs");
  for (const name of names) {
    const text = (await readFile(join(PROGRAM, name), "utf8")).replace(/^#!.*\n/, "");
    // The parameters are those of start.cjs: the cache is valid for the same text and parameters only.
    const parameters = ["require", "module", "exports"];
    const { cachedData } = compileFunction(text, parameters, { filename: name, produceCachedData: true });
    const file = join(work, name);
    await writeFile(file, brotliCompressSync(text));
    await writeFile(`${file}.cache`, cachedData);
    assets[name] = file;
    assets[`${name}.cache`] = `${file}.cache`;
  }
  return assets;
}

/** The licences of the libraries and of Node.js, between two lines by which `sed` finds them in the binary. */
async function collectLicences() {
  const libraries = await readFile(join(PROGRAM, "NOTICES.txt"), "utf8");
  const own = await readFile(join(ROOT, "LICENSE"), "utf8");
  return [
    "\n---- licences of gocd-pin ----",
    own,
    libraries,
    `Node.js ${process.version}\n`,
    await readNodeLicence(),
    "---- end of the licences of gocd-pin ----\n",
  ].join("\n");
}

async function readNodeLicence() {
  const named = process.env.NODE_LICENSE;
  const paths = named === undefined ? NODE_LICENCES : [named];
  for (const path of paths) {
    const text = await readFile(path, "utf8").catch(() => "");
    if (/Node\.js/.test(text)) return text;
  }
  throw new BuildError(
    `the licence of Node.js, which the binary must hold, is not in ${paths.join(", ")}; download ` +
      `https://raw.githubusercontent.com/nodejs/node/${process.version}/LICENSE and set NODE_LICENSE to its path`,
  );
}

/** Returns the path of the blob that Node.js makes of start.cjs and the assets. */
async function makeBlob(work, assets) {
  const output = join(work, "blob");
  const config = join(work, "sea.json");
  const settings = { disableExperimentalSEAWarning: true, useSnapshot: false, useCodeCache: false };
  // Node.js writes the path of the main script into the blob: relative, it is the same on every machine.
  await writeFile(config, JSON.stringify({ main: "binary/start.cjs", output, assets, ...settings }));
  await run(process.execPath, ["--experimental-sea-config", config]);
  return output;
}

/** Adds the blob to a copy of Node.js. */
async function inject(binary, blob) {
  // A process of its own, since postject prints warnings about sections that Node.js does not have.
  const postject = join(dirname(createRequire(import.meta.url).resolve("postject")), "cli.js");
  await run(process.execPath, [postject, binary, "NODE_SEA_BLOB", blob, "--sentinel-fuse", FUSE]);
}

async function checkBinary(binary) {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const printed = (await run(binary, ["--version"])).trim();
  if (printed !== version)
    throw new BuildError(`the binary prints "${printed}" as its version, not ${version}`);
}

/** Runs a program and returns its standard output. Throws a BuildError with all that it printed. */
async function run(program, args) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    return (await promisify(execFile)(program, args, { cwd: ROOT, env })).stdout;
  } catch (error) {
    throw new BuildError(`${error.message}\n${error.stdout ?? ""}`.trim());
  }
}
