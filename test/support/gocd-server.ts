import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { Socket } from "node:net";
import type { Reply } from "./fake-registry-auth.js";
import { send, type Fault, type SeenRequest } from "./fake-registry.js";
import { packagesDocument, repositoriesDocument, type ServerRepository } from "./gocd-documents.js";
import { judge, type ServerConfigRepos } from "./gocd-verdict.js";
import { readMultipart } from "./multipart-reader.js";

/** What the tests' own GoCD server has. It is no real GoCD, but speaks the shapes that GoCD's sources and its documentation have. */
export interface GocdServerScript extends ServerConfigRepos {
  readonly tls?: ServerOptions;
  readonly repositories?: readonly ServerRepository[];
  /** The access token, and `user:password`, that it accepts; without both, it requires no login. */
  readonly token?: string;
  readonly login?: string;
  /** Whether the user is an administrator; true if not given. */
  readonly isAdmin?: boolean;
  /** Whether it is older than the APIs. */
  readonly isOld?: boolean;
}

/** A running GoCD server of the tests. */
export interface GocdServer {
  /** Without `/go`. */
  readonly origin: string;
  readonly host: string;
  readonly requests: readonly SeenRequest[];
  /** The files of the preflight requests, in order. */
  readonly preflights: readonly ReadonlyMap<string, string>[];
  /** Injects a failure for the next `times` requests that it handles. */
  inject(fault: Fault, times?: number): void;
  /** Stops it. Throws an error if it received a request that GoCD's documentation does not have. */
  stop(): Promise<void>;
}

const BASE = "/go";
const V1 = "application/vnd.go.cd.v1+json";
const V2 = "application/vnd.go.cd.v2+json";

/** GoCD's answer to every request whose path, version or method it does not know. */
const INCORRECT_URL: Reply = {
  status: 404,
  headers: { "content-type": "text/plain;charset=utf-8" },
  body: "The url you are trying to reach appears to be incorrect.\n",
};

/** Starts a GoCD server on a free port of 127.0.0.1. */
export async function startGocdServer(script: GocdServerScript): Promise<GocdServer> {
  const requests: SeenRequest[] = [];
  const preflights: ReadonlyMap<string, string>[] = [];
  const unexpected: string[] = [];
  const sockets = new Set<Socket>();
  const faults: { readonly fault: Fault; left: number }[] = [];
  let origin = "";

  function answer(seen: SeenRequest, body: Buffer): Reply {
    const { method, path, query, headers } = seen;
    const accept = headers.accept ?? "";
    if (!path.startsWith(`${BASE}/api/`) || script.isOld === true) return INCORRECT_URL;
    if (!/^application\/vnd\.go\.cd(?:\.v\d+)?\+json$/.test(accept)) return INCORRECT_URL;
    const rejection = authenticate(script, seen.authorization);
    if (rejection !== undefined) return rejection;
    const name = `${method} ${path.slice(BASE.length)}`;
    const repositories = script.repositories ?? [];
    const root = origin + BASE;
    const list = (version: string, document: object): Reply => {
      if (query !== "" || body.length > 0) throw new Error("a list accepts no query and no body");
      return accept === version ? json(version, document) : INCORRECT_URL;
    };
    switch (name) {
      case "GET /api/admin/repositories":
        return list(V1, repositoriesDocument(root, repositories));
      case "GET /api/admin/packages":
        return list(V2, packagesDocument(root, repositories));
      case "POST /api/admin/config_repo_ops/preflight":
        if (accept !== V1) return INCORRECT_URL;
        return answerPreflight(script, seen, body, preflights);
    }
    throw new Error("it is not a request of the documentation");
  }

  function listen(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://gocd");
    const { authorization } = request.headers;
    const query = url.search.slice(1);
    const { method = "", headers } = request;
    const seen = { method, path: url.pathname, query, authorization, headers };
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
        send(response, answer(seen, Buffer.concat(chunks)));
      } catch (error) {
        unexpected.push(`${method} ${request.url ?? ""}: ${String(error)}`);
        send(response, { status: 418 });
      }
    });
  }

  const server = script.tls === undefined ? createServer(listen) : createTlsServer(script.tls, listen);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  const host = `127.0.0.1:${address.port}`;
  origin = `${script.tls === undefined ? "http" : "https"}://${host}`;

  return {
    origin,
    host,
    requests,
    preflights,
    inject: (fault, times = 1) => void faults.unshift({ fault, left: times }),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      if (unexpected.length > 0) throw new Error(`the GoCD server got: ${unexpected.join("; ")}`);
    },
  };
}

function answerPreflight(
  script: GocdServerScript,
  { query, headers }: SeenRequest,
  body: Buffer,
  preflights: ReadonlyMap<string, string>[],
): Reply {
  const parameters = new URLSearchParams(query);
  const names = Array.from(parameters.keys()).sort().join();
  if (names !== "pluginId" && names !== "pluginId,repoId") throw new Error(`it has the parameters ${names}`);
  if (headers["content-length"] === undefined) throw new Error("it has no content length");
  const repoId = parameters.get("repoId");
  if (repoId !== null && !Object.hasOwn(script.configRepos ?? {}, repoId)) {
    return message(404, `Config repo with id '${repoId}' was not found!`);
  }
  const plugin = parameters.get("pluginId") ?? "";
  if (plugin !== "yaml.config.plugin") return message(404, `Plugin with id '${plugin}' was not found!`);
  const files = readMultipart(headers["content-type"] ?? "", body);
  preflights.push(files);
  const verdict = judge(script, files, repoId ?? undefined);
  if (typeof verdict.errors === "string") return message(422, verdict.errors);
  return json(V1, { errors: verdict.errors, valid: verdict.errors.length === 0 });
}

function authenticate(script: GocdServerScript, authorization: string | undefined): Reply | undefined {
  const { token, login, isAdmin = true } = script;
  if (token !== undefined || login !== undefined) {
    const basic = `Basic ${Buffer.from(login ?? "").toString("base64")}`;
    const isBearer = token !== undefined && authorization === `Bearer ${token}`;
    if (!isBearer && !(login !== undefined && authorization === basic)) {
      const text = isBasic(authorization)
        ? "Invalid credentials. Either your username and password are incorrect, or there is a problem with your browser cookies. Please check with your GoCD administrator."
        : authorization === undefined
          ? "You are not authenticated!"
          : "Invalid Personal Access Token.";
      const reply = message(401, text);
      return { ...reply, headers: { ...reply.headers, "www-authenticate": 'Basic realm="GoCD"' } };
    }
  }
  return isAdmin ? undefined : message(403, "You are not authorized to perform this action.");
}

function isBasic(authorization: string | undefined): boolean {
  return authorization?.startsWith("Basic ") === true;
}

function message(status: number, text: string): Reply {
  return {
    status,
    headers: { "content-type": `${V1}; charset=utf-8` },
    body: JSON.stringify({ message: text }),
  };
}

function json(type: string, document: object): Reply {
  const body = JSON.stringify(document, undefined, 2);
  const etag = `"${createHash("sha256").update(body).digest("hex")}"`;
  return { status: 200, headers: { "content-type": `${type};charset=utf-8`, etag }, body };
}
