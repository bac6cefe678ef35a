import { createHash, randomUUID, sign } from "node:crypto";
import { createServer } from "node:https";
import type { Certificate } from "./certificates.js";
import { listenLocally } from "./scripted-server.js";

/** A token service whose tokens a real docker-registry verifies. */
export interface TokenServer {
  /** The realm of its challenges. */
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** The number of tokens that were requested. */
  count(): number;
  /** A token with any rights, for pushing. */
  mint(scope: string): string;
  stop(): Promise<void>;
}

/** The options of a token service. */
export interface TokenServerSettings {
  /** Of the service's own TLS. */
  readonly tls: Certificate;
  /** The key that signs tokens; the registry trusts its certificate. */
  readonly signer: Certificate;
  readonly user: string;
  readonly password: string;
}

const SERVICE = "docker-registry";
const ISSUER = "token-server";

/**
 * Starts a token service on a free port of 127.0.0.1. It grants the user every scope, and answers any other
 * client with 401.
 */
export async function startTokenServer(settings: TokenServerSettings): Promise<TokenServer> {
  const { tls, signer, user, password } = settings;
  let asked = 0;

  function mint(scope: string): string {
    const [type = "", name = "", actions = ""] = scope.split(":");
    const now = Math.floor(Date.now() / 1000);
    const access = scope === "" ? [] : [{ type, name, actions: actions.split(",") }];
    const parts = [
      { typ: "JWT", alg: "ES256", kid: keyId(signer) },
      {
        iss: ISSUER,
        sub: user,
        aud: SERVICE,
        exp: now + 300,
        nbf: now - 10,
        iat: now,
        jti: randomUUID(),
        access,
      },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    const text = parts.join(".");
    const key = { key: signer.privateKey, dsaEncoding: "ieee-p1363" } as const;
    return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
  }

  const server = createServer({ cert: tls.cert, key: tls.key }, (request, response) => {
    asked++;
    const query = new URL(request.url ?? "/", "https://token").searchParams;
    const expected = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    if (request.headers.authorization !== expected || query.get("service") !== SERVICE) {
      response.writeHead(401).end();
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ token: mint(query.get("scope") ?? ""), expires_in: 300 }));
  });
  const { port, close } = await listenLocally(server);
  return {
    realm: `https://127.0.0.1:${port}/token`,
    service: SERVICE,
    issuer: ISSUER,
    count: () => asked,
    mint,
    stop: close,
  };
}

/**
 * The key id that docker-registry 2 requires in a token: the first 240 bits of the key's sha256 in base32, in groups
 * of four (libtrust's fingerprint).
 * https://github.com/distribution/distribution/blob/v2.8.2/docs/spec/auth/jwt.md#getting-a-bearer-token
 */
function keyId({ publicKey }: Certificate): string {
  const bits = [
    ...createHash("sha256")
      .update(publicKey.export({ type: "spki", format: "der" }))
      .digest(),
  ]
    .slice(0, 30)
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]).join("");
  return (letters.match(/.{4}/g) ?? []).join(":");
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
