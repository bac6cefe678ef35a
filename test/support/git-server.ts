import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A running git server. */
export interface GitServer {
  /** The URL of a repository is this and its path below the folder of the server. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** Where the repositories are, and the only login that may read and push. */
export interface GitServerSetting {
  readonly folder: string;
  readonly user: string;
  readonly password: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a git server on a free port of 127.0.0.1 that serves bare repositories with `git http-backend`. */
export async function startGitServer({ folder, user, password, env }: GitServerSetting): Promise<GitServer> {
  const login = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization === login) {
      serve(request, response, { ...env, GIT_PROJECT_ROOT: folder, REMOTE_USER: user });
      return;
    }
    request.resume();
    response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the git server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Answers a request with what the CGI program `git http-backend` answers (RFC 3875). */
function serve(
  request: IncomingMessage,
  response: ServerResponse,
  env: Readonly<Record<string, string>>,
): void {
  const { pathname, search } = new URL(request.url ?? "/", "http://git");
  const { headers } = request;
  const backend = spawn("git", ["http-backend"], {
    env: {
      ...env,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method ?? "",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
      ...(headers["content-length"] !== undefined && { CONTENT_LENGTH: headers["content-length"] }),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.once("close", () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf("\r\n\r\n");
    let status = 200;
    for (const line of answer.subarray(0, end).toString().split("\r\n")) {
      const [, name = "", value = ""] = /^([^:]+): (.*)$/.exec(line) ?? [];
      if (name === "Status") status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status).end(answer.subarray(end + 4));
  });
}
