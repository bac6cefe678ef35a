/** The variable that `--quick` sets for the test processes. */
export const QUICK_VARIABLE = "GOCD_PIN_QUICK_TESTS";

/** Returns the number of examples that a property checks: `full`, and a quarter of it in the quick run. */
export function runs(full: number): number {
  return process.env[QUICK_VARIABLE] === undefined ? full : Math.ceil(full / 4);
}
