import type { Reply, SeenRequest } from "./scripted-server.js";

/** The authentication that the fake registry requires. */
export interface FakeAuth {
  readonly scheme: "basic" | "bearer";
  /** Passwords by user. */
  readonly users?: Readonly<Record<string, string>>;
  /** Bearer: whether clients get a token without a login. */
  readonly anonymous?: boolean;
  /** Bearer: identity tokens that the token service exchanges; without it POST is answered 405. */
  readonly identityTokens?: readonly string[];
  /** Bearer: registry tokens that are accepted as they are. */
  readonly registryTokens?: readonly string[];
  /** Bearer: the field of the reply. */
  readonly field?: "token" | "access_token";
  readonly expiresIn?: number;
  /** The challenge's `WWW-Authenticate` values instead of the usual one; `realm` is the token service's URL. */
  readonly challenge?: (realm: string, scope: string | undefined) => readonly string[];
  /** Bearer: actions that a token must hold, `pull` if not given. */
  readonly actions?: readonly string[];
}

/** Guards the fake registry: issues tokens and admits requests. */
export interface Guard {
  /** Undefined if the request may pass; `name` is the image that it names. */
  admit(seen: SeenRequest, name: string | undefined, origin: string): Reply | undefined;
  /** The token service. */
  answerToken(seen: SeenRequest, body: string): Reply | undefined;
  /** Revokes all tokens that were issued. */
  revoke(): void;
}

const SERVICE = "fake-registry";

/** Makes the guard of a registry; without `auth`, every request may pass. */
export function createGuard(auth: FakeAuth | undefined): Guard {
  const scopes = new Map<string, string>();
  let given = 0;

  function isUser(authorization: string | undefined): boolean {
    const encoded = /^Basic (.+)$/.exec(authorization ?? "")?.[1];
    if (encoded === undefined) return false;
    const [user = "", ...rest] = Buffer.from(encoded, "base64").toString().split(":");
    return auth?.users?.[user] !== undefined && auth.users[user] === rest.join(":");
  }

  function challenge(origin: string, name: string | undefined, error: string): Reply {
    const scope = name === undefined ? undefined : `repository:${name}:pull`;
    const realm = `${origin}/token`;
    const usual =
      auth?.scheme === "basic"
        ? ['Basic realm="fake"']
        : [
            `Bearer realm="${realm}",service="${SERVICE}"${scope === undefined ? "" : `,scope="${scope}"`}${error}`,
          ];
    const body = JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: "authentication required" }] });
    const values = auth?.challenge?.(realm, scope) ?? usual;
    return { status: 401, headers: { "www-authenticate": values, "content-type": "application/json" }, body };
  }

  function give(scope: string): Reply {
    const token = `token-${++given}`;
    scopes.set(token, scope);
    const reply = { [auth?.field ?? "token"]: token, ...(auth?.expiresIn && { expires_in: auth.expiresIn }) };
    return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(reply) };
  }

  return {
    admit(seen, name, origin) {
      if (auth === undefined) return undefined;
      if (auth.scheme === "basic") {
        return isUser(seen.authorization) ? undefined : challenge(origin, name, "");
      }
      const token = /^Bearer (.+)$/.exec(seen.authorization ?? "")?.[1];
      if (token === undefined) return challenge(origin, name, "");
      if (auth.registryTokens?.includes(token) === true) return undefined;
      const scope = scopes.get(token);
      if (scope === undefined) return challenge(origin, name, ',error="invalid_token"');
      const actions = auth.actions ?? ["pull"];
      const [, scopeName, granted = ""] = /^repository:(.*):([^:]*)$/.exec(scope) ?? [];
      const isEnough = scopeName === name && actions.every((action) => granted.split(",").includes(action));
      return name === undefined || isEnough
        ? undefined
        : challenge(origin, name, ',error="insufficient_scope"');
    },
    answerToken(seen, body) {
      if (auth?.scheme !== "bearer") return undefined;
      if (seen.method === "POST") {
        const form = new URLSearchParams(body);
        if (auth.identityTokens === undefined) return { status: 405 };
        const isKnown = auth.identityTokens.includes(form.get("refresh_token") ?? "");
        const isWhole = form.get("grant_type") === "refresh_token" && form.get("service") === SERVICE;
        return isKnown && isWhole && form.has("client_id") ? give(form.get("scope") ?? "") : { status: 401 };
      }
      const query = new URLSearchParams(seen.query);
      const isWelcome =
        seen.authorization === undefined ? auth.anonymous === true : isUser(seen.authorization);
      return isWelcome && query.get("service") === SERVICE ? give(query.get("scope") ?? "") : { status: 401 };
    },
    revoke: () => scopes.clear(),
  };
}
