import { test } from "uvu";
import * as assert from "uvu/assert";
import { nextPage } from "../../src/registry/tags.js";

const CURRENT = "https://registry.test/repo/v2/a/b/tags/list?n=1000";
const NEXT = "https://registry.test/repo/v2/a/b/tags/list?last=x&n=1000";

const TABLE: readonly (readonly [title: string, values: readonly string[], expected: string])[] = [
  ["none", [], "none"],
  ["an empty value", [""], "none"],
  ["relative", ['</repo/v2/a/b/tags/list?last=x&n=1000>; rel="next"'], NEXT],
  ["only a query", ['<?last=x&n=1000>; rel="next"'], NEXT],
  ["rel without quotes", ["<?last=x&n=1000>;rel=next"], NEXT],
  ["rel in upper case", ['<?last=x&n=1000>; REL="NEXT"'], NEXT],
  ["rel after other parameters", ['<?last=x&n=1000>; type="a;b,c"; title=t ; rel="next"'], NEXT],
  ["several relations", ['<?last=x&n=1000>; rel="last next"'], NEXT],
  ["only the first rel counts", ['<?last=x>; rel="prev"; rel="next"'], "none"],
  ["several links in one value", ['<?first>; rel="first", <?last=x&n=1000>; rel="next"'], NEXT],
  ["several values", ['<?first>; rel="first"', '<?last=x&n=1000>; rel="next"'], NEXT],
  ["another relation only", ['<?first>; rel="first"'], "none"],
  ["a target without rel", ["<?last=x>"], "none"],
  ["the repository key lost", ['</v2/b/tags/list?last=x&n=1000>; rel="next"'], NEXT],
  ["absolute, own origin", ['<https://registry.test/v2/a/b/tags/list?last=x&n=1000>; rel="next"'], NEXT],
  ["absolute, explicit port", ['<https://registry.test:443/?last=x&n=1000>; rel="next"'], NEXT],
  ["http of the same host", ['<http://registry.test/v2/a/b/tags/list?last=x&n=1000>; rel="next"'], NEXT],
  [
    "an opaque cursor",
    ['<?next_page=gAAA%3D%3D>; rel="next"'],
    "https://registry.test/repo/v2/a/b/tags/list?next_page=gAAA%3D%3D",
  ],
  ["n=0 is kept", ['<?last=x&n=0>; rel="next"'], "https://registry.test/repo/v2/a/b/tags/list?last=x&n=0"],
  ["another host", ['<https://evil.test/v2/?last=x>; rel="next"'], "elsewhere"],
  ["another port", ['<https://registry.test:8443/v2/?last=x>; rel="next"'], "elsewhere"],
  ["http on another port", ['<http://registry.test:5000/v2/?last=x>; rel="next"'], "elsewhere"],
  ["a file", ['<file:///etc/passwd>; rel="next"'], "elsewhere"],
  ["no web address", ['<ftp://registry.test/?last=x>; rel="next"'], "elsewhere"],
];

for (const [title, values, expected] of TABLE) {
  test(`link: ${title}`, () => {
    const next = nextPage(values, new URL(CURRENT));
    assert.is(next.kind === "page" ? next.url.href : next.kind, expected);
  });
}

test("link: http stays http, and https is never downgraded", () => {
  const next = nextPage(['<https://registry.test/?last=x>; rel="next"'], new URL("http://registry.test/v2/"));
  assert.is(next.kind, "elsewhere");
});

test.run();
