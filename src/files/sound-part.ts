import type { SchemaError } from "../../schemas/validators.js";
import type { Plain } from "../yaml/plain.js";
import { pointerSteps } from "./schema-problems.js";

/**
 * A value without the parts in which a schema found mistakes, so that the rest can be read in the same run.
 * `partOf` gives the path of the part that a mistake at a path spoils; an empty one spoils all, and `{}` is left.
 */
export function soundPart(
  plain: Plain,
  errors: readonly SchemaError[],
  partOf: (path: readonly string[]) => readonly string[],
): Plain {
  const gone = new Set<string>();
  for (const error of errors) {
    // What a key's own schema finds is told once more, with the key, by `propertyNames`.
    if (error.propertyName === undefined) gone.add(JSON.stringify(partOf(mistakePath(error))));
  }
  return gone.has("[]") ? {} : gone.size === 0 ? plain : without(plain, gone, []);
}

/** Where a mistake stands, that of a key included. */
export function mistakePath({ instancePath, params }: SchemaError): string[] {
  const key = params["additionalProperty"] ?? params["propertyName"];
  return [...pointerSteps(instancePath), ...(typeof key === "string" ? [key] : [])];
}

function without(plain: Plain, gone: ReadonlySet<string>, at: readonly string[]): Plain {
  if (typeof plain !== "object" || plain === null || Array.isArray(plain)) return plain;
  const entries = Object.entries(plain).flatMap(([key, value]): [string, Plain][] => {
    const path = [...at, key];
    return gone.has(JSON.stringify(path)) ? [] : [[key, without(value, gone, path)]];
  });
  return Object.fromEntries(entries);
}
