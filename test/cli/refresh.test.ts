import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { replyWith, type Fault } from "../support/scripted-server.js";
import { digestOf } from "../support/shop-repo.js";

const NAMES = ["moves", "same", "floats", "fails", "new"];

const PROJECT = `package_materials: remove
package_repositories:
  Docker:
    registry_url: http://registry.test
    registry_name: registry.example.com
    packages:
${NAMES.map((name) => `      ${name}: {}\n`).join("")}`;

const SOURCE = `format_version: 10
pipelines:
  a:
    group: g
    materials:
      config: {git: "https://git.example.com/a.git"}
${["moves", "same", "floats", "fails"].map((name) => `      ${name}: {package: Docker/${name}}\n`).join("")}    stages:
      - build: {tasks: [{script: make}]}
`;

const IMAGES = {
  moves: { tags: { "1.0": { digest: digestOf("0") }, "1.1": { digest: digestOf("1") } } },
  same: { tags: { "1.0": { digest: digestOf("0") } } },
  floats: { tags: { "1.0": { digest: digestOf("0") } } },
  fails: { tags: { "1.0": { digest: digestOf("0") } } },
  new: { tags: { "2.0": { digest: digestOf("2") } } },
};

const MOVED = replyWith(
  {
    status: 200,
    headers: {
      "content-type": "application/vnd.oci.image.manifest.v1+json",
      "docker-content-digest": digestOf("5"),
    },
  },
  "HEAD /v2/floats/",
);

/** A tag list of `moves` before 1.1 came. */
const OLD: Fault = replyWith(
  { status: 200, headers: { "content-type": "application/json" }, body: '{"name":"moves","tags":["1.0"]}' },
  "/v2/moves/tags/",
);

const DENIED = replyWith({ status: 403 }, "/v2/fails/");

/** Calls `use` with a repo whose packages are pinned to 1.0; a refresh moves one, floats one and fails with one. */
async function withPinned(use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  const files = { "gocd-pin.yaml": PROJECT, "pipelines/a.yaml": SOURCE };
  await withConfigRepo({ files, images: IMAGES }, async (repo) => {
    repo.registry.inject(OLD);
    assert.is((await repo.run(["build"])).status, 0);
    repo.registry.inject(MOVED);
    repo.registry.inject(DENIED, 99);
    await use(repo);
  });
}

const TABLE = `package        pinned                   newest                   jump      age  triggers
Docker/fails   1.0                                               ✗ failed
Docker/floats  1.0@sha256:000000000000  1.0@sha256:555555555555  digest
Docker/moves   1.0                      1.1                      minor
`;

test("a package that fails stops all others", async () => {
  await withPinned(async (repo) => {
    const lock = await repo.read("gocd-pin.lock");
    const { status, stdout, stderr } = await repo.run(["refresh"]);
    assert.is(status, 3);
    assert.is(stdout, "no file was written\n");
    assert.is((await repo.run(["refresh", "--format", "markdown"])).stdout, "");
    assert.match(stderr, /"Docker\/fails": registry.test responded with 403.*\[registry-denied\]/);
    assert.is(await repo.read("gocd-pin.lock"), lock);
  });
});

test("with --keep-going the others move, the failed one keeps its pin, and the status is that of the error", async () => {
  await withPinned(async (repo) => {
    const { status, stdout, stderr } = await repo.run(["refresh", "--keep-going"]);
    assert.is(status, 3);
    const files = ["gocd/a.gocd.yaml", "gocd/env/a.env", "gocd/manifest.json", "gocd-pin.lock"];
    const wrote = files.map((path) => `wrote ${path}\n`).join("");
    assert.is(stdout, `${wrote}${TABLE}2 of 4 packages moved, 1 failed\n`);
    assert.match(stderr, /\[registry-denied\]/);
    const lock = await repo.read("gocd-pin.lock");
    assert.match(lock, `image: moves\n    tag_filter: ""\n    policy: natural\n    tag: "1.1"\n`);
    assert.match(
      lock,
      `image: fails\n    tag_filter: ""\n    policy: natural\n    tag: "1.0"\n    digest: "${digestOf("0")}"`,
    );
    assert.match(await repo.read("gocd/env/a.env"), "GO_PACKAGE_FAILS_LABEL=1.0\n");
    assert.is((await repo.run(["check"])).status, 0);
  });
});

test("--keep-going moves no pin of a file that stays because another of its packages has no pin", async () => {
  await withPinned(async (repo) => {
    const other = SOURCE.replace("  a:\n", "  b:\n").replace(/ {6}(?:moves|same|fails): .*\n/g, "");
    await repo.write("pipelines/b.yaml", other);
    assert.is((await repo.run(["build"])).status, 0);
    await repo.edit("pipelines/a.yaml", "    stages:", "      new: {package: Docker/new}\n    stages:");
    repo.registry.inject(replyWith({ status: 403 }, "/v2/new/"), 9);
    const lock = await repo.read("gocd-pin.lock");
    const { status, stdout, stderr } = await repo.run(["refresh", "--keep-going"]);
    assert.is(status, 3);
    assert.match(stderr, 'the generated files of "pipelines/a.yaml" stay as they are [pipeline-left-out]');
    assert.match(stdout, /^no file was written\n/);
    assert.match(stdout, /\nDocker\/moves +1\.0 +1\.1 +✗ failed\n/);
    assert.match(stdout, /\nDocker\/new +none +✗ failed\n/);
    assert.match(stdout, /\n0 of 5 packages moved, 4 failed\n$/);
    assert.is(await repo.read("gocd-pin.lock"), lock);
  });
});

test("--keep-going continues after registry errors, not after errors in a source", async () => {
  await withPinned(async (repo) => {
    await repo.write("pipelines/b.yaml", "pipelines: [\n");
    const { status, stdout } = await repo.run(["refresh", "--keep-going", "moves"]);
    assert.is(status, 1);
    assert.match(stdout, /^no file was written\n/);
  });
});

test("a dry run with --keep-going writes nothing and says nothing of files", async () => {
  await withPinned(async (repo) => {
    const lock = await repo.read("gocd-pin.lock");
    assert.is(
      (await repo.run(["refresh", "--keep-going", "--dry-run"])).stdout,
      `${TABLE}2 of 4 packages would move, 1 failed\n`,
    );
    assert.is(await repo.read("gocd-pin.lock"), lock);
  });
});

test("a package that was not named but had no pin yet is shown too", async () => {
  await withPinned(async (repo) => {
    await repo.edit("pipelines/a.yaml", "    stages:", "      new: {package: Docker/new}\n    stages:");
    const { status, stdout } = await repo.run(["refresh", "moves", "--dry-run"]);
    assert.is(status, 0);
    assert.is(
      stdout,
      `package       pinned  newest  jump   age  triggers
Docker/moves  1.0     1.1     minor
Docker/new    none    2.0     new
2 of 2 packages would move
`,
    );
  });
});

test("markdown is a commit's subject and a table of what did not stay", async () => {
  await withPinned(async (repo) => {
    const { status, stdout, stderr } = await repo.run(["refresh", "--keep-going", "--format", "markdown"]);
    assert.is(status, 3);
    assert.is(
      stdout,
      `Move 2 images

| package       | pinned                  | newest                  | jump     | age | triggers |
| ------------- | ----------------------- | ----------------------- | -------- | --- | -------- |
| Docker/fails  | 1.0                     |                         | ✗ failed |     |          |
| Docker/floats | 1.0@sha256:000000000000 | 1.0@sha256:555555555555 | digest   |     |          |
| Docker/moves  | 1.0                     | 1.1                     | minor    |     |          |

1 package is unchanged
`,
    );
    assert.match(stderr, /\[registry-denied\]/);
  });
});

const label = (name: string, value: string) => ({ [`org.opencontainers.image.${name}`]: value });

/** A repo with two pinned packages, whose images have newer tags: one with a good source, the other with a hostile one. */
async function withSources(use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  const source = label("source", "https://github.com/team/moves");
  const images = {
    ...IMAGES,
    moves: { tags: { "1.0": { labels: { ...source, ...label("revision", "aaa1111") } } } },
    same: { tags: { "1.0": {} } },
    floats: { tags: { "1.0": {} } },
  };
  const files = { "gocd-pin.yaml": PROJECT, "pipelines/a.yaml": SOURCE };
  await withConfigRepo({ files, images }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    repo.registry.push("moves", "1.1", { labels: { ...source, ...label("revision", "bbb2222") } });
    const hostile = label("source", "https://git.test/a|b](http://evil.test)\n| Docker/x | 1 |");
    repo.registry.push("same", "1.1", { labels: { ...hostile, ...label("version", "](http://evil.test)") } });
    repo.registry.push("floats", "1.1", { labels: label("source", "javascript:alert(1)") });
    await use(repo);
  });
}

test("Markdown links the changes to an image from its labels, and a hostile label stays one URL", async () => {
  await withSources(async (repo) => {
    const { status, stdout, stderr } = await repo.run(["refresh", "--dry-run", "--format", "markdown"]);
    assert.is(status, 0, stderr);
    const rows = stdout
      .split("\n")
      .filter((line) => /^\| \w/.test(line))
      .map((line) => line.replace(/ +/g, " ").replace(/\| \d+ d \|/, "| age |"));
    assert.equal(rows, [
      "| package | pinned | newest | jump | age | triggers | source |",
      "| Docker/floats | 1.0 | 1.1 | minor | age | | |",
      "| Docker/moves | 1.0 | 1.1 | minor | age | | [changes](https://github.com/team/moves/compare/aaa1111...bbb2222) |",
      "| Docker/same | 1.0 | 1.1 | minor | age | | [source](https://git.test/a%7cb%5d%28http://evil.test%29%7c%20Docker/x%20%7c%201%20%7c) |",
    ]);
  });
});

test("the configs of old images are read only for Markdown, and only of the images that move", async () => {
  await withSources(async (repo) => {
    const blobs = async (format: string) => {
      const before = repo.registry.requests.length;
      assert.is((await repo.run(["refresh", "--dry-run", "--format", format])).status, 0);
      const requests = repo.registry.requests.slice(before).map(({ path }) => path);
      return requests.filter((path) => path.includes("/blobs/")).map((path) => path.split("/")[2] ?? "");
    };
    assert.equal((await blobs("json")).sort(), ["floats", "moves", "same"]);
    const moved = ["floats", "floats", "moves", "moves", "same", "same"];
    assert.equal((await blobs("markdown")).sort(), moved);
  });
});

test("without a config of an image, the Markdown has no link", async () => {
  await withSources(async (repo) => {
    repo.registry.inject(replyWith({ status: 403 }, "/blobs/"), Infinity);
    const { status, stdout } = await repo.run(["refresh", "--dry-run", "--format", "markdown", "moves"]);
    assert.is(status, 0);
    assert.match(stdout, /\| Docker\/moves \| 1\.0    \| 1\.1    \| minor \|     \|          \|\n/);
  });
});

test("the Markdown file has no diagnostics, so that its first line is the subject of a commit", async () => {
  await withPinned(async (repo) => {
    const args = ["refresh", "--keep-going", "--format", "markdown", "--output", "message.md"];
    assert.match((await repo.run(args)).stderr, /\[registry-denied\]/);
    assert.match(await repo.read("message.md"), /^Move 2 images\n/);
  });
});

test("the subject of one move names it, and a refresh without moves says so", async () => {
  await withPinned(async (repo) => {
    const subject = async (name: string) => {
      const args = ["refresh", "--dry-run", "--keep-going", "--format", "markdown", name];
      return (await repo.run(args)).stdout.split("\n")[0];
    };
    assert.is(await subject("moves"), "Move Docker/moves to 1.1");
    assert.is(await subject("floats"), "Move Docker/floats to the new digest of 1.0");
    assert.is(await subject("same"), "No image moved");
    assert.is(await subject("fails"), "No image moved");
  });
});

test("json has every move with tags and digests, the diagnostics and the files", async () => {
  await withPinned(async (repo) => {
    const { status, stdout, stderr } = await repo.run(["refresh", "floats", "moves", "--format", "json"]);
    assert.is(`${status} ${stderr}`, "0 ");
    assert.equal(JSON.parse(stdout), {
      version: 1,
      diagnostics: [],
      moves: [
        {
          package: "Docker/floats",
          kind: "digest moved",
          from: "1.0",
          fromDigest: digestOf("0"),
          to: "1.0",
          toDigest: digestOf("5"),
          jump: "digest",
          pipelines: [],
          untriggered: [],
        },
        {
          package: "Docker/moves",
          kind: "moved",
          from: "1.0",
          fromDigest: digestOf("0"),
          to: "1.1",
          toDigest: digestOf("1"),
          jump: "minor",
          pipelines: [],
          untriggered: [],
        },
      ],
      written: ["gocd/a.gocd.yaml", "gocd/env/a.env", "gocd/manifest.json", "gocd-pin.lock"],
      removed: [],
    });
  });
});

test("a pinned tag that the registry no longer lists is reported with the command that works", async () => {
  const files = { "gocd-pin.yaml": PROJECT, "pipelines/a.yaml": SOURCE };
  await withConfigRepo({ files, images: IMAGES }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    repo.registry.inject(OLD, 9);
    const { status, stdout, stderr } = await repo.run(["refresh", "moves"]);
    assert.is(status, 0);
    assert.not.match(stdout, "everything is up to date");
    assert.match(stdout, /^Docker\/moves +1\.1 +1\.0 +gone *$/m);
    assert.match(stdout, /^0 of 1 package moved, 1 gone$/m);
    assert.match(
      stderr,
      '"Docker/moves": the pinned tag "1.1" no longer exists in the registry; it stays, as the newest tag "1.0" is lower [pin-vanished]',
    );
    const drift = await repo.run(["check", "--drift"]);
    assert.is(drift.status, 1);
    assert.match(drift.stderr, 'the pinned tag "1.1" no longer exists in the registry [pin-vanished]');
    for (const text of [stderr, drift.stderr]) {
      assert.match(
        text,
        'push "1.1" again, or pin "1.0" with `gocd-pin refresh Docker/moves --allow-downgrade`',
      );
    }
    const moved = await repo.run(["refresh", "moves", "--allow-downgrade"]);
    assert.match(moved.stdout, /^1 of 1 package moved/m);
    assert.not.match(moved.stderr, "pin-vanished");
  });
});

test("a held tag that the registry no longer lists is reported by refresh", async () => {
  const held = PROJECT.replace("moves: {}", 'moves: {hold: "1.1"}');
  const files = { "gocd-pin.yaml": held, "pipelines/a.yaml": SOURCE };
  await withConfigRepo({ files, images: IMAGES }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    repo.registry.inject(OLD, 9);
    const { status, stdout, stderr } = await repo.run(["refresh", "moves"]);
    assert.is(status, 0);
    assert.match(stdout, /^Docker\/moves +1\.1 +1\.0 +gone *$/m);
    assert.match(stderr, 'the held tag "1.1" no longer exists in the registry [pin-vanished]');
    assert.match(stderr, "write another tag as `hold` and run `gocd-pin build`");
  });
});

test.run();
