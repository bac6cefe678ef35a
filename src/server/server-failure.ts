import { describeBody, header, isOfTlsPort, mediaType, type HttpResponse } from "../http/message.js";
import { parseJson } from "../model/json.js";
import type { Peer } from "../http/peer.js";
import type { Redactor } from "../http/redactor.js";
import type { QueryFailure } from "../model/failure.js";
import type { ServerAddress } from "./server-address.js";
import { CREDENTIAL_HELP, type ServerCredential } from "./server-credential.js";

/** An API of GoCD, as messages name it. */
export interface ServerApi {
  /** `packages API`. */
  readonly name: string;
  readonly version: number;
  /** Who may use it: `system administrators`. */
  readonly users: string;
}

/** What a failure is described with. */
export interface FailureContext {
  readonly address: ServerAddress;
  readonly peer: Peer;
  readonly redactor: Redactor;
  readonly credential: ServerCredential;
}

/** Describes an answer with another status than the API's own ones. `repoId` is the config repo that the request names. */
export function describeServerStatus(
  context: FailureContext,
  api: ServerApi,
  response: HttpResponse,
  repoId: string | undefined,
): QueryFailure {
  const { address, peer, redactor, credential } = context;
  const { status, url } = response;
  const detail = mediaType(response) === "text/html" ? "" : describeBody(response, context);
  const host = redactor.host(url);
  const said = `${host} responded with ${status}${detail}`;
  const isElsewhere = url.origin !== address.origin;
  if (isElsewhere) {
    const message = `${address.host} redirects to ${host}, which responded with ${status}${detail}`;
    const help = `set ${peer.setting} to ${url.protocol}//${host} if that is the GoCD server; the credential is sent to no other address`;
    return { kind: "protocol", message, help, status };
  }
  const location = header(response, "location");
  if (status >= 300 && status < 400 && location !== undefined) {
    const target = redactor.show(location, 80);
    const message = `${said} and redirects to "${target}"`;
    return { kind: "protocol", message, help: pageHelp(context), status };
  }
  if (isOfTlsPort(response)) {
    const message = `${host} uses TLS on this port, but ${peer.setting} has http://`;
    return { kind: "tls", message, help: `write https:// in ${peer.setting}`, status };
  }
  switch (status) {
    case 401:
      return credential.source === undefined
        ? {
            kind: "unauthorized",
            message: `${said}: the GoCD server requires a login, and no credential is set`,
            help: CREDENTIAL_HELP,
            status,
          }
        : {
            kind: "unauthorized",
            message: `${said}: the GoCD server does not accept the credential in ${credential.source}`,
            help: "check that it is correct, and that it has not expired and was not revoked",
            status,
          };
    case 403:
      if (peer.explain(parseJson(response.body.toString())) === undefined) {
        const message = `${said}, but not with the JSON of a GoCD server`;
        const help = `check that no proxy or firewall in front of the GoCD server denies access; on the server, only ${api.users} may use this API`;
        return { kind: "denied", message, help, status };
      }
      return {
        kind: "denied",
        message: `${said}: only ${api.users} may use this API`,
        help:
          credential.source === undefined
            ? CREDENTIAL_HELP
            : `use the credential of one of them in ${credential.source}`,
        status,
      };
    case 404:
      return describeMissing(context, api, response, { said, repoId });
    case 406:
      return {
        kind: "not-found",
        message: `${said}: the GoCD server does not have version ${api.version} of the ${api.name}`,
        help: "update the GoCD server, or the proxy in front of it",
        status,
      };
    case 413:
      return {
        kind: "protocol",
        message: `${said}: the files are larger than the server accepts`,
        help: "raise the limit of the GoCD server, or of the proxy in front of it",
        status,
      };
  }
  const help = `check that ${peer.setting} is the address of a GoCD server`;
  return { kind: "protocol", message: said, help, status };
}

/** GoCD says of an unknown API or version, in any form, that the URL is wrong. */
const NO_API = /url you are trying to reach appears to be incorrect/i;

/**
 * Describes a 404: in JSON, GoCD says which resource it does not have; it answers like any web server if it does not know the
 * path or the version.
 */
function describeMissing(
  { address, peer }: FailureContext,
  api: ServerApi,
  response: HttpResponse,
  { said, repoId }: { readonly said: string; readonly repoId: string | undefined },
): QueryFailure {
  const { status } = response;
  const reason = peer.explain(parseJson(response.body.toString()));
  if (reason !== undefined && !NO_API.test(reason)) {
    return {
      kind: "not-found",
      message: said,
      help:
        repoId === undefined
          ? "check that the plugin yaml.config.plugin is installed on the GoCD server"
          : "set --repo-id to the id of the config repo on the GoCD server, which its page of config repos shows",
      status,
    };
  }
  const isGocd = NO_API.test(response.body.toString());
  const message = isGocd
    ? `${said}: the GoCD server does not have version ${api.version} of the ${api.name}`
    : `${said}: there is no ${api.name} of a GoCD server at ${address.base}`;
  const help = isGocd
    ? "update the GoCD server: it is older than this API"
    : `check ${peer.setting}: gocd-pin appends /go to it; a GoCD server that is older than this API also does this`;
  return { kind: "not-found", message, help, status };
}

/** The help for a web page instead of a response of the API, usually a login page. */
function pageHelp({ peer, credential }: FailureContext): string {
  const help = `check that ${peer.setting} is the address of a GoCD server, and that no login page is in front of it`;
  return credential.source === undefined ? `${help}; if it requires a login, ${CREDENTIAL_HELP}` : help;
}

/** Describes a 200 that is not the JSON of the API. */
export function describeServerBody(
  context: FailureContext,
  api: ServerApi,
  response: HttpResponse,
): QueryFailure {
  const { address, peer, redactor } = context;
  const { url, status, body } = response;
  const host = redactor.host(url);
  const who = url.origin === address.origin ? host : `${address.host} redirects to ${host}, which`;
  const type = mediaType(response);
  const isPage = type === "text/html" || /^\s*<(?:!doctype|html)\b/i.test(body.toString("utf8", 0, 200));
  if (isPage) {
    const message = `${who} responded with a web page, not with the ${api.name} of a GoCD server`;
    return { kind: "protocol", message, help: pageHelp(context), status };
  }
  const isJson = parseJson(body.toString()) !== undefined;
  const shown = type === "" ? "" : ` (${redactor.show(type, 80)})`;
  const message = isJson
    ? `${who} responded with JSON that is not that of the ${api.name}, version ${api.version}`
    : body.length === 0
      ? `${who} responded with ${status} and without any content`
      : `${who} responded with text${shown} that is not valid JSON; it is probably truncated`;
  const help = isJson
    ? `check that ${peer.setting} is the address of a GoCD server`
    : "try again, and check the proxies in front of the GoCD server";
  return { kind: "protocol", message, help, status };
}
