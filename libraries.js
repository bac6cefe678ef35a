import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";

/**
 * Installs the libraries that a package.json lists as devDependencies, in the versions of package-lock.json, if one of
 * them is missing. `scope` is the options of `npm ci` that choose the workspaces. If npm fails, reports it and returns
 * false. Nothing goes to standard output.
 */
export function ensureLibraries(file, scope) {
  const { devDependencies } = JSON.parse(readFileSync(file, "utf8"));
  if (Object.keys(devDependencies).every((name) => existsSync(`node_modules/${name}/package.json`)))
    return true;
  // npm passes its settings to scripts as environment variables, and those of a global installation are wrong here.
  const settings = [
    "--no-global",
    "--location=project",
    "--no-dry-run",
    "--include=dev",
    "--include=optional",
  ];
  const args = ["ci", ...scope, ...settings, "--ignore-scripts", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath ?? "";
  const isNpm = npm.endsWith("npm-cli.js");
  const { status, error } = spawnSync(isNpm ? process.execPath : "npm", isNpm ? [npm, ...args] : args, {
    stdio: ["ignore", 2, 2],
    shell: !isNpm && process.platform === "win32",
  });
  if (status === 0) return true;
  return fail(
    `\`npm ci\` failed in ${process.cwd()}: ${error?.message ?? `exit status ${status}`}`,
    "check that npm can reach its registry (`npm ping`); a packed gocd-pin installs without one",
  );
}

/** Reports a failure, and makes this process fail. Returns false. */
export function fail(message, help) {
  process.stderr.write(`gocd-pin: error: ${message}\n  help: ${help}\n`);
  process.exitCode = 1;
  return false;
}
