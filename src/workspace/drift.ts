import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Pin } from "../model/pin.js";
import { goneHelp, HELD_GONE } from "../pin/exact-tag.js";
import { failureDiagnostic } from "../pin/failure-diagnostic.js";
import { mapConcurrently } from "../pin/concurrent-map.js";
import { resolve, type LockedPackage } from "../pin/resolution.js";
import type { LockState } from "./lock-findings.js";
import { openRegistries, type Registries } from "./registries.js";
import type { LoadedWorkspace } from "./load.js";
import type { RunOptions, World } from "./world.js";

/**
 * Queries the registries and compares every pin with them: whether a newer tag matches, the pinned tag no longer exists,
 * or its digest has changed. A query that fails is an error with exit status 3. No pin is moved.
 */
export async function findDrift(
  world: World,
  options: RunOptions,
  { settings }: LoadedWorkspace,
  packages: readonly LockedPackage[],
  state: LockState,
): Promise<Diagnostic[]> {
  const registries = openRegistries(world, options, settings);
  try {
    registries.expectLists(packages.length);
    const findings = await mapConcurrently(
      packages,
      registries.lookup,
      async ({ package: declared, known, isPinned }) => {
        return isPinned && known !== undefined ? driftOf(registries, declared, known, state) : [];
      },
    );
    return [...findings.flat(), ...registries.notices()];
  } finally {
    await registries.close();
  }
}

async function driftOf(
  { lookup }: Registries,
  declared: Package,
  pin: Pin,
  { locate }: LockState,
): Promise<Diagnostic[]> {
  const { repository, image, rule } = declared;
  const listed = await lookup.tags(repository, image);
  if (!listed.ok) return [failureDiagnostic(declared, listed.failure)];
  const place = locate(declared.key, "tag");
  const isListed = listed.value.includes(pin.tag);
  const digest = isListed && rule.digest ? await lookup.digest(repository, image, pin.tag) : undefined;
  if (digest?.ok === false) return [failureDiagnostic(declared, digest.failure)];
  const isGone = !isListed || digest?.value === "gone";
  const {
    moves: [move],
    diagnostics,
  } = await resolve({
    packages: [{ package: declared, known: pin, isPinned: true }],
    // A held pin stays, even if there is a newer tag.
    isQueriedAgain: () => rule.hold === undefined,
    allowsDowngrade: true,
    lookup,
  });
  // A note reports a new digest that waits.
  const { waits } = move ?? {};
  const findings: Diagnostic[] = [];
  const newest = move?.after?.tag;
  const name = rule.hold === undefined ? "pinned" : "held";
  if (isGone) {
    const message = `"${declared.key}": the ${name} tag "${pin.tag}" no longer exists in the registry`;
    const help = rule.hold === undefined ? goneHelp(declared, pin.tag, newest) : HELD_GONE;
    findings.push(errorAt(place, "pin-vanished", message, { help }));
  } else if (digest !== undefined && pin.digest !== digest.value && waits?.tag !== pin.tag) {
    const message = `"${declared.key}": the ${name} tag "${pin.tag}" now has the digest ${digest.value}`;
    const refresh = `gocd-pin refresh ${declared.key}${rule.hold === undefined ? "" : ` --to ${pin.tag}`}`;
    const help = `find out who pushed it again, or accept the new digest with \`${refresh}\``;
    findings.push(errorAt(locate(declared.key, "digest"), "pin-moved", message, { help }));
  }
  if (newest !== undefined && newest !== pin.tag && !isGone) {
    const message = `"${declared.key}": the newest matching tag is "${newest}", but "${pin.tag}" is pinned`;
    const help = `move the pin with \`gocd-pin refresh ${declared.key}\``;
    findings.push(errorAt(place, "pin-behind", message, { help }));
  }
  return [...findings, ...diagnostics];
}
