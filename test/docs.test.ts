import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const page = await readFile(join(ROOT, "docs/hooks-and-ci.md"), "utf8");

/** The paths of the files below a folder of fixtures. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length));
}

const files = [...(await filesIn("fixtures/ci-recipes")), ...(await filesIn("fixtures/agent-image"))].sort();

test("the page shows each recipe as its file is", async () => {
  const shown = new Map(
    Array.from(
      page.matchAll(/^\[`(.*?)`\]\(\.\.\/(.*?)\):\n\n```\w+\n([^]*?)```$/gm),
      ([, path = "", link = "", text = ""]) => {
        assert.is(link, path);
        return [path, text] as const;
      },
    ),
  );
  assert.equal(Array.from(shown.keys()).sort(), files);
  for (const path of files) assert.is(shown.get(path), await readFile(join(ROOT, path), "utf8"), path);
});

test("nothing installs gocd-pin by its name, which the npm registry does not have", async () => {
  const byName =
    /\bnpm (?:install|i|add|exec)\b[^\n`]*? gocd-pin(?:@\S*)?(?=$|[\s`"';])|\bnpx (?!--no\b)[^\n]*gocd-pin/m;
  for (const text of ["npm install --global gocd-pin", "`npm i gocd-pin@1`", "npx --yes gocd-pin build"]) {
    assert.match(text, byName);
  }
  for (const path of ["README.md", "docs/hooks-and-ci.md", ...files]) {
    assert.not.match(await readFile(join(ROOT, path), "utf8"), byName, path);
  }
});

test("what installs gocd-pin names a version", async () => {
  for (const path of files) {
    const text = await readFile(join(ROOT, path), "utf8");
    for (const [, url = ""] of text.matchAll(/GOCD_PIN[=:] ?(\S+)/g)) {
      if (!url.startsWith("<"))
        assert.match(url, /^https:\/\/git[.]example[.]com\/\S+-\d+\.\d+\.\d+[.]tgz$/, path);
    }
  }
});

test.run();
