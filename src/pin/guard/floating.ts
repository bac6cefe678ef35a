import { compareNatural } from "../natural.js";
import { hasCommitFirst, hasDate, isSnapshotDate, leadingVersion } from "./words.js";

/** Names of branches and channels: a tag of this name moves with each release. */
export const FLOATING_NAMES: ReadonlySet<string> = new Set(
  (
    "latest stable edge main master trunk develop dev nightly canary head tip next rolling snapshot current " +
    "production prod staging testing unstable mainline lts innovation rc beta alpha preview"
  ).split(" "),
);

// Words before or after a version that are not a variant of it.
const BUILD_WORDS = new Set("build rev release version ver pr patch fix hotfix sp post ga v r b".split(" "));

// After a version they still name an image that is built again and again.
const FLOATING_ENDS = new Set("latest snapshot nightly edge canary x".split(" "));

// A system or runtime with its version: of `stable-alpine3.20`, `php8.5-fpm-alpine` and `ubi10`, the digits are theirs.
const SYSTEM = new RegExp(
  `^(?:${[
    "alpine debian ubuntu ubi rhel el centos rocky rockylinux alma almalinux oraclelinux ol fedora leap opensuse sles",
    "amazonlinux al photon wolfi ltsc windows windowsservercore nanoserver jdk jre java openjdk temurin corretto zulu",
    "node nodejs python py php ruby go golang perl dotnet rust erlang otp elixir scala kotlin cuda cudnn ghc ocaml",
    "apache tomcat jetty gcc clang llvm",
  ]
    .join(" ")
    .replaceAll(" ", "|")})[0-9]+(?:\\.[0-9]+)*$|^(?:32|64)bit$`,
);

// Windows Server has builds without a name, such as 1809.
const WINDOWS_BUILD = /^(?:windowsservercore|nanoserver)-[0-9]{4}$/;

/**
 * Whether the tag that won is one that is moved on with each release: `latest` alone or with a variant
 * (`latest-alpine`, `17-latest`), the name of a branch or channel (`stable`, `main`), a version that is built again
 * (`1.x`, `1.2-SNAPSHOT`), a tag whose only digits belong to a system or runtime (`stable-alpine3.20`, `ubi10`,
 * `php8.5-fpm-alpine`), a tag that other `tags` have after a version (`windowsservercore-ltsc2022`, if there is
 * `2.10.2-windowsservercore-ltsc2022`), or any tag without a digit. `main-20240101-1a2b3c4` names one build.
 */
export function isFloatingTag(tag: string, tags: readonly string[] = []): boolean {
  const words = tag.toLowerCase().split(/[._-]/);
  if (words[0] === "latest" || FLOATING_ENDS.has(words.at(-1) ?? "")) return true;
  if (/[0-9]/.test(tag)) return isSystem(tag) || isVariantOf(tag, tags);
  return words.some((word) => FLOATING_NAMES.has(word)) || !hasCommitFirst(tag);
}

function isSystem(tag: string): boolean {
  const lower = tag.toLowerCase();
  if (WINDOWS_BUILD.test(lower)) return true;
  return lower.split(/[_-]/).every((word) => /^[a-z]+$/.test(word) || SYSTEM.test(word));
}

// Whether another tag is a version followed by this one.
function isVariantOf(tag: string, tags: readonly string[]): boolean {
  const word = /^[a-z]+/i.exec(tag)?.[0].toLowerCase();
  if (word === undefined || BUILD_WORDS.has(word) || hasDate(tag)) return false;
  return tags.some(
    (other) =>
      other.endsWith(`-${tag}`) && /^v?[0-9]+(?:\.[0-9]+)*$/.test(other.slice(0, -tag.length - "-".length)),
  );
}

const VERSION = /^v?[0-9]+(?:\.[0-9]+){0,2}(?:-|$)/;

/**
 * Whether a winner of `semver` is a partial version (`26`, `1.2`), which moves with each release, and won only because
 * no complete version matches. `18.6` is not a partial version if the image has complete versions, but none of 18: then
 * two numbers are all that this version has, as with PostgreSQL.
 */
export function isPartialVersion(
  winner: string,
  matching: Iterable<string>,
  tags: readonly string[],
): boolean {
  const numbers = versionNumbers(winner);
  if (numbers === undefined || numbers.length > 2 || isSnapshotDate(winner)) return false;
  for (const text of matching) if (versionNumbers(text)?.length === 3) return false;
  if (numbers.length === 1) return true;
  const majors = new Set(
    tags.map(versionNumbers).flatMap((other) => (other?.length === 3 ? [other[0]] : [])),
  );
  return majors.size === 0 || majors.has(numbers[0]);
}

/**
 * Returns the highest tag that continues a partial version: `1.31.4` for `1.31`, `1.31.4-slim` for `1.31-slim`. The partial
 * version moves with each of them. Undefined if there is none.
 */
export function findContinuation(tag: string, tags: readonly string[]): string | undefined {
  const [, version, rest] = /^(v?[0-9]+(?:\.[0-9]+)?)((?:[_-].*)?)$/i.exec(tag) ?? [];
  if (version === undefined || rest === undefined || isSnapshotDate(tag)) return undefined;
  let highest: string | undefined;
  for (const other of tags) {
    if (!other.startsWith(`${version}.`) || !other.endsWith(rest)) continue;
    if (!/^(?:\.[0-9]+)+$/.test(other.slice(version.length, other.length - rest.length))) continue;
    if (highest === undefined || compareNatural(other, highest) > 0) highest = other;
  }
  return highest;
}

function versionNumbers(text: string): readonly string[] | undefined {
  return VERSION.test(text) ? leadingVersion(text)?.numbers : undefined;
}
