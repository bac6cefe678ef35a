/** The version of this program, as in package.json. */
export const VERSION = "0.1.0";

/** The variables of a process. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;
