import { test } from "uvu";
import * as assert from "uvu/assert";
import { findSourceLink, readSourceLabels } from "../../src/registry/source-link.js";

function labels(source: string, revision = "", version = ""): Readonly<Record<string, string>> {
  return {
    "org.opencontainers.image.source": source,
    "org.opencontainers.image.revision": revision,
    "org.opencontainers.image.version": version,
  };
}

test("two images of one source on a known host have a link that compares their commits", () => {
  const cases: readonly (readonly [source: string, url: string])[] = [
    ["https://github.com/a/b.git", "https://github.com/a/b/compare/aaa1111...bbb2222"],
    [
      "https://user:pw@github.company.test/a/b?x=1#y",
      "https://github.company.test/a/b/compare/aaa1111...bbb2222",
    ],
    ["https://gitlab.com/g/s/p/", "https://gitlab.com/g/s/p/-/compare/aaa1111...bbb2222"],
    ["http://gitea.test:3000/a/b", "http://gitea.test:3000/a/b/compare/aaa1111...bbb2222"],
    ["https://codeberg.org/a/b", "https://codeberg.org/a/b/compare/aaa1111...bbb2222"],
    ["https://bitbucket.org/a/b", "https://bitbucket.org/a/b/branches/compare/bbb2222%0Daaa1111"],
  ];
  for (const [source, url] of cases) {
    const link = findSourceLink(labels(source, "aaa1111"), labels(source, "bbb2222"));
    assert.equal(link, { url, isComparison: true });
  }
});

test("versions are compared if the commits are not known, and without either the link is the source", () => {
  const source = "https://github.com/a/b";
  const page = { url: source, isComparison: false };
  const versions = findSourceLink(labels(source, "", "v1.0"), labels(source, "bbb2222", "v1.1"));
  assert.equal(versions, { url: `${source}/compare/v1.0...v1.1`, isComparison: true });
  assert.equal(findSourceLink(undefined, labels(source, "bbb2222")), page);
  assert.equal(findSourceLink(labels(source), labels(source)), page);
  assert.equal(findSourceLink(labels(source, "a1", "v1"), labels(source, "a1", "v1")), page);
  assert.equal(findSourceLink(labels("https://github.com/a/old", "a1"), labels(source, "b2")), page);
  const folder = "https://github.com/a/b/tree/main/images/app";
  assert.equal(findSourceLink(labels(folder, "a1"), labels(folder, "b2")), {
    url: folder,
    isComparison: false,
  });
  const elsewhere = labels("https://git.company.test/a", "a1");
  assert.equal(findSourceLink(elsewhere, labels("https://git.company.test/a", "b2")), {
    url: "https://git.company.test/a",
    isComparison: false,
  });
  const homepage = { "org.opencontainers.image.url": "https://app.example/" };
  assert.equal(findSourceLink({}, homepage), { url: "https://app.example/", isComparison: false });
});

test("labels of an image cannot make another kind of link, or leave the link", () => {
  for (const source of ["", "javascript:alert(1)", "file:///etc/passwd", "git@github.com:a/b", "no URL"]) {
    assert.is(findSourceLink(labels(source), labels(source)), undefined);
  }
  const source = "https://github.com/a/b";
  for (const name of ["a b", "a)](http://evil.test)", "../../x", "a?b", "a\nb", "-x", "a".repeat(101)]) {
    const link = findSourceLink(labels(source, "a1"), labels(source, name));
    assert.equal(link, { url: source, isComparison: false }, name);
  }
  const dollars = findSourceLink(undefined, labels("https://github.com/a/$b$&lpar;"));
  assert.is(dollars?.url, "https://github.com/a/%24b%24%26lpar;");
  const hostile = findSourceLink(undefined, labels("https://github.com/a](http://evil.test)<b>|`"));
  assert.not.match(hostile?.url ?? "", /[()[\]<>|`\s]/);
});

test("of the labels of an image config, only those that name the source are read", () => {
  const name = (label: string) => `org.opencontainers.image.${label}`;
  const Labels = {
    [name("source")]: "a",
    [name("revision")]: 1,
    [name("url")]: "x".repeat(2001),
    other: "b",
  };
  assert.equal(readSourceLabels({ config: { Labels } }), { [name("source")]: "a" });
  for (const config of [
    {},
    { config: null },
    { config: { Labels: null } },
    { config: { Labels: { a: "b" } } },
  ]) {
    assert.is(readSourceLabels(config), undefined);
  }
});

test.run();
