import type { Said } from "./trees.js";

/** Returns the value at a path of keys and indices, or undefined if there is none. */
export function valueAt(value: Said, ...path: readonly (string | number)[]): Said | undefined {
  let node: Said | undefined = value;
  for (const step of path) {
    const entries: [string, Said][] =
      node === undefined || typeof node === "string" ? [] : Object.entries(node);
    node = entries.find(([key]) => key === String(step))?.[1];
  }
  return node;
}

/** Returns the value at a path of keys and indices. Throws if there is none. */
export function at(value: Said, ...path: readonly (string | number)[]): Said {
  const node = valueAt(value, ...path);
  if (node === undefined) throw new Error(`no ${path.join(".")} in ${JSON.stringify(value)}`);
  return node;
}

/** Returns the text at a path of keys and indices. Throws if there is none. */
export function textAt(value: Said, ...path: readonly (string | number)[]): string {
  const text = at(value, ...path);
  if (typeof text !== "string") throw new Error(`${path.join(".")} is not a text`);
  return text;
}

/** Returns the texts in a value, in their order, without keys. */
export function textsOf(value: Said): string[] {
  return typeof value === "string" ? [value] : Object.values(value).flatMap(textsOf);
}

/** Returns the items of the list at a path, none if there is no list. */
export function itemsAt(value: Said, ...path: readonly (string | number)[]): readonly Said[] {
  const list = valueAt(value, ...path);
  return list === undefined || typeof list === "string" ? [] : Object.values(list);
}

/** Returns the texts of the mapping at a path by their keys, none if there is no mapping. */
export function mapAt(value: Said, ...path: readonly (string | number)[]): Record<string, string> {
  const mapping = valueAt(value, ...path) ?? {};
  return Object.fromEntries(Object.keys(mapping).map((key) => [key, textAt(mapping, key)]));
}
