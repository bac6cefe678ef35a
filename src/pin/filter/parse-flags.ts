import type { Cursor, Flags } from "./cursor.js";

/**
 * Parses the letters of `(?imsdxuUc-imsdxuUc` and returns the flags that apply after them. The cursor is left on the
 * first other character.
 */
export function parseFlags(cursor: Cursor): Flags {
  let on = true;
  // Each letter applies at once: after "x" the next ones may follow white space.
  for (let code = cursor.peek(); ; code = cursor.next()) {
    if (code === 0x2d && on) {
      on = false;
      continue;
    }
    const changed = change(code, on);
    if (changed === undefined) return cursor.flags;
    cursor.flags = { ...cursor.flags, ...changed };
  }
}

function change(code: number, on: boolean): Partial<Flags> | undefined {
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
    case 0x63:
      return { canonical: on };
    case 0x6d:
    case 0x73:
      return {};
    default:
      return undefined;
  }
}
