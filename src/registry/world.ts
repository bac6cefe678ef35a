import type { FindCredential } from "./credential.js";

/** What the registry client needs from outside; it touches nothing but the network itself. */
export interface RegistryWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file (CA, certificate, key), or undefined when it cannot be read. */
  readFile(path: string): Promise<string | undefined>;
  readonly credentials: FindCredential;
  /** The clock that tokens and `Retry-After` dates are held against, in ms since 1970. */
  now(): number;
  /** A number in [0, 1), for the jitter of waits. */
  random(): number;
  /** Told of every request when its answer is in; for a verbose log. */
  onRequest?(event: RequestEvent): void;
  /** Told of every page of a tag list. */
  onProgress?(event: ProgressEvent): void;
}

/** One request on the wire. It holds no credential, and no query of a foreign origin (those are often signed). */
export interface RequestEvent {
  readonly method: string;
  readonly url: string;
  /** HTTP status, or the error code when no answer came. */
  readonly outcome: number | string;
  readonly ms: number;
  /** Bytes of the body that was read. */
  readonly bytes: number;
}

/** How far the reading of a tag list has come. */
export interface ProgressEvent {
  readonly host: string;
  readonly image: string;
  readonly pages: number;
  readonly tags: number;
}
