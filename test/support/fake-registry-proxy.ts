import { createServer, request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";

/** An HTTP proxy that sends the requests to every host to one address. */
export interface FakeProxy {
  /** `host:port`. */
  readonly host: string;
  /** `CONNECT registry-1.docker.io:443`, `GET http://registry.test/v2/`. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** The behaviour of the proxy. */
export interface FakeProxySettings {
  /** `host:port` to which it sends every request. */
  readonly target: string;
  /** `user:password` that it demands. */
  readonly login?: string;
}

/** Starts a proxy on a free port of 127.0.0.1. It answers 407 to clients that do not log in. */
export async function startFakeProxy({ target, login }: FakeProxySettings): Promise<FakeProxy> {
  const [targetHost = "", targetPort = ""] = target.split(":");
  const expected = login === undefined ? undefined : `Basic ${Buffer.from(login).toString("base64")}`;
  const requests: string[] = [];
  const sockets = new Set<Socket>();

  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    const { "proxy-authorization": authorization, ...headers } = request.headers;
    if (authorization !== expected) {
      response.writeHead(407).end();
      return;
    }
    const url = new URL(request.url ?? "");
    const path = url.pathname + url.search;
    const onward = { host: targetHost, port: targetPort, path, headers, method: request.method };
    const forwarded = httpRequest(onward, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  server.on("connect", (request, socket: Socket) => {
    requests.push(`CONNECT ${request.url ?? ""}`);
    socket.on("error", () => socket.destroy());
    if (request.headers["proxy-authorization"] !== expected) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const tunnel = connect(Number(targetPort), targetHost, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      tunnel.pipe(socket);
      socket.pipe(tunnel);
    });
    sockets.add(tunnel);
    tunnel.on("error", () => socket.destroy());
  });
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    host: `127.0.0.1:${address.port}`,
    requests,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
