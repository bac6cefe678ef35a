import { test } from "uvu";
import * as assert from "uvu/assert";
import { PAGES, readPageText, renderPage } from "../docs/pages.js";

// Each page runs in a shell with a registry. `test/docs.test.ts` checks everything else in the pages.

for (const path of PAGES) {
  test(`${path} shows what its commands write today (npm run docs ${path} rewrites it)`, async () => {
    assert.fixture(await renderPage(path), await readPageText(path));
  });
}

test.run();
