import pc from "picocolors";
import { diffLines, fitLine, linesOf } from "./demo-text.js";

/** What the demo prints on; every line fits the width of the page. */
export interface Page {
  heading(text: string): void;
  /** A remark of the demo's own. */
  say(text: string): void;
  /** A command that runs now. */
  command(text: string): void;
  /** What a command printed. */
  print(text: string): void;
  /** What `after` has that `before` has not, and the reverse; with all lines that both have, or without. */
  diff(before: string, after: string, lines: "all" | "changed"): void;
}

/** Makes the page. */
export function createPage(write: (text: string) => void, isColored: boolean): Page {
  const { dim, bold, green, red, cyan } = pc.createColors(isColored);
  const put = (line: string, paint = (text: string) => text) => write(`${paint(fitLine(line))}\n`);
  return {
    heading(text) {
      write("\n");
      put(text, bold);
      put("─".repeat(text.length), dim);
    },
    say: (text) => put(`# ${text}`, cyan),
    command(text) {
      write("\n");
      put(`$ ${text}`, bold);
    },
    print(text) {
      if (text !== "") for (const line of linesOf(text)) put(line);
    },
    diff(before, after, lines) {
      const paints = { "+": green, "-": red, " ": dim };
      for (const { mark, text } of diffLines(before, after)) {
        if (mark !== " " || lines === "all") put(`${mark} ${text}`, paints[mark]);
      }
    },
  };
}
