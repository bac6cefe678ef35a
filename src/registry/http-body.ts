/** The progress of an answer; it is also used if the answer is incomplete. */
export interface BodyProgress {
  status?: number;
  /** Bytes of the body. */
  received: number;
}

// A body that explains an error is short; of a longer one, this number of bytes is read.
const ERROR_BYTES = 64 * 1024;

/**
 * Reads a body. Returns undefined if it is longer than `maxBytes`; the body of an error is cut instead. Throws the
 * errors of the stream.
 */
export async function readBody(
  stream: AsyncIterable<unknown>,
  progress: BodyProgress,
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
 * Unpacks a body that came with `Content-Encoding: gzip`, which some servers send although it was not
 * accepted. Returns it unchanged if it has no such encoding, and undefined if it would be longer than `maxBytes`. Throws
 * if it is not gzip.
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
