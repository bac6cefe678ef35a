import type { Tag } from "../model/image.js";

// What releases are mostly called, the surest first.
const SHAPES = [
  String.raw`\d+\.\d+\.\d+`,
  String.raw`v\d+\.\d+\.\d+`,
  String.raw`\d+\.\d+`,
  String.raw`v\d+\.\d+`,
  String.raw`\d{8}`,
];

/**
 * A tag filter that only releases match, instead of the floating tag that won: of its variant (`latest-alpine`), if
 * there are such releases. Undefined where no tag looks like a release, so that no filter would help.
 */
export function suggestFilter(floating: Tag, tags: readonly Tag[]): string | undefined {
  const variant = /^[A-Za-z]+(-[A-Za-z]+)+$/.test(floating) ? floating.slice(floating.indexOf("-")) : "";
  for (const suffix of new Set([variant, ""])) {
    for (const shape of SHAPES) {
      const filter = `^${shape}${suffix}$`;
      const expression = new RegExp(filter);
      if (tags.some((tag) => expression.test(tag))) return filter;
    }
  }
  return undefined;
}
