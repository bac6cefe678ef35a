import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { chromium, type BrowserContextOptions, type Page } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderPage } from "../../src/report/html/page.js";
import { withConfigRepo } from "../support/config-repo.js";
import { largePage, pageOf } from "../support/report-page.js";
import { digestOf, SHOP_FILES, shopImages } from "../support/shop-repo.js";

// The page of `report` in a real Chromium.

const folder = await mkdtemp(join(tmpdir(), "gocd-pin-report-"));
// Chromium has no sandbox for root.
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

test.after(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Opens a page, and closes it after `use`. The page must not load anything, write to the console, throw, or open a
 * dialog: Chromium reports violations of a Content-Security-Policy on the console too.
 */
async function visit(
  html: string,
  use: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const path = join(folder, "report.html");
  await writeFile(path, html);
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const url = pathToFileURL(path).href;
  const events: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) events.push(`request ${request.url()}`);
  });
  page.on("console", (message) => events.push(`console ${message.text()}`));
  page.on("pageerror", (error) => events.push(`error ${error.message}`));
  page.on("dialog", (dialog) => {
    events.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  await use(page);
  await context.close();
  assert.equal(events, []);
}

const visible = (page: Page) => page.locator("#packages tbody tr:visible strong").allTextContents();

/** A page with three packages; two pipelines. */
const small = renderPage({
  packages: [
    pageOf({ package: "Docker/b", tag: "1.9", pipelines: ["web"] }),
    pageOf({ package: "Docker/a", tag: "1.10", pipelines: ["web", "worker"] }),
    pageOf({ package: "Docker/c", tag: "1.2", pipelines: [] }),
  ],
  pipelines: ["web", "worker"].map((pipeline) => ({
    pipeline,
    source: `pipelines/${pipeline}.yaml`,
    variables: [{ name: "GO_PACKAGE_A_LABEL", value: "1.10" }],
  })),
  diagnostics: [
    {
      severity: "warning",
      code: "tag-floating",
      message: "a warning",
      help: "what to do",
      place: { file: { path: "pipelines/web.yaml", text: "a: b\n" }, span: { start: 0, end: 1 } },
    },
  ],
  hasNewest: false,
});

test("report prints the page of a real config repo, with the newest tags", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    await mkdir(join(repo.folder, ".git"));
    assert.is((await repo.run(["build"])).status, 0);
    repo.registry.push("team/web", "2.0", { digest: digestOf("4") });
    const { status, stdout } = await repo.run(["report", "--drift"]);
    assert.is(status, 0);
    await visit(stdout, async (page) => {
      assert.is(await page.title(), "gocd-pin report");
      assert.equal(await visible(page), ["Docker/team/db", "Docker/team/web"]);
      assert.match(await page.locator("#package-1").innerText(), /2\.0\s+major/);
      assert.is(await page.locator(".picture path").count(), 3);
    });
  });
});

test("the filter shows the packages that have all of its words", async () => {
  await visit(small, async (page) => {
    const filter = page.getByRole("searchbox", { name: "Filter" });
    await filter.fill("WORKER docker/");
    assert.equal(await visible(page), ["Docker/a"]);
    assert.is(await page.getByRole("status").innerText(), "1 of 3 packages");
    await filter.press("Enter");
    assert.equal(await visible(page), ["Docker/a"]);
    await filter.fill("");
    assert.is((await visible(page)).length, 3);
  });
});

test("the table is sorted by mouse and by keyboard, tags by their numbers", async () => {
  await visit(small, async (page) => {
    await page.getByRole("button", { name: "Pinned tag" }).click();
    assert.equal(await visible(page), ["Docker/c", "Docker/b", "Docker/a"]);
    await page.getByRole("searchbox").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await visible(page), ["Docker/a", "Docker/b", "Docker/c"]);
    await page.keyboard.press("Space");
    assert.equal(await visible(page), ["Docker/c", "Docker/b", "Docker/a"]);
    assert.is(await page.locator("th[aria-sort]").getAttribute("aria-sort"), "descending");
  });
});

test("a link to a pipeline opens its variables, and printing opens all", async () => {
  await visit(small, async (page) => {
    const open = page.locator("details[open] summary strong");
    await page.locator("#packages").getByRole("link", { name: "worker" }).click();
    assert.equal(await open.allTextContents(), ["worker"]);
    await page.pdf();
    assert.equal(await open.allTextContents(), ["web", "worker"]);
  });
});

test("a package of the picture highlights its pipelines under the mouse and with the keyboard focus", async () => {
  await visit(small, async (page) => {
    const on = page.locator(".picture .node.on title");
    await page.locator(".picture .node", { hasText: "Docker/b" }).hover();
    assert.equal(await on.allTextContents(), ["Docker/b 1.9", "web"]);
    await page.mouse.move(0, 0);
    assert.is(await on.count(), 0);
    await page.locator(".picture .node", { hasText: "worker" }).focus();
    assert.equal(await on.allTextContents(), ["Docker/a 1.10", "worker"]);
  });
});

test("without scripts, the page shows everything but the filter", async () => {
  const options = { javaScriptEnabled: false };
  await visit(
    small,
    async (page) => {
      assert.is((await visible(page)).length, 3);
      assert.not.ok(await page.locator("form").isVisible());
    },
    options,
  );
});

test("the Content-Security-Policy stops a script and a style that are not of the page", async () => {
  const path = join(folder, "hostile.html");
  const attack = "<script>document.title = 'attacked'</script><style>h1 { color: rgb(1, 2, 3) }</style>";
  await writeFile(path, small.replace("<main>", `<main>${attack}`));
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path).href);
  assert.is(await page.title(), "gocd-pin report");
  const color = await page.evaluate("getComputedStyle(document.querySelector('h1')).color");
  assert.is.not(color, "rgb(1, 2, 3)");
  await page.close();
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 400]) {
    test(`axe-core finds nothing, and nothing is cut, at ${width} pixels in ${colorScheme} mode`, async () => {
      const options = { colorScheme, viewport: { width, height: 900 }, bypassCSP: true };
      await visit(
        small,
        async (page) => {
          await page.locator("details summary").first().click();
          await page.addScriptTag({ content: axe.source });
          const violations = await page.evaluate(
            "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))",
          );
          assert.equal(violations, []);
          assert.is(await page.evaluate("document.scrollingElement.scrollWidth"), width);
        },
        options,
      );
    });
  }
}

test("200 pipelines and 300 packages are shown, filtered and sorted", async () => {
  await visit(renderPage(largePage()), async (page) => {
    assert.is((await visible(page)).length, 300);
    assert.is(await page.locator(".picture .node").count(), 500);
    await page.getByRole("searchbox").fill("image-17");
    assert.is((await visible(page)).length, 11);
    await page.getByRole("button", { name: "Pinned tag" }).click();
    assert.is((await visible(page))[0], "Docker/area-17/image-17");
  });
});

test.run();
