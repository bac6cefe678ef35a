/**
 * Returns the variables of a pipeline as `NAME=value` lines, sorted by name. If a value has only characters that need no
 * quotes, it is written as it is, so that `sh` and docker's `--env-file` read it alike; else in single quotes for `sh`.
 */
export function renderEnv(variables: Iterable<readonly [name: string, value: string]>): string {
  return Array.from(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${quoteForShell(value)}\n`)
    .join("");
}

/** Returns a value as a word of `sh`: without quotes if that is safe, else in single quotes. */
export function quoteForShell(value: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
