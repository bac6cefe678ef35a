import { LOCK_FILE } from "../files/project.js";
import { locatePins, renderLock, type LocatePin, type PinField } from "../files/lock.js";
import { isSameText } from "../files/generated.js";
import type { Manifest } from "../files/manifest.js";
import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import { isSame } from "../model/is-same.js";
import type { Pin, Pins } from "../model/pin.js";
import type { Place, SourceFile } from "../model/source.js";
import { editDiagnostic, type PinEdit } from "../pin/exact-tag.js";
import { firstDifference } from "./deviation.js";
import type { LockedPackage } from "../pin/resolution.js";

/** The lock on the disk and the places of its pins; its text is empty if there is no lock. */
export interface LockState {
  readonly file: SourceFile;
  readonly locate: LocatePin;
}

/** Parses the text of the lock, so that findings can name its places. */
export function lockState(text: string): LockState {
  const file = { path: LOCK_FILE, text };
  return { file, locate: locatePins(file) };
}

/** Returns an error for each package that has no pin in the lock, or only one for an older declaration. */
export function unpinned(packages: readonly LockedPackage[], state: LockState): Diagnostic[] {
  const help = "run `gocd-pin build` where the registry can be reached, and commit the changes";
  return packages.flatMap(({ package: declared, known: pin, isPinned }) => {
    if (isPinned) return [];
    if (pin === undefined) {
      const message = `"${declared.key}": the lock has no pin for this package`;
      return errorAt(declared.place, "pin-missing", message, { help });
    }
    const [field = "tag_filter"] = changedFields(pin, declared);
    const message = `"${declared.key}": the declaration and the lock differ in ${changedFields(pin, declared).join(", ")}`;
    const related = [{ message: "the lock has this", place: state.locate(declared.key, field) }];
    return errorAt(placeOfField(declared, field), "pin-outdated", message, { help, related });
  });
}

/** Returns the parts of the lock that no build writes: pins that no pipeline uses, and edits by hand. */
export function lockFindings(
  pins: Pins,
  packages: readonly LockedPackage[],
  { file, locate }: LockState,
): Diagnostic[] {
  const used = new Set(packages.map((locked) => locked.package.key));
  const unused = Array.from(pins.keys()).filter((key) => !used.has(key));
  const findings = unused.map((key) => {
    const message = `"${key}": the lock has a pin for this package, but no pipeline uses it`;
    const help = "run `gocd-pin build`, which removes it, and commit the lock";
    return errorAt(locate(key), "pin-unused", message, { help });
  });
  const written = renderLock(pins);
  if (file.text !== "" && !isSameText(file.text, written)) {
    const message = "the lock differs from what gocd-pin writes: it was edited or merged by hand";
    const help = "run `gocd-pin build`, which rewrites it, and commit it";
    findings.push(errorAt(firstDifference(file, written), "lock-edited", message, { help }));
  }
  return findings;
}

/**
 * Reports the pins that are not those of the previous build. Applies only if other generated files than the manifest do
 * not match the lock either: else the manifest was edited.
 */
export function editedPins(packages: readonly LockedPackage[]): Diagnostic[] {
  return packages.flatMap(({ package: declared, isPinned, edit }) => {
    return isPinned && edit !== undefined ? editDiagnostic(declared, edit) : [];
  });
}

/** Returns how a pin differs from the manifest, which the previous build wrote together with the lock. */
export function findPinEdit(pin: Pin, { packages }: Manifest, locate: LocatePin): PinEdit | undefined {
  const built = packages[pin.key];
  if (built === undefined) {
    return { place: locate(pin.key), difference: "the previous build did not write this pin" };
  }
  const { registryUrl: registry_url, image, tag, digest } = pin;
  const values: Partial<Record<PinField, string | undefined>> = { registry_url, image, tag, digest };
  for (const field of ["registry_url", "image", "tag", "digest"] as const) {
    const value = values[field];
    if (value === built[field]) continue;
    const difference = `the lock has ${show(field, value)}, but the previous build wrote ${show(field, built[field])}`;
    return { place: locate(pin.key, field), difference };
  }
  return undefined;
}

function show(field: PinField, value: string | undefined): string {
  return value === undefined ? `no ${field}` : `the ${field} "${value}"`;
}

/** Returns the fields in which a pin differs from the declaration of its package. */
function changedFields({ registryUrl, image, rule, tag }: Pin, declared: Package): PinField[] {
  const expected = declared.rule;
  const isChanged: Record<PinField, boolean> = {
    registry_url: registryUrl !== declared.repository.registryUrl,
    image: image !== declared.image,
    tag_filter: rule.tagFilter !== expected.tagFilter,
    tag_exclude: rule.tagExclude !== expected.tagExclude,
    policy: !isSame(rule.policy, expected.policy),
    platform: !isSame(rule.platform, expected.platform),
    min_age: rule.minAge !== expected.minAge,
    hold: rule.hold !== expected.hold,
    tag: expected.hold !== undefined && rule.hold === expected.hold && tag !== expected.hold,
    digest: rule.digest !== expected.digest,
  };
  const fields = [
    "registry_url",
    "image",
    "tag_filter",
    "tag_exclude",
    "policy",
    "platform",
    "min_age",
    "hold",
    "tag",
    "digest",
  ] as const;
  return fields.filter((field) => isChanged[field]);
}

function placeOfField(declared: Package, field: PinField): Place {
  if (field === "tag_filter") return declared.filterPlace ?? declared.place;
  if (field === "tag_exclude") return declared.excludePlace ?? declared.place;
  if (field === "policy") return declared.policyPlace ?? declared.place;
  if (field === "hold" || field === "tag") return declared.holdPlace ?? declared.place;
  return declared.place;
}
