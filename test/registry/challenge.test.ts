import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseChallenges } from "../../src/registry/challenge.js";

type Parsed = readonly (readonly [scheme: string, parameters: Readonly<Record<string, string>>])[];

const TABLE: readonly (readonly [title: string, values: readonly string[], expected: Parsed])[] = [
  ["no header", [], []],
  ["an empty value", [""], []],
  ["only commas", [" , ,"], []],
  ["a scheme alone", ["Negotiate"], [["negotiate", {}]]],
  [
    "a realm that is not a URL",
    ['Basic realm="Artifactory Realm"'],
    [["basic", { realm: "Artifactory Realm" }]],
  ],
  [
    "Docker Hub's",
    ['Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"'],
    [
      [
        "bearer",
        {
          realm: "https://auth.docker.io/token",
          service: "registry.docker.io",
          scope: "repository:a/b:pull",
        },
      ],
    ],
  ],
  [
    "a comma and an escaped quote inside quotes",
    ['Bearer realm="https://h/t", scope="repository:a:pull,push", error="say \\"x\\", y"'],
    [["bearer", { realm: "https://h/t", scope: "repository:a:pull,push", error: 'say "x", y' }]],
  ],
  [
    "two challenges in one value",
    ['Bearer realm="https://h/t",service="s",Basic realm="forge"'],
    [
      ["bearer", { realm: "https://h/t", service: "s" }],
      ["basic", { realm: "forge" }],
    ],
  ],
  [
    "two values, the first with token68",
    ["Negotiate TlRMTVNTUAAB==", "Basic realm=x"],
    [
      ["negotiate", {}],
      ["basic", { realm: "x" }],
    ],
  ],
  [
    "token68 before another challenge in one value",
    ["NTLM abc/+= , Digest nonce=1, qop=auth"],
    [
      ["ntlm", {}],
      ["digest", { nonce: "1", qop: "auth" }],
    ],
  ],
  [
    "spaces around = and names in any case",
    ['bEARER Realm = "https://h/t" , SERVICE="s"'],
    [["bearer", { realm: "https://h/t", service: "s" }]],
  ],
  ["twins: the first counts", ['Bearer realm="a",realm="b"'], [["bearer", { realm: "a" }]]],
  ["an empty realm", ['Bearer realm=""'], [["bearer", { realm: "" }]]],
  [
    "a quote that never ends",
    ['Bearer service=s, realm="https://h'],
    [
      ["bearer", { service: "s" }],
      ["realm", {}],
    ],
  ],
  ["text that is not valid ends only its own value", ["@@@", "Basic realm=x"], [["basic", { realm: "x" }]]],
];

for (const [title, values, expected] of TABLE) {
  test(`challenges: ${title}`, () => {
    const parsed = parseChallenges(values).map(({ scheme, parameters }) => [
      scheme,
      Object.fromEntries(parameters),
    ]);
    assert.equal(parsed, expected);
  });
}

test("challenges: a hostile value is read in linear time", () => {
  for (const value of [
    'Basic realm="'.repeat(5000),
    "a ".repeat(50_000),
    "a=".repeat(50_000),
    ",".repeat(99_999),
  ]) {
    assert.ok(Array.isArray(parseChallenges([value])));
  }
});

test.run();
