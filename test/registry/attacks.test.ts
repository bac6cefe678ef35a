import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { startFakeProxy } from "../support/fake-registry-proxy.js";
import { type Reply, replyWith, send } from "../support/scripted-server.js";

// What a hostile registry cannot do, through the program and with a real socket. Linux connects to this machine for 0.0.0.0,
// but it is not a loopback address: a registry there represents one that is elsewhere.

const SOURCE = `format_version: 10
pipelines:
  app:
    group: g
    materials:
      config: {git: "https://git.example/app.git"}
      app: {package: Docker/team/app}
    stages: [{build: {tasks: [{exec: {command: make}}]}}]
`;

/** Passes a config repo with one package to `use`, whose registry is at `url`; PORT in it is the port of the registry. */
async function withApp(
  url: string,
  use: (repo: ConfigRepo) => Promise<void>,
  keys: readonly string[] = [],
): Promise<void> {
  const images = { "team/app": { tags: { "1.0.0": {} } } };
  await withConfigRepo({ files: { "pipelines/app.yaml": SOURCE }, images }, async (repo) => {
    const lines = [
      "package_repositories:",
      "  Docker:",
      `    registry_url: ${url.replace("PORT", new URL(repo.registry.url).port)}`,
      ...keys.map((key) => `    ${key}`),
      "    packages: {team/app: {}}",
      "",
    ];
    await repo.write("gocd-pin.yaml", lines.join("\n"));
    await use(repo);
  });
}

/** Counts the connections to a server on this machine that has the tag 99.0.0. */
async function countConnections(use: (port: number) => Promise<void>): Promise<number> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    const body = '{"name":"team/app","tags":["99.0.0"]}';
    socket.on("error", () => socket.destroy());
    socket.end(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  await use(address.port);
  await new Promise((resolve) => server.close(resolve));
  return connections;
}

/** Makes the registry redirect its tag list to `location`, and answer there if a request for it arrives. */
function redirectList({ registry }: ConfigRepo, location: string): void {
  const { pathname, search } = new URL(location, registry.url);
  registry.inject((request, response) => {
    if (request.url === pathname + search)
      response.writeHead(200).end('{"name":"team/app","tags":["1.0.0"]}');
    else if (request.url?.includes("/tags/list") === true) response.writeHead(307, { location }).end();
    else return false;
    return true;
  }, Infinity);
}

// The name of this machine resolves to an address of it, but does not look like one.
for (const host of ["127.0.0.1", "[::1]", "localhost.", "ip6-localhost", hostname()]) {
  const title = host === hostname() ? "the name of this machine" : host;
  test(`a redirect to ${title} opens no connection, and no tag from there is pinned (issue 12, error 7)`, async () => {
    await withApp("http://0.0.0.0:PORT", async (repo) => {
      const connections = await countConnections(async (port) => {
        const location = `http://${host}:${port}/v2/team/app/tags/list`;
        repo.registry.inject(replyWith({ status: 307, headers: { location } }), Infinity);
        const { status, stderr } = await repo.run(["build"]);
        assert.is(status, 3, stderr);
        assert.match(
          stderr,
          /is not allowed: it (?:is a|resolves to) .*(?:loopback|private)|is not known to DNS/,
        );
        assert.not.match(stderr, "99.0.0");
      });
      assert.is(connections, 0);
      const lock = await readFile(join(repo.folder, "gocd-pin.lock"), "utf8").catch(() => "absent");
      assert.is(lock, "absent");
    });
  });
}

test("through a proxy, a redirect to a literal internal address is rejected, and a name is left to the proxy", async () => {
  await withApp("http://registry.example", async (repo) => {
    const proxy = await startFakeProxy({ target: repo.registry.host });
    const env = { HTTP_PROXY: `http://${proxy.host}` };
    try {
      for (const [location, status] of [
        ["http://10.0.0.1/x", 3],
        ["http://inside.example/x", 0],
      ] as const) {
        redirectList(repo, location);
        const run = await repo.run(["build"], env);
        assert.is(run.status, status, run.stderr);
        if (status === 0) continue;
        assert.match(run.stderr, "a connection to 10.0.0.1, which the registry redirects to");
        assert.match(run.stderr, "is not allowed: it is a private address");
      }
      assert.not.ok(proxy.requests.some((request) => request.includes("10.0.0.1")));
      assert.ok(proxy.requests.some((request) => request.includes("http://inside.example/x")));
    } finally {
      await proxy.stop();
    }
  });
});

test("--verbose shows a redirect without its query (issue 12, error 11)", async () => {
  await withApp("http://127.0.0.1:PORT", async (repo) => {
    const location = "/v2/team/app/tags/list?X-Amz-Signature=s3cret-signature";
    redirectList(repo, location);
    const { status, stdout, stderr } = await repo.run(["build", "--verbose"]);
    assert.is(status, 0, stderr);
    assert.match(stderr, "/v2/team/app/tags/list: 307");
    assert.not.match(stdout + stderr, "s3cret");
    assert.not.match(stderr, "?");
  });
});

const PASSWORD = "pass word/+%20ä-1234";
const SPELLINGS: readonly (readonly [name: string, text: string])[] = [
  ["raw", PASSWORD],
  ["URL-encoded", encodeURIComponent(PASSWORD)],
  ["URL-encoded as a form", new URLSearchParams({ p: PASSWORD }).toString().slice(2)],
  ["hexadecimal", Buffer.from(PASSWORD).toString("hex")],
  ["hexadecimal in upper case", Buffer.from(PASSWORD).toString("hex").toUpperCase()],
  ["base64", Buffer.from(PASSWORD).toString("base64")],
  ["base64 with the user name", Buffer.from(`gopher:${PASSWORD}`).toString("base64")],
  ["base64url", Buffer.from(PASSWORD).toString("base64url")],
];
for (const [name, spelling] of SPELLINGS) {
  test(`a password that a registry repeats ${name} is hidden in every output (issue 12, error 11)`, async () => {
    const keys = ["username: ${REGISTRY_USER}", "password: ${REGISTRY_PASSWORD}"];
    await withApp(
      "http://127.0.0.1:PORT",
      async (repo) => {
        const errors = JSON.stringify({ errors: [{ code: "DENIED", message: `no <${spelling}> here` }] });
        repo.registry.inject((request, response) => {
          const isLogin = request.headers.authorization !== undefined;
          const headers = isLogin
            ? { "content-type": "application/json", warning: `299 - "old ${spelling}"` }
            : { "www-authenticate": 'Basic realm="x"' };
          response.writeHead(isLogin ? 403 : 401, headers).end(errors);
          return true;
        }, Infinity);
        const env = { REGISTRY_USER: "gopher", REGISTRY_PASSWORD: PASSWORD };
        for (const args of [["build", "--verbose"], ["verify"], ["verify", "--format", "json"]]) {
          const { stdout, stderr } = await repo.run(args, env);
          assert.match(stdout + stderr, "no <***> here", args.join(" "));
          assert.not.match((stdout + stderr).toLowerCase(), spelling.toLowerCase());
        }
      },
      keys,
    );
  });
}

// URLs have hosts in lower case, so this password has no upper case.
const HOST_PASSWORD = "hunter2-word";
const ELSEWHERE = `http://${HOST_PASSWORD}.example/v2/${HOST_PASSWORD}/list`;
const LOGIN = { "www-authenticate": 'Basic realm="x"' };
const LOGIN_REPLY: Reply = { status: 401, headers: LOGIN };
const TOKEN = { "www-authenticate": `Bearer realm="https://${HOST_PASSWORD}.example/token"` };

const REDIRECT: Reply = { status: 307, headers: { location: ELSEWHERE } };
const PAGE: Reply = { status: 200, headers: { "content-type": "text/html" }, body: "<html>" };
const BUSY: Reply = { status: 429, headers: { "retry-after": "90" } };
const TO_FTP: Reply = { status: 307, headers: { location: ELSEWHERE.replace("http", "ftp") } };

/** The answer of a registry to a login, the answer of the other host that it names, and the message. */
const HOSTS: readonly (readonly [about: string, first: Reply, then: Reply, message: string])[] = [
  ["a bad request", REDIRECT, { status: 400 }, "***.example responded with 400"],
  ["a login", REDIRECT, LOGIN_REPLY, "redirects to ***.example, which responded with 401"],
  ["no access", REDIRECT, { status: 403 }, "***.example responded with 403"],
  [
    "an error",
    REDIRECT,
    { status: 500 },
    "***.example (to which registry.example redirects) responded with 500",
  ],
  ["a long wait", REDIRECT, BUSY, "***.example (to which registry.example redirects) responded with 429"],
  ["a page", REDIRECT, PAGE, "***.example responded with text/html"],
  ["a token service", { status: 401, headers: TOKEN }, { status: 401, headers: LOGIN }, "***.example"],
  ["a rejected redirect", TO_FTP, PAGE, "ftp://***.example"],
];
for (const [about, first, then, message] of HOSTS) {
  test(`a password that a registry repeats in the name of a host is hidden in every output: ${about}`, async () => {
    const keys = ["username: ${REGISTRY_USER}", "password: ${REGISTRY_PASSWORD}"];
    await withApp(
      "http://registry.example",
      async (repo) => {
        const proxy = await startFakeProxy({ target: repo.registry.host });
        repo.registry.inject((request, response, seen) => {
          const isElsewhere = seen.path.includes(HOST_PASSWORD);
          if (isElsewhere) send(response, then);
          else send(response, seen.authorization === undefined && first.status !== 401 ? LOGIN_REPLY : first);
          request.resume();
          return true;
        }, Infinity);
        const env = {
          REGISTRY_USER: "gopher",
          REGISTRY_PASSWORD: HOST_PASSWORD,
          HTTP_PROXY: `http://${proxy.host}`,
          HTTPS_PROXY: `http://${proxy.host}`,
        };
        try {
          for (const args of [["build"], ["verify"], ["verify", "--format", "json"]]) {
            const { stdout, stderr } = await repo.run([...args, "--verbose", "--timeout", "2"], env);
            assert.match(stdout + stderr, message, args.join(" "));
            assert.match(stderr, " http://registry.example/v2/");
            assert.not.match(stdout + stderr, HOST_PASSWORD, args.join(" "));
          }
        } finally {
          await proxy.stop();
        }
      },
      keys,
    );
  });
}

test.run();
