import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderPage } from "../../src/report/html/page.js";
import { drawPicture } from "../../src/report/html/picture.js";
import { largePage, pageOf } from "../support/report-page.js";

const HOSTILE = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;`;
const ESCAPED =
  "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;";

test("every text of a config repo or a registry stays text", () => {
  const html = renderPage({
    packages: [
      pageOf({
        package: HOSTILE,
        image: HOSTILE,
        tag: HOSTILE,
        digest: HOSTILE,
        policy: HOSTILE,
        tagFilter: HOSTILE,
        newest: { tag: HOSTILE, jump: HOSTILE },
        pipelines: [HOSTILE],
      }),
    ],
    pipelines: [{ pipeline: HOSTILE, source: HOSTILE, variables: [{ name: HOSTILE, value: HOSTILE }] }],
    diagnostics: [
      {
        severity: "error",
        code: "yaml-syntax",
        message: HOSTILE,
        help: HOSTILE,
        place: { file: { path: HOSTILE, text: HOSTILE }, span: { start: 0, end: 1 } },
      },
    ],
    hasNewest: true,
  });
  assert.not.match(html, "<img");
  assert.is(html.split("<script>").length, 2);
  assert.ok(html.split(ESCAPED).length > 15);
});

test("the page loads nothing, and has no style or handler that its Content-Security-Policy does not allow", () => {
  const html = renderPage(largePage());
  const markup = html.replace(/<(style|script)>.*?<\/\1>/gs, "");
  assert.not.match(markup, /\son\w+=|\sstyle=|\ssrc=|javascript:|<link|<iframe|<img/);
  assert.not.match(markup, /(?:href|action)="(?!#)/);
  assert.match(html, `content="default-src &#39;none&#39;; style-src &#39;sha256-`);
});

test("a package without a pin, a held one and one with a newer tag are marked", () => {
  const packages = [
    pageOf({ package: "Docker/a", tag: undefined, digest: undefined }),
    pageOf({ package: "Docker/b", isHeld: true, newest: { tag: "2.0", jump: "held" } }),
    pageOf({ package: "Docker/c", newest: { tag: "2.1", jump: "major" } }),
    pageOf({ package: "Docker/d", newest: { tag: "2.1", jump: "waits" } }),
  ];
  const html = renderPage({ packages, pipelines: [], diagnostics: [], hasNewest: true });
  const text = html
    .replace(/<(style|script)>.*?<\/\1>/gs, "")
    .replace(/<[^>]*>|\s+/g, " ")
    .replace(/ +/g, " ");
  assert.match(text, "Packages 4 Pipelines 0 Outdated 1 Held 1 Errors 0 Warnings 0");
  assert.match(text, "Docker/a natural ^\\d+\\.\\d+$ registry.example.com/team/web none unknown");
  assert.match(text, /Docker\/b .* 1\.10 held sha256:abababababab 2\.0 held/);
  assert.match(text, /Docker\/c .* 1\.10 sha256:abababababab 2\.1 major/);
});

test("errors come before the packages, and warnings after the variables", () => {
  for (const severity of ["error", "warning"] as const) {
    const html = renderPage({
      ...largePage(),
      diagnostics: [{ severity, code: "usage", message: "x", help: "h" }],
    });
    assert.is(html.indexOf("Findings") < html.indexOf('<h2 id="packages-title"'), severity === "error");
  }
});

test("a credential in a line of a finding is masked", () => {
  const text = "password: hunter2\n";
  const place = { file: { path: "gocd-pin.yaml", text }, span: { start: 0, end: 8 } };
  const html = renderPage({
    packages: [],
    pipelines: [],
    diagnostics: [{ severity: "error", code: "usage", message: "x", help: "h", place }],
    hasNewest: false,
  });
  assert.not.match(html, "hunter2");
  assert.match(html, "password: *******");
});

test("no two labels of a column overlap, and every pair of package and pipeline has a line", () => {
  const { packages, pipelines } = largePage();
  const names = pipelines.map(({ pipeline }) => pipeline);
  const images = packages.map(({ package: name, tag = "", pipelines: users }) => {
    return { name, tag, pipelines: users.map((user) => names.indexOf(user)) };
  });
  const { html } = drawPicture(images, names);
  for (const shape of ["circle cx", "rect x"]) {
    const heights = Array.from(
      html.matchAll(new RegExp(`<${shape}="[\\d.]+" c?y="([\\d.]+)"`, "g")),
      ([, y]) => Number(y),
    );
    const sorted = heights.toSorted((a, b) => a - b);
    assert.is(sorted.length, shape === "circle cx" ? 300 : 200);
    assert.ok(sorted.every((y, index) => index === 0 || y - (sorted[index - 1] ?? 0) >= 20));
  }
  const lines = images.reduce((sum, image) => sum + image.pipelines.length, 0);
  assert.is(html.split("<path").length - 1, lines);
});

test("a package pipeline is between its package and the pipelines, and lines leave out its label", () => {
  const images = [
    { name: "a", tag: "1", packagePipeline: "Docker.a", pipelines: [0] },
    { name: "b", tag: "2", packagePipeline: "Docker.long-name", pipelines: [0, 1] },
  ];
  const { html } = drawPicture(images, ["first", "second"]);
  assert.match(
    html,
    'aria-label="Packages on the left, their package pipelines in the middle, the pipelines',
  );
  const [circle = 0] = Array.from(html.matchAll(/circle cx="([\d.]+)"/g), ([, x]) => Number(x));
  const boxes = Array.from(html.matchAll(/rect x="([\d.]+)"/g), ([, x]) => Number(x));
  const [own = 0, sameOwn, first = 0, second] = boxes;
  assert.ok(circle < own && own === sameOwn && own < first && first === second, String(boxes));
  const paths = Array.from(html.matchAll(/ d="M([\d.]+) [\d.]+H([\d.]+)M([\d.]+) /g), (path) =>
    path.slice(1).map(Number),
  );
  assert.is(paths.length, 3);
  for (const [from = 0, to = 0, again = 0] of paths) {
    assert.ok(circle < from && from < to && to < own && again > own + 8 * 7.25 && again < first);
  }
});

test("the picture puts connected packages and pipelines into one group, and shortens long names in the middle", () => {
  const images = [
    { name: "a", tag: "1", pipelines: [1] },
    { name: `${"x".repeat(60)}/end`, tag: "2", pipelines: [0] },
    { name: "c", tag: "3", pipelines: [1] },
    { name: "unused", tag: "4", pipelines: [] },
  ];
  const { html } = drawPicture(images, ["first", "second"]);
  const order = Array.from(html.matchAll(/href="#(package-\d|pipeline-\d)"/g), ([, anchor]) => anchor);
  assert.equal(order, ["package-0", "package-2", "package-1", "pipeline-1", "pipeline-0"]);
  assert.match(html, /x…x+\/end<tspan/);
});

test.run();
