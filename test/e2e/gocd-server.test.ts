import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startFakeProxy } from "../support/fake-registry-proxy.js";
import { readTraces } from "../support/file-tree.js";
import { startGocdServer, type GocdServer, type GocdServerScript } from "../support/gocd-server.js";
import { runGocdPin, type Run } from "../support/gocd-pin.js";
import { withPrivateAuthority } from "../support/private-authority.js";
import { replyWith } from "../support/scripted-server.js";
import { GOOD, LOGIN, withConfigRepo } from "../cli/config-repo.js";

const TOKEN = "f1e2d3c4-token-that-no-output-has";
const PASSWORD = "pass word:that no output has";
const WITH_TOKEN = { GOCD_AUTH_TOKEN: TOKEN };
const WITH_PASSWORD = { GOCD_USERNAME: "admin", GOCD_PASSWORD: PASSWORD };

const OPEN: GocdServerScript = {
  configRepos: { shop: ["app"] },
  repositories: [
    {
      name: "Docker",
      properties: [["DOCKER_REGISTRY_URL", "https://registry.example"]],
      packages: [{ name: "web", id: "5f1c-web", properties: [["DOCKER_IMAGE", "shop/web"]] }],
    },
  ],
};
const SCRIPT: GocdServerScript = { ...OPEN, token: TOKEN, login: `admin:${PASSWORD}` };

/** A way to ask a GoCD server; `URL` is that of the server. */
interface Verb {
  readonly argv: readonly string[];
  /** The folder in which it runs: the built config repo, or an empty one. */
  readonly folder: "repo" | "empty";
  /** Its API, as messages name it, and who may use it. */
  readonly api: RegExp;
  readonly users: string;
  /** How standard output begins if the server answers, and what it is if the server could not be asked. */
  readonly success: string;
  readonly failure: string;
}

const VERBS: readonly Verb[] = [
  {
    argv: ["import", "--server", "URL", "--dry-run"],
    folder: "empty",
    api: /package repositories API|packages API/,
    users: "administrators of the system or of a pipeline group",
    success: "would write gocd-pin.yaml\n  added Docker/web\n",
    failure: "",
  },
  {
    argv: ["validate", "--server", "URL", "--repo-id", "shop"],
    folder: "repo",
    api: /preflight API/,
    users: "system administrators",
    success: "checked 1 file\n",
    failure: "checked 1 file\n",
  },
  {
    argv: ["build", "--preflight", "URL", "--repo-id", "shop"],
    folder: "repo",
    api: /preflight API/,
    users: "system administrators",
    success: "wrote gocd/app.gocd.yaml\n",
    failure: "no file was written\n",
  },
];

/** How the runs of a case differ from the usual ones. */
interface Case {
  readonly script?: GocdServerScript;
  /** Is called before each run. */
  readonly prepare?: (server: GocdServer) => void;
  /** The URL; by default that of the server. */
  readonly url?: (server: GocdServer) => string;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
}

/** Runs every verb with the built program, and returns what happened to the files. */
async function runVerbs(
  { script, prepare, url, env = WITH_TOKEN, options = [] }: Case,
  check: (verb: Verb, run: Run, isChanged: boolean) => void,
): Promise<void> {
  const server = await startGocdServer({ ...SCRIPT, ...script });
  try {
    await withConfigRepo(GOOD, async ({ folder, run }) => {
      assert.is((await run(["build"])).status, 0);
      // So that a build has something to write.
      await writeFile(join(folder, "gocd/app.gocd.yaml"), "");
      const empty = join(folder, "../empty-" + folder.split("-").slice(-1).join(""));
      await mkdir(empty);
      try {
        for (const verb of VERBS) {
          prepare?.(server);
          const cwd = verb.folder === "repo" ? folder : empty;
          const before = await readTraces(cwd);
          const argv = verb.argv.map((arg) => arg.replace("URL", url?.(server) ?? server.origin));
          const result = await runGocdPin([...argv, ...options], {
            cwd,
            env: { PATH: process.env["PATH"] ?? "", HOME: empty, ...LOGIN, ...env },
          });
          const output = result.stdout + result.stderr;
          assert.not.match(output, /f1e2d3c4|pass word|cGFzcyB3b3Jk|s3cret-word/);
          assert.not.match(output, /\n {4}at |internal error/);
          check(verb, result, JSON.stringify(await readTraces(cwd)) !== JSON.stringify(before));
        }
      } finally {
        await rm(empty, { recursive: true });
      }
    });
  } finally {
    await server.stop();
  }
}

/** Checks that every verb succeeds, and that only the build writes. */
async function succeed(condition: Case): Promise<void> {
  await runVerbs(condition, ({ argv, success }, { status, stdout, stderr }, isChanged) => {
    assert.is(status, 0, `${argv.join(" ")}: ${stderr}`);
    assert.ok(stdout.startsWith(success), stdout);
    assert.is(isChanged, argv[0] === "build");
  });
}

/** Checks that every verb ends with status 3 and a message, and writes nothing. */
async function fail(condition: Case, message: (verb: Verb) => RegExp): Promise<void> {
  await runVerbs(condition, (verb, { status, stdout, stderr }, isChanged) => {
    assert.is(status, 3, `${verb.argv.join(" ")}: ${stderr}`);
    assert.match(stderr, message(verb));
    assert.is(stdout, verb.failure);
    assert.not.ok(isChanged, verb.argv.join(" "));
  });
}

test("a token, a password, and no credential for a server without logins", async () => {
  await succeed({});
  await succeed({ env: WITH_PASSWORD });
  const server = await startGocdServer(OPEN);
  try {
    await succeed({ url: () => `${server.origin}/go/`, env: {} });
    assert.equal(
      server.requests.map(({ authorization }) => authorization),
      [undefined, undefined, undefined, undefined],
    );
  } finally {
    await server.stop();
  }
});

test("a proxy gets the requests to other machines, with http and with https", async () => {
  await withPrivateAuthority("gocd.test", async (authority) => {
    for (const tls of [undefined, authority.tls]) {
      const server = await startGocdServer({ ...SCRIPT, ...(tls && { tls }) });
      const proxy = await startFakeProxy({ target: server.host, login: "proxy-user:proxy-word" });
      try {
        const url = `${tls === undefined ? "http" : "https"}://gocd.test`;
        const variable = tls === undefined ? "HTTP_PROXY" : "HTTPS_PROXY";
        const env = {
          ...WITH_TOKEN,
          [variable]: `http://proxy-user:proxy-word@${proxy.host}`,
          SSL_CERT_FILE: authority.ca,
        };
        await succeed({ url: () => url, env });
        assert.is(server.requests.length, 4);
        assert.ok(server.requests.every(({ headers }) => headers["proxy-authorization"] === undefined));
        assert.ok(
          proxy.requests.every((request) =>
            tls === undefined
              ? /^(GET|POST) http:\/\/gocd\.test\/go\//.test(request)
              : request === "CONNECT gocd.test:443",
          ),
          proxy.requests.join(),
        );
        const wrong = { ...env, [variable]: `http://proxy-user:wrong@${proxy.host}` };
        await fail(
          { url: () => url, env: wrong },
          () =>
            /the proxy http:\/\/127\.0\.0\.1:\d+ responded with 407 instead of connecting to gocd\.test.* \[server-unreachable\]/,
        );
      } finally {
        await proxy.stop();
        await server.stop();
      }
    }
  });
});

test("a private certificate authority is trusted by each variable that the pages name, and by nothing else", async () => {
  await withPrivateAuthority("127.0.0.1", async ({ folder, ca, tls }) => {
    const script = { tls };
    for (const variable of [{ NODE_EXTRA_CA_CERTS: ca }, { SSL_CERT_FILE: ca }, { SSL_CERT_DIR: folder }]) {
      await succeed({ script, env: { ...WITH_TOKEN, ...variable } });
    }
    await fail(
      { script },
      () =>
        /the certificate of 127\.0\.0\.1:\d+ comes from .* \[server-tls\]\n +help: set NODE_EXTRA_CA_CERTS to a file/,
    );
    const plain = (server: GocdServer) => server.origin.replace("https:", "http:");
    await fail(
      { script, url: plain, options: ["--timeout", "3"] },
      () => /\[server-(?:unreachable|protocol)\]/,
    );
  });
});

/** Sends a reply to every request of a run. */
function always(
  status: number,
  type: string,
  body: string | Buffer,
  headers = {},
): (server: GocdServer) => void {
  return (server) => {
    server.inject(replyWith({ status, headers: { "content-type": type, ...headers }, body }), 9);
  };
}

/** What goes wrong at the server, and the message. */
const FAILURES: readonly (readonly [about: string, condition: Case, message: (verb: Verb) => RegExp])[] = [
  [
    "a server that never answers",
    { prepare: (server) => server.inject(() => true, 9), options: ["--timeout", "0.5"] },
    () => /127\.0\.0\.1:\d+ did not answer within 0\.5 s \[server-timeout\]/,
  ],
  [
    "a server that stops in the middle",
    {
      prepare: (server) =>
        server.inject((request, response) => {
          request.resume();
          response.writeHead(200, { "content-type": "application/json", "content-length": 99 });
          response.write('{"valid');
          return true;
        }, 9),
      options: ["--timeout", "0.5"],
    },
    () => /sent only 7 bytes of its response within 0\.5 s \[server-timeout\]/,
  ],
  [
    "a connection that is closed too early",
    {
      prepare: (server) =>
        server.inject((request, response) => {
          request.resume();
          response.writeHead(200, { "content-type": "application/json", "content-length": 99 });
          response.write('{"valid', () => response.destroy());
          return true;
        }, 99),
      options: ["--timeout", "2"],
    },
    () =>
      /(?:closed the connection before its response was complete|sent less than it announced) .*\[server-unreachable\]/,
  ],
  [
    "an answer that was cut",
    { prepare: always(200, "application/vnd.go.cd.v1+json", '{"_embedded": {"packages": [{"na') },
    () => /that is not valid JSON; it is probably truncated \[server-protocol\]/,
  ],
  [
    "401 without a credential",
    { env: {} },
    () =>
      /responded with 401 .*: the GoCD server requires a login, and no credential is set \[server-unauthorized\]/,
  ],
  [
    "401 with a wrong token",
    { env: { GOCD_AUTH_TOKEN: "wrong" } },
    () => /does not accept the credential in GOCD_AUTH_TOKEN \[server-unauthorized\]/,
  ],
  [
    "401 with a wrong password",
    { env: { ...WITH_PASSWORD, GOCD_PASSWORD: "wrong" } },
    () => /does not accept the credential in GOCD_USERNAME and GOCD_PASSWORD \[server-unauthorized\]/,
  ],
  [
    "403",
    { script: { isAdmin: false } },
    ({ users }) => new RegExp(`responded with 403 .*: only ${users} may use this API \\[server-denied\\]`),
  ],
  [
    "404 of an old GoCD",
    { script: { isOld: true } },
    ({ api }) =>
      new RegExp(`the GoCD server does not have version [12] of the (?:${api.source}) \\[server-missing\\]`),
  ],
  [
    "404 of another server",
    { prepare: always(404, "text/html", "<h1>Not found</h1>") },
    ({ api }) =>
      new RegExp(`there is no (?:${api.source}) of a GoCD server at http://.*/go \\[server-missing\\]`),
  ],
  [
    "the page of a login",
    { prepare: always(200, "text/html;charset=utf-8", "<!DOCTYPE html><title>Log in</title>") },
    ({ api }) =>
      new RegExp(
        `responded with a web page, not with the (?:${api.source}) of a GoCD server \\[server-protocol\\]`,
      ),
  ],
  [
    "a login page, without a credential",
    { prepare: always(200, "text/html", "<!DOCTYPE html><title>Log in</title>"), env: {} },
    () => /help: .*no login page is in front of it; if it requires a login, set GOCD_AUTH_TOKEN/,
  ],
  [
    "a redirect to the page of a login",
    { prepare: always(302, "text/html", "", { location: "/go/auth/login" }) },
    () => /redirects .*\[server-protocol\]\n +help: .*no login page is in front of it$/m,
  ],
  [
    "403 of a proxy",
    { prepare: always(403, "text/html", "<h1>Blocked</h1>") },
    ({ users }) =>
      new RegExp(
        `responded with 403, but not with the JSON of a GoCD server \\[server-denied\\]\n +help: check that no proxy or firewall .* only ${users} may`,
      ),
  ],
  [
    "http on a TLS port behind nginx",
    { prepare: always(400, "text/html", "The plain HTTP request was sent to HTTPS port") },
    ({ argv }) =>
      new RegExp(`uses TLS on this port, .*\\[server-tls\\]\n +help: write https:// in ${argv[1] ?? ""}`),
  ],
  [
    "an empty answer",
    { prepare: always(200, "application/json", "") },
    () => /responded with 200 and without any content \[server-protocol\]/,
  ],
  [
    "500 for a time",
    { prepare: always(500, "application/json", '{"message": "out of memory"}'), options: ["--timeout", "2"] },
    () => /responded with 500 \(out of memory\) \[server-unreachable\]/,
  ],
];

for (const [about, condition, message] of FAILURES) {
  test(`failure: ${about}`, () => fail(condition, message));
}

test("422 is the verdict of the preflight API, and no answer of the others", async () => {
  const condition = {
    prepare: always(
      422,
      "application/vnd.go.cd.v1+json",
      // Half of the token is on the next line.
      JSON.stringify({ message: `Pipeline 'app' is bad: ${TOKEN.slice(0, 15)}\n  ${TOKEN.slice(15)}` }),
    ),
  };
  await runVerbs(condition, ({ argv: [name = ""] }, { status, stderr }, isChanged) => {
    const expected =
      name === "import"
        ? /responded with 422 \(Pipeline 'app' is bad: \*\*\*\) \[server-protocol\]/
        : /^pipelines\/app\.yaml:3:3: error: the GoCD server rejects this: Pipeline 'app' is bad: \*\*\* \[server-rejected\]/m;
    assert.match(stderr, expected);
    assert.is(status, name === "import" ? 3 : 1);
    assert.not.ok(isChanged);
  });
});

test.run();
