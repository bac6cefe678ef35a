import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseServerAddress } from "../../src/server/server-address.js";

const TABLE: readonly (readonly [text: string, base: string])[] = [
  ["https://ci.example", "https://ci.example/go"],
  ["https://ci.example/", "https://ci.example/go"],
  ["https://ci.example/go", "https://ci.example/go"],
  ["https://ci.example:8154/go//", "https://ci.example:8154/go"],
  ["http://10.0.0.1:8153", "http://10.0.0.1:8153/go"],
  ["HTTPS://CI.example:443/tools", "https://ci.example/tools/go"],
  ["https://ci.example/tools/go", "https://ci.example/tools/go"],
  ["https://ci.example/cargo", "https://ci.example/cargo/go"],
  ["https://ci.example//go", "https://ci.example/go"],
  ["https://ci.example//tools//go/", "https://ci.example/tools/go"],
  [" https://[::1]:8154\n", "https://[::1]:8154/go"],
];

for (const [text, base] of TABLE) {
  test(JSON.stringify(text), () => {
    const address = parseServerAddress(text);
    assert.is("problem" in address ? address.problem : address.base, base);
  });
}

for (const text of [
  "",
  "ci.example",
  "ssh://ci.example",
  "https://u@ci.example",
  "https://ci.example/go#x",
  "https://ci.example/go/pipelines",
  "https://ci.example/tools/go/admin/config_repos/",
]) {
  test(`rejected: ${JSON.stringify(text)}`, () => {
    const address = parseServerAddress(text);
    assert.ok("problem" in address);
    assert.not.match(address.problem, "ci.example");
  });
}

test.run();
