import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { renderPage } from "../../src/report/html/page.js";
import { largePage } from "./report-page.js";

const FIRST_PAINT = 'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1';

/**
 * Returns when Chromium first paints the report page of 200 pipelines and 300 images, in ms from the start of the
 * navigation: one time for each of `runs`, in ascending order.
 */
export async function measureFirstPaint(runs: number): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-paint-"));
  // Chromium has no sandbox for root.
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const path = join(folder, "report.html");
    await writeFile(path, renderPage(largePage()));
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const page = await browser.newPage();
      await page.goto(pathToFileURL(path).href);
      let paint = await page.evaluate<number>(FIRST_PAINT);
      // The entry is written after the event `load`.
      for (let waits = 0; paint < 0 && waits < 100; waits++) {
        await setTimeout(50);
        paint = await page.evaluate<number>(FIRST_PAINT);
      }
      if (paint < 0) throw new Error("Chromium did not paint the report page within 5 s");
      times.push(paint);
      await page.close();
    }
    return times.sort((a, b) => a - b);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}
