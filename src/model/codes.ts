/**
 * Every diagnostic code, with what it means and how it is mended. The README shows this table, and a test
 * holds the two equal.
 */
export const CODES = {
  "yaml-syntax": {
    meaning: "the text is not YAML that GoCD's reader or ours can read",
    mend: "correct the text at the place shown",
  },
} as const satisfies Record<string, { readonly meaning: string; readonly mend: string }>;

export type Code = keyof typeof CODES;
