import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { REAL_USER } from "../support/real-registry.js";
import { readValue } from "../yaml/gocd-reader-value.js";
import {
  choosePluginTag,
  DATABASE_TAGS,
  listFiles,
  snapshot,
  WEB_TAGS,
  withShop,
  type Shop,
} from "./shop.js";

// In the order in which they are written: the lock is the last.
const GENERATED = [
  "gocd/database.gocd.yaml",
  "gocd/shop.gocd.yaml",
  "gocd/env/deploy-database.env",
  "gocd/env/deploy-shop.env",
  "gocd/manifest.json",
  "gocd-pin.lock",
];
const SOURCES = ["gocd-pin.yaml", "pipelines/database.yaml", "pipelines/shop.yaml"];

async function build(shop: Shop, notes = /^$/): Promise<void> {
  const { status, stderr } = await shop.run(["build"]);
  assert.is(status, 0, stderr);
  assert.match(stderr, notes);
}

/** A pipeline of a generated file, as GoCD's reader returns it. */
async function readPipeline({ folder }: Shop, file: string): Promise<unknown> {
  const json = readValue(await readFile(join(folder, file), "utf8"));
  assert.not.match(json, /^refused/);
  const root: unknown = JSON.parse(json);
  return root;
}

test("a build pins the tags that the poller plugin would have picked", async () => {
  await withShop(async (shop) => {
    const web = choosePluginTag(WEB_TAGS, /^\d+\.\d+\.\d+$/);
    const database = choosePluginTag(DATABASE_TAGS, /^\d+-alpine$/);
    const { status, stdout, stderr } = await shop.run(["build"]);
    assert.is(status, 0, stderr);
    const pinned = [`pinned Docker/shop/database ${database ?? ""}`, `pinned Docker/shop/web ${web ?? ""}`];
    assert.equal(stdout.trimEnd().split("\n"), [...pinned, ...GENERATED.map((path) => `wrote ${path}`)]);
    assert.is(stderr, "");
    assert.equal(await listFiles(shop.folder), [...GENERATED, ...SOURCES].sort());
    // One list and one HEAD per image, and one of the first pair again after the challenge.
    const asked = shop.requests.map((request) => request.replace(/\?.*/, "")).sort();
    assert.equal(
      asked.filter((request, index) => request !== asked[index - 1]),
      [
        "GET /v2/shop/database/tags/list",
        "GET /v2/shop/web/tags/list",
        `HEAD /v2/shop/database/manifests/${database ?? ""}`,
        `HEAD /v2/shop/web/manifests/${web ?? ""}`,
      ],
    );
    assert.is(asked.length, 5);
  });
});

test("GoCD's reader finds in the enriched config what the source says, with the pins in it", async () => {
  await withShop(async (shop) => {
    await build(shop);
    const tag = choosePluginTag(WEB_TAGS, /^\d+\.\d+\.\d+$/);
    const digest = shop.webDigests.get(tag ?? "");
    assert.type(digest, "string");
    assert.equal(await readPipeline(shop, "gocd/shop.gocd.yaml"), {
      format_version: "10",
      pipelines: {
        "deploy-shop": {
          group: "shop",
          label_template: "${COUNT}-${env:GO_PACKAGE_WEB_LABEL}",
          environment_variables: {
            GO_REPO_DOCKER_SHOP_WEB_DOCKER_REGISTRY_NAME: "registry.example",
            GO_PACKAGE_DOCKER_SHOP_WEB_DOCKER_IMAGE: "shop/web",
            GO_PACKAGE_DOCKER_SHOP_WEB_LABEL: tag,
            GO_PACKAGE_DOCKER_SHOP_WEB_DOCKER_DIGEST: digest,
            GO_REPO_WEB_DOCKER_REGISTRY_NAME: "registry.example",
            GO_PACKAGE_WEB_DOCKER_IMAGE: "shop/web",
            GO_PACKAGE_WEB_LABEL: tag,
            GO_PACKAGE_WEB_DOCKER_DIGEST: digest,
          },
          materials: {
            config: { git: "https://git.example/shop/deploy.git", branch: "main", destination: "config" },
            web: {
              type: "configrepo",
              includes: ["gocd/env/deploy-shop.env"],
              destination: "gocd-pin/web",
            },
          },
          stages: [
            {
              deploy: {
                jobs: {
                  deploy: {
                    tasks: [{ exec: { command: "./deploy.sh", working_directory: "config" } }],
                  },
                },
              },
            },
          ],
        },
      },
    });
    // A variable of the pipeline itself stays after ours.
    const database = JSON.stringify(await readPipeline(shop, "gocd/database.gocd.yaml"));
    assert.match(database, '"GO_PACKAGE_DATABASE_LABEL":"16-alpine"');
    assert.match(database, '"BACKUPS":"s3://backups.example/shop"');
  });
});

test("a second build makes no request, needs no credential and writes nothing", async () => {
  await withShop(async (shop) => {
    await build(shop);
    const before = await snapshot(shop.folder);
    const count = shop.requests.length;
    for (const args of [["build"], ["build", "--frozen"]]) {
      const { status, stdout, stderr } = await shop.run(args, {});
      assert.is(status, 0, stderr);
      assert.is(stdout, "everything is up to date\n");
    }
    assert.is(shop.requests.length, count);
    assert.equal(await snapshot(shop.folder), before);
  });
});

test("a build without the lock writes the same bytes again", async () => {
  await withShop(async (shop) => {
    await build(shop);
    const before = await hashes(shop);
    await rm(join(shop.folder, "gocd-pin.lock"));
    await build(shop, /there is no lock, but the last build wrote one with 2 pins/);
    assert.equal(await hashes(shop), before);
    await rm(join(shop.folder, "gocd-pin.lock"));
    await rm(join(shop.folder, "gocd"), { recursive: true });
    await build(shop);
    assert.equal(await hashes(shop), before);
  });
});

test("a newer tag is taken by refresh, and by nothing else", async () => {
  await withShop(async (shop) => {
    await build(shop);
    const before = await snapshot(shop.folder);
    await shop.registry.push("shop/web", ["1.11.0"]);
    await build(shop);
    const dry = await shop.run(["refresh", "--dry-run"]);
    assert.match(dry.stdout, /Docker\/shop\/web +1\.10\.0 +1\.11\.0/);
    const other = await shop.run(["refresh", "shop/database"]);
    assert.is(other.status, 0, other.stderr);
    assert.equal(await snapshot(shop.folder), before);

    const { status, stdout } = await shop.run(["refresh"]);
    assert.is(status, 0);
    assert.match(stdout, /Docker\/shop\/web +1\.10\.0 +1\.11\.0/);
    const after = await snapshot(shop.folder);
    const changed = [...after].filter(([path, file]) => file.hash !== before.get(path)?.hash);
    assert.equal(
      changed.map(([path]) => path),
      ["gocd-pin.lock", "gocd/env/deploy-shop.env", "gocd/manifest.json", "gocd/shop.gocd.yaml"],
    );
    const env = await readFile(join(shop.folder, "gocd/env/deploy-shop.env"), "utf8");
    assert.match(env, "\nGO_PACKAGE_WEB_LABEL=1.11.0\n");
  });
});

test("without the right credential nothing is written and the status is 3", async () => {
  await withShop(async (shop) => {
    const before = await snapshot(shop.folder);
    const wrong = { REGISTRY_USER: REAL_USER.user, REGISTRY_PASSWORD: "not-s3cret-word" };
    for (const env of [wrong, { REGISTRY_USER: REAL_USER.user }]) {
      const { status, stdout, stderr } = await shop.run(["build"], env);
      assert.is(status, 3, stderr);
      assert.not.match(stdout, "wrote");
      assert.match(stderr, "this affects 2 packages");
    }
    assert.equal(await snapshot(shop.folder), before);
    assert.not.match(shop.printed.join(""), "s3cret-word");
  });
});

test("user name and password are neither printed nor written", async () => {
  await withShop(async (shop) => {
    for (const args of [
      ["build", "--verbose"],
      ["refresh", "--verbose", "--format", "json"],
    ]) {
      const { status, stderr } = await shop.run(args);
      assert.is(status, 0, stderr);
    }
    const written = await Promise.all(
      (await listFiles(shop.folder)).map((path) => readFile(join(shop.folder, path), "utf8")),
    );
    const seen = [...written, ...shop.printed].join("\n");
    assert.match(seen, shop.origin);
    const { user, password } = REAL_USER;
    for (const text of [user, password, `${user}:${password}`]) {
      for (const form of ["utf8", "base64", "base64url", "hex"] as const) {
        const secret = Buffer.from(text).toString(form).replace(/=+$/, "");
        assert.not.ok(seen.includes(secret), `"${text}" is to be seen as ${form}`);
      }
    }
  });
});

async function hashes({ folder }: Shop): Promise<Record<string, string>> {
  return Object.fromEntries(Array.from(await snapshot(folder), ([path, { hash }]) => [path, hash]));
}

test.run();
