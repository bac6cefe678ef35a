import type { Bound } from "../model/bounds.js";
import type { ProcessEnvironment } from "../model/program.js";

/** The environment of a client, which itself uses only the network. */
export interface HttpWorld {
  readonly env: ProcessEnvironment;
  /** The folder that contains the machine's `etc/`: `/`. Without it, the machine's certificates are not used. */
  readonly machineRoot: string | undefined;
  /** Reads a regular text file up to `bound`. A relative path is in the project folder. */
  readFile(path: string, bound: Bound): Promise<FileRead>;
  /** Lists the names of the entries of a folder. */
  listFolder(path: string): Promise<FolderRead>;
  /** The clock for tokens and `Retry-After` dates, in ms since 1970. */
  now(): number;
  /** A number in [0, 1), for the jitter of waits. */
  random(): number;
  /** Called after every request, for the verbose log. */
  onRequest?(event: RequestEvent): void;
}

/** A file's text, or why there is none; `reason` is in words (`permission denied`). */
export type FileRead =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** The names in a folder, sorted, or why there are none. */
type FolderRead =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

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
