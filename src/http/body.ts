import type { Dispatcher } from "undici";
import type { Semaphore } from "./semaphore.js";

/** The progress of an answer; it is also used if the answer is incomplete. */
export interface BodyProgress {
  status?: number;
  /** Bytes of the body. */
  received: number;
}

/** How a body is read. */
interface BodyOptions {
  readonly progress: BodyProgress;
  /** The largest body in bytes, also after it is unpacked. */
  readonly maxBytes: number;
  /** Those of the same server, of which one is read at a time. */
  readonly largeBodies: Semaphore;
}

// A body that explains an error is short; of a longer one, this number of bytes is read.
const ERROR_BYTES = 64 * 1024;
// Sixteen bodies at a time, each as large as a tag list may be, would need more than a gigabyte. A tag list of 100,000 tags is
// smaller than this.
const LARGE_BYTES = 2 * 1024 * 1024;

/**
 * Reads the body of an answer, and unpacks it. Returns undefined if it is longer than `maxBytes`; the body of an error is cut
 * instead. If it is large, it waits for its turn. Throws the errors of the stream, and those of the unpacking.
 */
export async function readBody(
  { body, headers, statusCode }: Dispatcher.ResponseData,
  { progress, maxBytes, largeBodies }: BodyOptions,
): Promise<Buffer | undefined> {
  const turns: (() => void)[] = [];
  async function collect(stream: AsyncIterable<unknown>, counter: BodyProgress, cut: number) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue;
      counter.received += chunk.length;
      chunks.push(chunk);
      // Leaving the loop destroys the stream and with it the connection.
      if (counter.received > cut) break;
      if (counter.received > maxBytes) return undefined;
      if (counter.received > LARGE_BYTES && turns.length === 0) turns.push(await largeBodies.enter());
    }
    return Buffer.concat(chunks);
  }
  try {
    const packed = await collect(body, progress, statusCode >= 300 ? ERROR_BYTES : Infinity);
    // Some servers send this encoding although it was not accepted.
    const isPacked = /^(?:x-)?gzip$/i.test(String(headers["content-encoding"] ?? ""));
    if (packed === undefined || packed.length === 0 || !isPacked) return packed;
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await collect(unpacked, { received: 0 }, Infinity);
  } finally {
    for (const leave of turns) leave();
  }
}
