import { chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pullImage, runGit, runHelper } from "../../src/files/programs.js";

type Env = Readonly<Record<string, string>>;

const TIME_MS = 20_000;
const PROGRAMS: Readonly<Record<string, (folder: string, env: Env) => Promise<unknown>>> = {
  git: (folder, env) => runGit({ folder, args: ["ls-files"], timeMs: TIME_MS }, env),
  docker: (_, env) => pullImage("r/a:1", env),
  "docker-credential-planted": (_, env) =>
    runHelper("planted", "ghcr.io", env, { timeMs: TIME_MS, outputBytes: 1024 }),
};

// Each of these finds a program in the current folder or in `bin` if a shell searches it.
const PATHS = [
  "",
  ":",
  ".",
  "./",
  "bin",
  "./bin",
  `bin/..${delimiter}bin`,
  `${delimiter}/nowhere`,
  `/nowhere${delimiter}`,
];

for (const [name, run] of Object.entries(PROGRAMS)) {
  test(`${name} is not searched for in relative folders and empty entries of PATH`, async () => {
    const before = process.cwd();
    const folder = await realpath(await mkdtemp(join(tmpdir(), "path-")));
    try {
      await mkdir(join(folder, "bin"));
      for (const program of [join(folder, name), join(folder, "bin", name)]) {
        await writeFile(program, `#!/bin/sh\n: > '${folder}/it-ran'\n`);
        await chmod(program, 0o755);
      }
      process.chdir(folder);
      for (const path of PATHS) {
        await run(folder, { PATH: path });
        assert.not.ok((await readdir(folder)).includes("it-ran"), path);
      }
      await run(folder, { PATH: `bin${delimiter}${folder}` });
      assert.ok((await readdir(folder)).includes("it-ran"), "an absolute folder is searched");
    } finally {
      process.chdir(before);
      await rm(folder, { recursive: true });
    }
  });
}

test.run();
