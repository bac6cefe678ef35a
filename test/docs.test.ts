import { access, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { main } from "../src/cli.js";
import { fillPage, PAGES, readPageText, ROOT } from "./docs/pages.js";

const texts = new Map(
  await Promise.all(PAGES.map(async (path) => [path, await readPageText(path)] as const)),
);
const recipeFiles = [
  ...(await filesIn("fixtures/ci-recipes")),
  ...(await filesIn("fixtures/agent-image")),
].sort();
const recipes = texts.get("docs/hooks-and-ci.md") ?? "";

for (const [path, text] of texts) {
  test(`${path} has the tables of the program as it is (npm run docs ${path} rewrites it)`, async () => {
    assert.fixture(await fillPage(path), text);
  });
}

test("the README is one page, and has the two commands on lines of their own", () => {
  const readme = texts.get("README.md") ?? "";
  assert.ok(Buffer.byteLength(readme) <= 15 * 1024, `README.md has ${Buffer.byteLength(readme)} bytes`);
  for (const command of ["npm ci && npm run demo", "npm ci && npm test"]) {
    assert.ok(readme.split("\n").includes(command), command);
  }
});

test("every link leads to a file and a heading of this repository, and the README links every page", async () => {
  const linked = new Set<string>();
  for (const [path, text] of texts) {
    for (const [, target = ""] of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = "", heading] = target.split("#");
      const page = file === "" ? path : join(dirname(path), file);
      if (path === "README.md") linked.add(page);
      await access(join(ROOT, page)).catch(() => {
        throw new Error(`${path} links "${target}", which does not exist`);
      });
      if (heading !== undefined)
        assert.ok(anchorsOf(texts.get(page) ?? "").has(heading), `${path}: ${target}`);
    }
  }
  for (const path of PAGES.filter((page) => page.startsWith("docs/"))) assert.ok(linked.has(path), path);
});

test("every file of this repository that a page names exists", async () => {
  let count = 0;
  for (const [path, text] of texts) {
    for (const [, file = ""] of text.matchAll(/`((?:src|test|schemas|fixtures|docs)\/[\w./-]*)`/g)) {
      count++;
      await access(join(ROOT, file)).catch(() => {
        throw new Error(`${path} names "${file}", which does not exist`);
      });
    }
  }
  assert.ok(count > 10, `only ${count} files are named`);
});

test("every gocd-pin command in the pages has a verb and options that exist", async () => {
  const options = new Map<string, Set<string>>();
  for (const [path, text] of texts) {
    for (const [line] of text.matchAll(/(?<=^\$ |`|^)gocd-pin [a-z-][^`\n|;)"&]*/gm)) {
      const words = line
        .trim()
        .replace(/ (?:-C|--directory|-c) \S+/g, "")
        .split(/[ =]/);
      const verb = words[1] ?? "";
      if (!/^[a-z]+$/.test(verb)) continue;
      options.set(verb, options.get(verb) ?? (await readOptions(verb)));
      for (const word of words.filter((text) => /^--[a-z]/.test(text))) {
        assert.ok(options.get(verb)?.has(word), `${path}: "${line}" has the unknown option ${word}`);
      }
    }
  }
  assert.ok(options.size > 8, Array.from(options.keys()).join(" "));
});

/** Returns the long options of a verb, as its help lists them. Fails if the verb does not exist. */
async function readOptions(verb: string): Promise<Set<string>> {
  let help = "";
  const output = { write: (text: string) => void (help += text), isTTY: false, columns: 80 };
  const world = { cwd: ROOT, env: {}, homeDir: ROOT, stdin: () => Promise.resolve("") };
  const status = await main([verb, "--help"], { ...world, stdout: output, stderr: output });
  assert.is(status, 0, `gocd-pin ${verb} does not exist`);
  return new Set(Array.from(help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm), ([, option = ""]) => option));
}

/** Returns the anchors of a page as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const headings = withoutCode(text).matchAll(/^#+ (.*)$/gm);
  return new Set(
    Array.from(headings, ([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, "");
}

test("the page of the recipes shows each file as it is", async () => {
  const shown = new Map(
    Array.from(
      recipes.matchAll(/^\[`(.*?)`\]\(\.\.\/(.*?)\):\n\n```\w+\n([^]*?)```$/gm),
      ([, path = "", link = "", text = ""]) => {
        assert.is(link, path);
        return [path, text] as const;
      },
    ),
  );
  assert.equal(Array.from(shown.keys()).sort(), recipeFiles);
  for (const path of recipeFiles) assert.is(shown.get(path), await readFile(join(ROOT, path), "utf8"), path);
});

test("nothing installs gocd-pin by its name, which the npm registry does not have", async () => {
  const byName =
    /\bnpm (?:install|i|add|exec)\b[^\n`]*? gocd-pin(?:@\S*)?(?=$|[\s`"';])|\bnpx (?!--no\b)[^\n]*(?<!\/)gocd-pin(?!\.git)/m;
  for (const text of ["npm install --global gocd-pin", "`npm i gocd-pin@1`", "npx --yes gocd-pin build"]) {
    assert.match(text, byName);
  }
  const pages = Array.from(texts).filter(([path]) => path !== "CONTRIBUTING.md");
  for (const [path, text] of pages) assert.not.match(text, byName, path);
  for (const path of recipeFiles) assert.not.match(await readFile(join(ROOT, path), "utf8"), byName, path);
});

test("what installs gocd-pin names a version", async () => {
  for (const path of recipeFiles) {
    const text = await readFile(join(ROOT, path), "utf8");
    const urls = Array.from(text.matchAll(/GOCD_PIN[=:] ?(\S+)/g));
    assert.is(urls.length > 0, text.includes('"$GOCD_PIN"'), path);
    for (const [, url = ""] of urls) {
      if (!url.startsWith("<")) {
        assert.match(url, /^https:\/\/git[.]example[.]com\/\S+-\d+\.\d+\.\d+[.]tgz$/, path);
      }
    }
  }
});

/** Returns the paths of the files below a folder of the repository. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length));
}

test.run();
