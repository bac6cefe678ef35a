import { startDeadline } from "../http/deadline.js";
import { exchange, type ExchangeContext } from "../http/exchange.js";
import { stretchLimits, type HttpLimits } from "../http/http-limits.js";
import type { HttpWorld } from "../http/http-world.js";
import { createHttp } from "../http/http.js";
import type { HttpRequest, HttpResponse } from "../http/message.js";
import { exceedsValues, isRecord, parseJson } from "../model/json.js";
import { createNotices, type Notice } from "../http/notices.js";
import { createRedactor } from "../http/redactor.js";
import { createSharedTrust, createTlsSettings } from "../http/tls.js";
import { BOUNDS } from "../model/bounds.js";
import type { Answer } from "../model/failure.js";
import type { SourceFile } from "../model/source.js";
import { writeMultipart } from "./multipart.js";
import type { ServerAddress } from "./server-address.js";
import { readServerCredential, type ServerCredential } from "./server-credential.js";
import { describeServerBody, describeServerStatus, type ServerApi } from "./server-failure.js";
import { serverPeer } from "./server-peer.js";
import { readVerdict, type Verdict } from "./verdict.js";

/** Queries one GoCD server. An answer is complete or a failure, never an exception. */
export interface ServerClient {
  readonly address: ServerAddress;
  /** Returns the JSON of the package repositories API, without the configuration of packages. */
  packageRepositories(): Promise<Answer<string>>;
  /** Returns the JSON of the packages API. */
  packages(): Promise<Answer<string>>;
  /**
   * Asks for the verdict on files, whose paths are in the config repo. `repoId` is the config repo on the server that they
   * replace; without it, they are an additional one.
   */
  preflight(files: readonly SourceFile[], repoId: string | undefined): Promise<Answer<Verdict>>;
  /** Warnings about the previous queries. */
  warnings(): readonly Notice[];
  close(): Promise<void>;
}

const READERS = "administrators of the system or of a pipeline group";
const REPOSITORIES: ServerApi = { name: "package repositories API", version: 1, users: READERS };
const PACKAGES: ServerApi = { name: "packages API", version: 2, users: READERS };
const PREFLIGHT: ServerApi = { name: "preflight API", version: 1, users: "system administrators" };
const PLUGIN = "yaml.config.plugin";

/** Creates a client for the server that `option` names. It opens no connection and loads no HTTP library before the first query. */
export function createServerClient(
  address: ServerAddress,
  option: string,
  world: HttpWorld,
  given: HttpLimits,
): ServerClient {
  const limits = stretchLimits(given);
  const notices = createNotices();
  const redactor = createRedactor(address.host);
  const tls = createTlsSettings(createSharedTrust(world), { verify: true, authorities: [], searched: [] });
  const http = createHttp({ hostname: address.hostname, tls, limits, world });
  const context: ExchangeContext = {
    peer: serverPeer(option),
    http,
    origins: { permits: (url) => url.origin === address.origin },
    limits,
    world,
    redactor,
    notices,
    pauses: new Map(),
  };

  async function ask(
    api: ServerApi,
    path: string,
    request: Pick<HttpRequest, "method" | "body"> & { readonly type?: string },
  ): Promise<Answer<{ readonly response: HttpResponse; readonly credential: ServerCredential }>> {
    const credential = readServerCredential(world.env, redactor);
    if (!credential.ok) return credential;
    const { authorization } = credential.value;
    const { method, body, type } = request;
    const deadline = startDeadline(limits.timeoutMs);
    const answer = await exchange(
      context,
      {
        method,
        url: new URL(address.base + path),
        headers: {
          accept: `application/vnd.go.cd.v${api.version}+json`,
          ...(type !== undefined && { "content-type": type }),
          ...(authorization !== undefined && { authorization }),
        },
        ...(body !== undefined && { body }),
        maxBytes: BOUNDS.serverBytes.value,
      },
      deadline,
    ).finally(() => deadline.cancel());
    if (!answer.ok) return answer;
    const { value, message } = BOUNDS.serverValues;
    if (exceedsValues(answer.value.body, value)) {
      const help = `check that ${option} is the address of a GoCD server`;
      return { ok: false, failure: { kind: "protocol", message, help } };
    }
    return { ok: true, value: { response: answer.value, credential: credential.value } };
  }

  async function list(api: ServerApi, path: string): Promise<Answer<string>> {
    const answer = await ask(api, path, { method: "GET" });
    if (!answer.ok) return answer;
    const { response, credential } = answer.value;
    const about = { ...context, address, credential };
    if (response.status !== 200) {
      return { ok: false, failure: describeServerStatus(about, api, response, undefined) };
    }
    const text = response.body.toString();
    if (isRecord(parseJson(text))) return { ok: true, value: text };
    return { ok: false, failure: describeServerBody(about, api, response) };
  }

  return {
    address,
    packageRepositories: () => list(REPOSITORIES, "/api/admin/repositories"),
    packages: () => list(PACKAGES, "/api/admin/packages"),
    async preflight(files, repoId) {
      const query = new URLSearchParams({ pluginId: PLUGIN, ...(repoId !== undefined && { repoId }) });
      const { type, body } = writeMultipart(files);
      const path = `/api/admin/config_repo_ops/preflight?${query.toString()}`;
      const answer = await ask(PREFLIGHT, path, { method: "POST", body, type });
      if (!answer.ok) return answer;
      const { response, credential } = answer.value;
      const about = { ...context, address, credential };
      const verdict = readVerdict(response, (text) => redactor.show(text, BOUNDS.messageLength.value));
      if (verdict !== undefined) return { ok: true, value: verdict };
      const failure =
        response.status === 200
          ? describeServerBody(about, PREFLIGHT, response)
          : describeServerStatus(about, PREFLIGHT, response, repoId);
      return { ok: false, failure };
    },
    warnings: () => notices.list(),
    close: () => http.close(),
  };
}
