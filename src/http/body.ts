import type { Semaphore } from "./semaphore.js";

/** The progress of a response; it is also used if the response is incomplete. */
export interface BodyProgress {
  status?: number;
  /** Bytes of the body. */
  received: number;
}

// Sixteen bodies at a time, each as large as a tag list may be, would need more than a gigabyte. A tag list of 100,000 tags is
// smaller than this.
const LARGE_BYTES = 2 * 1024 * 1024;

/** The turn of one body among the large bodies of its server, of which one is read at a time. */
export interface BodyTurn {
  /** Whether a body of which this number of bytes is received must wait for its turn, and `wait` was not called before. */
  isNeeded(received: number): boolean;
  wait(): Promise<void>;
  /** Must be called when the body is no longer read. A turn that comes later is passed to the next body. */
  end(): void;
}

/** Creates the turn of one body. `largeBodies` is shared by all bodies of a server. */
export function createBodyTurn(largeBodies: Semaphore): BodyTurn {
  let isRequested = false;
  let isEnded = false;
  let leave: (() => void) | undefined;
  return {
    isNeeded: (received) => received > LARGE_BYTES && !isRequested,
    async wait() {
      isRequested = true;
      leave = await largeBodies.enter();
      if (isEnded) leave();
    },
    end() {
      isEnded = true;
      leave?.();
    },
  };
}

/** How a body is unpacked. */
interface UnpackOptions {
  /** The largest unpacked body in bytes. */
  readonly maxBytes: number;
  readonly turn: BodyTurn;
}

/** Unpacks a gzip body. Returns undefined if it is longer than `maxBytes`. Throws an error if it cannot be unpacked. */
export async function unpack(packed: Buffer, { maxBytes, turn }: UnpackOptions): Promise<Buffer | undefined> {
  const stream: AsyncIterable<unknown> = new Blob([packed])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue;
    received += chunk.length;
    chunks.push(chunk);
    if (received > maxBytes) return undefined;
    if (turn.isNeeded(received)) await turn.wait();
  }
  return Buffer.concat(chunks);
}
