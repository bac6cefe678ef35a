import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PAGES, renderPage, ROOT } from "./pages.js";

// `npm run docs [TEXT...]` rewrites the outputs in the pages whose path contains one of the texts, and the generated page.

const filters = process.argv.slice(2);
for (const path of PAGES) {
  if (filters.length > 0 && !filters.some((text) => path.includes(text))) continue;
  const file = join(ROOT, path);
  const text = await renderPage(path);
  if ((await readFile(file, "utf8").catch(() => "")) === text) continue;
  await writeFile(file, text);
  process.stdout.write(`wrote ${path}\n`);
}
