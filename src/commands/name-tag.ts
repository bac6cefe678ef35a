import type { Package } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { parseTag, type Tag } from "../model/image.js";
import type { Move } from "../pin/resolve.js";

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
    return usage(`"${to}" is not a tag`, "write at most 128 letters, digits, `_`, `.` and `-`");
  }
  const { hold = tag } = pkg.rule;
  if (hold !== tag) {
    const help = `write \`hold: "${tag}"\` in its declaration, and run \`gocd-pin build\``;
    return usage(`"${pkg.key}" holds the tag "${hold}", and --to names another tag, "${tag}"`, help);
  }
  return { exactTags: new Map([[pkg.key, tag]]), diagnostics: [] };
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
