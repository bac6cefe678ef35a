import type { Dispatcher } from "undici";
import { BOUNDS } from "../model/bounds.js";
import type { BodyProgress, BodyTurn } from "./body.js";
import type { Deadline } from "./deadline.js";
import type { HttpResponse } from "./message.js";
import { InterimError } from "./network-error.js";

/** A response whose body is as the server sent it. */
export interface RawResponse extends Pick<HttpResponse, "status" | "headers"> {
  /** Undefined if it is longer than `maxBytes`. */
  readonly body: Buffer | undefined;
}

/** The limits of a response. */
export interface ReceiveOptions {
  /** Is updated while the response is received. */
  readonly progress: BodyProgress;
  /** The largest body in bytes. */
  readonly maxBytes: number;
  readonly turn: BodyTurn;
  readonly deadline: Deadline;
}

// A body that explains an error is short; of a longer one, this number of bytes is read.
const ERROR_BYTES = 64 * 1024;

/**
 * Sends a request and returns the response. The body of an error is cut if it is long. A large body waits for its turn.
 * Throws the errors of undici, and an error if the time limit ends.
 */
export function receive(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  options: ReceiveOptions,
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(request, new Receiver(options, resolve, reject));
  });
}

// undici's `request` also makes a stream for each body, which short bodies do not need.
class Receiver implements Dispatcher.DispatchHandler {
  readonly #options: ReceiveOptions;
  readonly #resolve: (response: RawResponse) => void;
  readonly #reject: (error: Error) => void;
  readonly #forget: () => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #interim = 0;
  #status = 0;
  #headers: HttpResponse["headers"] = {};

  constructor(
    options: ReceiveOptions,
    resolve: (response: RawResponse) => void,
    reject: (error: Error) => void,
  ) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#forget = options.deadline.callWhenOver(() => this.#stop());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#options.deadline.isOver()) this.#stop();
  }

  /** Is also called for interim responses. Throws if there are too many, or after a 101, which ends HTTP on the connection. */
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: HttpResponse["headers"],
  ): void {
    if (status < 200) {
      this.#interim++;
      if (status === 101 || this.#interim > BOUNDS.interimResponses.value) throw new InterimError(status);
      return;
    }
    this.#status = status;
    this.#headers = headers;
    this.#options.progress.status = status;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { progress, maxBytes, turn } = this.#options;
    progress.received += chunk.length;
    this.#chunks.push(chunk);
    const isError = this.#status >= 300;
    if (isError && progress.received > ERROR_BYTES) {
      this.#end(Buffer.concat(this.#chunks));
      this.#stop();
    } else if (progress.received > maxBytes) {
      this.#end(undefined);
      this.#stop();
    } else if (turn.isNeeded(progress.received)) {
      controller.pause();
      void turn.wait().then(() => controller.resume());
    }
  }

  onResponseEnd(): void {
    this.#end(Buffer.concat(this.#chunks));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#forget();
    this.#reject(error);
  }

  #end(body: Buffer | undefined): void {
    this.#forget();
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  #stop(): void {
    const error = new Error("gocd-pin closed the connection");
    // undici has not started the request if it has no connection, which a proxy may never open.
    if (this.#controller === undefined) this.#reject(error);
    else this.#controller.abort(error);
  }
}
