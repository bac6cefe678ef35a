import type { SchemaError } from "../../schemas/validator.js";
import type { Plain } from "../yaml/plain.js";
import { pointerSteps } from "./schema-problems.js";

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
