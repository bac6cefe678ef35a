/** The committed schemas as text, by the first word of their file names. The build writes the code. */
export declare const SCHEMA_TEXTS: Readonly<Record<"project" | "lock" | "manifest" | "gocd-yaml", string>>;
