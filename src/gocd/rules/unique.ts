import type { Code } from "../../model/codes.js";
import type { Place } from "../../model/source.js";
import { rejectAt, type Findings, type Reach } from "../read/findings.js";

/**
 * Notes that `key` is at `place`. If `seen` has it already, this is an error that also shows the first place. Returns
 * whether it is the first.
 */
export function checkUnique(
  findings: Findings,
  seen: Map<string, Place>,
  key: string,
  place: Place,
  error: { readonly code: Code; readonly message: string; readonly reach: Reach; readonly help?: string },
): boolean {
  const first = seen.get(key);
  if (first === undefined) {
    seen.set(key, place);
    return true;
  }
  rejectAt(findings, place, error.code, error.message, {
    help: error.help ?? "remove one of the two",
    reach: error.reach,
    related: [{ message: "the first one is here", place: first }],
  });
  return false;
}
