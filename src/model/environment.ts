/** The variables of a process. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;
