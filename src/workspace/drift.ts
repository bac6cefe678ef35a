import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Pin } from "../model/pin.js";
import { failureDiagnostic, resolve, type LockedPackage } from "../pin/resolve.js";
import type { LockState } from "./lock-findings.js";
import { openRegistries, type Registries } from "./registries.js";
import type { LoadedWorkspace } from "./load.js";
import type { RunOptions, World } from "./world.js";

/**
 * Asks the registries whether the pins still hold: whether a tag that matches is newer, the pinned tag is gone, or its
 * digest is another. What could not be found out is told with exit status 3. Nothing is moved.
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
    const findings = await Promise.all(
      packages.map(async ({ package: declared, known, isPinned }) => {
        return isPinned && known !== undefined ? driftOf(registries, declared, known, state) : [];
      }),
    );
    return [...findings.flat(), ...registries.notices()];
  } finally {
    await registries.close();
  }
}

async function driftOf(
  { lookup }: Registries,
  pkg: Package,
  pin: Pin,
  { locate }: LockState,
): Promise<Diagnostic[]> {
  const { repository, image, rule } = pkg;
  const listed = await lookup.tags(repository, image);
  if (!listed.ok) return [failureDiagnostic(pkg, listed.failure)];
  const place = locate(pkg.key, "tag");
  const isListed = listed.value.includes(pin.tag);
  const digest = isListed && rule.digest ? await lookup.digest(repository, image, pin.tag) : undefined;
  if (digest?.ok === false) return [failureDiagnostic(pkg, digest.failure)];
  const isGone = !isListed || digest?.value === "gone";
  const findings: Diagnostic[] = [];
  if (isGone) {
    const message = `"${pkg.key}": the pinned tag "${pin.tag}" is gone from the registry`;
    const help = `find out where it went, or pin another one with \`gocd-pin refresh ${pkg.key}\``;
    findings.push(errorAt(place, "pin-vanished", message, { help }));
  } else if (digest !== undefined && pin.digest !== digest.value) {
    const message = `"${pkg.key}": the pinned tag "${pin.tag}" names another image now, ${digest.value}`;
    const help = `find out who pushed it again, or take it with \`gocd-pin refresh ${pkg.key}\``;
    findings.push(errorAt(locate(pkg.key, "digest"), "pin-moved", message, { help }));
  }
  const { moves, diagnostics } = await resolve({
    packages: [{ package: pkg, known: pin, isPinned: true }],
    isAskedAnew: () => true,
    allowsDowngrade: true,
    lookup,
  });
  const newest = moves[0]?.after?.tag;
  if (newest !== undefined && newest !== pin.tag && !isGone) {
    const message = `"${pkg.key}": the newest matching tag is "${newest}", and "${pin.tag}" is pinned`;
    const help = `take it with \`gocd-pin refresh ${pkg.key}\``;
    findings.push(errorAt(place, "pin-behind", message, { help }));
  }
  return [...findings, ...diagnostics];
}
