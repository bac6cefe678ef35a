import { createServer, type Server, type Socket } from "node:net";

/** A request as it came to a server. */
export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** The lines of the request up to its body. */
  readonly head: string;
}

/** Bytes that a server sends, and whether it closes the connection, keeps it open, or continues to send. */
export interface RawReply {
  readonly bytes: string | Buffer;
  readonly then: "close" | "stay" | "flood" | "reset";
}

/** A server that answers with any bytes. */
export interface HostileServer {
  readonly origin: string;
  readonly heads: readonly string[];
  stop(): Promise<void>;
}

const FLOOD = Buffer.alloc(64 * 1024, "[");

/** Starts a server on a free port of 127.0.0.1. */
export async function startHostileServer(answer: (request: RawRequest) => RawReply): Promise<HostileServer> {
  const heads: string[] = [];
  const sockets = new Set<Socket>();

  function serve(socket: Socket): void {
    let text = "";
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n")) {
        const head = text.slice(0, end);
        text = text.slice(end + 4);
        heads.push(head);
        const [method = "", target = ""] = head.split(" ");
        reply(socket, answer({ method, target, head }));
      }
    });
  }

  const server: Server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    heads,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reply(socket: Socket, { bytes, then }: RawReply): void {
  socket.write(bytes);
  if (then === "close") socket.end();
  else if (then === "reset") socket.resetAndDestroy();
  else if (then === "flood") flood(socket);
}

/** Sends bytes until the other side closes the connection. */
function flood(socket: Socket): void {
  const send = () => {
    while (!socket.destroyed && socket.write(FLOOD));
  };
  socket.on("drain", send);
  send();
}
