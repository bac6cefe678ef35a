import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeDiagnosticsPage } from "./diagnostics-page.js";
import { runPage } from "./run-page.js";
import { fillTables } from "./tables.js";

/** The folder of the repository: an absolute path. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

const GENERATED = "docs/diagnostics.md";

/** The pages for users and contributors, as paths in the repository. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "fixtures/README.md",
  ...(await readdir(join(ROOT, "docs"))).map((name) => `docs/${name}`),
  GENERATED,
].filter((path, index, all) => all.indexOf(path) === index);

/** Returns the text of a page as the repository has it. */
export function readPageText(path: string): Promise<string> {
  return readFile(join(ROOT, path), "utf8");
}

/** Returns the text that a page must have: generated, or with the tables and outputs of the program as it is. */
export async function renderPage(path: string): Promise<string> {
  return path === GENERATED ? writeDiagnosticsPage() : runPage(await fillPage(path));
}

/** Returns the text that a page must have, with the outputs of its commands as they are in the repository. */
export async function fillPage(path: string): Promise<string> {
  return path === GENERATED ? writeDiagnosticsPage() : fillTables(await readPageText(path));
}
