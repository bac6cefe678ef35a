import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Answer } from "../../../src/model/failure.js";
import type { Repository } from "../../../src/model/declaration.js";
import type { HelperResult } from "../../../src/model/helper-result.js";
import { Secret } from "../../../src/model/secret.js";
import type { SourcedCredential } from "../../../src/registry/credentials/credential.js";
import { createCredentialFinder } from "../../../src/registry/credentials/credentials.js";
import type { FileRead } from "../../../src/http/http-world.js";

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  /** Path to text; `Error` for a file that cannot be read. */
  readonly files?: Readonly<Record<string, string | Error>>;
  /** Helper name to what it writes; it ends with status 0 if that is JSON. */
  readonly helpers?: Readonly<Record<string, string>>;
}

const GHCR: Repository = {
  name: "Docker",
  registryUrl: "https://ghcr.io/v2/",
  registryName: "ghcr.io",
  insecureSkipTlsVerify: false,
};
const HUB: Repository = { ...GHCR, registryUrl: "https://index.docker.io/v2/", registryName: "docker.io" };
const OWN: Repository = { ...GHCR, credentials: { usernameVariable: "U", passwordVariable: "P" } };

const DOCKER = "/home/me/.docker/config.json";
const PODMAN = "/home/me/.config/containers/auth.json";

/** A finder in a world made of plain values, with what it asked of that world. */
function makeFinder({ env = {}, files = {}, helpers = {} }: Setting) {
  const reads: string[] = [];
  const runs: string[] = [];
  async function readFile(path: string): Promise<FileRead> {
    reads.push(path);
    await Promise.resolve();
    const file = files[path];
    if (file === undefined) return { kind: "missing" };
    return file instanceof Error
      ? { kind: "unreadable", reason: file.message }
      : { kind: "text", text: file };
  }
  async function runHelper(name: string, key: string): Promise<HelperResult> {
    runs.push(`${name} < ${key}`);
    await Promise.resolve();
    const stdout = helpers[name];
    if (stdout === undefined) return { kind: "not-found" };
    const status = stdout.startsWith("{") ? 0 : 1;
    return { kind: "exited", status, stdout: new Secret(stdout), stderr: "stderr of it" };
  }
  return { find: createCredentialFinder({ env, homeDir: "/home/me", readFile, runHelper }), reads, runs };
}

function config(user: string, key = "ghcr.io"): string {
  return JSON.stringify({ auths: { [key]: { auth: Buffer.from(`${user}:pw`).toString("base64") } } });
}

/** The user name (or kind) and the source of the credential; the message of a failure. */
function describe(answer: Answer<SourcedCredential>): string {
  if (!answer.ok) return `${answer.failure.kind}: ${answer.failure.message}`;
  const { credential, source } = answer.value;
  return `${credential.kind === "basic" ? credential.username : credential.kind} from ${source}`;
}

test("the first source in the order that has an entry wins", async () => {
  const sources: readonly (readonly [setting: Setting, repository: Repository, found: string])[] = [
    [{ env: { U: "own", P: "pw" } }, OWN, 'own from the environment variables "U" and "P"'],
    [
      { env: { DOCKER_AUTH_CONFIG: config("variable") } },
      GHCR,
      'variable from the entry "ghcr.io" of DOCKER_AUTH_CONFIG',
    ],
    [
      { files: { [DOCKER]: config("docker") } },
      GHCR,
      'docker from the entry "ghcr.io" of ~/.docker/config.json',
    ],
    [
      { env: { REGISTRY_AUTH_FILE: "/ci/auth.json" }, files: { "/ci/auth.json": config("file") } },
      GHCR,
      'file from the entry "ghcr.io" of /ci/auth.json',
    ],
    [
      { env: { XDG_RUNTIME_DIR: "/run/me" }, files: { "/run/me/containers/auth.json": config("session") } },
      GHCR,
      'session from the entry "ghcr.io" of /run/me/containers/auth.json',
    ],
    [
      { files: { [PODMAN]: config("podman") } },
      GHCR,
      'podman from the entry "ghcr.io" of ~/.config/containers/auth.json',
    ],
    [{}, GHCR, "anonymous from none"],
  ];
  for (const [at, [, repository, found]] of sources.entries()) {
    const rest = sources.slice(at).map(([setting]) => setting);
    const env = Object.fromEntries(rest.flatMap((setting) => Object.entries(setting.env ?? {})));
    const files = Object.fromEntries(rest.flatMap((setting) => Object.entries(setting.files ?? {})));
    const { find } = makeFinder({ env, files });
    assert.is(describe(await find(repository, "org/app")), found);
  }
});

test("the previous sources are listed in order", async () => {
  const { find } = makeFinder({
    env: {
      DOCKER_AUTH_CONFIG: JSON.stringify({ auths: {}, credsStore: "pass" }),
      REGISTRY_AUTH_FILE: "/ci/auth.json",
      XDG_RUNTIME_DIR: "/run/me",
    },
    files: {
      [DOCKER]: JSON.stringify({ auths: { "ghcr.io": {} }, credsStore: "desktop" }),
      "/ci/auth.json": config("me", "gcr.io"),
      [PODMAN]: JSON.stringify({ auths: { "ghcr.io": {} } }),
    },
    helpers: { desktop: "credentials not found in native keychain\n" },
  });
  const answer = await find(GHCR, "org/app");
  assert.equal(answer, {
    ok: true,
    value: {
      credential: { kind: "anonymous" },
      source: "none",
      passedOver: [
        'package repository "Docker" declares no credentials',
        'DOCKER_AUTH_CONFIG has no entry for "ghcr.io" (credential helpers in a variable are ignored)',
        'credential helper "docker-credential-desktop" of ~/.docker/config.json has no entry for "ghcr.io": "stderr of it"',
        '/ci/auth.json has no entry for "ghcr.io"',
        "/run/me/containers/auth.json does not exist",
        '~/.config/containers/auth.json has an empty entry for "ghcr.io"',
      ],
    },
  });
});

test("a helper returns the credential, and the plain entries of its file are not a fallback", async () => {
  const helpers = '"credHelpers":{"ghcr.io":"gh"},"credsStore":"desktop"';
  const docker = config("plain").replace(/}$/, `,${helpers}}`);
  const answers: Readonly<Record<string, string>> = {
    '{"Username":"me","Secret":"pw"}':
      'me from credential helper "docker-credential-gh" of ~/.docker/config.json',
    '{"Username":"<token>","Secret":"pw"}':
      'identity-token from credential helper "docker-credential-gh" of ~/.docker/config.json',
    "credentials not found in native keychain":
      'podman from the entry "ghcr.io" of ~/.config/containers/auth.json',
    "a secret on standard output":
      'unauthorized: cannot find credentials for "ghcr.io": credential helper "docker-credential-gh" of ~/.docker/config.json failed with exit status 1: "stderr of it"',
  };
  for (const [stdout, found] of Object.entries(answers)) {
    const files = { [DOCKER]: docker, [PODMAN]: config("podman") };
    const { find } = makeFinder({ files, helpers: { gh: stdout } });
    assert.is(describe(await find(GHCR, undefined)), found);
  }
});

test("a source that exists but cannot be used ends the search", async () => {
  const cases: readonly (readonly [setting: Setting, repository: Repository, message: string])[] = [
    [
      { env: { U: "me" } },
      OWN,
      'package repository "Docker" uses environment variable "P", which is not set',
    ],
    [{ env: { DOCKER_AUTH_CONFIG: "[]" } }, GHCR, "DOCKER_AUTH_CONFIG is not a JSON object"],
    [{ files: { [DOCKER]: "[]" } }, GHCR, "~/.docker/config.json is not a JSON object"],
    [
      { files: { [DOCKER]: new Error("permission denied\nmore") } },
      GHCR,
      "~/.docker/config.json cannot be read (permission denied)",
    ],
    [
      { files: { [DOCKER]: '{"auths":{"ghcr.io":{"auth":"?"}}}' } },
      GHCR,
      'the entry "ghcr.io" of ~/.docker/config.json has an "auth" that is not base64',
    ],
    [
      { files: { [DOCKER]: '{"credsStore":"gone"}' } },
      GHCR,
      'credential helper "docker-credential-gone" of ~/.docker/config.json is not on the PATH',
    ],
    [
      { files: { [DOCKER]: '{"credsStore":"../x\\u001b[31m"}' } },
      GHCR,
      'credential helper "docker-credential-../x" of ~/.docker/config.json has a name with characters that are not allowed: only letters, digits, dots, dashes and underscores are',
    ],
  ];
  for (const [setting, repository, message] of cases) {
    const files = { ...setting.files, [PODMAN]: config("podman") };
    const answer = await makeFinder({ ...setting, files }).find(repository, "org/app");
    assert.is(describe(answer), `unauthorized: cannot find credentials for "ghcr.io": ${message}`);
    assert.ok(!answer.ok && answer.failure.help !== "", message);
  }
});

test("a malformed entry of another registry is ignored", async () => {
  const files = { [DOCKER]: '{"auths":{"gcr.io":{"auth":"?"}}}' };
  assert.is(describe(await makeFinder({ files }).find(GHCR, undefined)), "anonymous from none");
});

test("an entry for a part of the registry counts for the images in it only", async () => {
  const files = { [DOCKER]: config("team", "ghcr.io/org/team") };
  const { find } = makeFinder({ files });
  const found = 'team from the entry "ghcr.io/org/team" of ~/.docker/config.json';
  assert.is(describe(await find(GHCR, "org/team/app")), found);
  assert.is(describe(await find(GHCR, "org/team")), found);
  assert.is(describe(await find(GHCR, "org/teammate")), "anonymous from none");
  assert.is(describe(await find(GHCR, undefined)), "anonymous from none");
});

test("each name of Docker Hub finds its entry, and a helper gets the key of docker login", async () => {
  for (const key of ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"]) {
    const { find } = makeFinder({ files: { [DOCKER]: config("me", key) } });
    assert.is(describe(await find(HUB, "alpine")), 'me from the entry "docker.io" of ~/.docker/config.json');
  }
  const { find, runs } = makeFinder({
    files: { [DOCKER]: '{"credsStore":"desktop"}' },
    helpers: { desktop: "{}" },
  });
  await find(HUB, "alpine");
  assert.equal(runs, ["desktop < https://index.docker.io/v1/"]);
});

test("credentials are chosen by the host of the URL, not by the registry name", async () => {
  const { find } = makeFinder({ files: { [DOCKER]: config("me") } });
  const other = { ...GHCR, registryUrl: "https://elsewhere.example/v2/" };
  assert.is(describe(await find(other, undefined)), "anonymous from none");
});

test("files are read once, and helpers run once for a key, with concurrent queries", async () => {
  const { find, reads, runs } = makeFinder({
    env: { REGISTRY_AUTH_FILE: PODMAN },
    files: { [DOCKER]: '{"credsStore":"desktop"}' },
    helpers: { desktop: "{}" },
  });
  const images = ["org/a", "org/b", undefined];
  await Promise.all([...images, ...images].map((image) => find(GHCR, image)));
  await find(HUB, "alpine");
  await find(HUB, "debian");
  assert.equal(reads, [DOCKER, PODMAN]);
  assert.equal(runs, ["desktop < ghcr.io", "desktop < https://index.docker.io/v1/"]);
});

test("nothing is read or run for a repository that declares variables", async () => {
  const { find, reads, runs } = makeFinder({ env: { U: "me", P: "pw" }, files: { [DOCKER]: "[]" } });
  await find(OWN, "org/app");
  await makeFinder({}).find(OWN, "org/app");
  assert.equal([...reads, ...runs], []);
});

test.run();
