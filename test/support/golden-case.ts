import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FakeRegistryScript } from "./fake-registry.js";
import { readTree, type FileTree } from "./file-tree.js";
import { isRecord } from "./json.js";

/** A golden config repo: what goes in, and what must come out. `fixtures/README.md` describes the files. */
export interface GoldenCase {
  readonly name: string;
  readonly folder: string;
  /** One sentence. */
  readonly about: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly exit: number;
  /** Fake registries by the host that names them in the files; null for one that is down. */
  readonly registries: Readonly<Record<string, FakeRegistryScript | null>>;
  /** Whether js-yaml cannot read the sources, so that they are valid only in GoCD's own dialect. */
  readonly isGocdOnly: boolean;
  /** Whether `check` has something to find afterwards: files that gocd-pin did not write, sources that were not named. */
  readonly isPartial: boolean;
}

/** The expected results of a run: its output, and the files that it adds, changes and removes. */
export interface Expectation {
  readonly stdout: string;
  readonly diagnostics: string;
  /** Added and changed files. */
  readonly files: FileTree;
  readonly removed: readonly string[];
}

/** The golden cases below a folder, sorted by name. */
export async function listCases(fixtures: string): Promise<GoldenCase[]> {
  const names = (await readdir(fixtures, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const cases: GoldenCase[] = [];
  for (const { name } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const folder = join(fixtures, name);
    if (await exists(join(folder, "case.json"))) cases.push(await readCase(name, folder));
  }
  return cases;
}

async function readCase(name: string, folder: string): Promise<GoldenCase> {
  const json: unknown = JSON.parse(await readFile(join(folder, "case.json"), "utf8"));
  if (!isWrittenCase(json)) throw new Error(`${name}/case.json is not a valid case`);
  const registries: unknown = JSON.parse(await readText(join(folder, "registry.json"), "{}"));
  if (!isRegistries(registries)) throw new Error(`${name}/registry.json: hosts must be like reg.example.com`);
  return {
    name,
    folder,
    about: json.about,
    args: json.args ?? ["build"],
    env: json.env ?? {},
    exit: json.exit ?? 0,
    registries,
    isGocdOnly: json.isGocdOnly ?? false,
    isPartial: json.isPartial ?? false,
  };
}

/** The expected results in the folder of the case. */
export async function readExpectation({ folder }: GoldenCase): Promise<Expectation> {
  return {
    stdout: await readText(join(folder, "stdout.txt"), ""),
    diagnostics: await readText(join(folder, "diagnostics.txt"), ""),
    files: await readTree(join(folder, "expected")),
    removed: (await readText(join(folder, "removed.txt"), "")).split("\n").filter((line) => line !== ""),
  };
}

interface WrittenCase {
  readonly about: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly exit?: number;
  readonly isGocdOnly?: boolean;
  readonly isPartial?: boolean;
}

function isWrittenCase(json: unknown): json is WrittenCase {
  const keys = new Set(["about", "args", "env", "exit", "isGocdOnly", "isPartial"]);
  return (
    isRecord(json) && typeof json["about"] === "string" && Object.keys(json).every((key) => keys.has(key))
  );
}

function isRegistries(json: unknown): json is GoldenCase["registries"] {
  // As long as `127.0.0.1:NNNNN`, so that columns are the same with either.
  return (
    isRecord(json) && Object.keys(json).every((host) => /^[a-z]{3}\.example\.(?:com|org|net)$/.test(host))
  );
}

async function readText(path: string, absent: string): Promise<string> {
  return (await exists(path)) ? readFile(path, "utf8") : absent;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
