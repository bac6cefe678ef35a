// `-rc1`, `.beta`, `_alpha`, `-M1`, `-rc.2`: a word of its own after the first number.
const WORD =
  /^(?:alpha|beta|rc|cr|pre|preview|prerelease|dev|snapshot|nightly|canary|unstable|insiders|milestone|ea)[0-9]*$|^m[0-9]+$/;

// `1.27rc3`, `19beta3-trixie`, and in Python's spelling `3.15.0a1`. One letter needs a number: `1.1.1w` is a release.
const ATTACHED =
  /^[^0-9]*[0-9]+(?:\.[0-9]+)*(?:(?:alpha|beta|rc|cr|pre|preview|dev|ea)[0-9]*|(?:a|b|c)[0-9]+)(?:$|[^0-9a-z])/;

/** Whether a tag names a pre-release: `1.27rc3`, `19beta3-trixie`, `1.2.0b2`, `2.0.0-alpha.1`, `9.0-M1`. */
export function isPrerelease(tag: string): boolean {
  const lower = tag.toLowerCase();
  if (ATTACHED.test(lower)) return true;
  const words = lower.split(/[._-]/);
  const number = words.findIndex((word) => /[0-9]/.test(word));
  return number >= 0 && words.slice(number + 1).some((word) => WORD.test(word));
}
