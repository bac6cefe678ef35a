import fc from "fast-check";
import type { Diagnostic } from "../../src/model/diagnostic.js";
import type { Place, SourceFile } from "../../src/model/source.js";
import { anyCharacter } from "../support/any-character.js";

/** Gives the place of the first `text` in `file`; throws where there is none. */
export function find(file: SourceFile, text: string): Place {
  const start = file.text.indexOf(text);
  if (start === -1) throw new Error(`no "${text}" in ${file.path}`);
  return { file, span: { start, end: start + text.length } };
}

/** Gives an error with the help "h", changed by `parts`. */
export function problem(message: string, parts: Partial<Diagnostic> = {}): Diagnostic {
  return { severity: "error", code: "yaml-syntax", message, help: "h", ...parts };
}

/** Code units that make trouble (controls, bidi, lone surrogates, markup, wide and joining characters), among others. */
export const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 4 }),
      fc.constantFrom("\x1b[31m", "\x9b", "\u202e", "\ud800", "\udc00", "\ufffe", "\r\n", "\r", "\n", "\t"),
      fc.constantFrom(
        "]]>",
        "<",
        "&",
        '"',
        "::",
        "%0A",
        "{0}",
        "[a](b)",
        "|",
        "\\",
        "漢字",
        "👍🏽",
        "e\u0301",
        "❤️",
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** Diagnostics with any text everywhere a file or a registry can put it, and places anywhere, even outside the file. */
export const anyDiagnostic: fc.Arbitrary<Diagnostic> = fc
  .record({
    severity: fc.constantFrom("error", "warning", "note"),
    message: anyText,
    help: anyText,
    file: fc.record({ path: anyText, text: anyText }),
    start: fc.integer({ min: -2, max: 60 }),
    length: fc.integer({ min: -2, max: 60 }),
    kind: fc.constantFrom("place", "path", "none"),
  })
  .map(({ severity, message, help, file, start, length, kind }) => {
    const place = { file, span: { start, end: start + length } };
    const related = [{ message, place }];
    const where =
      kind === "place" ? { place, mask: [place.span] } : kind === "path" ? { path: file.path } : {};
    return { severity, code: "yaml-syntax", message, help, related, ...where };
  });
