// Longer texts would hide the rest of the message.
const LONGEST = 200;

/** Returns a user's text in double quotes, on one line, cut if it is very long. */
export function quoteText(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const line = shown.replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${line}"`;
}
