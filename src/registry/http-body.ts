/** How far an answer has come; it is also read when the answer breaks off. */
export interface Progress {
  status?: number;
  /** Bytes of the body. */
  received: number;
}

// A body that explains an error is short; of a longer one this is read, in bytes.
const ERROR_BYTES = 64 * 1024;

/**
 * Reads a body. Gives undefined when it is longer than `maxBytes`; that of an error is cut instead. Throws what
 * the stream throws.
 */
export async function readBody(
  stream: AsyncIterable<unknown>,
  progress: Progress,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const isError = (progress.status ?? 0) >= 300;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    progress.received += chunk.length;
    chunks.push(chunk);
    // Leaving the loop destroys the stream and with it the connection.
    if (isError && progress.received > ERROR_BYTES) break;
    if (progress.received > maxBytes) return undefined;
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}

/**
 * Unpacks a body that came with `Content-Encoding: gzip`, which some servers do without being asked. Gives it as
 * it is when it has no such encoding, and undefined when it would be longer than `maxBytes`. Throws when it is no
 * gzip.
 */
export async function unpackBody(
  body: Buffer,
  encoding: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  if (!/^(?:x-)?gzip$/i.test(encoding) || body.length === 0) return body;
  const unpacked: AsyncIterable<unknown> = new Blob([body])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unpacked) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
