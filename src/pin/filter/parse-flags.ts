import type { Cursor, Flags } from "./cursor.js";
import { Refusal } from "./syntax.js";

/**
 * Reads the letters of `(?imsdxuU-imsdxuU` and gives the flags that hold after them; the cursor is left on the first
 * other character.
 */
export function parseFlags(cursor: Cursor, at: number): Flags {
  let on = true;
  // The letters count one by one: after "x" the next ones may stand behind white space.
  for (let code = cursor.peek(); ; code = cursor.next()) {
    if (code === 0x2d && on) {
      on = false;
      continue;
    }
    const changed = change(code, on);
    if (changed === undefined) return cursor.flags;
    if (changed === "equivalence")
      throw new Refusal(at, "canonical equivalence (?c) cannot be honoured exactly");
    cursor.flags = { ...cursor.flags, ...changed };
  }
}

function change(code: number, on: boolean): Partial<Flags> | "equivalence" | undefined {
  switch (code) {
    case 0x69:
      return { anyCase: on };
    case 0x75:
      return { unicodeCase: on };
    case 0x64:
      return { unixLines: on };
    case 0x78:
      return { comments: on };
    case 0x55:
      return { unicodeClasses: on, unicodeCase: on };
    case 0x6d:
    case 0x73:
      return {};
    case 0x63:
      return "equivalence";
    default:
      return undefined;
  }
}
