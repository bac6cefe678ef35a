import { inspect } from "node:util";

/**
 * A credential, wrapped from the moment it is read. Printed in any way (template string, JSON, console, inspect), it is
 * `***`; only `reveal` returns the text.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The credential itself. Call it only to send the bytes to a registry or a credential helper. */
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
