import { addAll, errorAt, type Diagnostic } from "../model/diagnostic.js";
import { BOUNDS } from "../model/bounds.js";
import { validateLock, type WrittenPin } from "../../schemas/validators.js";
import { parseBuildTime, type Built } from "../model/build-time.js";
import { parseDigest, parseTag, type Digest } from "../model/image.js";
import type { Pin, Pins } from "../model/pin.js";
import { conflictErrors, findMergeConflict } from "../model/merge-conflict.js";
import { comparesDates, readPolicy, type Policy } from "../model/policies.js";
import type { Place, SourceFile } from "../model/source.js";
import { entryOf } from "../yaml/entries.js";
import { dereference, placeOf, textOf, type Node, type Tree } from "../yaml/node.js";
import { parseYaml, nodeAt, plainOf } from "../yaml/parse.js";
import { writeQuoted, writeFlow, type Value } from "../yaml/write.js";
import { readPlatforms } from "./package-entry.js";
import { schemaProblems } from "./schema-problems.js";

const HELP = "restore it from git, or delete it and run `gocd-pin build` to pin all packages again";
const PIN_HELP =
  "restore the lock from git, or delete this pin and run `gocd-pin build` to pin the package again";

/** The errors that a user can correct without deleting the pin: keywords of the schema, and keys whose text is not valid. */
const CORRECTABLE = ["type", "enum", "additionalProperties", "tag", "digest"];

/** A lock as read. */
export interface LockReading {
  readonly pins: Pins;
  /** The other side, if the lock has conflict markers; `pins` is the side that git calls ours. */
  readonly conflict?: LockConflict;
  readonly diagnostics: readonly Diagnostic[];
}

/** A merge conflict in the lock. */
export interface LockConflict {
  readonly theirs: Pins;
  /** The names of the sides, of branches or commits. */
  readonly names: { readonly ours: string; readonly theirs: string };
  /** An error for each conflict (code `lock-conflict`), for a run that does not resolve it. */
  readonly errors: readonly Diagnostic[];
}

/**
 * Reads the lock. If it has errors (code `lock-invalid`), the lock that is returned is empty. Of a lock with conflict
 * markers, both sides are read.
 */
export function readLock(file: SourceFile): LockReading {
  const conflict = findMergeConflict(file.text);
  if (conflict === undefined) return readPins(file);
  const help = "run `gocd-pin build` where the registry can be reached, and commit the changes";
  const errors = conflictErrors(file, conflict, { code: "lock-conflict", help });
  const [hunk] = conflict.hunks;
  if (conflict.sides === undefined || hunk === undefined) return withoutPins(errors);
  const ours = readPins({ path: file.path, text: conflict.sides.ours });
  const theirs = readPins({ path: file.path, text: conflict.sides.theirs });
  if (ours.diagnostics.length + theirs.diagnostics.length > 0) {
    const restore =
      "one side is not a lock: restore the other with `git checkout --ours gocd-pin.lock` or `--theirs`";
    return withoutPins(errors.map((error) => ({ ...error, help: restore })));
  }
  const names = { ours: hunk.ours.name, theirs: hunk.theirs.name };
  return { pins: ours.pins, conflict: { theirs: theirs.pins, names, errors }, diagnostics: [] };
}

function readPins(file: SourceFile): LockReading {
  const { tree, diagnostics } = parseYaml(file);
  if (tree === undefined) {
    return withoutPins(
      diagnostics.map((problem) => {
        return { ...problem, code: "lock-invalid", help: `${problem.help}, or restore the lock from git` };
      }),
    );
  }
  const problemAt = (node: Node, message: string, help = HELP) =>
    errorAt(placeOf(tree, node), "lock-invalid", message, { help });
  if (textOf(tree.root) === null) return withoutPins([problemAt(tree.root, "the lock is empty")]);
  const version = entryOf(tree.root, "version");
  const text = version && textOf(version.value);
  if (version !== undefined && text !== "1") {
    const message = `the lock has format version "${text ?? ""}", but this gocd-pin can only read "1"`;
    const help = Number(text) > 1 ? "update gocd-pin: a newer version wrote the lock" : HELP;
    return withoutPins([problemAt(version.value, message, help)]);
  }
  const written = entryOf(tree.root, "pins");
  const mapping = written && dereference(written.value);
  if (written && mapping?.kind === "mapping" && mapping.pairs.length > BOUNDS.pins.value) {
    return withoutPins([problemAt(written.keyNode, BOUNDS.pins.message)]);
  }
  const plain: unknown = plainOf(tree.root);
  if (!validateLock(plain)) {
    return withoutPins(
      schemaProblems(tree, tree.root, validateLock.errors ?? [], {
        code: "lock-invalid",
        packageAt: ([field, key]) => (field === "pins" && key !== undefined ? { key, depth: 2 } : undefined),
        helpAt: ([field, key, name], keyword, help) => {
          if (field !== "pins" || key === undefined) return HELP;
          if (name === undefined || name === "created" || name === "seen") return PIN_HELP;
          return [keyword, name].some((it) => CORRECTABLE.includes(it)) ? help : PIN_HELP;
        },
      }),
    );
  }
  const pins = new Map<string, Pin>();
  const problems: Diagnostic[] = [];
  for (const [key, written] of Object.entries(plain.pins ?? {})) {
    const pin = readPin(key, written);
    if (pin !== undefined) pins.set(key, pin);
    for (const [digest, text] of Object.entries(written.created ?? {})) {
      if (readBuilt(text) !== undefined) continue;
      const time = nodeAt(tree.root, ["pins", key, "created", digest]);
      problems.push(problemAt(time, `"${key}": "${text}" is not a time that gocd-pin writes`, PIN_HELP));
    }
  }
  return problems.length === 0 ? { pins, diagnostics: [] } : withoutPins(problems);
}

function withoutPins(diagnostics: readonly Diagnostic[]): LockReading {
  return { pins: new Map(), diagnostics };
}

/** The keys of a pin in the lock. */
export type PinField =
  | "registry_url"
  | "image"
  | "tag_filter"
  | "tag_exclude"
  | "policy"
  | "platform"
  | "min_age"
  | "hold"
  | "tag"
  | "digest";

/** Returns the place of a package in the lock: the value of `field`, else its key, else the start of the file. */
export type LocatePin = (key: string, field?: PinField) => Place;

/** Returns a function that locates pins. It parses the text at its first call. */
export function locatePins(file: SourceFile): LocatePin {
  let tree: Tree | undefined;
  return (key, field) => {
    tree ??= parseYaml(file).tree;
    const pins = tree && entryOf(tree.root, "pins");
    const pin = pins && entryOf(pins.value, key);
    if (tree === undefined || pin === undefined) return { file, span: { start: 0, end: 0 } };
    const value = field && entryOf(pin.value, field)?.value;
    return placeOf(tree, value ?? pin.keyNode);
  };
}

/** Returns the lock's text, sorted by key, without a date and without the version of gocd-pin. */
export function renderLock(pins: Pins): string {
  const sorted = Array.from(pins.values()).sort((a, b) => (a.key < b.key ? -1 : 1));
  if (sorted.length === 0) return "version: 1\npins: {}\n";
  return `version: 1\npins:\n${sorted.map(renderPin).join("")}`;
}

function readPin(key: string, written: WrittenPin): Pin | undefined {
  const tag = parseTag(written.tag);
  const digest = typeof written.digest === "string" ? parseDigest(written.digest) : undefined;
  const hold = parseTag(written.hold ?? "");
  if (tag === undefined) return undefined;
  return {
    key,
    registryUrl: written.registry_url,
    image: written.image,
    rule: {
      tagFilter: written.tag_filter,
      ...(written.tag_exclude !== undefined && { tagExclude: written.tag_exclude }),
      policy: readPolicy(written.policy),
      digest: written.digest !== false,
      ...(written.platform !== undefined && { platform: readPlatforms(written.platform) }),
      ...(written.min_age !== undefined && { minAge: written.min_age }),
      ...(hold !== undefined && { hold }),
    },
    tag,
    ...(digest !== undefined && { digest }),
    ...readCreated(written),
    ...(written.seen !== undefined &&
      written.min_age !== undefined && { seen: new Map(Object.entries(written.seen)) }),
  };
}

/** Reads the build times, which only the policy `newest` has. */
function readCreated({ policy, created = {} }: WrittenPin): Pick<Pin, "created"> {
  const times = new Map<Digest, Built>();
  for (const [text, time] of Object.entries(created)) {
    const digest = parseDigest(text);
    const built = readBuilt(time);
    if (digest !== undefined && built !== undefined) times.set(digest, built);
  }
  return times.size > 0 && comparesDates(readPolicy(policy)) ? { created: times } : {};
}

function readBuilt(text: string): Built | undefined {
  if (text === "no-date" || text === "no-such-platform") return text;
  const time = parseBuildTime(text);
  return time === text ? time : undefined;
}

function renderPin({ key, registryUrl, image, rule, tag, digest, created = new Map(), seen }: Pin): string {
  const lines = [
    `registry_url: ${writePlain(registryUrl)}`,
    `image: ${writePlain(image)}`,
    `tag_filter: ${writeQuoted(rule.tagFilter)}`,
    ...(rule.tagExclude === undefined ? [] : [`tag_exclude: ${writeQuoted(rule.tagExclude)}`]),
    `policy: ${writeFlow(writtenPolicy(rule.policy))}`,
  ];
  if (rule.platform !== undefined) lines.push(`platform: ${writePlatforms(rule.platform)}`);
  if (rule.minAge !== undefined) lines.push(`min_age: ${writeQuoted(rule.minAge)}`);
  if (rule.hold !== undefined) lines.push(`hold: ${writeQuoted(rule.hold)}`);
  lines.push(`tag: ${writeQuoted(tag)}`);
  if (!rule.digest) lines.push("digest: false");
  else if (digest !== undefined) lines.push(`digest: ${writeQuoted(digest)}`);
  if (created.size > 0) {
    lines.push("created:");
    addAll(lines, renderCreated(created));
  }
  if (seen !== undefined && seen.size > 0) {
    lines.push("seen:");
    const days = Array.from(seen).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [tag, day] of days) lines.push(`  ${writeQuoted(tag)}: ${writeQuoted(day)}`);
  }
  return `  ${writePlain(key)}:\n${lines.map((line) => `    ${line}\n`).join("")}`;
}

function writePlatforms(platforms: readonly string[]): string {
  const texts = platforms.map((platform) => writeQuoted(platform));
  return texts.length === 1 ? texts.join("") : `[${texts.join(", ")}]`;
}

/** Sorts by digest, so that a new image adds one line. */
function renderCreated(created: ReadonlyMap<Digest, Built>): string[] {
  return Array.from(created)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([digest, built]) => `  ${digest}: ${built.startsWith("no-") ? built : writeQuoted(built)}`);
}

/** Writes URLs, image names and keys without quotes, as the lock is made to be read, and other texts in quotes. */
function writePlain(text: string): string {
  return /^[A-Za-z][A-Za-z0-9._~/:-]*[A-Za-z0-9_~/-]$/.test(text) ? text : writeQuoted(text);
}

function writtenPolicy(policy: Policy): Value {
  const { kind, ...options } = policy;
  const entries = Object.entries(options)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]): [string, Value] => [
      name,
      typeof value === "string" ? value : { plain: String(value) },
    ]);
  return entries.length === 0 ? { plain: kind } : { map: new Map([[kind, { map: new Map(entries) }]]) };
}
