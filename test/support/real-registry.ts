import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate, type Certificate } from "./certificates.js";
import { pushImage, type ImageScript, type Push } from "./real-registry-push.js";
import { startTokenServer, type TokenServer } from "./token-server.js";

/** How a real registry is set up; the four with TLS have a certificate of a CA of their own. */
export type RealMode = "plain" | "htpasswd" | "tls" | "client-certificate" | "token";

/** A running docker-registry. */
export interface RealRegistry {
  readonly url: string;
  readonly host: string;
  /** PEM of the CA, for the modes with TLS. */
  readonly ca: string;
  /** A client certificate that the registry trusts. */
  readonly client: Certificate;
  readonly tokens: TokenServer | undefined;
  /** Uploads an image under every one of `tags`, each with a config of its own; returns the digests by tag. */
  push(name: string, tags: readonly string[], script?: ImageScript): Promise<ReadonlyMap<string, string>>;
  stop(): Promise<void>;
}

/** The user and password of every mode that requires a login. */
export const REAL_USER = { user: "gopher", password: "s3cret-word" } as const;

// bcrypt of the password above with 32 rounds, by `htpasswd -nbB`.
const HTPASSWD = "gopher:$2y$05$2.z3lw3gCAManR5UVCQ6J.gcGEJDdbNeGcaBkMpprK7af0xXjqF72\n";

// Debian's package docker-registry; DOCKER_REGISTRY names another binary.
const BINARY = process.env["DOCKER_REGISTRY"] ?? "docker-registry";

/**
 * Starts docker-registry on a free port of 127.0.0.1 with its files in a folder of its own. Throws an error
 * with its output if it does not answer within 10 s.
 */
export async function startRealRegistry(mode: RealMode): Promise<RealRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "real-registry-"));
  const authority = makeCertificate({ name: "test CA", isAuthority: true });
  const server = makeCertificate({ name: "registry", hosts: ["127.0.0.1"], issuer: authority });
  const client = makeCertificate({ name: "client", issuer: authority });
  const signer = makeCertificate({ name: "signer", isAuthority: true });
  const files = {
    "ca.pem": authority.cert,
    "server.pem": server.cert,
    "server.key": server.key,
    "signer.pem": signer.cert,
    htpasswd: HTPASSWD,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const tokens = mode === "token" ? await startTokenServer({ tls: server, signer, ...REAL_USER }) : undefined;
  const port = await freePort();
  const isTls = mode === "tls" || mode === "client-certificate" || mode === "token";
  const config = {
    version: "0.1",
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "data") } },
    http: {
      addr: `127.0.0.1:${port}`,
      ...(isTls && {
        tls: {
          certificate: join(folder, "server.pem"),
          key: join(folder, "server.key"),
          ...(mode === "client-certificate" && { clientcas: [join(folder, "ca.pem")] }),
        },
      }),
    },
    ...(mode === "htpasswd" && { auth: { htpasswd: { realm: "test", path: join(folder, "htpasswd") } } }),
    ...(tokens !== undefined && {
      auth: {
        token: {
          realm: tokens.realm,
          service: tokens.service,
          issuer: tokens.issuer,
          rootcertbundle: join(folder, "signer.pem"),
        },
      },
    }),
  };
  // JSON is YAML.
  await writeFile(join(folder, "config.yml"), JSON.stringify(config));
  const child = spawn(BINARY, ["serve", join(folder, "config.yml")], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      said += error.message;
      resolve();
    });
    child.on("close", () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    await tokens?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const host = `127.0.0.1:${port}`;
  const push: Push = {
    origin: `${isTls ? "https" : "http"}://${host}`,
    tls: { ca: authority.cert, cert: client.cert, key: client.key },
    authorization: (name) =>
      tokens !== undefined
        ? `Bearer ${tokens.mint(`repository:${name}:pull,push`)}`
        : mode === "htpasswd"
          ? `Basic ${Buffer.from(`${REAL_USER.user}:${REAL_USER.password}`).toString("base64")}`
          : undefined,
  };
  if (!(await isUp(port, () => child.exitCode !== null || child.pid === undefined))) {
    await stop();
    throw new Error(`${BINARY} does not answer; apt-get install docker-registry brings it. It said: ${said}`);
  }
  return {
    url: push.origin,
    host,
    ca: authority.cert,
    client,
    tokens,
    push: (name, tags, script) => pushImage(push, name, tags, script),
    stop,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}

async function isUp(port: number, isDead: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !isDead(); tries++) {
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => resolve(false));
    });
    if (answered) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
