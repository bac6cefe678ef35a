/**
 * The violations of the architecture that are still in the sources. The list must shrink: the test fails if one of them
 * is fixed and still listed.
 */
export const KNOWN_VIOLATIONS: readonly string[] = [];
