import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { Server, Socket } from "node:net";

/** One request as it came. */
export interface SeenRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage["headers"];
}

/** A reply, which may be malformed. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** Answers a request in its own way; returns false to leave it to the server. */
export type Fault = (request: IncomingMessage, response: ServerResponse, seen: SeenRequest) => boolean;

/** What a scripted server is and does. */
interface ServerScript {
  /** Its name in the error of `stop`: `fake registry`. */
  readonly name: string;
  /** TLS options; without them it speaks plain http. */
  readonly tls: ServerOptions | undefined;
  /** How long each answer waits, in ms; 0 if not given. */
  readonly latencyMs?: number | undefined;
  /** Answers a request. Throws an error, or returns undefined, if no client should send it. */
  readonly answer: (seen: SeenRequest, body: Buffer) => Reply | undefined;
}

/** A running server of the tests. */
export interface ScriptedServer {
  readonly origin: string;
  /** `host:port`. */
  readonly host: string;
  readonly requests: readonly SeenRequest[];
  /** Injects a failure for the next `times` requests that it handles; the latest comes first. */
  inject(fault: Fault, times?: number): void;
  /** Connections that were opened. */
  connections(): number;
  /** Stops it. Throws an error if it received a request that no client should send. */
  stop(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startScriptedServer({
  name,
  tls,
  latencyMs = 0,
  answer,
}: ServerScript): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const unexpected: string[] = [];
  const faults: { readonly fault: Fault; left: number }[] = [];

  function listen(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://server");
    const { method = "", headers } = request;
    const { authorization } = headers;
    const seen = { method, path: url.pathname, query: url.search.slice(1), authorization, headers };
    requests.push(seen);
    const taken = faults.find((entry) => entry.left > 0 && entry.fault(request, response, seen));
    if (taken !== undefined) {
      taken.left--;
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      try {
        const reply = answer(seen, Buffer.concat(chunks));
        if (reply === undefined) throw new Error("nothing has this path");
        if (latencyMs === 0) send(response, reply);
        else setTimeout(send, latencyMs, response, reply);
      } catch (error) {
        unexpected.push(`${method} ${request.url ?? ""}: ${String(error)}`);
        send(response, { status: 418 });
      }
    });
  }

  const server = tls === undefined ? createServer(listen) : createTlsServer(tls, listen);
  const { port, connections, close } = await listenLocally(server);
  const host = `127.0.0.1:${port}`;
  return {
    origin: `${tls === undefined ? "http" : "https"}://${host}`,
    host,
    requests,
    inject: (fault, times = 1) => void faults.unshift({ fault, left: times }),
    connections,
    async stop() {
      await close();
      if (unexpected.length > 0) throw new Error(`the ${name} got: ${unexpected.join("; ")}`);
    },
  };
}

/** Lets a server listen on a free port of 127.0.0.1. `close` also ends its open connections. */
export async function listenLocally(server: Server): Promise<{
  readonly port: number;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}> {
  const sockets = new Set<Socket>();
  let opened = 0;
  server.on("connection", (socket: Socket) => {
    opened++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    port: address.port,
    connections: () => opened,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends a reply; an answer to HEAD has no body. */
export function send(response: ServerResponse, { status, headers = {}, body = "" }: Reply): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === "string" ? value : [...value]);
  }
  response.writeHead(status, { "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** A response whose body never ends, a space at a time. */
export const drip: Fault = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
  return true;
};

/** A failure that sends `reply` to requests whose `METHOD /path?query` contains `text`; to all requests without it. */
export function replyWith(reply: Reply, text = ""): Fault {
  return (request, response) => {
    if (!`${request.method ?? ""} ${request.url ?? ""}`.includes(text)) return false;
    request.resume();
    send(response, reply);
    return true;
  };
}
