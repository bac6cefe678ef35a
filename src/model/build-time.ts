import type { Digest } from "./image.js";

declare const buildTimeBrand: unique symbol;

/**
 * When an image was built: RFC 3339 in UTC, without zeros at the end of its fraction, so that one moment has one text;
 * made only by `parseBuildTime`. Text, since two images of one pipeline can have the same number of milliseconds.
 */
export type BuildTime = string & { readonly [buildTimeBrand]: true };

/** The build time in the config of an image, for the requested platform. */
export type Built = BuildTime | "no-date" | "no-such-platform";

/** The labels of an image's config: https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md */
export type ImageLabels = Readonly<Record<string, string>>;

/** An image by its config; of its labels only those that name its source. */
export interface BuiltImage {
  readonly built: Built;
  readonly labels?: ImageLabels;
}

/** An image with the digest of its tag's manifest (of the index, for a multi-platform image). */
export interface DatedImage extends BuiltImage {
  readonly digest: Digest;
}

/** The digest of a tag's manifest or index, and the first of the required platforms that its image lacks. */
export interface PlatformImage {
  readonly digest: Digest;
  readonly missing: string | undefined;
}

// https://datatracker.ietf.org/doc/html/rfc3339#section-5.6. Go, which writes and reads these, has nanoseconds.
const RFC_3339 =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9})[0-9]*)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))$/;

/**
 * Parses an RFC 3339 time such as `created` of an image config; undefined for any other text. `Date.parse` alone
 * accepts more: texts without a time zone, which mean another moment on another machine.
 */
export function parseBuildTime(text: string): BuildTime | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, date = "", clock = "", digits = "", sign, hours = "0", minutes = "0"] = match;
  const local = Date.parse(`${date}T${clock}Z`);
  // It reads 30 February and 24:00 as the day after.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 19) !== `${date}T${clock}`)
    return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const offset = (sign === "-" ? -60_000 : 60_000) * (60 * Number(hours) + Number(minutes));
  const moment = new Date(local - offset).toISOString();
  const fraction = digits.replace(/0+$/, "");
  const normal = `${moment.slice(0, -".000Z".length)}${fraction === "" ? "" : `.${fraction}`}Z`;
  return isBuildTime(normal) ? normal : undefined;
}

/** Compares two build times: negative if `a` is earlier, 0 for the same moment. */
export function compareBuildTimes(a: BuildTime, b: BuildTime): number {
  // Without the Z, a time with a fraction continues the one without, and is after it.
  const [left, right] = [a.slice(0, -1), b.slice(0, -1)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a text is the time of a build. With its time zone, a time can be outside the years of four digits. */
export function isBuildTime(text: string): text is BuildTime {
  return /^[0-9]{4}-/.test(text);
}
