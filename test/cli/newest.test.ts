import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type FakeRegistry } from "../support/fake-registry.js";
import { replyWith, send } from "../support/scripted-server.js";
import { digestOf } from "../support/fake-registry-content.js";
import { withMoreTime } from "../support/more-time.js";
import { pipelineOf, withConfigRepo } from "./config-repo.js";

const RULE = "repository: Docker, image: team/app, name: app, policy: newest, tag_filter: '^b'";
const NEWEST = { "pipelines/app.yaml": pipelineOf("app", `{${RULE}}`) };

interface Repo {
  readonly registry: FakeRegistry;
  readonly run: (...args: readonly string[]) => Promise<{ status: number; stdout: string; stderr: string }>;
  /** The requests since the last call, without the tag list, in alphabetical order. */
  readonly asked: () => readonly string[];
  readonly lock: () => Promise<string>;
  readonly write: (path: string, text: string) => Promise<void>;
}

/** A repo whose image has three builds, the second one the newest, and a tag that the filter leaves out. */
async function withBuilds(use: (repo: Repo) => Promise<void>): Promise<void> {
  await withConfigRepo(NEWEST, async ({ registry, run, folder }) => {
    registry.push("team/app", "b1", { created: "2024-01-01T10:00:00+02:00" });
    registry.push("team/app", "b2", { created: "2024-03-01T00:00:00.000000009Z" });
    registry.push("team/app", "b3", { created: "2024-03-01T00:00:00.000000008Z" });
    let seen = 0;
    await use({
      registry,
      run: (...args) => run(args),
      asked() {
        const fresh = registry.requests
          .slice(seen)
          .filter(({ authorization }) => authorization !== undefined);
        seen = registry.requests.length;
        const lines = fresh.map(({ method, path }) => `${method} ${path.replace("/v2/team/app/", "")}`);
        return lines
          .filter((line) => line !== "GET tags/list")
          .map((line) => line.replace(/:[0-9a-f]{64}$/, ""))
          .sort();
      },
      lock: () => readFile(join(folder, "gocd-pin.lock"), "utf8"),
      write: (path, text) => writeFile(join(folder, path), text),
    });
  });
}

const FIRST = [
  "GET blobs/sha256",
  "GET blobs/sha256",
  "GET blobs/sha256",
  "GET manifests/b1",
  "GET manifests/b2",
  "GET manifests/b3",
];
const HEADS = ["HEAD manifests/b1", "HEAD manifests/b2", "HEAD manifests/b3"];

test("a first build queries each manifest and config once, and a refresh only the digests of tags", async () => {
  await withBuilds(async ({ run, asked, lock, registry }) => {
    assert.is((await run("build")).status, 0);
    assert.equal(asked(), FIRST);
    const built = await lock();
    assert.match(
      built,
      /^ {4}tag: "b2"\n {4}digest: "(sha256:[0-9a-f]{64})"\n {4}created:\n( {6}sha256:[0-9a-f]{64}: ".*Z"\n){3}$/m,
    );
    const times = [...built.matchAll(/: "(2024-.*)"$/gm)].map(([, time]) => time).sort();
    assert.equal(times, [
      "2024-01-01T08:00:00Z",
      "2024-03-01T00:00:00.000000008Z",
      "2024-03-01T00:00:00.000000009Z",
    ]);
    assert.is((await run("refresh")).status, 0);
    assert.equal(asked(), HEADS);
    assert.is(await lock(), built);

    registry.push("team/app", "b4", {
      created: "2024-04-01T00:00:00Z",
      platforms: ["linux/amd64", "linux/arm64"],
    });
    const { stdout } = await run("refresh", "--dry-run");
    assert.match(stdout, /b2 +b4/);
    const learnt = ["GET blobs/sha256", "GET manifests/sha256", "GET manifests/sha256"];
    assert.equal(asked(), [...learnt, ...HEADS, "HEAD manifests/b4"]);
    assert.is(await lock(), built, "a dry run writes nothing");
    assert.is((await run("refresh")).status, 0);
    asked();
    assert.match(await lock(), 'tag: "b4"');
    assert.is((await run("refresh")).status, 0);
    assert.equal(asked(), [...HEADS, "HEAD manifests/b4"]);
  });
});

test("a tag that is pushed again is dated anew, and the image that no tag has any more is forgotten", async () => {
  await withBuilds(async ({ run, asked, lock, registry }) => {
    await run("build");
    const built = await lock();
    asked();
    registry.push("team/app", "b1", { created: "2024-05-01T00:00:00Z" });
    const { stdout } = await run("refresh");
    assert.match(stdout, /b2 +b1/);
    assert.equal(asked(), ["GET blobs/sha256", "GET manifests/sha256", ...HEADS]);
    const moved = await lock();
    assert.match(moved, '"2024-05-01T00:00:00Z"');
    assert.not.match(moved, "2024-01-01T08:00:00Z");
    assert.is(moved.split("\n").length, built.split("\n").length);
  });
});

test("the config of an image with several tags is queried once", async () => {
  await withBuilds(async ({ run, asked, registry }) => {
    const manifest = { type: "application/vnd.oci.image.manifest.v1+json", body: "" };
    for (const tag of ["b5", "b6"]) {
      const body = JSON.stringify({ schemaVersion: 2, config: { digest: EMPTY_OBJECT }, layers: [] });
      registry.push("team/app", tag, { manifest: { ...manifest, body } });
    }
    registry.inject(replyWith({ status: 200, body: "{}" }, EMPTY_OBJECT), 10);
    const { status } = await run("build");
    assert.is(status, 0, "an artifact without a date is left out");
    assert.equal(
      asked().filter((line) => line.includes("b5") || line.includes("b6") || line.includes("blobs")).length,
      2 + 3 + 1,
    );
  });
});

// The config of artifacts: https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md#guidance-for-an-empty-descriptor
const EMPTY_OBJECT = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

test("build, build --frozen and check leave the times as they are", async () => {
  await withBuilds(async ({ run, asked, lock }) => {
    await run("build");
    asked();
    const built = await lock();
    for (const args of [["build"], ["build", "--frozen"], ["check"]]) {
      assert.is((await run(...args)).status, 0, args.join(" "));
      assert.is(await lock(), built);
    }
    assert.equal(asked(), []);
    for (const args of [
      ["check", "--drift"],
      ["explain", "Docker/app"],
    ]) {
      assert.is((await run(...args)).status, 0, args.join(" "));
      assert.equal(asked(), HEADS, args.join(" "));
    }
    assert.is(await lock(), built);
  });
});

test("times are for one platform, and outlive a change of the filter", async () => {
  await withBuilds(async ({ run, asked, lock, write }) => {
    await run("build");
    asked();
    const change = (rule: string) => write("pipelines/app.yaml", pipelineOf("app", `{${rule}}`));
    await change(RULE.replace("^b", "^b[13]"));
    assert.is((await run("build")).status, 0);
    assert.equal(asked(), ["HEAD manifests/b1", "HEAD manifests/b3"]);
    assert.match(await lock(), 'tag: "b3"');
    await change(`${RULE}, platform: linux/amd64`);
    assert.is((await run("build")).status, 0);
    assert.equal(asked(), FIRST);
    await change(RULE.replace("newest", "natural"));
    assert.is((await run("build")).status, 0);
    assert.equal(asked(), ["HEAD manifests/b3"]);
    assert.not.match(await lock(), "created");
  });
});

test("an old lock without times is good, and gets them with the next refresh", async () => {
  await withBuilds(async ({ run, asked, lock, write }) => {
    await run("build");
    asked();
    const built = await lock();
    await write("gocd-pin.lock", built.replace(/ {4}created:\n(?: {6}.*\n)*/, ""));
    assert.is((await run("check")).status, 0);
    assert.is((await run("refresh")).status, 0);
    assert.equal(asked(), FIRST);
    assert.is(await lock(), built);
  });
});

test("the pinned image keeps its time if its tag no longer exists, so that no downgrade goes unnoticed", async () => {
  await withBuilds(async ({ run, lock, registry }) => {
    await run("build");
    const built = await lock();
    registry.push("team/app", "b2", { ghost: true });
    const { status, stderr } = await run("refresh");
    assert.is(status, 0);
    assert.match(
      stderr,
      /the newest tag "b3" is lower than the pinned tag "b2", so the pin does not change \[tag-downgrade\]/,
    );
    assert.is(await lock(), built);
    assert.is((await run("refresh", "--allow-downgrade")).status, 0);
    assert.match(await lock(), 'tag: "b3"');
  });
});

test("an edited time that is not valid is reported at its place", async () => {
  await withBuilds(async ({ run, lock, write }) => {
    await run("build");
    const built = await lock();
    const rows: readonly (readonly [from: string | RegExp, to: string, message: string])[] = [
      [
        "2024-01-01T08:00:00Z",
        "2024-02-30T08:00:00Z",
        '"2024-02-30T08:00:00Z" is not a time that gocd-pin writes',
      ],
      ["2024-01-01T08:00:00Z", "2024-01-01T08:00:00.10Z", '"2024-01-01T08:00:00.10Z" is not a time that'],
      ["2024-01-01T08:00:00Z", "yesterday", "is not valid"],
      [/^ {6}sha256:/m, "      sha1:", 'unknown key "sha1:'],
      [/created:\n[^]*$/, "created: [1]\n", '"created" must be a mapping'],
    ];
    for (const [from, to, message] of rows) {
      await write("gocd-pin.lock", built.replace(from, to));
      for (const verb of ["check", "build"]) {
        const { status, stdout, stderr } = await run(verb);
        assert.is(status, 1, to);
        assert.match(stdout + stderr, message);
        assert.match(stdout + stderr, /^gocd-pin\.lock:\d+:\d+: error: .* \[lock-invalid\]$/m);
      }
    }
  });
});

test("if one query fails, the others are not sent", async () => {
  await withBuilds(async ({ run, registry }) => {
    for (let index = 0; index < 500; index++) registry.push("team/app", `b-${index}`, {});
    registry.inject(replyWith({ status: 403, body: "{}" }, "GET /v2/team/app/manifests/"), 1000);
    const { status } = await run("build");
    assert.is(status, 3);
    assert.ok(registry.count() < 150, String(registry.count()));
  });
});

test("more images than can be dated within the timeout of one query are not a timeout", async () => {
  await withMoreTime((factor) =>
    withBuilds(async ({ run, registry }) => {
      for (let index = 0; index < 120; index++) registry.push("team/app", `b-${index}`, {});
      const config = '{"created":"2024-01-01T00:00:00Z"}';
      const manifest = JSON.stringify({ schemaVersion: 2, config: { digest: digestOf(config) }, layers: [] });
      registry.inject((_request, response, { path }) => {
        if (!path.includes("/manifests/")) return false;
        // With factor 1, 120 responses, one at a time, each after 10 ms, take longer than the second that one query may take.
        setTimeout(() => {
          send(response, { status: 200, headers: { "content-type": "application/json" }, body: manifest });
        }, 10 * factor);
        return true;
      }, 1000);
      registry.inject(replyWith({ status: 200, body: config }, "/blobs/"), 1000);
      const { status, stderr } = await run("build", "--timeout", `${factor}`, "--concurrency", "1");
      assert.is(status, 0, stderr);
    }),
  );
});

test.run();
