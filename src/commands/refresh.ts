import type { Package } from "../model/declaration.js";
import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { didYouMean } from "../model/suggest.js";
import type { Move } from "../pin/resolve.js";
import { resolvePins, write } from "./build.js";
import { loadWorkspace } from "./workspace.js";
import type { ChangedFiles, Outcome, RunOptions, World } from "./world.js";

/** What `refresh` is asked for beside the options of every command. */
export interface RefreshOptions extends RunOptions {
  /** Packages by key, glob, or last part; empty for all. */
  readonly packages: readonly string[];
  readonly isDryRun: boolean;
}

/** What became of a pin, in a word. */
export type MoveKind = "pinned" | "moved" | "digest moved" | "unchanged" | "failed";

/** What `refresh` did with one package. */
export interface MoveRow {
  readonly package: string;
  readonly kind: MoveKind;
  readonly from?: string;
  readonly to?: string;
}

/** What `refresh` did; with errors nothing was written, and the rows tell what would have moved. */
export interface RefreshResult extends ChangedFiles {
  readonly moves: readonly MoveRow[];
}

/** Asks the registries again, moves pins and builds; says what moved. */
export async function refresh(world: World, options: RefreshOptions): Promise<Outcome<RefreshResult>> {
  const workspace = await loadWorkspace(options);
  const { names, diagnostics } = selectPackages(workspace.packages, options.packages);
  // What names no package is a mistake on the command line, unless the packages could not be read in the first place.
  if (diagnostics.length > 0) {
    const found = hasErrors(workspace.diagnostics) ? workspace.diagnostics : diagnostics;
    return { diagnostics: found, result: { moves: [], written: [], removed: [] } };
  }
  const { resolution, notices } = await resolvePins(world, options, workspace, {
    isAskedAnew: ({ key }) => names.has(key),
    isOffline: false,
  });
  const moves = resolution.moves.filter(({ package: found }) => names.has(found.key)).map(toRow);
  const { diagnostics: findings, result } = await write(workspace, resolution, notices, {
    only: [],
    isDryRun: options.isDryRun,
  });
  return { diagnostics: findings, result: { moves, ...result } };
}

/**
 * The keys that names on the command line mean: a key `Docker/x`, a glob in which `*` stands for anything, or a last
 * part where just one package has it. No names mean all packages.
 */
export function selectPackages(
  packages: readonly Package[],
  names: readonly string[],
): { names: ReadonlySet<string>; diagnostics: Diagnostic[] } {
  const keys = packages.map(({ key }) => key);
  if (names.length === 0) return { names: new Set(keys), diagnostics: [] };
  const chosen = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const name of names) {
    const found = findKeys(keys, name);
    const isGlob = name.includes("*");
    if (found.length === 0) diagnostics.push(unknown(name, didYouMean(name, keys)));
    else if (found.length > 1 && !isGlob) {
      const twins = found.map((key) => `"${key}"`).join(", ");
      diagnostics.push(unknown(name, `it could be ${twins}: write one of them whole`));
    } else for (const key of found) chosen.add(key);
  }
  return { names: chosen, diagnostics };
}

function findKeys(keys: readonly string[], name: string): string[] {
  if (keys.includes(name)) return [name];
  if (name.includes("*")) {
    const pattern = new RegExp(
      `^${name
        .split("*")
        .map((part) => part.replace(/[^\w]/g, "\\$&"))
        .join(".*")}$`,
      "s",
    );
    return keys.filter((key) => pattern.test(key));
  }
  return keys.filter((key) => key.endsWith(`/${name}`));
}

function unknown(name: string, help: string): Diagnostic {
  const message = `"${name}" names no single package that a pipeline uses`;
  return { severity: "error", code: "usage", message, help, exit: 2 };
}

function toRow({ package: { key }, before, after }: Move): MoveRow {
  const from = before && { from: before.tag };
  const to = after && { to: after.tag };
  return { package: key, kind: kindOf(before, after), ...from, ...to };
}

function kindOf(before: Move["before"], after: Move["after"]): MoveKind {
  if (after === undefined) return "failed";
  if (before === undefined) return "pinned";
  if (before.tag !== after.tag) return "moved";
  return before.digest === after.digest ? "unchanged" : "digest moved";
}
