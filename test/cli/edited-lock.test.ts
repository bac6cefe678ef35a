import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { replyWith } from "../support/scripted-server.js";
import { SHOP_FILES, digestOf, shopImages } from "../support/shop-repo.js";

/** Calls `use` with a built repo, in whose lock the tag of `team/db` was then changed from 15.2 to `tag` by hand. */
async function withEdited(tag: string, use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await repo.edit("gocd-pin.lock", `tag: "15.2"`, `tag: "${tag}"`);
    await use(repo);
  });
}

const DIFFERENCE = `"Docker/team/db": the lock has the tag "15.1", but the previous build wrote the tag "15.2" [lock-edited]`;

test("build gives an edited tag its own digest, with one HEAD, and reports it", async () => {
  await withEdited("15.1", async (repo) => {
    const before = repo.registry.requests.length;
    const { status, stderr } = await repo.run(["build"]);
    assert.is(status, 0);
    const requests = repo.registry.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
    assert.equal(requests, ["HEAD /v2/team/db/manifests/15.1"]);
    assert.match(
      stderr,
      `gocd-pin.lock:8:10: note: "Docker/team/db": the tag "15.1" was edited in the lock, and its digest is now corrected to ${digestOf("a")} [lock-edited]`,
    );
    assert.match(await repo.read("gocd-pin.lock"), `tag: "15.1"\n    digest: "${digestOf("a")}"`);
    const env = await repo.read("gocd/env/worker.env");
    assert.match(env, `GO_PACKAGE_DATABASE_DOCKER_DIGEST=${digestOf("a")}\n`);
    assert.match(env, `GO_PACKAGE_DATABASE_LABEL=15.1\n`);
    const again = await repo.run(["build"]);
    assert.is(`${again.status} ${again.stdout}${again.stderr}`, "0 everything is up to date\n");
    assert.is((await repo.run(["check"])).status, 0);
    assert.is(repo.registry.requests.length, before + 1);
  });
});

test("check and build --frozen report an edited tag, and use no network", async () => {
  await withEdited("15.1", async (repo) => {
    const before = repo.registry.count();
    const files = await repo.read("gocd/env/worker.env");
    for (const args of [["check"], ["build", "--frozen"]]) {
      const { status, stderr } = await repo.run(args);
      assert.is(status, 1, args.join(" "));
      assert.match(stderr, `gocd-pin.lock:8:10: error: ${DIFFERENCE}`);
    }
    assert.is(repo.registry.count(), before);
    assert.is(await repo.read("gocd/env/worker.env"), files);
  });
});

test("an edited tag that does not exist is an error at its place in the lock, and no file changes", async () => {
  await withEdited("15.9", async (repo) => {
    const { status, stdout, stderr } = await repo.run(["build"]);
    assert.is(status, 1);
    assert.is(stdout, "no file was written\n");
    assert.match(
      stderr,
      `gocd-pin.lock:8:10: error: "Docker/team/db": the image "team/db" has no tag "15.9" [tag-missing]`,
    );
    assert.match(await repo.read("gocd-pin.lock"), `tag: "15.9"`);
  });
});

test("an edited tag whose registry is down fails the build with status 3", async () => {
  await withEdited("15.1", async (repo) => {
    repo.registry.inject(replyWith({ status: 403 }, "/v2/team/db/"), 9);
    assert.is((await repo.run(["build"])).status, 3);
    // Its digest is unknown, so there is no pin to keep.
    const { status, stdout } = await repo.run(["refresh", "--keep-going"]);
    assert.is(status, 3);
    assert.match(stdout, "no file was written\n");
    assert.match(await repo.read("gocd-pin.lock"), `tag: "15.1"\n    digest: "${digestOf("b")}"`);
  });
});

test("an edited or removed digest is corrected to that of the tag", async () => {
  for (const [from, to] of [
    [`digest: "${digestOf("b")}"`, `digest: "${digestOf("c")}"`],
    [`    digest: "${digestOf("b")}"\n`, ""],
  ] as const) {
    await withEdited("15.2", async (repo) => {
      await repo.edit("gocd-pin.lock", from, to);
      assert.is((await repo.run(["build", "--frozen"])).status, 1);
      assert.is((await repo.run(["build"])).status, 0);
      assert.match(await repo.read("gocd-pin.lock"), `tag: "15.2"\n    digest: "${digestOf("b")}"`);
    });
  }
});

test("a refresh verifies the edited pins that it does not move", async () => {
  await withEdited("15.1", async (repo) => {
    assert.is((await repo.run(["refresh", "web"])).status, 0);
    assert.match(await repo.read("gocd-pin.lock"), `tag: "15.1"\n    digest: "${digestOf("a")}"`);
  });
});

test("a refresh replaces an edited tag that does not exist", async () => {
  await withEdited("15.9", async (repo) => {
    assert.is((await repo.run(["refresh"])).status, 0);
    assert.match(await repo.read("gocd-pin.lock"), `tag: "15.2"\n    digest: "${digestOf("b")}"`);
  });
});

test("build removes a byte order mark from the lock", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    const lock = await repo.read("gocd-pin.lock");
    await repo.edit("gocd-pin.lock", "version: 1", "\ufeffversion: 1");
    assert.is((await repo.run(["check"])).status, 1);
    const { status, stdout } = await repo.run(["build"]);
    assert.is(`${status} ${stdout}`, "0 wrote gocd-pin.lock\n");
    assert.is(await repo.read("gocd-pin.lock"), lock);
  });
});

test("a lock or project file that cannot be read is reported with what to do about its cause", async () => {
  const remove = "help: remove it, and restore the lock from git, or run `gocd-pin build`";
  const rewrite = "help: make it a readable text file in UTF-8";
  const rows = [
    ["gocd-pin.lock", (path: string) => mkdir(path), remove],
    ["gocd-pin.lock", (path: string) => symlink("/etc/hostname", path), remove],
    ["gocd-pin.lock", (path: string) => writeFile(path, "version: 1\n", "utf16le"), rewrite],
    ["gocd-pin.yaml", (path: string) => writeFile(path, "\ufeffsources: []\n", "utf16le"), rewrite],
    ["gocd-pin.yaml", (path: string) => mkdir(path), rewrite],
  ] as const;
  for (const [name, make, help] of rows) {
    await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
      const path = join(repo.folder, name);
      await rm(path, { force: true });
      await make(path);
      const { status, stderr } = await repo.run(["build"]);
      assert.is(status, name === "gocd-pin.lock" ? 1 : 2);
      assert.match(stderr, help);
    });
  }
});

test("the help for an error in one pin of the lock does not suggest deleting the others", async () => {
  const first = "version: 1\npins:\n  Docker/web:\n";
  const onePin = "help: restore the lock from git, or delete this pin and run `gocd-pin build`";
  const rows = [
    ["", "the lock is empty", "help: restore it from git, or delete it"],
    ["# no pins yet\n", "the lock is empty", "help: restore it from git, or delete it"],
    [first, '"Docker/web" must be a mapping', onePin],
    [`${first}    tag: "1"\n`, '"Docker/web" needs the key', onePin],
    [`${first}    tag: ../x\n`, '"tag" is not valid', "help: write at most 128 letters"],
    [
      `${first}    digest: sha1:1\n`,
      '"digest" is not valid',
      "help: remove the line: `gocd-pin build` queries",
    ],
    [`${first}    created: {sha256:1: "2026"}\n`, 'unknown key "sha256:1" in "created"', onePin],
    [`${first}    tga: "1"\n`, 'unknown key "tga"', 'help: did you mean "tag"?'],
    [`${first}    tag: 12\n`, '"tag" must be text', "help: write it in quotes: '12'"],
    [
      `${first}\ttag: "1"\n`,
      "found a tab",
      "help: write spaces instead of the tab, or restore the lock from git",
    ],
    [
      `${first}    tag: "1\n`,
      "without its closing quote",
      "help: close the quote, or restore the lock from git",
    ],
  ] as const;
  for (const [lock, message, help] of rows) {
    const files = { ...SHOP_FILES, "gocd-pin.lock": lock };
    await withConfigRepo({ files, images: shopImages() }, async (repo) => {
      const { status, stderr } = await repo.run(["build"]);
      assert.is(status, 1);
      assert.match(stderr, message);
      assert.match(stderr, help);
    });
  }
});

test("a lock that was deleted is reported with the number of its pins", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    const note =
      /^gocd-pin\.lock: note: there is no lock, but the last build wrote one with \d pins \[lock-edited\]$/m;
    assert.not.match((await repo.run(["build"])).stderr, note);
    await rm(join(repo.folder, "gocd-pin.lock"));
    const { status, stderr } = await repo.run(["check"]);
    assert.is(status, 1);
    assert.match(stderr, note);
    assert.match(stderr, "help: to keep these tags, restore the lock from git");
    const built = await repo.run(["build"]);
    assert.is(built.status, 0);
    assert.match(built.stderr, note);
    assert.not.match((await repo.run(["check"])).stderr, note);
  });
});

test("without a manifest, build uses the lock as it is", async () => {
  await withEdited("15.1", async (repo) => {
    await rm(join(repo.folder, "gocd/manifest.json"));
    const before = repo.registry.count();
    assert.is((await repo.run(["build"])).status, 0);
    assert.is(repo.registry.count(), before);
    assert.match(await repo.read("gocd-pin.lock"), `tag: "15.1"\n    digest: "${digestOf("b")}"`);
  });
});

test.run();
