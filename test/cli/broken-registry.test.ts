import { createServer as createTcpServer } from "node:net";
import { createServer, type RequestListener } from "node:http";
import type { Server } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeCertificate } from "../support/certificates.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { isRecord } from "../support/json.js";
import { withMoreTime } from "../support/more-time.js";
import { withConfigRepo } from "./config-repo.js";

/** A registry that fails for every image, and how the failure is reported. */
interface Broken {
  readonly title: string;
  /** Starts the registry; returns its URL and how to end it. */
  readonly start: () => Promise<{ url: string; stop: () => Promise<void> }>;
  /** Keys of the package repository, in addition to `registry_url`. */
  readonly keys?: readonly string[];
  readonly code: string;
  /** A part of the message. */
  readonly message: string;
  /** The key at which it is reported. */
  readonly at?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const LOGIN_KEYS = ["username: ${REGISTRY_USER}", "password: ${REGISTRY_PASSWORD}"];
const IMAGES = ["team/a", "team/b", "team/c"];

async function listen(server: Server, url: (port: number) => string) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    url: url(address.port),
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

const serve = (listener: RequestListener) => () =>
  listen(createServer({ keepAlive: false }, listener), (port) => `http://127.0.0.1:${port}`);

const fake = (script: Partial<Parameters<typeof startFakeRegistry>[0]>) => async () => {
  const tags = { tags: { "1.0.0": {} } };
  const repositories = Object.fromEntries(IMAGES.map((image) => [image, tags]));
  const registry = await startFakeRegistry({ repositories, ...script });
  return { url: registry.url, stop: () => registry.stop() };
};

const server = makeCertificate({ name: "server", hosts: ["127.0.0.1"] });
const users = { gopher: "s3cret-word" };

const BROKEN: readonly Broken[] = [
  {
    title: "a host that DNS does not know",
    start: () => Promise.resolve({ url: "https://registry.invalid", stop: () => Promise.resolve() }),
    code: "registry-unreachable",
    message: "registry.invalid",
  },
  {
    title: "a refused connection",
    start: () => Promise.resolve({ url: "http://127.0.0.1:1", stop: () => Promise.resolve() }),
    code: "registry-unreachable",
    message: "127.0.0.1:1 refused the connection",
  },
  {
    title: "a certificate that is not trusted",
    start: fake({ tls: { cert: server.cert, key: server.key } }),
    code: "registry-tls",
    message: "is self-signed",
  },
  {
    title: "a connection that is closed",
    start: () =>
      listen(
        createTcpServer((socket) => socket.destroy()),
        (port) => `http://127.0.0.1:${port}`,
      ),
    code: "registry-unreachable",
    message: "closed the connection",
  },
  {
    title: "a gateway whose registry is down",
    start: serve((_request, response) => response.writeHead(503).end()),
    code: "registry-unreachable",
    message: "responded with 503",
  },
  {
    title: "a login page",
    start: serve((_request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
    ),
    code: "registry-protocol",
    message: "responded with text/html",
  },
  {
    title: "a variable that is not set",
    start: fake({ auth: { scheme: "basic", users } }),
    keys: ["username: ${REGISTRY_USER}", "password: ${NO_SUCH_VARIABLE}"],
    code: "registry-unauthorized",
    message: '"NO_SUCH_VARIABLE", which is not set',
  },
  {
    title: "a ca_file that cannot be read",
    start: fake({ tls: { cert: server.cert, key: server.key } }),
    keys: ["ca_file: no-such.pem"],
    code: "registry-tls",
    message: 'ca_file "no-such.pem" cannot be read',
    at: "ca_file",
  },
  {
    title: "a key_file that cannot be read",
    start: fake({ tls: { cert: server.cert, key: server.key } }),
    keys: ["key_file: no-such.key", "cert_file: cert.pem"],
    code: "registry-tls",
    message: 'key_file "no-such.key" cannot be read',
    at: "key_file",
  },
  {
    title: "a token service that does not answer",
    start: serve((request, response) => {
      if (request.url?.startsWith("/token") === true) return;
      const realm = `http://${request.headers.host ?? ""}/token`;
      response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="s"` }).end();
    }),
    code: "registry-timeout",
    message: "the token service 127.0.0.1:",
  },
  {
    title: "a token service that rejects the login",
    start: fake({ auth: { scheme: "bearer", users: { gopher: "other" } } }),
    keys: LOGIN_KEYS,
    code: "registry-unauthorized",
    message: 'does not accept the credential from the environment variables "REGISTRY_USER"',
  },
  {
    title: "a Basic login that is rejected",
    start: fake({ auth: { scheme: "basic", users: { gopher: "other" } } }),
    keys: LOGIN_KEYS,
    code: "registry-unauthorized",
    message: "the login was rejected; credential from the environment variables",
  },
];

const SOURCE = `format_version: 10
pipelines:
  app:
    group: g
    materials:
${IMAGES.map((image, index) => `      m${index}: {package: Docker/${image}}\n`).join("")}\
    stages: [{build: {tasks: [{exec: {command: make}}]}}]
`;

for (const { title, start, keys = [], code, message, at = "registry_url" } of BROKEN) {
  test(`one error for ${title}, with the packages that it affects`, async () => {
    const { url, stop } = await start();
    const lines = [`registry_url: ${url}`, ...keys];
    const project = `package_repositories:
  Docker:
${lines.map((line) => `    ${line}\n`).join("")}\
    packages: {${IMAGES.map((image) => `${image}: `).join(", ")}}
`;
    const files = { "gocd-pin.yaml": project, "pipelines/app.yaml": SOURCE, "cert.pem": server.cert };
    try {
      await withConfigRepo(files, async ({ run }) =>
        withMoreTime(async (factor) => {
          for (const verb of ["verify", "build"]) {
            const { status, stdout } = await run([verb, "--format", "json", "--timeout", `${2 * factor}`]);
            const report: unknown = JSON.parse(stdout);
            const diagnostics = isRecord(report) ? report["diagnostics"] : undefined;
            if (!Array.isArray(diagnostics)) throw new Error(`no report: ${stdout}`);
            assert.is(status, 3, stdout);
            assert.is(diagnostics.length, 1, stdout);
            const error: unknown = diagnostics[0];
            if (!isRecord(error)) throw new Error(`no diagnostic: ${stdout}`);
            assert.is(error["code"], code, stdout);
            assert.match(String(error["message"]), message);
            assert.match(String(error["message"]), /^"Docker": .*; this affects 3 packages$/);
            assert.is(error["line"], 3 + lines.findIndex((line) => line.startsWith(at)));
            assert.equal(
              error["packages"],
              IMAGES.map((image) => `Docker/${image}`),
            );
            assert.not.match(stdout, "s3cret-word");
          }
        }),
      );
    } finally {
      await stop();
    }
  });
}

test("a Basic login that is accepted may still not read one image", async () => {
  const { url, stop } = await fake({ auth: { scheme: "basic", users } })();
  const registry = createServer((request, response) => {
    if (request.url?.includes("team/b") === true && request.headers.authorization !== undefined) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
      return;
    }
    const { authorization } = request.headers;
    void fetch(url + (request.url ?? ""), {
      headers: authorization === undefined ? {} : { authorization },
    }).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    });
  });
  const proxy = await listen(registry, (port) => `http://127.0.0.1:${port}`);
  const project = `package_repositories:
  Docker:
    registry_url: ${proxy.url}
${LOGIN_KEYS.map((line) => `    ${line}\n`).join("")}\
    packages: {team/a: , team/b: }
`;
  try {
    await withConfigRepo({ "gocd-pin.yaml": project }, async ({ run }) => {
      const { status, stdout, stderr } = await run(["verify"]);
      assert.is(status, 3);
      assert.match(stdout, /^✓ ok +Docker\/team\/a +Connection OK/m);
      assert.match(
        stderr,
        /"Docker\/team\/b": image "team\/b" does not exist at .* or access is not allowed/,
      );
      assert.not.match(stderr, "the login was rejected");
    });
  } finally {
    registry.closeAllConnections();
    await proxy.stop();
    await stop();
  }
});

test.run();
