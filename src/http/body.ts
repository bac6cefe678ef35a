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

/** Waits for the turn of a body among the large ones of its server, of which one is read at a time. */
export interface Turn {
  /** Whether a body of this size must wait for its turn, which was not requested yet. */
  isDue(received: number): boolean;
  wait(): Promise<void>;
  /** Must be called at the end; a turn that comes later is passed on. */
  end(): void;
}

/** Creates the turn of one body. */
export function createTurn(largeBodies: Semaphore): Turn {
  let isRequested = false;
  let isEnded = false;
  let leave: (() => void) | undefined;
  return {
    isDue: (received) => received > LARGE_BYTES && !isRequested,
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

/** How a body is unpacked; `maxBytes` is also for the unpacked body. */
interface UnpackOptions {
  readonly maxBytes: number;
  readonly turn: Turn;
}

/** Unpacks a body with gzip. Returns undefined if it is longer than `maxBytes`. Throws an error if it cannot be unpacked. */
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
    if (turn.isDue(received)) await turn.wait();
  }
  return Buffer.concat(chunks);
}
