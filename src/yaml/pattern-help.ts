import type { Diagnostic } from "../model/diagnostic.js";

// A regular expression or a version range as the value of its key, up to the end of the line.
const WRITTEN = /(?:^|[\s{,-])(tag_filter|tag_exclude|DOCKER_TAG_FILTER|range|extract) *: +(\S.*?)\s*$/;

/**
 * Returns a syntax error with help that quotes the value, if it is in a line such as `tag_filter: [0-9]+` or
 * `tag_filter: "^\d+$"`: YAML gives these characters another meaning. Otherwise, returns it as it is.
 */
export function explainPattern(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.place === undefined) return diagnostic;
  const { file, span } = diagnostic.place;
  const start = file.text.lastIndexOf("\n", span.start - 1) + 1;
  const end = file.text.indexOf("\n", span.start);
  const line = file.text.slice(start, end < 0 ? undefined : end);
  const [, key = "", value = ""] = WRITTEN.exec(line) ?? [];
  const inner = /^"(.*)"$/.exec(value)?.[1] ?? value;
  if (inner === "" || value.startsWith("'") || /["']/.test(inner)) return diagnostic;
  return { ...diagnostic, help: `write the value in single quotes: ${key}: '${inner}'` };
}
