import { isHeaderText } from "../http/message.js";
import type { Redactor } from "../http/redactor.js";
import type { Answer } from "../model/failure.js";
import type { ProcessEnvironment } from "../model/program.js";

/** How requests to a GoCD server are authenticated. */
export interface ServerCredential {
  /** The value of the header `Authorization`; undefined without a credential, as a server without logins requires none. */
  readonly authorization: string | undefined;
  /** The environment variables that it is from. */
  readonly source: string | undefined;
}

/** What a user can set. */
export const CREDENTIAL_HELP =
  "set GOCD_AUTH_TOKEN to an access token, or GOCD_USERNAME and GOCD_PASSWORD to a user name and its password";

/**
 * Reads the credential from the environment: the access token of `GOCD_AUTH_TOKEN`, else `GOCD_USERNAME` and
 * `GOCD_PASSWORD`. An empty variable counts as not set. Fails as unauthorized if it cannot be sent.
 * https://api.gocd.org/current/#authentication
 */
export function readServerCredential(env: ProcessEnvironment, redactor: Redactor): Answer<ServerCredential> {
  const token = env["GOCD_AUTH_TOKEN"] ?? "";
  if (token !== "") {
    redactor.hide(token);
    if (!isHeaderText(token)) {
      const message =
        "GOCD_AUTH_TOKEN contains a character that is not allowed in an access token, such as a line break";
      return unusable(message, "set it to the access token only");
    }
    return { ok: true, value: { authorization: `Bearer ${token}`, source: "GOCD_AUTH_TOKEN" } };
  }
  const username = env["GOCD_USERNAME"] ?? "";
  const password = env["GOCD_PASSWORD"] ?? "";
  if (username === "" && password === "") {
    return { ok: true, value: { authorization: undefined, source: undefined } };
  }
  if (username === "" || password === "") {
    const [set, missing] =
      password === "" ? ["GOCD_USERNAME", "GOCD_PASSWORD"] : ["GOCD_PASSWORD", "GOCD_USERNAME"];
    return unusable(`${set} is set, but ${missing} is not`, "set both or neither");
  }
  if (username.includes(":")) {
    return unusable(
      "GOCD_USERNAME contains a colon, which basic authentication does not allow",
      "correct it",
    );
  }
  redactor.hide(password, username);
  const encoded = Buffer.from(`${username}:${password}`).toString("base64");
  return {
    ok: true,
    value: { authorization: `Basic ${encoded}`, source: "GOCD_USERNAME and GOCD_PASSWORD" },
  };
}

function unusable(message: string, help: string): Answer<never> {
  return { ok: false, failure: { kind: "unauthorized", message, help } };
}
