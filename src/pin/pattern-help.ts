/**
 * Returns how to write a pattern of another dialect in Java's, as an imperative sentence: `(?P<ts>...)` of Python and Go,
 * and `*-alpine` of the shell. Otherwise, returns undefined.
 */
export function patternHelp(pattern: string): string | undefined {
  const java = pattern
    .replaceAll("(?P<", "(?<")
    .replaceAll(/\(\?P=([A-Za-z][A-Za-z0-9]*)\)/g, "\\k<$1>")
    .replace(/^\*/, ".*");
  return java === pattern ? undefined : `write '${java}', as the pattern is a Java regular expression`;
}
