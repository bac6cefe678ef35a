/** The offset behind the bracket that closes a collection whose last child, comma or opening bracket ends at `from`. */
export function behindBracket(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === "]" || char === "}") break;
    if (char === "#") at = endOfComment(text, at);
  }
  return Math.min(at + 1, text.length);
}

/** The offset behind the colon that follows a key which ends at `from`; `from` itself if none does (`? key`). */
export function behindColon(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === ":") return at + 1;
    if (char === "#") at = endOfComment(text, at);
    else if (char !== " " && char !== "\t" && char !== "\n" && char !== "\r") break;
  }
  return from;
}

/** The last character of a comment that begins at `from`. */
function endOfComment(text: string, from: number): number {
  let at = from;
  while (at + 1 < text.length && text[at + 1] !== "\n" && text[at + 1] !== "\r") at++;
  return at;
}
