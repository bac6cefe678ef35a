/**
 * Reads a multipart form with the files of a preflight. Throws an error at anything that GoCD's documentation does not
 * have: other names of parts, other headers, a file name twice, text outside of the parts, bytes that are not UTF-8.
 */
export function readMultipart(type: string, body: Buffer): ReadonlyMap<string, string> {
  const [, boundary] = /^multipart\/form-data; ?boundary=([0-9A-Za-z'()+_,\-./:=?]{1,70})$/.exec(type) ?? [];
  if (boundary === undefined) throw new Error(`the content type is "${type}"`);
  const text = body.toString("latin1");
  const end = `--${boundary}--\r\n`;
  if (!text.endsWith(end)) throw new Error("the last boundary is missing");
  const [preamble, ...parts] = `\r\n${text.slice(0, -end.length)}`.split(`\r\n--${boundary}\r\n`);
  if (preamble !== "") throw new Error("there is text before the first part");
  const files = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    const split = part.indexOf("\r\n\r\n");
    const [disposition = "", ...headers] = part.slice(0, split).split("\r\n");
    const [, encoded] = /^Content-Disposition: form-data; name="files\[\]"; filename="([^"\\\r\n]+)"$/.exec(
      disposition,
    ) ?? [undefined, undefined];
    if (split < 0 || encoded === undefined) throw new Error(`a part begins with "${disposition}"`);
    if (headers.some((header) => header !== "Content-Type: application/octet-stream")) {
      throw new Error(`a part has the headers ${headers.join("; ")}`);
    }
    // Each part ends with a line break that belongs to the boundary; the split removed it from all but the last.
    const isLast = index === parts.length - 1;
    const content = part.slice(split + 4);
    if (isLast && !content.endsWith("\r\n")) throw new Error("the last part does not end with a line break");
    const name = decode(encoded);
    if (files.has(name)) throw new Error(`the file "${name}" is sent twice`);
    files.set(name, decode(isLast ? content.slice(0, -2) : content));
  }
  return files;
}

function decode(latin1: string): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(latin1, "latin1"));
}
