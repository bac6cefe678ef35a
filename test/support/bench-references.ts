import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dump, load } from "js-yaml";

// `node bench-references.js WHAT ...` does only the work that gocd-pin is measured against.

const [what = "", ...args] = process.argv.slice(2);
switch (what) {
  case "load-dump":
    loadAndDump();
    break;
  case "ask":
    await askRegistry(args);
    break;
  case "skopeo":
    runSkopeo(args);
    break;
  case "parse-json":
    parseJson(args);
    break;
  default:
    throw new Error(`no reference "${what}"`);
}

/** Loads every source of the folder it runs in, and writes the result, and a file for each pipeline. */
function loadAndDump(): void {
  mkdirSync("gocd/env", { recursive: true });
  const variables = "GO_PACKAGE_IMAGE_LABEL=1.0.49\n".repeat(20);
  for (const name of readdirSync("pipelines")) {
    const root = load(readFileSync(`pipelines/${name}`, "utf8"));
    writeFileSync(`gocd/${name}`, dump(root));
    const pipelines = typeof root === "object" && root !== null && "pipelines" in root ? root.pipelines : {};
    for (const pipeline of Object.keys({ ...(typeof pipelines === "object" && pipelines) })) {
      writeFileSync(`gocd/env/${pipeline}.env`, variables);
    }
  }
}

/** Requests the tags of images and the manifest of one tag, 16 at a time: `ORIGIN TAG IMAGE...`. */
async function askRegistry([origin = "", tag = "", ...images]: readonly string[]): Promise<void> {
  const { Agent } = await import("undici");
  const agent = new Agent({ connections: 16 });
  const accept = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
  const waiting = images.values();
  const work = async (): Promise<void> => {
    for (const image of waiting) {
      const list = await agent.request({ origin, path: `/v2/${image}/tags/list?n=1000`, method: "GET" });
      await list.body.json();
      const path = `/v2/${image}/manifests/${tag}`;
      // Without `reset: false` undici closes the connection after a HEAD.
      const head = await agent.request({ origin, path, method: "HEAD", headers: { accept }, reset: false });
      await head.body.dump();
      if (list.statusCode !== 200 || head.statusCode !== 200) throw new Error(`${image} is not there`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  await agent.close();
}

/** Lists the tags of images, and gets the digest of one tag, with `skopeo`, one after the other: `HOST TAG IMAGE...`. */
function runSkopeo([host = "", tag = "", ...images]: readonly string[]): void {
  for (const image of images) {
    const name = `docker://${host}/${image}`;
    execFileSync("skopeo", ["list-tags", "--tls-verify=false", name]);
    execFileSync("skopeo", ["inspect", "--raw", "--tls-verify=false", `${name}:${tag}`]);
  }
}

/** Reads a file of JSON. */
function parseJson([path = ""]: readonly string[]): void {
  JSON.parse(readFileSync(path, "utf8"));
}
