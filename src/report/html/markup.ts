/** Text that is HTML already; every other text is escaped when it becomes part of a page. */
export interface Markup {
  readonly html: string;
}

/** A part of a page: text, markup, or a list of them; undefined is nothing. */
export type Part = string | number | Markup | undefined | readonly Part[];

/** Returns the template with its parts escaped, so that names of pipelines and tags stay text. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const pieces = texts.map((text, index) => text + toMarkup(parts[index]));
  return { html: pieces.join("") };
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function toMarkup(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return part.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map(toMarkup).join("");
}

/**
 * Returns a table with its roles written out: on a narrow screen, the style shows its parts as blocks, which would no
 * longer be a table for a screen reader. `name` is the attribute that names it.
 */
export function tableMarkup(name: Markup, headers: readonly string[], rows: readonly Markup[]): Markup {
  return markup`<table role="table" ${name}>
    <thead role="rowgroup">
      <tr role="row">
        ${headers.map((title) => markup`<th role="columnheader" scope="col">${title}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows}
    </tbody>
  </table>`;
}
