import type { ProcessEnvironment } from "../model/program.js";
import type { FindCredential } from "./credentials/credential.js";

/** The environment of the registry client, which itself uses only the network. */
export interface RegistryWorld {
  readonly env: ProcessEnvironment;
  /** The text of a file (CA, certificate, key), or undefined if it cannot be read. */
  readFile(path: string): Promise<string | undefined>;
  readonly credentials: FindCredential;
  /** The clock for tokens and `Retry-After` dates, in ms since 1970. */
  now(): number;
  /** A number in [0, 1), for the jitter of waits. */
  random(): number;
  /** Called after every request, for the verbose log. */
  onRequest?(event: RequestEvent): void;
  /** Called after every page of a tag list. */
  onProgress?(event: ProgressEvent): void;
}

/** A request that was sent. It has no credential and no query string. */
export interface RequestEvent {
  readonly method: string;
  readonly url: string;
  /** The HTTP status, or the error code if there was no answer. */
  readonly outcome: number | string;
  readonly ms: number;
  /** Bytes of the body that was read. */
  readonly bytes: number;
}

/** The progress of reading a tag list. */
interface ProgressEvent {
  readonly host: string;
  readonly image: string;
  readonly pages: number;
  readonly tags: number;
}
