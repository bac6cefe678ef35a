import pc from "picocolors";
import { diffLines, fitLine, linesOf } from "./demo-text.js";

/** The output of the demo. Lines are cut to the width of the page. */
export interface Page {
  heading(text: string): void;
  /** Prints a remark. */
  say(text: string): void;
  /** Prints a command that runs next. */
  command(text: string): void;
  /** Prints the output of a command. */
  print(text: string): void;
  /** Prints the difference of two texts, with or without the lines that both have. */
  diff(before: string, after: string, lines: "all" | "changed"): void;
}

/** Returns a page that writes to `write`. */
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
