import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { replyWith, type Fault } from "../support/scripted-server.js";
import { findings } from "../support/findings.js";
import { digestOf } from "../support/shop-repo.js";

const NAMES = ["same", "newer", "gone", "moved", "down"];

const FILES = {
  "gocd-pin.yaml": `package_materials: remove
package_repositories:
  Docker:
    registry_url: http://registry.test
    packages:
${NAMES.map((name) => `      ${name}: {}\n`).join("")}`,
  "pipelines/a.yaml": `format_version: 10
pipelines:
  a:
    group: g
    materials:
      config: {git: "https://git.example.com/a.git"}
${NAMES.map((name) => `      ${name}: {package: Docker/${name}}\n`).join("")}    stages:
      - build: {tasks: [{script: make}]}
`,
};

const IMAGES = {
  same: { tags: { "1.0": { digest: digestOf("0") } } },
  newer: { tags: { "1.0": { digest: digestOf("0") }, "1.1": { digest: digestOf("1") } } },
  gone: { tags: { "1.0": { digest: digestOf("0") }, "0.9": { digest: digestOf("9") } } },
  moved: { tags: { "1.0": { digest: digestOf("0") } } },
  down: { tags: { "1.0": { digest: digestOf("0") } } },
};

/** Calls `use` with a repo whose packages are all pinned to 1.0, before 1.1 of `newer` came. */
async function withPinned(use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  await withConfigRepo({ files: FILES, images: IMAGES }, async (repo) => {
    repo.registry.inject(listing("newer", "1.0"));
    assert.is((await repo.run(["build"])).status, 0);
    await use(repo);
  });
}

/** A tag list of one image that is other than what the registry holds. */
function listing(image: string, ...tags: readonly string[]): Fault {
  const headers = { "content-type": "application/json" };
  return replyWith(
    { status: 200, headers, body: JSON.stringify({ name: image, tags }) },
    `/v2/${image}/tags/`,
  );
}

/** What HEAD of a manifest says when the tag was pushed anew. */
const MOVED = replyWith(
  {
    status: 200,
    headers: {
      "content-type": "application/vnd.oci.image.manifest.v1+json",
      "docker-content-digest": digestOf("5"),
    },
  },
  "HEAD /v2/moved/",
);

test("a newer tag, a removed one, a moved digest and a registry that fails are different errors", async () => {
  await withPinned(async (repo) => {
    const before = await repo.read("gocd-pin.lock");
    repo.registry.inject(listing("gone", "0.9"));
    repo.registry.inject(MOVED);
    repo.registry.inject(replyWith({ status: 403 }, "/v2/down/"), 9);
    const { status, stdout } = await repo.run(["check", "--drift", "--format", "json"]);
    const found = findings(stdout).map(
      ({ code, path, line, message }) => `${path ?? ""}:${line ?? 0} ${code} ${message}`,
    );
    assert.equal(found, [
      `gocd-pin.lock:15 pin-vanished "Docker/gone": the pinned tag "1.0" no longer exists in the registry`,
      `gocd-pin.lock:23 pin-moved "Docker/moved": the pinned tag "1.0" now has the digest ${digestOf("5")}`,
      `gocd-pin.lock:29 pin-behind "Docker/newer": the newest matching tag is "1.1", but "1.0" is pinned`,
      `gocd-pin.yaml:10 registry-denied "Docker/down": registry.test responded with 403 for image "down": access is denied`,
    ]);
    assert.is(status, 3);
    assert.is(await repo.read("gocd-pin.lock"), before);
  });
});

test("pins that are up to date are not reported, and cost one tag list and one digest query each", async () => {
  await withPinned(async (repo) => {
    repo.registry.inject(listing("newer", "1.0"));
    const before = repo.registry.count();
    const { status, stdout } = await repo.run(["check", "--drift"]);
    assert.is(`${status} ${stdout}`, "0 everything is up to date\n");
    assert.is(repo.registry.count() - before, 2 * NAMES.length);
  });
});

test("findings alone give status 1 and say what to run", async () => {
  await withPinned(async (repo) => {
    const { status, stderr } = await repo.run(["check", "--drift"]);
    assert.is(status, 1);
    assert.is(
      stderr,
      `gocd-pin.lock:29:10: error: "Docker/newer": the newest matching tag is "1.1", but "1.0" is pinned [pin-behind]
  29 |     tag: "1.0"
     |          ^~~~~
  help: move the pin with \`gocd-pin refresh Docker/newer\`
1 error
`,
    );
  });
});

test("a pinned tag that is listed without a manifest has vanished", async () => {
  await withPinned(async (repo) => {
    repo.registry.inject(replyWith({ status: 404 }, "/v2/same/manifests/"), 9);
    const { status, stdout } = await repo.run(["check", "--drift", "--format", "json"]);
    const codes = findings(stdout).map(({ code, path }) => `${code} ${path ?? ""}`);
    assert.ok(codes.includes("pin-vanished gocd-pin.lock"), codes.join());
    assert.is(status, 1);
  });
});

test.run();
