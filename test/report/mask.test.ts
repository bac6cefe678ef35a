import { test } from "uvu";
import * as assert from "uvu/assert";
import { masksFor, maskLines } from "../../src/report/mask.js";

// `<` and `>` enclose what must be masked, and are not part of the line.
const LINES: readonly string[] = [
  "password: <hunter2>",
  "  passwort: <two words> # not this",
  'password: <"hunter2>',
  "{user: x, token: <abc>, tag: 1.0.0}",
  "auth: <Z29waGVyOnMzY3JldA==>",
  '"auth": <"Z29waGVyOnMzY3JldA==">',
  '{"auths":{"r.test":{"auth":<"Z29waGVyOnMzY3JldA==">}}}',
  "Authorization: <Bearer abc>",
  "//registry.npmjs.org/:_authToken=<npm_abc>",
  "_auth=<Z29waGVyOnMzY3JldA==>",
  "  _auth = <Z29waGVyOnMzY3JldA==>",
  "AWS_SECRET_ACCESS_KEY=<wJalrXUtnFEMI/K7MDENG>",
  "aws_access_key_id = <AKIAIOSFODNN7EXAMPLE>",
  "export GITHUB_TOKEN=<ghp_abc>",
  "export GITHUB_TOKEN='<'ghp abc'>",
  "DEPLOY_KEY=<abc>",
  "API_KEY=<abc>",
  "https://<user:pw>@r.test/x?token=<abc>&n=1",
  "<-----BEGIN RSA PRIVATE KEY----->",
  "<-----BEGIN OPENSSH PRIVATE KEY----->",
  "<MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj>",
  "password: ${REGISTRY_PASSWORD}",
  'TOKEN="${CI_TOKEN}"',
  "PASSWORD=",
  "author: Jo",
  "key: value",
  "tag_filter: ^[0-9.]+$",
  "digest: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "-----BEGIN CERTIFICATE-----",
  "SIZE=10",
];

for (const marked of LINES) {
  test(`masks of the line ${marked}`, () => {
    const line = marked.replace("'<'", "<'").replace("'>", "'>").replace(/[<>]/g, "");
    const expected = marked
      .replace("'<'", "<'")
      .replace(/<([^>]*)>/g, (_, secret: string) => "*".repeat(secret.length));
    assert.equal(maskLines([line]), [expected]);
    const file = { path: "x", text: `a: 1\n${line}\n` };
    const place = { file, span: { start: 5, end: 6 } };
    const shown = masksFor(new Map(), place).reduce(
      (text, { start, end }) => text.slice(0, start) + "*".repeat(end - start) + text.slice(end),
      file.text,
    );
    assert.is(shown, `a: 1\n${expected}\n`);
  });
}

test("the lines of a private key are masked, and those after it are not", () => {
  const lines = [
    "-----BEGIN EC PRIVATE KEY-----",
    "MHcCAQEE",
    "oUQDQgAE==",
    "-----END EC PRIVATE KEY-----",
    "tag: 1",
  ];
  const masked = lines.map((line, index) => (index < 4 ? "*".repeat(line.length) : line));
  assert.equal(maskLines(lines), masked);
  const file = { path: "x", text: lines.join("\n") };
  for (const [index, line] of lines.entries()) {
    const start = file.text.indexOf(line);
    const spans = masksFor(new Map(), { file, span: { start, end: start + 1 } });
    assert.equal(spans, index < 4 ? [{ start, end: start + line.length }] : []);
  }
});

test("a long line is searched in linear time", () => {
  for (const word of ["token", "a.b-c_", "password=", "_auth", '"', "x=", "?"]) {
    const begin = performance.now();
    maskLines([word.repeat(4000 / word.length)]);
    assert.ok(performance.now() - begin < 500, word);
  }
});

test.run();
