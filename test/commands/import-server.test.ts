import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withPrivateAuthority } from "../support/private-authority.js";
import { withMoreTime } from "../support/more-time.js";
import { drip, replyWith } from "../support/scripted-server.js";
import type { ServerRepository } from "../support/gocd-documents.js";
import { startGocdServer, type GocdServer, type GocdServerScript } from "../support/gocd-server.js";
import { isRecord } from "../support/json.js";
import { runMain, type MainRun } from "../support/main-run.js";
import { cruiseConfig, repositoryXml } from "./server-documents.js";

const REPOSITORIES: readonly ServerRepository[] = [
  {
    name: "Docker",
    properties: [
      ["DOCKER_REGISTRY_URL", "https://registry.example/v2/"],
      ["DOCKER_REGISTRY_NAME", "registry.example"],
      ["DOCKER_REGISTRY_USERNAME", "bot"],
      ["DOCKER_REGISTRY_PASSWORD", { encrypted: "AES:c2l2:cGFzcw==" }],
    ],
    packages: [
      {
        name: "web",
        id: "5f1c-web",
        properties: [
          ["DOCKER_IMAGE", "shop/web"],
          ["DOCKER_TAG_FILTER", "^1"],
        ],
      },
      {
        name: "db",
        id: "5f1c-db",
        properties: [
          ["DOCKER_IMAGE", "db"],
          ["DOCKER_TAG_FILTER", ""],
        ],
      },
    ],
  },
  { name: "apt", plugin: "deb", properties: [["REPO_URL", "http://deb.example"]], packages: [] },
];

const TOKEN = "f1e2d3c4-token-that-no-output-has";
const SCRIPT: GocdServerScript = { repositories: REPOSITORIES, token: TOKEN, login: "admin:pass word" };
const ENV = { GOCD_AUTH_TOKEN: TOKEN };

/** A run in a folder, and the project file that it wrote. */
interface ImportRun extends MainRun {
  readonly project: string | undefined;
  readonly files: readonly string[];
}

/** Imports from a server with `script`; `URL` in the arguments is its URL. */
async function importFrom(
  script: GocdServerScript,
  args: readonly string[] = ["--server", "URL"],
  {
    env = ENV,
    prepare,
  }: {
    readonly env?: Readonly<Record<string, string>>;
    readonly prepare?: (server: GocdServer) => void;
  } = {},
): Promise<ImportRun> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-import-"));
  const server = await startGocdServer(script);
  try {
    prepare?.(server);
    const argv = [
      "import",
      ...args.map((arg) =>
        arg
          .replace("URL", server.origin)
          .replace("REMOTE", `http://${server.host.replace("127.0.0.1", "0.0.0.0")}`),
      ),
    ];
    const run = await runMain(argv, { cwd: folder, env });
    const files = await readdir(folder);
    const isWritten = files.includes("gocd-pin.yaml");
    const project = isWritten ? await readFile(join(folder, "gocd-pin.yaml"), "utf8") : undefined;
    return { ...run, project, files };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

/** The project file that an import of the same repositories from a `cruise-config.xml` writes. */
async function projectFromXml(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-import-"));
  try {
    const xml = cruiseConfig(
      repositoryXml(
        "Docker",
        { url: "https://registry.example/v2/", name: "registry.example", secret: "encrypted" },
        [
          ["web", "shop/web", "^1", "5f1c-web"],
          ["db", "db", "", "5f1c-db"],
        ],
      ),
    );
    await writeFile(join(folder, "c.xml"), xml);
    const { status, stderr } = await runMain(["import", "c.xml"], { cwd: folder });
    assert.is(status, 0, stderr);
    return await readFile(join(folder, "gocd-pin.yaml"), "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("a server is imported like its cruise-config.xml, with or without /go", async () => {
  const expected = await projectFromXml();
  for (const end of ["", "/", "/go", "/go/"]) {
    const { status, stdout, stderr, project } = await importFrom(SCRIPT, ["--server", `URL${end}`]);
    assert.is(status, 0, stderr);
    assert.is(project, expected, end);
    assert.match(stdout, "wrote gocd-pin.yaml\n  added Docker/web\n  added Docker/db\n");
    assert.match(stdout, "  Docker: DOCKER_USERNAME, DOCKER_PASSWORD\n");
    assert.match(
      stderr,
      /note: package repositories of other plugins stay with the GoCD server http:\/\/127\.0\.0\.1:\d+\/go: "apt" \(deb\)/,
    );
    assert.not.match(stdout + stderr + (project ?? ""), /AES:|f1e2d3c4/);
  }
});

test("each of the two APIs is queried once, with its version", async () => {
  let seen: readonly string[] = [];
  await importFrom(SCRIPT, undefined, {
    prepare: (server) => {
      server.inject((_request, _response, { method, path, headers, authorization }) => {
        seen = [...seen, `${method} ${path} ${headers.accept ?? ""} ${authorization ?? ""}`];
        return false;
      }, 9);
    },
  });
  assert.equal(seen.toSorted(), [
    `GET /go/api/admin/packages application/vnd.go.cd.v2+json Bearer ${TOKEN}`,
    `GET /go/api/admin/repositories application/vnd.go.cd.v1+json Bearer ${TOKEN}`,
  ]);
});

test("--dry-run and --format json write nothing", async () => {
  const dry = await importFrom(SCRIPT, ["--server", "URL", "--dry-run"]);
  assert.is(dry.status, 0, dry.stderr);
  assert.match(dry.stdout, "would write gocd-pin.yaml");
  const json = await importFrom(SCRIPT, ["--server", "URL", "--format", "json"]);
  const result: unknown = JSON.parse(json.stdout);
  assert.ok(isRecord(result));
  assert.equal(result["added"], ["Docker/web", "Docker/db"]);
  assert.equal([dry.files, json.files], [[], []]);
});

test("basic authentication is used without a token, and no credential if none is set", async () => {
  const env = { GOCD_USERNAME: "admin", GOCD_PASSWORD: "pass word" };
  const basic = await importFrom(SCRIPT, undefined, { env });
  assert.is(basic.status, 0, basic.stderr);
  const open = await importFrom({ repositories: REPOSITORIES }, undefined, { env: {} });
  assert.is(open.status, 0, open.stderr);
  const empty = await importFrom({ repositories: REPOSITORIES }, undefined, { env: { GOCD_AUTH_TOKEN: "" } });
  assert.is(empty.status, 0, empty.stderr);
});

test("a private CA is trusted if the machine trusts it", async () => {
  await withPrivateAuthority("127.0.0.1", async ({ ca, tls }) => {
    const script = { ...SCRIPT, tls };
    const trusted = await importFrom(script, undefined, { env: { ...ENV, SSL_CERT_FILE: ca } });
    assert.is(trusted.status, 0, trusted.stderr);
    const unknown = await importFrom(script);
    assert.is(unknown.status, 3);
    assert.match(unknown.stderr, /the certificate of 127\.0\.0\.1:\d+ comes from .* \[server-tls\]/);
    assert.match(
      unknown.stderr,
      "help: set NODE_EXTRA_CA_CERTS to a file with the CA's certificate, or add it",
    );
    assert.not.match(unknown.stderr, /registry|ca_file/);
  });
});

test("a server without Docker package repositories is a warning that names it", async () => {
  const { status, stderr, files } = await importFrom({ ...SCRIPT, repositories: [] });
  assert.is(status, 0);
  assert.match(
    stderr,
    /warning: http:\/\/127\.0\.0\.1:\d+\/go has no package repository of the plugin docker-registry/,
  );
  assert.equal(files, []);
});

/** Failures: each has its own message and writes nothing. */
const FAILURES: readonly (readonly [
  about: string,
  script: GocdServerScript,
  message: RegExp,
  options?: {
    readonly env?: Readonly<Record<string, string>>;
    readonly prepare?: (server: GocdServer) => void;
  },
])[] = [
  [
    "401 without a credential",
    SCRIPT,
    /responded with 401 \(You are not authenticated!\): the GoCD server requires a login, and no credential is set \[server-unauthorized\]\n.*help: set GOCD_AUTH_TOKEN/s,
    { env: {} },
  ],
  [
    "401 with a token",
    SCRIPT,
    /responded with 401 \(Invalid Personal Access Token\.\): the GoCD server does not accept the credential in GOCD_AUTH_TOKEN \[server-unauthorized\]/,
    { env: { GOCD_AUTH_TOKEN: "wrong" } },
  ],
  [
    "401 with a password",
    SCRIPT,
    /does not accept the credential in GOCD_USERNAME and GOCD_PASSWORD \[server-unauthorized\]/,
    { env: { GOCD_USERNAME: "admin", GOCD_PASSWORD: "wrong" } },
  ],
  [
    "a user name without a password",
    SCRIPT,
    /GOCD_USERNAME is set, but GOCD_PASSWORD is not \[server-unauthorized\]/,
    { env: { GOCD_USERNAME: "admin" } },
  ],
  [
    "a token with a line break",
    SCRIPT,
    /GOCD_AUTH_TOKEN contains a character that is not allowed in an access token, such as a line break \[server-unauthorized\]/,
    { env: { GOCD_AUTH_TOKEN: `${TOKEN}\n` } },
  ],
  [
    "403",
    { ...SCRIPT, isAdmin: false },
    /responded with 403 \(You are not authorized to perform this action\.\): only administrators of the system or of a pipeline group may use this API \[server-denied\]/,
  ],
  [
    "404 of an old GoCD",
    { ...SCRIPT, isOld: true },
    /responded with 404 \(The url you are trying to reach appears to be incorrect\.\): the GoCD server does not have version 1 of the package repositories API \[server-missing\]/,
  ],
  [
    "404 of another server",
    SCRIPT,
    /responded with 404: there is no packages API of a GoCD server at http:\/\/127\.0\.0\.1:\d+\/go \[server-missing\]/,
    { prepare: failWith(404, "<h1>Not found</h1>", "text/html") },
  ],
  [
    "an unknown version",
    SCRIPT,
    /responded with 406: the GoCD server does not have version 2 of the packages API \[server-missing\]/,
    { prepare: failWith(406, "", "text/plain") },
  ],
  [
    "the HTML of a login page",
    SCRIPT,
    /responded with a web page, not with the packages API of a GoCD server \[server-protocol\]\n.*help: .*no login page is in front of it/s,
    { prepare: failWith(200, "<!DOCTYPE html><title>Log in</title>", "text/html; charset=utf-8") },
  ],
  [
    "a web page with another type",
    SCRIPT,
    /responded with a web page, not with/,
    { prepare: failWith(200, "\n<html><body>Hello</body></html>", "application/octet-stream") },
  ],
  [
    "truncated JSON",
    SCRIPT,
    /responded with text \(application\/vnd\.go\.cd\.v2\+json\) that is not valid JSON; it is probably truncated \[server-protocol\]/,
    { prepare: failWith(200, '{"_embedded": {"packages": [{"name": "we', "application/vnd.go.cd.v2+json") },
  ],
  [
    "JSON of something else",
    SCRIPT,
    /the response of http:.*\/go: the JSON is not a list of package repositories or packages .* \[server-protocol\]/,
    { prepare: failWith(200, '{"status": "ok"}', "application/json") },
  ],
  [
    "an answer that is too large",
    SCRIPT,
    /sent a response of more than 16777216 bytes, the limit \[server-protocol\]/,
    { prepare: failWith(200, " ".repeat(16 * 1024 * 1024 + 1), "application/vnd.go.cd.v2+json") },
  ],
  [
    "429",
    SCRIPT,
    /responded with 429: too many requests \(Rate Limit Exceeded\.\) \[server-unreachable\]\n.*help: wait 120 s/s,
    {
      prepare: failWith(429, '{"message": "Rate Limit Exceeded."}', "application/json", {
        "retry-after": "3600",
      }),
    },
  ],
  [
    "a redirect to a host that repeats the token",
    SCRIPT,
    /error: \*\*\*\.invalid \(to which 127\.0\.0\.1:\d+ redirects\) (?:is not known to DNS|could not be looked up).* \[server-unreachable\]/,
    { prepare: failWith(302, "", "text/plain", { location: `http://${TOKEN}.invalid/` }) },
  ],
  [
    "a status of a redirect without a target",
    SCRIPT,
    /127\.0\.0\.1:\d+ responded with 304 \[server-protocol\]/,
    { prepare: failWith(304, "", "text/plain") },
  ],
  [
    "a redirect to a file",
    SCRIPT,
    /redirects to "file:\/\/\/etc\/passwd", which is not allowed: only http and https are followed \[server-protocol\]\n.*help: set --server to/s,
    { prepare: failWith(302, "", "text/plain", { location: "file:///etc/passwd" }) },
  ],
];

function failWith(
  status: number,
  body: string,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): (server: GocdServer) => void {
  return (server) => {
    server.inject(
      replyWith({ status, headers: { "content-type": type, ...headers }, body }, "/api/admin/packages"),
    );
  };
}

for (const [about, script, message, options] of FAILURES) {
  test(`failure: ${about}`, async () => {
    const { status, stdout, stderr, files } = await importFrom(script, undefined, options);
    assert.is(status, 3, stderr);
    assert.match(stderr, message);
    assert.is(stdout, "");
    assert.equal(files, []);
    assert.not.match(stderr, /registry_url|pass word|f1e2d3c4/);
  });
}

test("a server that is not there is reported once, with the port", async () => {
  const server = await startGocdServer(SCRIPT);
  await server.stop();
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-import-"));
  try {
    const { status, stderr } = await runMain(["import", "--server", server.origin, "--timeout", "1"], {
      cwd: folder,
      env: ENV,
    });
    assert.is(status, 3);
    assert.match(stderr, `error: ${server.host} refused the connection (ECONNREFUSED) [server-unreachable]`);
    assert.match(
      stderr,
      "help: check that the GoCD server runs there, and that no firewall or proxy is in between",
    );
    assert.match(stderr, "1 error");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a server that does not answer is given up after --timeout", async () => {
  const { status, stderr } = await importFrom(SCRIPT, ["--server", "URL", "--timeout", "0.3"], {
    prepare: (server) => server.inject(() => true, 99),
  });
  assert.is(status, 3);
  assert.match(stderr, /did not answer within 0\.3 s \[server-timeout\]/);
});

test("a body that drips ends with the time limit", () =>
  withMoreTime(async (factor) => {
    const { status, stderr } = await importFrom(SCRIPT, ["--server", "URL", "--timeout", `${0.5 * factor}`], {
      prepare: (server) => server.inject(drip, 99),
    });
    assert.is(status, 3);
    assert.match(stderr, /sent only \d+ bytes? of its response within (?:0\.5|5) s \[server-timeout\]/);
  }));

test("the credential is never sent to another origin that the server redirects to", async () => {
  const other = await startGocdServer({ repositories: REPOSITORIES, token: "another" });
  try {
    const { status, stderr } = await importFrom(SCRIPT, undefined, {
      prepare: (server) => {
        server.inject((request, response) => {
          response.writeHead(302, { location: `${other.origin}${request.url ?? ""}` }).end();
          return true;
        }, 2);
      },
    });
    assert.is(status, 3);
    assert.match(stderr, /redirects to 127\.0\.0\.1:\d+, which responded with 401 .* \[server-protocol\]/);
    assert.match(stderr, `help: set --server to ${other.origin} if that is the GoCD server`);
    assert.equal(
      other.requests.map(({ authorization }) => authorization),
      [undefined, undefined],
    );
  } finally {
    await other.stop();
  }
});

test("a redirect of a server on another machine to this machine opens no connection", async () => {
  const inside = await startGocdServer({ repositories: REPOSITORIES });
  try {
    // Linux connects to this machine for 0.0.0.0, but it is not a loopback address.
    const { status, stderr } = await importFrom(SCRIPT, ["--server", "REMOTE"], {
      prepare: (server) => {
        server.inject((request, response) => {
          response.writeHead(302, { location: `${inside.origin}${request.url ?? ""}` }).end();
          return true;
        }, 2);
      },
    });
    assert.is(status, 3);
    assert.match(stderr, /is not allowed: it is a loopback address/);
    assert.equal(inside.requests, []);
  } finally {
    await inside.stop();
  }
});

test("a credential over plain http to another machine is a warning", async () => {
  // Linux connects to this machine for 0.0.0.0, but it is not a loopback address.
  const run = (env: Readonly<Record<string, string>>, script: GocdServerScript) =>
    importFrom(script, ["--server", "REMOTE"], { env });
  const { status, stderr } = await run(ENV, SCRIPT);
  assert.is(status, 0, stderr);
  assert.match(
    stderr,
    /warning: a credential is sent to 0\.0\.0\.0:\d+ over plain http.*\[registry-plaintext\]/,
  );
  assert.match(stderr, "help: write https:// in --server");
  const open = await run({}, { repositories: REPOSITORIES });
  assert.not.match(open.stderr, "registry-plaintext");
});

test("a redirect at the same origin keeps the credential", async () => {
  const { status, stderr, project } = await importFrom(SCRIPT, ["--server", "URL/old"], {
    prepare: (server) => {
      server.inject((request, response, { path }) => {
        if (!path.startsWith("/old/go/")) return false;
        response.writeHead(307, { location: path.slice("/old".length) }).end();
        request.resume();
        return true;
      }, 2);
    },
  });
  assert.is(status, 0, stderr);
  assert.ok(project);
});

/** Usage errors: nothing is queried. */
const USAGE: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [[], /missing argument "file"/],
  [["--server", "URL", "c.xml"], /--server cannot be used with files/],
  [
    ["--server", "https://user:hunter2@ci.example/go"],
    /the URL of --server has a user name or a password \[usage\]/,
  ],
  [["--server", "ftp://ci.example"], /the URL of --server is not an http or https URL/],
  [["--server", "ci.example"], /the URL of --server is not an http or https URL/],
  [["--server", "https://ci.example/go?x=1"], /the URL of --server has a query or a fragment/],
  [["--server", ""], /--server/],
];

for (const [args, message] of USAGE) {
  test(`usage: ${args.join(" ")}`, async () => {
    const { status, stderr } = await importFrom(SCRIPT, args, {
      prepare: (server) => {
        server.inject(() => {
          throw new Error("the server was queried");
        }, 99);
      },
    });
    assert.is(status, 2, stderr);
    assert.match(stderr, message);
    assert.not.match(stderr, "hunter2");
  });
}

test("a response of more small values than the bound is an error before it is parsed", async () => {
  const { status, stderr } = await importFrom(SCRIPT, undefined, {
    prepare: (server) => {
      const body = `{"_embedded": {"packages": [${"{},".repeat(1_000_000)}{}]}}`;
      const headers = { "content-type": "application/json" };
      server.inject(replyWith({ status: 200, headers, body }, "/api/admin/packages"), 9);
    },
  });
  assert.is(status, 3, stderr);
  assert.match(stderr, "error: a response of a GoCD server has more than 1,000,000 values [server-protocol]");
});

test.run();
