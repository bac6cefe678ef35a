import { test } from "uvu";
import * as assert from "uvu/assert";
import { GOOD, withConfigRepo } from "./config-repo.js";

test("the choice is shown from the declaration to the winner's digest, and nothing is written", async () => {
  await withConfigRepo(GOOD, async ({ run }) => {
    const { status, stdout } = await run(["explain", "app"]);
    assert.is(status, 0);
    assert.match(stdout, /^Docker\/team\/app, declared at gocd-pin\.yaml:6:16$/m);
    assert.match(stdout, /^tags: 2, of http/m);
    assert.match(stdout, /^1\.10\.0 +is the latest$/m);
    assert.match(stdout, /^1\.9\.0 +below 1\.10\.0$/m);
    assert.match(stdout, /^latest: 1\.10\.0@sha256:[0-9a-f]{64}$/m);
  });
});

test("tags from a file need no registry, and a tag is told its fate", async () => {
  const inline = "{repository: Docker, image: team/web, tag_filter: '^v'}";
  const files = {
    "pipelines/app.yaml": GOOD["pipelines/app.yaml"].replace("Docker/team/app", inline),
    "tags.txt": "v1\nv2\nedge\n",
  };
  await withConfigRepo(files, async ({ run, registry }) => {
    const rows = [
      ["v1", "v1: number 2 of 2: below v2"],
      ["v2", "v2: number 1 of 2: is the latest"],
      ["edge", "edge: left out: does not match tag_filter"],
      ["v3", "v3: the image has no such tag; if it had: number 1 of 3: is the latest"],
      ["-", "-: no tag can have this name"],
    ] as const;
    for (const [tag, expected] of rows) {
      const { status, stdout } = await run(["explain", "web", "--tags", "tags.txt", `--tag=${tag}`]);
      assert.is(status, 0, tag);
      assert.ok(stdout.split("\n").includes(expected), stdout);
      assert.match(stdout, /^left out 1: does not match tag_filter \(edge\)$/m);
    }
    assert.is(registry.count(), 0);
  });
});

test("a package, or a file of tags, that is not there is bad usage", async () => {
  await withConfigRepo({ ...GOOD, "tags.txt": "a b\n" }, async ({ run }) => {
    for (const args of [["nothing"], ["app", "--tags", "none.txt"], ["app", "--tags", "tags.txt"]]) {
      const { status, stderr } = await run(["explain", ...args]);
      assert.is(status, 2, args.join(" "));
      assert.match(stderr, /\[usage\]/);
    }
  });
});

test("--format json holds the explanation, with its place in short", async () => {
  await withConfigRepo(GOOD, async ({ run }) => {
    const { stdout } = await run(["explain", "app", "--format", "json"]);
    const text = JSON.stringify(JSON.parse(stdout));
    assert.match(text, '"place":"gocd-pin.yaml:6:16"');
    assert.match(text, '"winner":{"tag":"1.10.0","digest":"sha256:');
  });
});

test.run();
