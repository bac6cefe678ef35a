import { isBuildTime, type BuildTime, type Built } from "../model/build-time.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const UNITS = new Map([
  ["h", HOUR],
  ["d", DAY],
  ["w", 7 * DAY],
]);

// Docker was published in 2013. Reproducible builds and broken tools write 1970, 1980 or the year 1.
const FIRST_IMAGES = "2013-01-01T00:00:00Z";

/** Returns the milliseconds of a `min_age` such as `12h`, `3d` or `2w`, whose shape the schema has checked. */
export function ageInMs(minAge: string): number {
  return Number(minAge.slice(0, -1)) * (UNITS.get(minAge.slice(-1)) ?? 0);
}

/** Whether a build time can be true: from 2013 on, and not after `now` (milliseconds since 1970). */
export function isCredible(built: Built, now: number): built is BuildTime {
  return isBuildTime(built) && built >= FIRST_IMAGES && Date.parse(built) <= now;
}

/** Returns the day of a moment in UTC, as `seen` in the lock has it: `2026-11-26`. */
export function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

/** Returns the end of a day in UTC. An image that was first seen on this day is at least as old as the time since then. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + DAY;
}

/** Returns a moment for a message, rounded up to the minute: `2026-11-29 08:00 UTC`. */
export function formatMoment(moment: number): string {
  const minute = Math.ceil(moment / 60_000) * 60_000;
  return `${new Date(minute).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
