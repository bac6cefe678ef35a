import { lstatSync, mkdirSync, readFileSync, realpathSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { ensureLibraries, fail } from "./libraries.js";

// npm runs this file as the script `prepare`: after `npm ci` in a checkout, and in the clone that it packs for an
// installation from git. For `npm install --global git+...`, which pre-commit 4.6.1 and later use, npm 10 and 11 prepare
// the clone as a global package: without devDependencies (https://github.com/npm/cli/issues/8440), and with a link to it
// (https://github.com/npm/cli/issues/6984). Both are fixed in npm 12 (https://github.com/npm/pacote/pull/494).
// Nothing goes to standard output, because pre-commit 3 reads the file name that `npm pack` prints there.

removeLinkToClone();
if (ensureLibraries("package.json", ["--no-workspaces"])) {
  try {
    await import("./esbuild.config.js");
  } catch (error) {
    fail(`the program cannot be built: ${error.message}`, "run `npm ci` in a clean clone of the repository");
  }
}

/**
 * Replaces the link that npm created in the folder of global packages by an empty folder. npm unpacks the package
 * there next; through the link it would unpack into the clone, which it then removes. A link to another folder stays.
 */
function removeLinkToClone() {
  // npm's pacote sets the first variable for the npm that prepares a clone; it is not set for `npm install --global .`.
  const {
    _PACOTE_NO_PREPARE_: isClone,
    npm_config_global: isGlobal,
    npm_config_global_prefix: prefix,
  } = process.env;
  if (!isClone || isGlobal !== "true" || prefix === undefined) return;
  const { name } = JSON.parse(readFileSync("package.json", "utf8"));
  const link = join(prefix, process.platform === "win32" ? "" : "lib", "node_modules", name);
  if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  if (realpathSync(link) !== realpathSync(".")) return;
  unlinkSync(link);
  mkdirSync(link);
}
