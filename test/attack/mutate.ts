import type { Random } from "./random.js";

/** Texts that YAML and JSON readers, terminals and file systems are known to fail on. */
const HOSTILE: readonly string[] = [
  ...[
    "&a ",
    "*a",
    "<<: *a",
    "!!binary ",
    "!<x> ",
    "|",
    ">-",
    "|9",
    "? ",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
  ],
  ...["\t", "\r\n", "\r", "\u0085", "\u2028", "\ufeff", "---\n", "...\n", "%YAML 1.2\n", "%TAG ! x\n", "#"],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "\0",
    "\u001b[31m",
    "\u202e",
    "\ud800",
    "#{x}",
    "${HOME}",
    "${x}",
  ],
  ...["'", '"', "\\x1b", "\\u202e", "~", "null", "0x1F", "1e999", "-0", ".inf", "on", "2001-01-01"],
  ...[
    "../../etc/passwd",
    "/etc/passwd",
    ".git/hooks/pre-commit",
    "/dev/zero",
    "/proc/self/pagemap",
    "CON",
    "aux",
  ],
  ...["in-place", "keep", "pipeline", "remove", "configrepo", "newest", "semver", "<<<<<<< a\n", "=======\n"],
  ...[">>>>>>> b\n", "(a+)+$", "\\p{IsX}", "*".repeat(200), "{a,b}".repeat(20), "a".repeat(5000)],
  ...["[".repeat(3000), "{a: ".repeat(2000), "- ".repeat(3000), "? ".repeat(500), "(".repeat(2000)],
];

/** Changes a text in one to three random places; the result need not be UTF-8. */
export function mutate(text: string, random: Random): Buffer {
  let result = text;
  const count = random.chance(0.7) ? 1 : 2 + random.below(2);
  for (let left = count; left > 0; left--) result = mutateOnce(result, random);
  const bytes = Buffer.from(result);
  if (bytes.length > 0 && random.chance(0.05)) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

/** Changes that leave most files readable: a word for another one of the file, upper case, other line ends. */
function mutateWord(text: string, random: Random): string {
  if (random.chance(0.05)) return text.replaceAll(/\r?\n/g, random.pick(["\n", "\r\n", "\n\n", "\n# x\n"]));
  const words = Array.from(text.matchAll(/[\w./:-]+/g));
  if (words.length === 0) return text;
  const { 0: word, index } = random.pick(words);
  const other = random.pick([
    random.pick(words)[0],
    word.toUpperCase(),
    `"${word}"`,
    `${word}1`,
    `&a ${word}`,
    "*a",
  ]);
  return text.slice(0, index) + other + text.slice(index + word.length);
}

function mutateOnce(text: string, random: Random): string {
  if (random.chance(0.5)) return mutateWord(text, random);
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.below(40));
  const lines = text.split("\n");
  const from = random.below(lines.length);
  const to = random.below(lines.length);
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + random.pick(HOSTILE) + text.slice(at);
    case 1:
      return text.slice(0, at) + random.pick(HOSTILE) + text.slice(end);
    case 2:
      return text.slice(0, at) + text.slice(end);
    case 3:
      return lines.toSpliced(to, 0, lines[from] ?? "").join("\n");
    case 4:
      return lines.toSpliced(from, 1).join("\n");
    case 5:
      return lines.with(from, `${" ".repeat(random.below(5))}${lines[from] ?? ""}`).join("\n");
    case 6:
      return lines
        .with(from, `${/^ *[^:]*: */.exec(lines[from] ?? "")?.[0] ?? ""}${random.pick(HOSTILE)}`)
        .join("\n");
    default:
      return text.slice(0, at) + text.slice(at, end).repeat(2 + random.below(50)) + text.slice(end);
  }
}
