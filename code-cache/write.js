import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { cachePath, compile, run } from "./load.cjs";

// `node code-cache/write.js dist/bin` writes the code caches of the large files of dist/bin. A cache contains the functions that
// have run. So the script first builds, checks and refreshes the config repo of the quick start, with a registry in this process.

const FOLDER = resolve(process.argv[2]);
const TAGS = { "shop/web": ["1.9.0", "1.10.0"], "shop/database": ["15-alpine", "16-alpine"] };
const DIGEST = `sha256:${"0".repeat(64)}`;

const require = createRequire(import.meta.url);
const parts = new Map();

// V8 rejects a cache that was made with other flags. The flags that the program sets are only recorded while it runs here. Before
// a cache is made, the flags are set that the program sets before it loads the file.
const flags = [];
const v8 = { setFlagsFromString: (flag) => void flags.push(flag) };

/** Loads a file as `load.cjs` does, and keeps its script. */
function load(id) {
  if (id === "node:v8") return v8;
  if (!id.startsWith("./")) return require(id);
  let part = parts.get(id);
  if (part === undefined) {
    const path = join(FOLDER, id);
    const script = compile(path, id);
    const flagsBefore = flags.length;
    part = { path, script, flagsBefore, exports: run(script, load) };
    parts.set(id, part);
  }
  return part.exports;
}

function sendAnswer(request, response) {
  const [, image = "", kind] = /^\/v2\/(.+)\/(tags|manifests)\//.exec(request.url) ?? [];
  const isList = kind === "tags";
  const type = isList ? "application/json" : "application/vnd.oci.image.index.v1+json";
  response.writeHead(200, { "content-type": type, "docker-content-digest": DIGEST });
  response.end(isList ? JSON.stringify({ name: image, tags: TAGS[image] }) : "");
}

const root = await mkdtemp(join(tmpdir(), "gocd-pin-code-cache-"));
const server = createServer(sendAnswer);
try {
  await cp("fixtures/quickstart", root, { recursive: true });
  await new Promise((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", done));
  const project = join(root, "gocd-pin.yaml");
  const text = await readFile(project, "utf8");
  const origin = `http://127.0.0.1:${server.address().port}/`;
  await writeFile(project, text.replace("https://registry.example/", origin));
  const { main } = load("./program.cjs");
  for (const argv of [["build"], ["check"], ["build", "--frozen"], ["refresh", "--dry-run"]]) {
    let output = "";
    const stream = { isTTY: false, columns: undefined, write: (text) => (output += text) };
    const streams = { stdout: stream, stderr: stream, stdin: async () => "" };
    const world = { cwd: root, env: {}, homeDir: root, machineRoot: root, ...streams };
    const status = await main(argv, world);
    if (status !== 0) throw new Error(`gocd-pin ${argv.join(" ")} ended with ${status}:\n${output}`);
  }
} finally {
  server.close();
  await rm(root, { recursive: true });
}

let flagCount = 0;
for (const { path, script, flagsBefore } of parts.values()) {
  for (; flagCount < flagsBefore; flagCount++) setFlagsFromString(flags[flagCount]);
  await writeFile(cachePath(path), script.createCachedData());
}
