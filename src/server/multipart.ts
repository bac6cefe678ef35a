import { randomUUID } from "node:crypto";
import type { SourceFile } from "../model/source.js";

/** A body with files, and its content type. */
export interface Multipart {
  readonly type: string;
  readonly body: Buffer;
}

/**
 * Returns files as a multipart form in which every part has the name `files[]`, the only one that GoCD reads.
 * https://www.rfc-editor.org/rfc/rfc7578
 */
export function writeMultipart(files: readonly SourceFile[]): Multipart {
  // The random part cannot occur in a file that was written before.
  const boundary = `gocd-pin-${randomUUID()}`;
  const parts = files.flatMap(({ path, text }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="files[]"; filename="${partName(path)}"\r\n` +
        "Content-Type: application/octet-stream\r\n\r\n",
    ),
    Buffer.from(text),
    Buffer.from("\r\n"),
  ]);
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/**
 * Returns the name under which a file is sent, which is the place of GoCD's errors: without characters that would end or
 * escape the quoted name (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data).
 */
export function partName(path: string): string {
  return path.replace(/["\\\p{Cc}]/gu, (character) => encodeURIComponent(character));
}
