import pc from "picocolors";
import type { PaintedCell } from "./layout.js";

/** Returns the cell of something that succeeded. The sign is the same in a pipe, where there is no colour. */
export function okCell(color: boolean): PaintedCell {
  return { text: "✓ ok", paint: pc.createColors(color).green };
}

/** Returns the cell of something that failed, with a sign for people who do not see the colour. */
export function failedCell(color: boolean): PaintedCell {
  return { text: "✗ failed", paint: pc.createColors(color).red };
}
