import { compileStars } from "../files/glob.js";
import type { Package } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { didYouMean, findNearest } from "../model/suggest.js";
import { parseTag, type Tag } from "../model/image.js";
import type { Move } from "../pin/resolution.js";

interface Selection {
  readonly isOne?: boolean;
  readonly none?: string;
  readonly unused?: readonly string[];
  readonly isPath?: (name: string) => boolean;
}

/**
 * Returns the keys that names on the command line select: a key `Docker/x`, a glob in which `*` matches anything, or
 * the last part of a key if it is unique. No names select all packages. With `isOne`, a glob must also select exactly
 * one. `none` is the message for a name without a package, `unused` are the keys of packages that are declared only, and
 * `isPath` returns whether a file has a name, as the shell replaces a glob without quotes by names of files.
 */
export function selectPackages(
  packages: readonly Package[],
  names: readonly string[],
  { isOne = false, none = "there is no such package", unused = [], isPath = () => false }: Selection = {},
): { names: ReadonlySet<string>; diagnostics: Diagnostic[] } {
  const keys = packages.map(({ key }) => key);
  if (names.length === 0) return { names: new Set(keys), diagnostics: [] };
  const chosen = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const name of names) {
    const matching = findKeys(keys, name);
    const isGlob = name.includes("*") && !isOne;
    if (matching.length === 0) {
      const help =
        suggestTag(keys, name, names) ??
        suggestUse(unused, name) ??
        suggest(packages, name, { isOne, isPath: isPath(name) });
      diagnostics.push(usageError(`"${name}": ${none}`, help));
    } else if (matching.length > 1 && !isGlob) {
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

const NO_PACKAGE = "declare packages in the project file, and name them in the materials of the sources";

/** A package with a tag, such as `web:1.2` or `web 1.2`; `names` are all on the command line. */
function suggestTag(keys: readonly string[], name: string, names: readonly string[]): string | undefined {
  const [, untagged = "", tag = ""] = /^(.+?)[:@=](.*)$/.exec(name) ?? [];
  if (findKeys(keys, untagged).length === 1) {
    return `write the package without a tag: "${untagged}"; \`gocd-pin refresh ${untagged} --to ${tag}\` pins a tag`;
  }
  const [first = "", second, ...others] = names;
  const isTag = second === name && others.length === 0 && /^v?\d/.test(name);
  if (!isTag || findKeys(keys, first).length !== 1) return undefined;
  return `pin a tag with \`gocd-pin refresh ${first} --to ${name}\``;
}

function suggestUse(unused: readonly string[], name: string): string | undefined {
  const [key, ...others] = findKeys(unused, name);
  if (key === undefined || others.length > 0) return undefined;
  return `it is only declared: use it in a material of a source as \`package: ${key}\``;
}

/** The most likely intended name: a glob, a package of this image, the nearest unique last part of a key, else a key. */
function suggest(
  packages: readonly Package[],
  name: string,
  { isOne, isPath }: { readonly isOne: boolean; readonly isPath: boolean },
): string {
  const keys = packages.map(({ key }) => key);
  const glob = isOne ? undefined : likelyGlob(keys, name);
  if (glob !== undefined) return `write '${glob}' for all packages that begin with it`;
  if (!isOne && name.includes("*") && findKeys(keys, `*/${name}`).length > 0) {
    return `write '*/${name}', which matches in every package repository`;
  }
  const ofImage = packages.find(({ image }) => image === name);
  if (ofImage !== undefined) return `did you mean "${ofImage.key}"?`;
  const parts = name.split("/").length;
  const ends = keys.map((key) => key.split("/").slice(-parts).join("/"));
  const nearest = findNearest(
    name,
    ends.filter((end) => findKeys(keys, end).length === 1),
  );
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  if (isPath && !isOne)
    return "it is a file or folder: name packages, and write a glob in quotes, such as '*/team/*'";
  return didYouMean(name, keys, NO_PACKAGE);
}

/** Returns the glob for the packages below a folder, or else for several whose names begin with `name`. */
function likelyGlob(keys: readonly string[], name: string): string | undefined {
  if (name === "" || name.includes("*")) return undefined;
  const start = name.replace(/\/$/, "");
  for (const glob of [`${start}/*`, `*/${start}/*`]) if (findKeys(keys, glob).length > 0) return glob;
  return [`${start}*`, `*/${start}*`].find((glob) => findKeys(keys, glob).length > 1);
}

function findKeys(keys: readonly string[], name: string): string[] {
  if (keys.includes(name)) return [name];
  if (name.includes("*")) {
    const matches = compileStars(name);
    return keys.filter((key) => matches(key));
  }
  return keys.filter((key) => key.endsWith(`/${name}`));
}

function usageError(message: string, help: string): Diagnostic {
  return { severity: "error", code: "usage", message, help };
}

/**
 * Returns the tag of `refresh PACKAGE --to TAG` by the key of its package; none without `--to`. If there is not exactly
 * one package, if the text is not a tag, or if the package holds another tag, the error is `usage`.
 */
export function nameTag(
  packages: readonly Package[],
  names: ReadonlySet<string>,
  { to, packages: written }: { readonly to: string | undefined; readonly packages: readonly string[] },
): { exactTags: ReadonlyMap<string, Tag>; diagnostics: readonly Diagnostic[] } {
  if (to === undefined) return { exactTags: new Map(), diagnostics: [] };
  const [pkg, ...others] = packages.filter(({ key }) => names.has(key));
  if (written.length === 0 || pkg === undefined || others.length > 0) {
    return usage("--to needs exactly one package", "name the package: `gocd-pin refresh PACKAGE --to TAG`");
  }
  const tag = parseTag(to);
  if (tag === undefined) {
    return usage(`"${to}" is not a tag`, tagHelp(to));
  }
  const { hold = tag } = pkg.rule;
  if (hold !== tag) {
    const help = `write \`hold: "${tag}"\` in its declaration, and run \`gocd-pin build\``;
    return usage(`"${pkg.key}" holds the tag "${hold}", and --to names another tag, "${tag}"`, help);
  }
  return { exactTags: new Map([[pkg.key, tag]]), diagnostics: [] };
}

/** What to write instead of a text that is not a tag, such as `team/app:1.2@sha256:...`. */
function tagHelp(text: string): string {
  if (/^sha256:/.test(text)) return "write a tag; gocd-pin queries its digest";
  const [, tag = ""] = /^(?:[^@]*:)?([^:@/]+)(?:@.*)?$/s.exec(text) ?? [];
  if (tag === text || parseTag(tag) === undefined)
    return "write at most 128 letters, digits, `_`, `.` and `-`";
  return `write only the tag, as \`--to ${tag}\`; gocd-pin queries its digest`;
}

/** Returns a note for each tag that was pinned by its name, and that the next refresh may move. */
export function pinnedOnce(
  moves: readonly Move[],
  exactTags: ReadonlyMap<string, Tag>,
): readonly Diagnostic[] {
  return moves.flatMap(({ package: pkg, after }) => {
    if (after === undefined || !exactTags.has(pkg.key) || pkg.rule.hold !== undefined) return [];
    const message = `"${pkg.key}": the next refresh may move the pin away from "${after.tag}"`;
    const help = `to keep it there, write \`hold: "${after.tag}"\` in its declaration, and run \`gocd-pin build\``;
    return { severity: "note", code: "pin-once", message, place: pkg.place, help };
  });
}

function usage(message: string, help: string): ReturnType<typeof nameTag> {
  return { exactTags: new Map(), diagnostics: [{ severity: "error", code: "usage", message, help }] };
}
