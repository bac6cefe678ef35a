import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { replyWith, type Fault } from "../support/scripted-server.js";
import { SHOP_FILES, digestOf, shopImages } from "../support/shop-repo.js";

/** The response of a registry after the tag 15.1 of `team/db` was pushed again. */
const PUSHED_AGAIN: Fault = replyWith(
  {
    status: 200,
    headers: {
      "content-type": "application/vnd.oci.image.manifest.v1+json",
      "docker-content-digest": digestOf("5"),
    },
  },
  "HEAD /v2/team/db/manifests/15.1",
);

const HELD = `image: team/db
    tag_filter: ""
    policy: natural
    hold: "15.1"
    tag: "15.1"
    digest: "${digestOf("a")}"
`;

/** Calls `use` with a built repo in which `team/db` is pinned to its newest tag, 15.2. */
async function withBuilt(use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await use(repo);
  });
}

async function hold(repo: ConfigRepo, tag: string, more = ""): Promise<void> {
  await repo.edit("gocd-pin.yaml", "team/db: {}", `team/db: {hold: "${tag}"${more}}`);
}

test("build pins a held tag with its own digest, with one request", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.1");
    const before = repo.registry.count();
    const { status, stderr } = await repo.run(["build"]);
    assert.is(`${status} ${stderr}`, "0 ");
    assert.is(repo.registry.count() - before, 1);
    assert.match(await repo.read("gocd-pin.lock"), HELD);
    assert.match(await repo.read("gocd/env/worker.env"), "GO_PACKAGE_DATABASE_LABEL=15.1\n");
    assert.is((await repo.run(["check"])).status, 0);
  });
});

test("a held tag is pinned regardless of the other keys", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.1", ", tag_filter: '^16', policy: semver, digest: false");
    assert.is((await repo.run(["build"])).status, 0);
    assert.match(await repo.read("gocd-pin.lock"), `    hold: "15.1"\n    tag: "15.1"\n    digest: false\n`);
  });
});

test("an inline package can hold a tag", async () => {
  await withBuilt(async (repo) => {
    await repo.edit("gocd-pin.yaml", "      team/db: {}\n", "");
    for (const name of ["web", "worker"]) {
      const inline = `package: {repository: Docker, image: team/db, hold: "15.1"}`;
      await repo.edit(`pipelines/${name}.yaml`, "package: Docker/team/db", inline);
    }
    assert.is((await repo.run(["build"])).status, 0);
    assert.match(await repo.read("gocd-pin.lock"), HELD);
  });
});

test("a held tag that does not exist is an error, and no file changes", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.3");
    const before = await repo.read("gocd-pin.lock");
    const { status, stderr } = await repo.run(["build"]);
    assert.is(status, 1);
    assert.is(
      stderr,
      `gocd-pin.yaml:9:23: error: "Docker/team/db": the image "team/db" has no tag "15.3" [tag-missing]
  9 |       team/db: {hold: "15.3"}
    |                       ^~~~~~
  help: write a tag that exists, such as "15.1", "15.2"; \`gocd-pin explain Docker/team/db\` shows the tags
1 error
`,
    );
    assert.is(await repo.read("gocd-pin.lock"), before);
  });
});

test("a held tag of an unknown image, or without a manifest, has its own error, and explain names the image too", async () => {
  const files = {
    ...SHOP_FILES,
    "gocd-pin.yaml": SHOP_FILES["gocd-pin.yaml"].replace("team/db: {}", "team/db: {hold: '15.2'}"),
  };
  const images = { ...shopImages(), "team/db": { tags: { "15.1": {}, "15.2": { ghost: true } } } };
  await withConfigRepo({ files, images }, async (repo) => {
    const vanished = await repo.run(["build"]);
    assert.is(vanished.status, 1);
    assert.match(
      vanished.stderr,
      'the registry lists the tag "15.2" of the image "team/db", but has no manifest for it [tag-missing]',
    );
    assert.match(vanished.stderr, 'help: write a tag that exists, such as "15.1";');
    const explained = await repo.run(["explain", "db", "--tag", "15.3"]);
    assert.is(explained.status, 1);
    assert.match(explained.stderr, '"Docker/team/db": the image "team/db" has no tag "15.3" [tag-missing]');
    await repo.edit("gocd-pin.yaml", "team/db: {", "team/db: {image: team/bd, ");
    const unknown = await repo.run(["build"]);
    assert.is(unknown.status, 1);
    assert.match(unknown.stderr, /"Docker\/team\/db": image "team\/bd" does not exist .*\[image-missing\]/);
  });
});

test("a value of hold that is not a tag is an error", async () => {
  await withBuilt(async (repo) => {
    for (const value of ["[a]", '"a b"', '""', "true"]) {
      await repo.edit("gocd-pin.yaml", "team/db: {}", `team/db: {hold: ${value}}`);
      const { status, stderr } = await repo.run(["build"]);
      assert.is(status, 2, value);
      assert.match(stderr, /gocd-pin.yaml:9:23: error: "Docker\/team\/db": .*"hold".*\[project-invalid\]/);
      await repo.edit("gocd-pin.yaml", `team/db: {hold: ${value}}`, "team/db: {}");
    }
  });
});

test("a refresh leaves a held pin and names the newest tag; without hold, build pins the newest tag again", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.1");
    await repo.run(["build"]);
    repo.registry.inject(PUSHED_AGAIN, 9);
    const { status, stdout } = await repo.run(["refresh", "--format", "json"]);
    assert.is(status, 0);
    assert.match(stdout, /"package": "Docker\/team\/db",\s+"kind": "held",\s+"from": "15.1"/);
    assert.match(stdout, /"newest": "15.2"/);
    const markdown = (await repo.run(["refresh", "team/db", "--format", "markdown"])).stdout;
    assert.match(markdown, /^No image moved\n/);
    assert.match(markdown, /\| 15\.1 +\| 15\.2 +\| held \|/);
    assert.match(await repo.read("gocd-pin.lock"), HELD);
    await repo.edit("gocd-pin.yaml", 'team/db: {hold: "15.1"}', "team/db: {}");
    await repo.run(["build"]);
    assert.match(await repo.read("gocd-pin.lock"), `policy: natural\n    tag: "15.2"`);
  });
});

test("the newest tag of a held package that cannot be found is a warning", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.1");
    await repo.run(["build"]);
    repo.registry.inject(replyWith({ status: 403 }, "/v2/team/db/"), 9);
    const { status, stderr } = await repo.run(["refresh"]);
    assert.is(status, 0);
    assert.match(stderr, /warning: "Docker\/team\/db": .*\[registry-denied\]/);
  });
});

test("a held pin keeps its digest if only another key of its declaration changes", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.1");
    await repo.run(["build"]);
    repo.registry.inject(PUSHED_AGAIN, 9);
    await repo.edit("gocd-pin.yaml", 'hold: "15.1"', `hold: "15.1", tag_filter: '^15'`);
    assert.is((await repo.run(["build"])).status, 0);
    assert.match(await repo.read("gocd-pin.lock"), HELD.replace('""', '"^15"'));
  });
});

test("the drift of a held tag is a new digest or its removal, and never a newer tag", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.1");
    await repo.run(["build"]);
    assert.is((await repo.run(["check", "--drift"])).status, 0);
    repo.registry.inject(PUSHED_AGAIN, 1);
    const moved = await repo.run(["check", "--drift"]);
    assert.is(moved.status, 1);
    assert.match(moved.stderr, `the held tag "15.1" now has the digest ${digestOf("5")} [pin-moved]`);
    assert.match(moved.stderr, "`gocd-pin refresh Docker/team/db --to 15.1`");
    repo.registry.inject(replyWith({ status: 404 }, "/v2/team/db/manifests/15.1"), 9);
    const gone = await repo.run(["check", "--drift"]);
    assert.is(gone.status, 1);
    assert.match(gone.stderr, `the held tag "15.1" no longer exists in the registry [pin-vanished]`);
  });
});

test("a lock whose tag is not the held one does not fit: check and --frozen fail, and build corrects it", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.1");
    await repo.run(["build"]);
    await repo.edit("gocd-pin.lock", `    tag: "15.1"`, `    tag: "15.2"`);
    const check = await repo.run(["check"]);
    assert.is(check.status, 1);
    assert.match(check.stderr, /"Docker\/team\/db": the declaration and the lock differ in tag/);
    assert.is((await repo.run(["build", "--frozen"])).status, 1);
    assert.is((await repo.run(["build"])).status, 0);
    assert.match(await repo.read("gocd-pin.lock"), HELD);
  });
});

test("refresh --to pins a lower tag that no rule allows, and says that hold keeps it there", async () => {
  await withBuilt(async (repo) => {
    await repo.edit("gocd-pin.yaml", "team/db: {}", "team/db: {tag_filter: '2$'}");
    await repo.run(["build"]);
    const before = repo.registry.count();
    const { status, stderr } = await repo.run(["refresh", "db", "--to", "15.1"]);
    assert.is(status, 0);
    assert.is(repo.registry.count() - before, 1);
    assert.match(
      stderr,
      `note: "Docker/team/db": the next refresh may move the pin away from "15.1" [pin-once]`,
    );
    assert.match(stderr, 'help: to keep it there, write `hold: "15.1"` in its declaration');
    assert.match(await repo.read("gocd-pin.lock"), `tag: "15.1"\n    digest: "${digestOf("a")}"`);
    assert.is((await repo.run(["check"])).status, 0);
    await repo.run(["refresh"]);
    assert.match(await repo.read("gocd-pin.lock"), `tag: "15.2"\n    digest: "${digestOf("b")}"`);
  });
});

test("the table of refresh --to names the tag as what the pin moves to, and not as the newest", async () => {
  await withBuilt(async (repo) => {
    for (const [args, moved] of [
      [["--dry-run"], "would move"],
      [[], "moved"],
    ] as const) {
      const { stdout } = await repo.run(["refresh", "db", "--to", "15.1", ...args]);
      const [header, row, summary] = stdout.trimEnd().split("\n").slice(-3);
      assert.match(header ?? "", /^package +pinned +to +jump +triggers$/);
      assert.match(row ?? "", /^Docker\/team\/db +15\.2 +15\.1 +minor$/);
      assert.is(summary, `1 of 1 package ${moved}`);
    }
    const { stdout } = await repo.run(["refresh", "db", "--to", "15.2", "--format", "markdown"]);
    assert.match(stdout, /^Move Docker\/team\/db to 15\.2\n/);
    assert.match(stdout, /\| package +\| pinned \| to +\| jump +\| triggers \|\n/);
  });
});

test("refresh --to accepts the new digest of a held tag, without a note", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.1");
    await repo.run(["build"]);
    repo.registry.inject(PUSHED_AGAIN, 9);
    const { status, stderr } = await repo.run(["refresh", "db", "--to", "15.1"]);
    assert.is(`${status} ${stderr}`, "0 ");
    assert.match(await repo.read("gocd-pin.lock"), HELD.replace(digestOf("a"), digestOf("5")));
  });
});

test("refresh --to without one package, with another tag than the held one or without a tag is a usage error", async () => {
  await withBuilt(async (repo) => {
    await hold(repo, "15.1");
    await repo.run(["build"]);
    const before = await repo.read("gocd-pin.lock");
    const cases: [string[], string][] = [
      [["--to", "15.1"], "--to needs exactly one package"],
      [["Docker/*", "--to", "15.1"], "--to needs exactly one package"],
      [["web", "--to", "a b"], '"a b" is not a tag'],
      [["db", "--to", "15.2"], '"Docker/team/db" holds the tag "15.1", and --to names another tag, "15.2"'],
    ];
    for (const [args, message] of cases) {
      const { status, stderr } = await repo.run(["refresh", ...args]);
      assert.is(status, 2, message);
      assert.match(stderr, message);
    }
    assert.is(await repo.read("gocd-pin.lock"), before);
  });
});

test("refresh --to a tag that does not exist is an error, and no file changes", async () => {
  await withBuilt(async (repo) => {
    const before = await repo.read("gocd-pin.lock");
    const { status, stderr } = await repo.run(["refresh", "db", "--to", "15.9"]);
    assert.is(status, 1);
    assert.match(stderr, /the image "team\/db" has no tag "15.9" \[tag-missing\]/);
    assert.is(await repo.read("gocd-pin.lock"), before);
  });
});

test.run();
