import type { QueryFailure } from "../model/failure.js";
import type { SourcedCredential } from "./credentials/credential.js";
import { describeBody, type HttpResponse, isOfTlsPort, mediaType } from "../http/message.js";
import { seconds } from "../http/network-failure.js";
import type { RegistrySession } from "./session.js";
import { LOGIN_HELP } from "./token.js";

/**
 * Describes a 401 after a credential, if any, was sent. Docker Hub's token service issues a token for any name and the
 * registry then rejects it, so a 401 may mean a misspelt image or a private one.
 */
export function describeUnauthorized(
  session: RegistrySession,
  response: HttpResponse,
  image: string | undefined,
  { credential, source }: SourcedCredential,
): QueryFailure {
  const { address } = session;
  const isAnonymous = credential.kind === "anonymous";
  const detail = describeBody(response, session);
  const who = isAnonymous ? "no credential was found" : `credential from ${source}`;
  if (image === undefined) {
    const message = `${address.host} responded with 401${detail}: the login was rejected; ${who}`;
    const help = isAnonymous
      ? LOGIN_HELP
      : `check that the credential from ${source} is correct and has not expired`;
    return { kind: "unauthorized", message, help, blames: "registry_url", status: 401 };
  }
  const isOfficial = address.isDockerHub && !image.includes("/");
  return {
    kind: "unauthorized",
    message: `image "${image}" does not exist at ${address.host}, or access is not allowed: 401${detail}; ${who}`,
    help: isOfficial
      ? `write OWNER/${image} unless it is an official image (gocd-pin requests "library/${image}")`
      : `check the spelling of the image; ${loginHelp(isAnonymous, source)}`,
    status: 401,
  };
}

function loginHelp(isAnonymous: boolean, source: string): string {
  return isAnonymous
    ? LOGIN_HELP
    : `check that the credential from ${source} may read the image and has not expired`;
}

/**
 * Describes any other status as a failure: 403 is denied, 404 is not-found, the rest is a protocol failure.
 */
export function describeStatus(
  session: RegistrySession,
  response: HttpResponse,
  image: string | undefined,
): QueryFailure {
  const { address, redactor } = session;
  const { status, url } = response;
  const host = redactor.host(url);
  const detail = describeBody(response, session);
  const what = image === undefined ? "" : ` for image "${image}"`;
  if (isOfTlsPort(response)) {
    const message = `${host} uses TLS on this port, but registry_url begins with http://`;
    return { kind: "tls", message, help: "write https:// in registry_url", blames: "registry_url", status };
  }
  if (status === 403) {
    const message = `${host} responded with 403${detail}${what}: access is denied`;
    return { kind: "denied", message, help: "check that the credential may read the image", status };
  }
  if (status === 401) {
    // Only the host of a redirect gets here; its challenge is never followed.
    const message = `${address.host} redirects to ${host}, which responded with 401${what}`;
    return {
      kind: "unauthorized",
      message,
      help: `set registry_url to ${url.protocol}//${host} if that is the registry`,
      status,
    };
  }
  if (status === 404) {
    return image === undefined
      ? {
          kind: "not-found",
          blames: "registry_url",
          message: `there is no registry at ${address.base}: 404 for /v2/`,
          help: "check registry_url: gocd-pin appends /v2/ to it",
          status,
        }
      : {
          kind: "not-found",
          message: `image "${image}" does not exist at ${address.host}: 404${detail}`,
          help:
            address.isDockerHub || image.includes("/")
              ? "check the spelling of image, which has no registry name and no tag"
              : `write "library/${image}" if ${address.host} is a mirror of Docker Hub, else check the spelling of image`,
          status,
        };
  }
  const message = `${host} responded with ${status}${detail}${what}`;
  return { kind: "protocol", message, help: "check that registry_url is the address of a registry", status };
}

/** Describes a 200 whose content is not `expected`. */
export function describeUnexpectedBody(
  session: RegistrySession,
  response: HttpResponse,
  expected: string,
): QueryFailure {
  const type = mediaType(response);
  const content = type === "" ? "content" : session.redactor.show(type, 80);
  // A login page in front of the registry answers every request, so the message is the same for all.
  const isPage = type === "text/html";
  return {
    kind: "protocol",
    ...(isPage && { blames: "registry_url" }),
    message: `${session.redactor.host(response.url)} responded with ${content}${isPage ? ", which is not the response of a registry" : ` that is not ${expected}`}`,
    help: "check that registry_url is the address of a registry, and that no login page is in front of it",
    status: response.status,
  };
}

/** Describes a token service that did not answer within the time limit of a query. */
export function describeHangingService({ limits, redactor }: RegistrySession, realm: URL): QueryFailure {
  const message = `the token service ${redactor.host(realm)} did not answer within ${seconds(limits.timeoutMs)}`;
  const help = "try again, or allow more time with --timeout";
  return { kind: "timeout", message, help, blames: "registry_url" };
}
