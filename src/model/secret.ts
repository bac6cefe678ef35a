import { inspect } from "node:util";

/**
 * A credential, wrapped from the moment it is read. However it is printed (template string, JSON, console,
 * inspect) it reads `***`; only `reveal` gives the text.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The credential itself. Call it only where the bytes go on the wire or to a credential helper. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [inspect.custom](): string {
    return "***";
  }
}
