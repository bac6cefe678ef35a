/** One challenge of a `WWW-Authenticate` header (RFC 7235, section 4.1). */
export interface Challenge {
  /** Lower case: `bearer`, `basic`, `negotiate`. */
  readonly scheme: string;
  /** Names in lower case, values without quotes and escapes; the first of two with the same name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
// Base64 of Negotiate and the like. It must end its challenge, or it is the name of a parameter.
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*[ \t]*(?=,|$)/y;
const PARAMETER = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;
const GAP = /[ \t,]*/y;
const SPACES = /[ \t]+/y;

/**
 * Reads the challenges of all `WWW-Authenticate` values of a response, in their order. One value may hold several
 * challenges, a quoted parameter may hold commas; text that is not valid ends the reading of its value only.
 */
export function parseChallenges(values: readonly string[]): readonly Challenge[] {
  return values.flatMap((value) => parseValue(value));
}

function parseValue(value: string): Challenge[] {
  const challenges: Challenge[] = [];
  let at = 0;

  function take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const match = pattern.exec(value);
    if (match === null) return undefined;
    at = pattern.lastIndex;
    return match;
  }

  for (;;) {
    take(GAP);
    const scheme = take(TOKEN)?.[0];
    if (scheme === undefined) return challenges;
    const parameters = new Map<string, string>();
    challenges.push({ scheme: scheme.toLowerCase(), parameters });
    if (take(SPACES) === undefined || take(TOKEN68) !== undefined) continue;
    for (;;) {
      // A parameter is a name before `=`; a name without one is the scheme of the next challenge.
      const parameter = take(PARAMETER);
      if (parameter === undefined) break;
      const name = (parameter[1] ?? "").toLowerCase();
      const text = parameter[2]?.replace(/\\(.)/g, "$1") ?? parameter[3] ?? "";
      if (!parameters.has(name)) parameters.set(name, text);
      take(GAP);
    }
  }
}
