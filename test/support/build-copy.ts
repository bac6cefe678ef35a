import { cp, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The files of the project that the program is built and packed from. */
const SOURCES: readonly string[] = [
  ".npmrc",
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "code-cache",
  "esbuild.config.js",
  "fixtures/quickstart",
  "libraries.js",
  "licenses",
  "package-lock.json",
  "package.json",
  "prepare.js",
  "schemas",
  "src",
  "tsconfig.json",
];

/**
 * Copies what the program is built from, without anything that is built. Its libraries are links to those of the project
 * at `root`, so that a test can replace one.
 */
export async function copyForBuild(root: string, folder: string): Promise<void> {
  for (const name of SOURCES) await cp(join(root, name), join(folder, name), { recursive: true });
  const libraries = join(root, "node_modules");
  await mkdir(join(folder, "node_modules"));
  for (const name of await readdir(libraries)) {
    await symlink(join(libraries, name), join(folder, "node_modules", name));
  }
}

/** Replaces the link to a library by a copy of it that lacks one file. */
export async function removeFromLibrary(folder: string, library: string, file: string): Promise<void> {
  const path = join(folder, "node_modules", library);
  const copy = `${path}.copy`;
  await cp(path, copy, { recursive: true, dereference: true });
  await rm(path);
  await cp(copy, path, { recursive: true });
  await rm(copy, { recursive: true });
  await rm(join(dirname(path), library, file));
}
