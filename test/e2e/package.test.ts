import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { copyForBuild, removeFromLibrary } from "../support/build-copy.js";
import { startNpmRegistry } from "../support/npm-registry.js";
import { runProgram, runWell } from "../support/program-run.js";

// `npm run release:check` runs these tests and those of the ways to install.

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DEMO = fileURLToPath(new URL("../support/demo.js", import.meta.url));

/** The files of the published package. */
const FILES: readonly string[] = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "dist/bin/NOTICES.txt",
  "dist/bin/agents.cjs",
  "dist/bin/gocd-pin.cjs",
  "dist/bin/load.cjs",
  "dist/bin/program.cjs",
  "dist/bin/schemas.cjs",
  "package.json",
  "schemas/gocd-yaml.schema.json",
  "schemas/lock.schema.json",
  "schemas/manifest.schema.json",
  "schemas/project.schema.json",
];

/** The files that only a package from git or from a clone has. */
const CODE_CACHES: readonly string[] = ["agents", "program"].map(
  (name) => `dist/bin/${name}.cjs.${process.version}-${process.platform}-${process.arch}.cache`,
);

/** The libraries that are bundled. */
const LIBRARIES: readonly string[] = [
  "commander",
  "diff",
  "fastest-levenshtein",
  "js-yaml",
  "picocolors",
  "saxes",
  "semver",
  "undici",
  "xmlchars",
];

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-package-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Packs the project as it is built, and returns the path of the tarball. */
async function pack(folder: string): Promise<string> {
  // Other tests run what is built at the same time: `prepare` must not build it again.
  const args = ["pack", "--ignore-scripts", "--pack-destination", folder];
  return join(folder, (await runWell("npm", args, { cwd: ROOT })).trim());
}

test("the package holds the expected files and no other", async () => {
  await withFolder(async (folder) => {
    const list = await runWell("tar", ["-tzf", await pack(folder)], { cwd: folder });
    assert.equal(
      list.trim().split("\n").sort(),
      [...FILES, ...CODE_CACHES].map((path) => `package/${path}`).sort(),
    );
  });
});

test("the package installs into an empty folder without other packages, and the demo runs with it", async () => {
  await withFolder(async (folder) => {
    const tarball = await pack(folder);
    const project = join(folder, "project");
    await mkdir(project);
    await writeFile(join(project, "package.json"), "{}");
    await runWell("npm", ["install", "--offline", tarball], { cwd: project });
    assert.equal(
      (await readdir(join(project, "node_modules"))).filter((name) => !name.startsWith(".")),
      ["gocd-pin"],
    );
    const program = join(project, "node_modules/.bin/gocd-pin");
    const output = await runWell(process.execPath, [DEMO, program], { cwd: project });
    assert.match(output, "gocd-pin refresh");
    const committed = await readFile(join(ROOT, "schemas/project.schema.json"), "utf8");
    assert.is(await runWell(program, ["schema"], { cwd: project }), committed);
    const code = "import('gocd-pin').catch((error) => console.log(error.code))";
    assert.is(
      await runWell(process.execPath, ["-e", code], { cwd: project }),
      "ERR_PACKAGE_PATH_NOT_EXPORTED\n",
    );
  });
});

test("a build in another folder creates the same bytes, and npm publish --dry-run has no warning", async () => {
  await withFolder(async (folder) => {
    await copyForBuild(ROOT, folder);
    // As `npm ci` does before a release; without a program npm warns that package.json names a file that is missing.
    await runWell(process.execPath, ["prepare.js"], { cwd: folder });
    const registry = await startNpmRegistry(ROOT);
    try {
      const args = ["publish", "--dry-run", "--registry", registry.origin];
      const { status, output } = await runProgram("npm", args, {
        cwd: folder,
        env: {
          PATH: process.env["PATH"] ?? "",
          HOME: folder,
          [`npm_config_${registry.origin.slice("http:".length)}/:_authToken`]: "none",
        },
      });
      assert.is(status, 0, output);
      assert.equal(
        output.split("\n").filter((line) => /^npm (warn|error)/i.test(line)),
        [],
      );
      assert.match(output, `total files: ${FILES.length}`);
    } finally {
      await registry.stop();
    }
    for (const path of FILES) {
      assert.ok(
        (await readFile(join(folder, path))).equals(await readFile(join(ROOT, path))),
        `${path} differs`,
      );
    }
  });
});

test("the licences of the bundled libraries are in the package", async () => {
  const notices = await readFile(join(ROOT, "dist/bin/NOTICES.txt"), "utf8");
  const names = Array.from(notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \(.+\)$/gm), ([, name]) => name);
  assert.equal(names, LIBRARIES);
});

test("without the licence of a library the build fails", async () => {
  await withFolder(async (folder) => {
    await copyForBuild(ROOT, folder);
    await removeFromLibrary(folder, "semver", "LICENSE");
    const { status, output } = await runProgram(process.execPath, ["prepare.js"], { cwd: folder });
    assert.is(status, 1);
    assert.match(
      output,
      "gocd-pin: error: the program cannot be built: node_modules/semver: semver has no licence\n",
    );
    assert.match(output, "  help: ");
  });
});

test.run();
