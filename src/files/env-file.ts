/**
 * The variables of a pipeline as `NAME=value` lines, sorted by name. A value of harmless characters stands as it
 * is, so that `sh` and docker's `--env-file` read it alike; any other in single quotes for `sh`.
 */
export function renderEnv(variables: Iterable<readonly [name: string, value: string]>): string {
  return Array.from(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${quoteForShell(value)}\n`)
    .join("");
}

/** A value as a word of `sh`: bare where that is safe, else in single quotes. */
export function quoteForShell(value: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
