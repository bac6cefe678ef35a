/** Makes text of a registry safe for a message. */
export interface Redactor {
  /** Hides a secret in all later results of `show`. */
  hide(secret: string): void;
  /** `text` on one line of at most `most` characters, without control characters and without known secrets. */
  show(text: string, most?: number): string;
}

// C0 and C1 controls, white space of all kinds, and the marks that turn the direction of text.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/** Returns the words of one registry: its answers may repeat what we sent it, and only that can be hidden. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    hide(secret) {
      // A shorter one cannot be told from a word, and hiding it would only show where it stands.
      if (secret.length >= 3) secrets.add(secret);
    },
    show(text, most = 200) {
      // Enough for any message, so that a megabyte is not searched.
      let printable = text.slice(0, 8192).replace(UNPRINTABLE, " ").trim();
      for (const secret of secrets) printable = printable.replaceAll(secret, "***");
      return printable.length > most ? `${printable.slice(0, most)}...` : printable;
    },
  };
}
