import { test } from "uvu";
import * as assert from "uvu/assert";
import { chooseProxy } from "../../src/http/proxy.js";

const HTTPS = "https://registry.test/v2/";

function chosen(env: Readonly<Record<string, string>>, url = HTTPS): unknown {
  return chooseProxy(env, new URL(url));
}

test("proxy: without variables, or with empty ones, there is no proxy", () => {
  assert.is(chosen({}), undefined);
  assert.is(chosen({ HTTPS_PROXY: "" }), undefined);
});

test("proxy: each scheme has a variable, and lower case comes first", () => {
  const env = { HTTPS_PROXY: "http://a:1", HTTP_PROXY: "http://b:2" };
  assert.equal(chosen(env), { origin: "http://a:1" });
  assert.equal(chosen(env, "http://registry.test/"), { origin: "http://b:2" });
  assert.equal(chosen({ ...env, https_proxy: "http://c:3" }), { origin: "http://c:3" });
  assert.equal(chosen({ ...env, https_proxy: "" }), { origin: "http://a:1" });
});

test("proxy: a value without scheme is http", () => {
  assert.equal(chosen({ HTTPS_PROXY: "proxy.test:3128" }), { origin: "http://proxy.test:3128" });
});

test("proxy: user and password become a header and are removed from the origin", () => {
  const authorization = `Basic ${Buffer.from("us er:p@ss").toString("base64")}`;
  assert.equal(chosen({ HTTPS_PROXY: "http://us%20er:p%40ss@a:1/" }), {
    origin: "http://a:1",
    authorization,
  });
});

test("proxy: a value that is not a URL is reported with the variable's name only", () => {
  assert.equal(chosen({ HTTPS_PROXY: "http://u:secret@:x:y" }), { malformed: "HTTPS_PROXY" });
  assert.equal(chosen({ https_proxy: "socks5://a:1" }), { malformed: "https_proxy" });
});

const EXEMPT: readonly (readonly [list: string, url: string, isExempt: boolean])[] = [
  ["*", HTTPS, true],
  ["registry.test", HTTPS, true],
  ["REGISTRY.test", HTTPS, true],
  ["other.test, registry.test", HTTPS, true],
  ["other.test registry.test", HTTPS, true],
  ["test", HTTPS, true],
  ["est", HTTPS, false],
  [".test", HTTPS, true],
  ["*.test", HTTPS, true],
  [".registry.test", HTTPS, false],
  ["registry.test:443", HTTPS, true],
  ["registry.test:5000", HTTPS, false],
  ["registry.test:5000", "https://registry.test:5000/", true],
  ["10.0.0.0/8", "https://10.1.2.3/", true],
  ["10.0.0.0/8", "https://11.1.2.3/", false],
  ["192.168.1.128/25", "https://192.168.1.127/", false],
  ["0.0.0.0/0", HTTPS, false],
  ["10.0.0.0/99", "https://10.1.2.3/", false],
  ["2001:db8::1", "https://[2001:db8::1]/", true],
  ["[2001:db8::1]:443", "https://[2001:db8::1]/", true],
  ["", "http://localhost:5000/", true],
  ["", "http://127.0.0.1:5000/", true],
  ["", "http://[::1]:5000/", true],
];

for (const [list, url, isExempt] of EXEMPT) {
  test(`NO_PROXY "${list}" ${isExempt ? "exempts" : "does not exempt"} ${url}`, () => {
    const env = { HTTP_PROXY: "http://a:1", HTTPS_PROXY: "http://a:1", NO_PROXY: list };
    assert.is(chooseProxy(env, new URL(url)) === undefined, isExempt);
  });
}

test.run();
