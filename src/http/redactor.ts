import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** Makes text of a server safe for a message. */
export interface Redactor {
  /**
   * Hides a secret in all later results of `show`, in every usual spelling: raw, URL-encoded, hexadecimal and base64, even if
   * it is split over several lines. With `username`, also `username:secret`, which is what a Basic header has.
   */
  hide(secret: string, username?: string): void;
  /** `text` on one line of at most `most` characters, without control characters and without known secrets. */
  show(text: string, most?: number): string;
  /** The `host[:port]` of a URL. A server may choose it, for example by a redirect; only `ownHost` is never hidden. */
  host(url: URL): string;
}

// C0 and C1 controls, white space of all kinds, and the marks that turn the direction of text.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;
const PRINTABLE = /[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;
// Enough for any message, so that a megabyte is not searched.
const SEARCHED = 8192;
// A shorter secret cannot be distinguished from a word, and hiding it would only show its position.
const SHORTEST = 3;

/**
 * Creates the redactor of one server: its answers may repeat what gocd-pin sent, and only that can be hidden. `ownHost` is
 * the `host[:port]` of the server, as the user wrote it.
 */
export function createRedactor(ownHost?: string): Redactor {
  const spellings = new Set<string>();
  let pattern: RegExp | undefined;
  let longest = 0;

  /** Ignores white space and control characters while it searches for secrets, because a server may wrap a text. */
  function redact(text: string): string {
    if (spellings.size === 0) return text;
    pattern ??= patternOf(spellings);
    const places: number[] = [];
    for (const { 0: part, index } of text.matchAll(PRINTABLE)) {
      for (let offset = 0; offset < part.length; offset++) places.push(index + offset);
    }
    let shown = "";
    let end = 0;
    for (const { 0: secret, index } of withoutSpace(text).matchAll(pattern)) {
      shown += `${text.slice(end, places[index])}***`;
      end = (places[index + secret.length - 1] ?? text.length) + 1;
    }
    return shown + text.slice(end);
  }

  const redactor: Redactor = {
    hide(secret, username) {
      if (secret.length < SHORTEST) return;
      const texts = username === undefined ? [secret] : [secret, `${username}:${secret}`];
      for (const spelling of texts.flatMap(spellingsOf)) {
        longest = Math.max(longest, spelling.length);
        // A longer one can only be in a text that is cut below.
        if (spelling.length <= SEARCHED) spellings.add(spelling);
        pattern = undefined;
      }
    },
    show(text, most = 200) {
      let shown = redact(text.slice(0, SEARCHED).replace(UNPRINTABLE, " ").trim());
      // The end of the searched text may be the start of a secret, with a space after each character.
      if (text.length > SEARCHED) shown = shown.slice(0, Math.max(0, shown.length - 2 * longest));
      return shown.length > most ? `${shown.slice(0, most)}...` : shown;
    },
    host: (url) => (url.host === ownHost ? url.host : redactor.show(url.host)),
  };
  return redactor;
}

/** The spellings in which servers repeat a text; case does not matter. */
function spellingsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const base64 = bytes.toString("base64");
  return [
    text,
    encodeURIComponent(bytes.toString()),
    new URLSearchParams([["", text]]).toString().slice(1),
    bytes.toString("latin1").replace(/[^A-Za-z0-9._~-]/g, percentEncode),
    bytes.toString("latin1").replace(/[^]/g, percentEncode),
    bytes.toString("hex"),
    base64,
    base64.replace(/=+$/, ""),
    bytes.toString("base64url"),
  ]
    .map(withoutSpace)
    .filter((spelling) => spelling.length >= SHORTEST);
}

function withoutSpace(text: string): string {
  return text.replace(UNPRINTABLE, "");
}

function patternOf(spellings: ReadonlySet<string>): RegExp {
  // The longest first, or a part of a secret would remain after a shorter one that is its start.
  const sorted = Array.from(spellings).sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map(escapePattern).join("|"), "gi");
}

function percentEncode(char: string): string {
  return `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** The most code points of external text in a message. */
const LONGEST = 200;

/**
 * Returns the first line of `text` that is not empty, safe for a terminal: without escape sequences, control, bidi
 * and other invisible characters, and cut after 200 code points. Empty if nothing is left.
 */
export function shownText(text: string): string {
  for (const line of stripVTControlCharacters(text).split(/[\r\n\u2028\u2029]+/)) {
    const visible = Array.from(line.replace(/\p{C}/gu, "").trim());
    if (visible.length > LONGEST) return `${visible.slice(0, LONGEST).join("")}...`;
    if (visible.length > 0) return visible.join("");
  }
  return "";
}

/** Returns a path for messages: like `shownText`, with `~` for the home folder if that is given. */
export function shownPath(path: string, homeDir?: string): string {
  const inHome = homeDir !== undefined && path.startsWith(join(homeDir, "/"));
  return shownText(inHome ? join("~", path.slice(homeDir.length)) : path);
}
