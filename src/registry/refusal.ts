import type { RegistryFailure } from "../model/failure.js";
import type { FoundCredential } from "./credential.js";
import { describeBody } from "./error-body.js";
import { mediaType } from "./headers.js";
import type { HttpResponse } from "./http.js";
import type { Session } from "./session.js";
import { LOGIN_HELP } from "./token.js";

/**
 * Puts a 401 into a failure, after everything was tried. Docker Hub's token service gives a token for any name and
 * the registry then refuses it, so a 401 may as well mean a misspelt image as one that is private.
 */
export function describeUnauthorized(
  session: Session,
  response: HttpResponse,
  image: string | undefined,
  { credential, source }: FoundCredential,
): RegistryFailure {
  const { address, words } = session;
  const isAnonymous = credential.kind === "anonymous";
  const said = describeBody(response, words);
  const who = isAnonymous ? "no credential was found" : `credential from ${source}`;
  if (image === undefined) {
    const message = `${address.host} answers 401${said}: the login was refused; ${who}`;
    return { kind: "unauthorized", message, help: loginHelp(isAnonymous, source), status: 401 };
  }
  const isOfficial = address.isDockerHub && !image.includes("/");
  return {
    kind: "unauthorized",
    message: `image "${image}" is absent from ${address.host} or not permitted: 401${said}; ${who}`,
    help: isOfficial
      ? `it was asked for as "library/${image}", the place of official images; any other is OWNER/${image}`
      : `see whether the name is spelt correctly; ${loginHelp(isAnonymous, source)}`,
    status: 401,
  };
}

function loginHelp(isAnonymous: boolean, source: string): string {
  return isAnonymous
    ? LOGIN_HELP
    : `see whether the credential from ${source} may read it and is not expired`;
}

/**
 * Puts any status that is no answer to the question into a failure: 403 is denied, 404 not-found, the rest is not
 * what a registry says.
 */
export function describeRefusal(
  session: Session,
  response: HttpResponse,
  image: string | undefined,
): RegistryFailure {
  const { address, words } = session;
  const { status, url } = response;
  const said = describeBody(response, words);
  const what = image === undefined ? "" : ` for image "${image}"`;
  if (status === 403) {
    const message = `${url.host} answers 403${said}${what}: access is denied`;
    return { kind: "denied", message, help: "see whether the credential may read the image", status };
  }
  if (status === 401) {
    // Only a host that a redirect led to gets here; what it wants is not ours to give.
    const message = `${url.host}, where ${address.host} redirects to, answers 401${what}`;
    return { kind: "unauthorized", message, help: "ask the registry's operator", status };
  }
  if (status === 404) {
    return image === undefined
      ? {
          kind: "not-found",
          message: `there is no registry at ${address.base}: 404 for /v2/`,
          help: "see whether registry_url is right: it is the address that /v2/ is appended to",
          status,
        }
      : {
          kind: "not-found",
          message: `image "${image}" does not exist at ${address.host}: 404${said}`,
          help: "see whether image is spelt correctly, without the registry's name and without a tag",
          status,
        };
  }
  const message = `${url.host} answers ${status}${said}${what}`;
  return { kind: "protocol", message, help: "see whether registry_url is the address of a registry", status };
}

/** The failure of a 200 that holds something else than `wanted`. */
export function describeStranger(session: Session, response: HttpResponse, wanted: string): RegistryFailure {
  const type = mediaType(response);
  const found = type === "" ? "something else" : session.words.say(type, 80);
  return {
    kind: "protocol",
    message: `${response.url.host} answers with ${found} that is not ${wanted}`,
    help: "see whether registry_url is the address of a registry, and whether a login page stands in front of it",
    status: response.status,
  };
}
