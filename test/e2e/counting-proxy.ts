import { createServer, request as forward } from "node:http";

/** A reverse proxy in front of a registry that counts requests. */
export interface CountingProxy {
  /** `http://host:port`. */
  readonly origin: string;
  /** `METHOD /path?query` of each request. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** Starts a reverse proxy on a free port of 127.0.0.1, which hands every request to the registry at `target`. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "", url = "", headers } = incoming;
    requests.push(`${method} ${url}`);
    // The Host header stays, so that addresses in answers are those of the proxy.
    const onward = forward(`${target}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
