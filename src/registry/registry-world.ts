import type { HttpWorld } from "../http/http-world.js";
import type { FindCredential } from "./credentials/credential.js";

/** The environment of the registry client, which itself uses only the network. */
export interface RegistryWorld extends HttpWorld {
  /** The user's home folder, absolute. */
  readonly homeDir: string;
  readonly credentials: FindCredential;
  /** Called after every page of a tag list. */
  onProgress?(event: ProgressEvent): void;
}

/** The progress of reading a tag list. */
interface ProgressEvent {
  readonly host: string;
  readonly image: string;
  readonly pages: number;
  readonly tags: number;
}
