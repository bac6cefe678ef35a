import type { Package } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import type { Pins } from "../model/pin.js";
import { answers } from "../pin/match.js";

/** Finds wrong rules, and gives their packages' keys. A rule that a pin answers was right when it was pinned. */
export async function checkRules(
  packages: Iterable<Package>,
  pins: Pins,
): Promise<{ unusable: ReadonlySet<string>; diagnostics: Diagnostic[] }> {
  const unusable = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const found of packages) {
    const pin = pins.get(found.key);
    if (pin !== undefined && answers(pin, found)) continue;
    // Filters and policies cost start-up time, and most runs find all pins in the lock.
    const { ruleDiagnostics } = await import("../pin/rule-diagnostics.js");
    const mistakes = ruleDiagnostics(found);
    if (mistakes.length > 0) unusable.add(found.key);
    diagnostics.push(...mistakes);
  }
  return { unusable, diagnostics };
}
