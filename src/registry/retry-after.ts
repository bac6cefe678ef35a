/**
 * The wait that a `Retry-After` value asks for, in ms from `now` (ms since 1970): seconds or an HTTP date
 * (RFC 9110, section 10.2.3). Gives undefined when it is neither, 0 for a date that is over.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Every form of an HTTP date begins with the day's name; Date.parse alone would also take "1.5" for a date.
  const date = /^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
