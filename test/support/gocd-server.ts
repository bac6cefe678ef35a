import { createHash } from "node:crypto";
import type { ServerOptions } from "node:https";
import { packagesDocument, repositoriesDocument, type ServerRepository } from "./gocd-documents.js";
import { judge, type ServerConfigRepos } from "./gocd-verdict.js";
import { readMultipart } from "./multipart-reader.js";
import { startScriptedServer, type Reply, type ScriptedServer, type SeenRequest } from "./scripted-server.js";

/** The content of a fake GoCD server. Its responses have the forms in the sources and the documentation of GoCD. */
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

/** A running GoCD server of the tests. Its origin is without `/go`. */
export interface GocdServer extends ScriptedServer {
  /** The files of the preflight requests, in order. */
  readonly preflights: readonly ReadonlyMap<string, string>[];
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
  const preflights: ReadonlyMap<string, string>[] = [];

  function answer(seen: SeenRequest, body: Buffer): Reply {
    const { method, path, query, headers } = seen;
    const accept = headers.accept ?? "";
    if (!path.startsWith(`${BASE}/api/`) || script.isOld === true) return INCORRECT_URL;
    if (!/^application\/vnd\.go\.cd(?:\.v\d+)?\+json$/.test(accept)) return INCORRECT_URL;
    const rejection = authenticate(script, seen.authorization);
    if (rejection !== undefined) return rejection;
    const name = `${method} ${path.slice(BASE.length)}`;
    const repositories = script.repositories ?? [];
    const root = server.origin + BASE;
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

  const server = await startScriptedServer({ name: "GoCD server", tls: script.tls, answer });
  return { ...server, preflights };
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
