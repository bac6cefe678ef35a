import { posix } from "node:path";
import { readFacts, type Import } from "./source-facts.js";

/** What a module may import: other modules, and npm libraries. */
interface Module {
  readonly modules: readonly string[];
  readonly libraries: readonly string[];
}

/**
 * The modules, lowest rank first. A module imports from lower ranks only, and never from a sibling of its own rank;
 * a folder is a module, and so are `cli.ts` and `bin.ts`.
 */
const MODULES: Readonly<Record<string, Module>> = {
  model: { modules: [], libraries: ["fastest-levenshtein"] },

  yaml: { modules: ["model"], libraries: ["js-yaml"] },
  http: { modules: ["model"], libraries: [] },
  pin: { modules: ["model"], libraries: ["semver"] },
  report: { modules: ["model"], libraries: ["picocolors", "diff"] },

  registry: { modules: ["model", "http"], libraries: [] },
  server: { modules: ["model", "http"], libraries: [] },
  gocd: { modules: ["model", "yaml"], libraries: [] },
  files: { modules: ["model", "yaml", "schemas"], libraries: ["saxes"] },

  workspace: {
    modules: ["model", "yaml", "http", "registry", "server", "pin", "gocd", "files"],
    libraries: [],
  },

  commands: {
    modules: ["model", "yaml", "http", "registry", "server", "pin", "gocd", "files", "workspace"],
    libraries: [],
  },
  cli: { modules: ["model", "report", "workspace", "commands"], libraries: ["commander"] },
  bin: { modules: ["cli", "model"], libraries: [] },
};

/** The doors to the world: the only files that may reach disk, network, programs and process, and by what. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  "src/files/disk.ts": ["node:fs"],
  "src/files/disk-paths.ts": ["node:fs"],
  "src/files/disk-search.ts": ["node:fs"],
  // Temporary files have the process number in their names.
  "src/files/disk-temporary.ts": ["node:fs", "process"],
  // The user decides whether a hard link could be removed again.
  "src/files/disk-changes.ts": ["node:fs", "process"],
  // Docker ends with the process that started it.
  "src/files/programs.ts": ["node:child_process", "process"],
  // http.ts loads it.
  "src/http/agents.ts": ["undici"],
  "src/http/connection-guard.ts": ["node:dns", "node:net"],
  // V8 must know how to compile the WebAssembly of the HTTP library before that is loaded.
  "src/http/http.ts": ["node:net", "node:tls", "node:http", "node:https", "node:v8"],
  // V8 must know when to optimize a function.
  "src/model/optimizer.ts": ["node:v8", "process"],
  // V8 must know how it allocates the trees before it optimizes their code.
  "src/workspace/source.ts": ["node:v8"],
  // Makes contexts of certificates; it opens no socket.
  "src/http/tls.ts": ["node:tls"],
  // Reads the lists of authorities that Node.js has.
  "src/http/trust.ts": ["node:tls"],
  "src/bin.ts": ["process", "node:process", "node:os", "node:tty"],
};

/** Modules of Node.js that only compute; every other one is a door. */
const PURE = new Set(["node:path", "node:path/posix", "node:util", "node:crypto", "node:buffer", "node:url"]);

const MAX_LINES = 250;
const MAX_FILES = 25;

/** Tables of text, which are as long as they have rows. */
const TABLES: readonly RegExp[] = [/^src\/model\/codes\.ts$/, /^src\/gocd\/grammar\//];

/** Names of variables that say nothing about the value. */
const EMPTY_NAMES = ["found", "told", "made", "own", "wanted", "kept"];

/** The sources by path from the root of the repository (`src/yaml/node.ts`). */
export type Sources = ReadonlyMap<string, string>;

/** Returns where the sources break the law of imports or the rules about names and sizes, one sentence each. */
export function findViolations(sources: Sources): string[] {
  const violations: string[] = [];
  const graph = new Map<string, string[]>();
  const exporters = new Map<string, string[]>();
  for (const [path, text] of sources) {
    if (MODULES[moduleOf(path)] === undefined) {
      violations.push(`${path} is in the module "${moduleOf(path)}", which has no rank`);
      continue;
    }
    const facts = readFacts(path, text);
    const targets: string[] = [];
    for (const item of facts.imports) {
      const problem = checkImport(path, item);
      if (problem !== undefined) violations.push(`${path} ${problem}`);
      const target = item.specifier !== undefined && resolve(path, item.specifier);
      if (typeof target === "string" && sources.has(target)) targets.push(target);
    }
    graph.set(path, targets);
    for (const name of facts.globals) {
      if (!opens(path, name)) violations.push(`${path} uses the global "${name}"`);
    }
    for (const name of facts.undocumented) violations.push(`${path} exports "${name}" without a doc comment`);
    if (facts.lines > MAX_LINES && !TABLES.some((table) => table.test(path))) {
      violations.push(`${path} has ${facts.lines} lines, more than ${MAX_LINES}`);
    }
    for (const name of EMPTY_NAMES) {
      if (facts.variables.has(name)) violations.push(`${path} has a variable "${name}"`);
    }
    for (const name of facts.exported) exporters.set(name, [...(exporters.get(name) ?? []), path]);
  }
  for (const [name, paths] of exporters) {
    if (paths.length > 1) violations.push(`${paths.sort().join(" and ")} export "${name}"`);
  }
  for (const [folder, count] of countFiles(sources.keys())) {
    if (count > MAX_FILES) violations.push(`${folder} has ${count} files, more than ${MAX_FILES}`);
  }
  const cycle = findCycle(graph);
  if (cycle !== undefined) violations.push(`import cycle: ${cycle.join(" -> ")}`);
  return violations;
}

function countFiles(paths: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}

function checkImport(path: string, { specifier, isTypeOnly }: Import): string | undefined {
  if (specifier === undefined) return "imports what it computes";
  const from = moduleOf(path);
  const rules = MODULES[from];
  if (specifier.startsWith(".")) {
    const target = resolve(path, specifier);
    const to = moduleOf(target);
    const isAllowed = to === from || (rules?.modules ?? []).includes(to);
    return isAllowed ? undefined : `imports ${target}: "${from}" may not import from "${to}"`;
  }
  if (PURE.has(specifier) || (rules?.libraries ?? []).includes(specifier) || opens(path, specifier))
    return undefined;
  if (from === "http" && specifier === "undici" && isTypeOnly) return undefined;
  return `imports "${specifier}"`;
}

function opens(path: string, what: string): boolean {
  return DOORS[path]?.includes(what) ?? false;
}

/** `src/yaml/node.ts` is in `yaml`, `src/cli.ts` is `cli`, and what is not in `src` goes by its first folder. */
function moduleOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  return top === "src" ? second.replace(/\.ts$/, "") : top;
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts");
}

/** A cycle, with its first file again as the last. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const open: string[] = [];
  const walk = (path: string): string[] | undefined => {
    if (open.includes(path)) return [...open.slice(open.indexOf(path)), path];
    if (done.has(path)) return undefined;
    open.push(path);
    for (const target of graph.get(path) ?? []) {
      const cycle = walk(target);
      if (cycle !== undefined) return cycle;
    }
    open.pop();
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const cycle = walk(path);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
