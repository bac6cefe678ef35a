import fc from "fast-check";
import type { Said } from "./trees.js";
import { anyCharacter } from "./any-character.js";

/** Texts among which are those that YAML readers are known to stumble over. */
export const arbitraryText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: anyCharacter, maxLength: 8 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        "1.10",
        "0123",
        "on",
        "~",
        "null",
        "",
        " ",
        "a: b",
        "a #b",
        "# a",
        "- a",
        "? a",
        "a\nb",
        "a\r\nb",
        "\n\na\n",
      ],
      ...[
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "{a",
        "[a",
        "'a'",
        '"a"',
        "\\",
        "\t",
        "\u0085",
        "\u2028",
      ],
      ...["\ufeff", "\ud83d", "🐳", "---", "...", "#{a}", "a:", ":a", "y", "No", "1e3", "0x1F", "2001-01-01"],
    ),
  },
);

/** Keys that an object can hold as they are; `<<` merges and is tested by itself. */
export const arbitraryKey = arbitraryText.filter((key) => key !== "<<" && key !== "__proto__");

/** What a YAML file may say: texts, lists and mappings. */
export const arbitrarySaid: fc.Arbitrary<Said> = fc.letrec<{ node: Said; map: Said; list: Said; text: Said }>(
  (tie) => ({
    node: fc.oneof({ depthSize: "small" }, tie("text"), tie("map"), tie("list")),
    text: arbitraryText,
    list: fc.array(tie("node"), { maxLength: 4 }),
    map: fc
      .uniqueArray(fc.tuple(arbitraryKey, tie("node")), { maxLength: 4, selector: ([key]) => key })
      .map((entries) => Object.fromEntries(entries)),
  }),
).node;
