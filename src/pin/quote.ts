/** A user's text in double quotes, on one line whatever it holds: control characters become `\uXXXX`. */
export function quote(text: string): string {
  const line = text.replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${line}"`;
}
