import { HTTP_LIMITS } from "../../http/http-limits.js";
import type { Code } from "../../model/codes.js";
import type { Diagnostic } from "../../model/diagnostic.js";
import type { QueryFailure } from "../../model/failure.js";
import type { AskedLimits } from "../../model/settings.js";
import { parseServerAddress } from "../../server/server-address.js";
import { createServerClient, type ServerClient } from "../../server/server-client.js";
import { createQueryCounter } from "./query-counter.js";
import { clientWorld } from "./client-world.js";
import type { RunOptions, World } from "../world.js";

/** The URL of a GoCD server and the option that has it. */
export interface ServerOption {
  readonly name: string;
  readonly url: string;
}

/** Opens a client, or returns why the URL cannot be that of a server. It does not load the HTTP library before the first query. */
export function openServer(
  world: World,
  options: RunOptions,
  { name, url }: ServerOption,
  limits: AskedLimits,
): ServerClient | { readonly problem: Diagnostic } {
  const address = parseServerAddress(url);
  if ("problem" in address) {
    const help = `write ${name} https://HOST[:PORT], and set the credential in the environment`;
    const message = `the URL of ${name} ${address.problem}`;
    return { problem: { severity: "error", code: "usage", message, help } };
  }
  const client = createServerClient(address, name, clientWorld(world, options), {
    ...HTTP_LIMITS,
    ...limits,
    ...options.limits,
  });
  const count = createQueryCounter(options, `querying ${address.host}`);
  return {
    ...client,
    packageRepositories: () => count(client.packageRepositories(), "package repositories"),
    packages: () => count(client.packages(), "packages"),
    preflight: (files, repoId) =>
      count(
        client.preflight(files, repoId),
        `preflight of ${files.length} ${files.length === 1 ? "file" : "files"}`,
      ),
  };
}

const FAILURE_CODES: Readonly<Record<QueryFailure["kind"], Code>> = {
  unreachable: "server-unreachable",
  timeout: "server-timeout",
  tls: "server-tls",
  unauthorized: "server-unauthorized",
  denied: "server-denied",
  "not-found": "server-missing",
  "rate-limited": "server-unreachable",
  incomplete: "server-protocol",
  protocol: "server-protocol",
};

/** Returns the failure of a query as a diagnostic. */
export function serverDiagnostic({ kind, message, help }: QueryFailure): Diagnostic {
  return { severity: "error", code: FAILURE_CODES[kind], message, help };
}

/** Returns the warnings of a client about its queries. */
export function serverNotices(client: ServerClient): Diagnostic[] {
  // What a registry says in its headers is of no interest here.
  const notices = client.warnings().filter(({ code }) => code !== "registry-notice");
  return notices.map((notice) => ({ severity: "warning", ...notice }));
}
