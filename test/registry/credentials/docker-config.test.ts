import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { credentialScope } from "../../../src/registry/credentials/credential.js";
import {
  findEntry,
  findLogin,
  namesHelper,
  parseDockerConfig,
  type ConfigLogin,
  type DockerConfig,
} from "../../../src/registry/credentials/docker-config.js";

function parse(value: unknown): DockerConfig {
  const parsed = parseDockerConfig(JSON.stringify(value));
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.config;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The login, with its secrets revealed: `basic user:password @ scope`, `helper name < key`, `none: why`. */
function describe(login: ConfigLogin): string {
  if (login.kind === "none") return `none: ${login.why}`;
  if (login.kind === "helper") return `helper ${login.name} < ${login.key}`;
  const { content, scope } = login;
  if (content.kind === "malformed") return `malformed: ${content.why} @ ${scope}`;
  if (content.kind === "basic") return `basic ${content.username}:${content.password.reveal()} @ ${scope}`;
  return `${content.kind} ${content.token.reveal()} @ ${scope}`;
}

const GHCR = credentialScope("https://ghcr.io/v2/", "org/team/app");
const HUB = credentialScope("https://registry-1.docker.io/v2/", "alpine");

test("an entry is read as the credential it contains", () => {
  const cases: readonly (readonly [entry: unknown, found: string])[] = [
    [{ auth: base64("me:pw") }, "basic me:pw @ ghcr.io"],
    [{ auth: base64("me:p:w") }, "basic me:p:w @ ghcr.io"],
    [{ auth: base64("me:pässword") }, "basic me:pässword @ ghcr.io"],
    [{ auth: base64("me:pw\0\0") }, "basic me:pw @ ghcr.io"],
    [{ auth: base64("me:") }, "basic me: @ ghcr.io"],
    [{ auth: `${base64("me:pw")}\n` }, "basic me:pw @ ghcr.io"],
    [{ auth: base64("me:word").replace(/=+$/, "") }, "basic me:word @ ghcr.io"],
    [{ username: "me", password: "pw" }, "basic me:pw @ ghcr.io"],
    [{ auth: base64("me:pw"), username: "you", password: "other" }, "basic me:pw @ ghcr.io"],
    [{ auth: "", username: "me", password: "pw" }, "basic me:pw @ ghcr.io"],
    [{ auth: base64("0:"), identitytoken: "refresh" }, "identity-token refresh @ ghcr.io"],
    [{ identitytoken: "refresh", registrytoken: "bearer" }, "registry-token bearer @ ghcr.io"],
    [{ email: "me@example.org" }, 'none: has an empty entry for "ghcr.io"'],
    [{}, 'none: has an empty entry for "ghcr.io"'],
    [null, 'none: has an empty entry for "ghcr.io"'],
    [[], "malformed: is not an object @ ghcr.io"],
    ["text", "malformed: is not an object @ ghcr.io"],
    [{ auth: 7 }, 'malformed: has a "auth" that is not text @ ghcr.io'],
    [{ auth: "not base64!" }, 'malformed: has an "auth" that is not base64 @ ghcr.io'],
    [{ auth: "=" }, 'malformed: has an "auth" that is not base64 @ ghcr.io'],
    [{ auth: "abcde" }, 'malformed: has an "auth" that is not base64 @ ghcr.io'],
    [
      { auth: base64("no colon") },
      'malformed: has an "auth" that is not base64 of "user:password" @ ghcr.io',
    ],
    [{ auth: base64(":pw") }, 'malformed: has an "auth" that is not base64 of "user:password" @ ghcr.io'],
    [{ username: "me" }, 'malformed: has a "username" but no "password" @ ghcr.io'],
    [{ password: "pw" }, 'malformed: has a "password" but no "username" @ ghcr.io'],
  ];
  for (const [entry, found] of cases) {
    const config = parse({ auths: { "ghcr.io": entry } });
    assert.is(describe(findEntry(config, GHCR)), found, JSON.stringify(entry));
  }
});

test("any user and password can be decoded from base64, padded or not", () => {
  const user = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes(":"));
  const password = fc.string({ unit: "grapheme" }).filter((text) => !text.endsWith("\0"));
  fc.assert(
    fc.property(user, password, fc.boolean(), (username, word, isPadded) => {
      const padded = base64(`${username}:${word}`);
      const auth = isPadded ? padded : padded.replace(/=+$/, "");
      const found = findEntry(parse({ auths: { "ghcr.io": { auth } } }), GHCR);
      assert.is(describe(found), `basic ${username}:${word} @ ghcr.io`);
    }),
  );
});

test("the narrowest entry that is not empty wins, and for one scope Docker's own key", () => {
  const entry = (name: string): unknown => ({ auth: base64(`${name}:pw`) });
  const cases: readonly (readonly [keys: readonly string[], scope: typeof GHCR, winner: string])[] = [
    [["ghcr.io", "ghcr.io/org", "ghcr.io/org/team"], GHCR, "ghcr.io/org/team"],
    [["ghcr.io/org/team/app", "ghcr.io"], GHCR, "ghcr.io/org/team/app"],
    [["ghcr.io/other", "ghcr.io/org/te", "ghcr.io"], GHCR, "ghcr.io"],
    [["https://ghcr.io/v2/", "ghcr.io"], GHCR, "ghcr.io"],
    [["https://ghcr.io", "http://ghcr.io"], GHCR, "https://ghcr.io"],
    [["docker.io", "index.docker.io", "https://index.docker.io/v1/"], HUB, "https://index.docker.io/v1/"],
    [["registry-1.docker.io"], HUB, "registry-1.docker.io"],
    [["https://registry-1.docker.io/v2/"], HUB, "https://registry-1.docker.io/v2/"],
    [["docker.io/library", "docker.io/alpine", "docker.io"], HUB, "docker.io/library"],
  ];
  for (const [keys, scope, winner] of cases) {
    const config = parse({ auths: Object.fromEntries(keys.map((key, at) => [key, entry(`user${at}`)])) });
    const login = findEntry(config, scope);
    assert.ok(describe(login).startsWith(`basic user${keys.indexOf(winner)}:`), `${keys.join()}: ${winner}`);
  }
  const withEmpty = parse({ auths: { "ghcr.io/org": {}, "ghcr.io": entry("me") } });
  assert.is(describe(findEntry(withEmpty, GHCR)), "basic me:pw @ ghcr.io");
});

test("an entry for another registry does not count", () => {
  for (const key of ["gcr.io", "ghcr.io.evil.example", "evil-ghcr.io", "ghcr.io:8443", "x@ghcr.io"]) {
    const config = parse({ auths: { [key]: { auth: base64("me:pw") }, other: 7 } });
    assert.is(describe(findEntry(config, GHCR)), 'none: has no entry for "ghcr.io"', key);
  }
});

test("a helper hides the plain entries, unless its name is empty", () => {
  const auths = { "ghcr.io": { auth: base64("me:pw") } };
  const cases: readonly (readonly [config: unknown, scope: typeof GHCR, found: string])[] = [
    [{ auths, credsStore: "pass" }, GHCR, "helper pass < ghcr.io"],
    [{ auths, credsStore: "pass" }, HUB, "helper pass < https://index.docker.io/v1/"],
    [{ auths, credHelpers: { "ghcr.io": "gh" } }, GHCR, "helper gh < ghcr.io"],
    [{ auths, credHelpers: { "ghcr.io": "gh" }, credsStore: "pass" }, GHCR, "helper gh < ghcr.io"],
    [{ auths, credHelpers: { "gcr.io": "gcr" }, credsStore: "pass" }, GHCR, "helper pass < ghcr.io"],
    [{ auths, credHelpers: { "gcr.io": "gcr" } }, GHCR, "basic me:pw @ ghcr.io"],
    [{ auths, credHelpers: { "ghcr.io": "" }, credsStore: "pass" }, GHCR, "basic me:pw @ ghcr.io"],
    [{ auths, credHelpers: { "ghcr.io/org": "gh" } }, GHCR, "basic me:pw @ ghcr.io"],
    [{ credHelpers: { "docker.io": "hub" } }, HUB, "helper hub < docker.io"],
    [
      { credHelpers: { "docker.io": "podman", "https://index.docker.io/v1/": "docker" } },
      HUB,
      "helper docker < https://index.docker.io/v1/",
    ],
    [{ auths: null, credHelpers: null, credsStore: null }, GHCR, 'none: has no entry for "ghcr.io"'],
  ];
  for (const [config, scope, found] of cases) {
    assert.is(describe(findLogin(parse(config), scope)), found, JSON.stringify(config));
  }
  assert.ok(namesHelper(parse({ credsStore: "pass" })));
  assert.ok(namesHelper(parse({ credHelpers: { "gcr.io": "gcr" } })));
  assert.not(namesHelper(parse({ auths, credHelpers: { "ghcr.io": "" } })));
});

test("the message about a malformed config has the reason and never quotes the text", () => {
  const cases: readonly (readonly [text: string, why: string])[] = [
    ['{"auths": {"ghcr.io": {"auth": "c2VjcmV0"}}', "is not valid JSON (line 1, column 44)"],
    ['{\n  "auths": {},\n}', "is not valid JSON (line 3, column 1)"],
    ["secret", "is not valid JSON"],
    ["{} {}", "is not valid JSON (line 1, column 4)"],
    ["[]", "is not a JSON object"],
    ["null", "is not a JSON object"],
    ['"secret"', "is not a JSON object"],
    ['{"auths": []}', 'has an "auths" that is not an object'],
    ['{"credHelpers": "secret"}', 'has a "credHelpers" that is not an object'],
    ['{"credHelpers": {"ghcr.io": 7}}', 'has a name in "credHelpers" that is not text'],
    ['{"credsStore": {}}', 'has a "credsStore" that is not text'],
  ];
  for (const [text, why] of cases) {
    // What JSON.parse knows of the position differs between versions of Node.js.
    const parsed = parseDockerConfig(text);
    const found = parsed.ok ? "config" : parsed.why;
    assert.ok(found === why || found === why.replace(/ \(line.*/, ""), `${text}: ${found}`);
  }
});

test("an empty text is a config without entries", () => {
  for (const text of ["", " \n"]) {
    assert.equal(parseDockerConfig(text), { ok: true, config: { entries: [], helpers: [], store: "" } });
  }
});

test.run();
