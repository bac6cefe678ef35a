import type { Package } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { didYouMean, findNearest } from "../model/suggest.js";

/**
 * Returns the keys that names on the command line select: a key `Docker/x`, a glob in which `*` matches anything, or
 * the last part of a key if it is unique. No names select all packages. With `isOne`, a glob must also select exactly
 * one. `none` is the message for a name without a package.
 */
export function selectPackages(
  packages: readonly Package[],
  names: readonly string[],
  { isOne = false, none = "there is no such package" } = {},
): { names: ReadonlySet<string>; diagnostics: Diagnostic[] } {
  const keys = packages.map(({ key }) => key);
  if (names.length === 0) return { names: new Set(keys), diagnostics: [] };
  const chosen = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const name of names) {
    const matching = findKeys(keys, name);
    const isGlob = name.includes("*") && !isOne;
    if (matching.length === 0) diagnostics.push(usageError(`"${name}": ${none}`, suggest(keys, name)));
    else if (matching.length > 1 && !isGlob) {
      const shown = matching.slice(0, MOST_SHOWN).map((key) => `"${key}"`);
      const twins = `${shown.join(", ")}${matching.length > shown.length ? ", ..." : ""}`;
      diagnostics.push(
        usageError(`"${name}" is ambiguous: it could be ${twins}`, "write one of them completely"),
      );
    } else for (const key of matching) chosen.add(key);
  }
  return { names: chosen, diagnostics };
}

const MOST_SHOWN = 10;

/** The most likely intended name: the nearest unique last part of a key, else a key. */
function suggest(keys: readonly string[], name: string): string {
  const parts = name.split("/").length;
  const ends = keys.map((key) => key.split("/").slice(-parts).join("/"));
  const nearest = findNearest(
    name,
    ends.filter((end) => findKeys(keys, end).length === 1),
  );
  return nearest === undefined ? didYouMean(name, keys) : `did you mean "${nearest}"?`;
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

function usageError(message: string, help: string): Diagnostic {
  return { severity: "error", code: "usage", message, help };
}
