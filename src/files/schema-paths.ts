import type { SchemaError } from "../../schemas/validator.js";
import type { Plain } from "../yaml/parse.js";

/** Returns the paths that have an error below them. An error of a mapping's keys is below the mapping. */
export function pathsAbove(errors: readonly SchemaError[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { instancePath, keyword } of errors) {
    if (keyword.endsWith("Properties")) paths.add(instancePath);
    for (let end = instancePath.lastIndexOf("/"); end >= 0; end = instancePath.lastIndexOf("/", end - 1)) {
      const path = instancePath.slice(0, end);
      // All paths above one that is known are known.
      if (paths.has(path)) break;
      paths.add(path);
      if (end === 0) break;
    }
  }
  return paths;
}

/** Returns the steps of a JSON pointer (RFC 6901). */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * Returns a value without the parts in which a schema found errors, so that the rest can be read in the same run.
 * `partOf` returns the path of the part that an error at a path makes unusable. If that is the root, the result is `{}`.
 */
export function soundPart(
  plain: Plain,
  errors: readonly SchemaError[],
  partOf: (path: readonly string[]) => readonly string[],
): Plain {
  const removed = new Set<string>();
  for (const error of errors) {
    // The errors of a key's schema are repeated, with the key, by `propertyNames`.
    if (error.propertyName === undefined) removed.add(JSON.stringify(partOf(errorPath(error))));
  }
  return removed.has("[]") ? {} : removed.size === 0 ? plain : without(plain, removed, []);
}

/** Returns the path of a schema error; for an error of a key, including the key. */
export function errorPath({ instancePath, params }: SchemaError): string[] {
  const key = params["additionalProperty"] ?? params["propertyName"];
  return [...pointerSteps(instancePath), ...(typeof key === "string" ? [key] : [])];
}

function without(plain: Plain, removed: ReadonlySet<string>, at: readonly string[]): Plain {
  if (typeof plain !== "object" || plain === null || Array.isArray(plain)) return plain;
  const entries = Object.entries(plain).flatMap(([key, value]): [string, Plain][] => {
    const path = [...at, key];
    return removed.has(JSON.stringify(path)) ? [] : [[key, without(value, removed, path)]];
  });
  return Object.fromEntries(entries);
}
