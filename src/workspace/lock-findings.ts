import { LOCK_FILE } from "../files/project.js";
import { locatePins, renderLock, type LocatePin, type PinField } from "../files/lock.js";
import { isSameText } from "../files/line-endings.js";
import type { Manifest } from "../files/manifest.js";
import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Pin, Pins } from "../model/pin.js";
import type { Place, SourceFile } from "../model/source.js";
import { isSame } from "../pin/match.js";
import { firstDifference } from "./first-difference.js";
import type { LockedPackage } from "../pin/resolve.js";

/** How the lock on the disk stands to the declarations; `text` is empty where there is no lock. */
export interface LockState {
  readonly file: SourceFile;
  readonly locate: LocatePin;
}

/** The lock as it is on the disk, for what is to be told of it. */
export function lockState(text: string): LockState {
  const file = { path: LOCK_FILE, text };
  return { file, locate: locatePins(file) };
}

/** Packages that are declared and used, and that no pin of the lock answers. */
export function unpinned(packages: readonly LockedPackage[], state: LockState): Diagnostic[] {
  const help = "run `gocd-pin build` where the registry can be reached, and commit what it writes";
  return packages.flatMap(({ package: pkg, known: pin, isPinned }) => {
    if (isPinned) return [];
    if (pin === undefined) {
      const message = `"${pkg.key}": the lock has no pin for it`;
      return errorAt(pkg.place, "pin-missing", message, { help });
    }
    const [field = "tag_filter"] = changedFields(pin, pkg);
    const message = `"${pkg.key}": the declaration and the lock do not agree on ${changedFields(pin, pkg).join(", ")}`;
    const related = [{ message: "it was pinned for this", place: state.locate(pkg.key, field) }];
    return errorAt(placeOfField(pkg, field), "pin-outdated", message, { help, related });
  });
}

/** What of the lock no build would have written so. */
export function lockFindings(
  pins: Pins,
  packages: readonly LockedPackage[],
  { file, locate }: LockState,
): Diagnostic[] {
  const used = new Set(packages.map((locked) => locked.package.key));
  const unused = Array.from(pins.keys()).filter((key) => !used.has(key));
  const findings = unused.map((key) => {
    const message = `"${key}": the lock holds a pin of it, and no pipeline uses it`;
    const help = "run `gocd-pin build`, which removes it, and commit the lock";
    return errorAt(locate(key), "pin-unused", message, { help });
  });
  const written = renderLock(pins);
  if (file.text !== "" && !isSameText(file.text, written)) {
    const message = "the lock is not written as gocd-pin writes it: it was edited or merged by hand";
    const help = "run `gocd-pin build`, which writes it anew, and commit it";
    findings.push(errorAt(firstDifference(file, written), "lock-edited", message, { help }));
  }
  return findings;
}

/**
 * Pins that are not those of the last build, by the manifest that it wrote beside the lock: somebody changed the lock
 * alone. To be asked only where other generated files than the manifest do not fit the lock either.
 */
export function changedPins(pins: Iterable<Pin>, manifest: Manifest, { locate }: LockState): Diagnostic[] {
  return Array.from(pins).flatMap((pin) => {
    const built = manifest.packages[pin.key];
    if (built === undefined || built.image !== pin.image || built.registry_url !== pin.registryUrl) return [];
    const field = built.tag === pin.tag ? "digest" : "tag";
    if (field === "digest" && built.digest === pin.digest) return [];
    const message = `"${pin.key}": the lock has the ${field} "${pin[field] ?? ""}", and the last build wrote "${built[field] ?? ""}"`;
    const help = `restore the lock from git, or run \`gocd-pin build\` to build with it`;
    return [errorAt(locate(pin.key, field), "lock-edited", message, { help })];
  });
}

/** In what a pin answers another question than the package asks. */
function changedFields({ registryUrl, image, rule }: Pin, pkg: Package): PinField[] {
  const asked = pkg.rule;
  const isChanged: Record<Exclude<PinField, "tag">, boolean> = {
    registry_url: registryUrl !== pkg.repository.registryUrl,
    image: image !== pkg.image,
    tag_filter: rule.tagFilter !== asked.tagFilter,
    policy: !isSame(rule.policy, asked.policy),
    platform: rule.platform !== asked.platform,
    digest: rule.digest !== asked.digest,
  };
  const fields = ["registry_url", "image", "tag_filter", "policy", "platform", "digest"] as const;
  return fields.filter((field) => isChanged[field]);
}

function placeOfField(pkg: Package, field: PinField): Place {
  if (field === "tag_filter") return pkg.filterPlace ?? pkg.place;
  if (field === "policy") return pkg.policyPlace ?? pkg.place;
  return pkg.place;
}
