import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the config repo of the demo and the pages: an absolute path. */
export const QUICKSTART = fileURLToPath(new URL("../../../fixtures/quickstart", import.meta.url));

/** The origin of the registry that the config repo names. It does not exist (RFC 2606). */
export const QUICKSTART_ORIGIN = "https://registry.example";

/**
 * Copies the config repo to `folder`, which must not exist yet, as a git work tree whose registry is at `origin`
 * (`http://host:port`).
 */
export async function copyQuickstart(folder: string, origin: string): Promise<void> {
  await cp(QUICKSTART, folder, { recursive: true });
  // gocd-pin only looks for the folder that contains `.git`.
  await mkdir(join(folder, ".git"));
  const project = join(folder, "gocd-pin.yaml");
  const text = await readFile(project, "utf8");
  const moved = text.replace(`registry_url: ${QUICKSTART_ORIGIN}/`, `registry_url: ${origin}/`);
  if (moved === text) throw new Error(`the quick start does not name ${QUICKSTART_ORIGIN}`);
  await writeFile(project, moved);
}
