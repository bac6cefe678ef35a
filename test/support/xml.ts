/** An element of a parsed document; `text` is the character data directly in it. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  readonly text: string;
}

const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const OPEN = /^<([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w.-]*="[^"<]*")*)\s*(\/?)>/;
const ATTRIBUTE = /\s+([A-Za-z][\w.-]*)="([^"<]*)"/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
]);

/**
 * Parses the part of XML 1.0 that the reports use: a declaration, one root, double-quoted attributes, the predefined
 * entities. Throws an error if the text is not well-formed, for example because of a forbidden character.
 */
export function parseXml(xml: string): Element {
  const illegal = ILLEGAL.exec(xml);
  if (illegal !== null) throw new Error(`illegal character at ${illegal.index}`);
  if (!xml.startsWith(DECLARATION)) throw new Error("no declaration");
  const [root, rest] = parseElement(xml.slice(DECLARATION.length));
  if (rest.trim() !== "") throw new Error(`text after the root: ${rest.slice(0, 40)}`);
  return root;
}

function parseElement(xml: string): readonly [Element, string] {
  const open = OPEN.exec(xml);
  if (open === null) throw new Error(`not a start tag: ${xml.slice(0, 40)}`);
  const [tag, name = "", attributeText = "", slash] = open;
  const attributes = parseAttributes(attributeText);
  let rest = xml.slice(tag.length);
  if (slash === "/") return [{ name, attributes, children: [], text: "" }, rest];

  const children: Element[] = [];
  let text = "";
  for (;;) {
    const next = rest.indexOf("<");
    if (next === -1) throw new Error(`"${name}" is not closed`);
    text += unescape(rest.slice(0, next));
    rest = rest.slice(next);
    if (rest.startsWith("</")) break;
    const [child, behind] = parseElement(rest);
    children.push(child);
    rest = behind;
  }
  const close = `</${name}>`;
  if (!rest.startsWith(close)) throw new Error(`"${name}" is closed by ${rest.slice(0, 40)}`);
  return [{ name, attributes, children, text }, rest.slice(close.length)];
}

function parseAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(ATTRIBUTE)) {
    if (attributes.has(name)) throw new Error(`attribute "${name}" is defined twice`);
    attributes.set(name, unescape(value));
  }
  return attributes;
}

function unescape(text: string): string {
  if (text.includes("]]>")) throw new Error('"]]>" in text');
  return text.replace(/&[^;]*;?/g, (entity) => {
    const char = ENTITIES.get(entity);
    if (char === undefined) throw new Error(`unknown entity ${entity}`);
    return char;
  });
}
