import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { digestOf, SHOP_FILES, shopImages } from "../support/shop-repo.js";
import { findings, type Finding } from "../support/findings.js";

/** What `check` must find after a change of a repo that was built. */
interface Case {
  readonly name: string;
  readonly change: (repo: ConfigRepo) => Promise<unknown>;
  readonly found: readonly string[];
}

const STALE_WEB = [
  "output-stale gocd/env/web.env:3:1",
  "output-stale gocd/manifest.json:24:11",
  "output-stale gocd/web.gocd.yaml:9:7",
];

const CASES: readonly Case[] = [
  { name: "nothing changed", change: () => Promise.resolve(), found: [] },
  {
    name: "a value of an enriched file edited by hand",
    change: (repo) => repo.edit("gocd/web.gocd.yaml", 'TEAM_WEB_LABEL: "1.10"', 'TEAM_WEB_LABEL: "1.9"'),
    found: ["output-edited gocd/web.gocd.yaml:9:7"],
  },
  {
    name: "a line at the end of an enriched file lost",
    change: (repo) => repo.edit("gocd/web.gocd.yaml", "            - script: ./deploy\n", ""),
    found: ["output-edited gocd/web.gocd.yaml:29:1"],
  },
  {
    name: "a byte order mark before an enriched file",
    change: async (repo) =>
      repo.write("gocd/web.gocd.yaml", `\ufeff${await repo.read("gocd/web.gocd.yaml")}`),
    found: ["output-edited gocd/web.gocd.yaml:1:1"],
  },
  {
    name: "an env file edited by hand",
    change: (repo) => repo.edit("gocd/env/web.env", "PACKAGE_APP_LABEL=1.10", "PACKAGE_APP_LABEL=1.9"),
    found: ["output-edited gocd/env/web.env:3:1"],
  },
  {
    name: "the manifest edited by hand",
    change: (repo) => repo.edit("gocd/manifest.json", '"source": "pipelines/web.yaml"', '"source": "x.yaml"'),
    found: ["output-edited gocd/manifest.json:5:7"],
  },
  {
    name: "generated files deleted",
    change: async ({ folder }) => {
      for (const path of ["web.gocd.yaml", "env/worker.env", "manifest.json"]) {
        await rm(join(folder, "gocd", path));
      }
    },
    found: [
      "output-missing gocd/env/worker.env",
      "output-missing gocd/manifest.json",
      "output-missing gocd/web.gocd.yaml",
    ],
  },
  {
    name: "a folder where a generated file belongs",
    change: async (repo) => {
      await rm(join(repo.folder, "gocd/web.gocd.yaml"));
      await repo.write("gocd/web.gocd.yaml/x", "");
    },
    found: ["output-blocked gocd/web.gocd.yaml", "output-foreign gocd/web.gocd.yaml/x"],
  },
  {
    name: "extra files in the output folder: one of ours, two that GoCD would load, two that it would not",
    change: async (repo) => {
      await repo.write(
        "gocd/old.gocd.yaml",
        (await repo.read("gocd/web.gocd.yaml")).replace("web.yaml", "o.yaml"),
      );
      await repo.write("gocd/sub/mine.gocd.yaml", "format_version: 10\n");
      await repo.write("gocd/mine.gocd.yml", "format_version: 10\n");
      await repo.write("gocd/readme.md", "hello\n");
      await repo.write("gocd/.gitattributes", "* linguist-generated\n");
    },
    found: [
      "output-foreign gocd/mine.gocd.yml",
      "output-superfluous gocd/old.gocd.yaml",
      "output-foreign gocd/readme.md",
      "output-foreign gocd/sub/mine.gocd.yaml",
    ],
  },
  {
    name: "a source renamed",
    change: ({ folder }) => rename(join(folder, "pipelines/web.yaml"), join(folder, "pipelines/shop.yaml")),
    found: [
      "output-stale gocd/manifest.json:5:7",
      "output-missing gocd/shop.gocd.yaml",
      "output-superfluous gocd/web.gocd.yaml",
    ],
  },
  {
    name: "a source removed, and with it the only use of a package",
    change: ({ folder }) => rm(join(folder, "pipelines/web.yaml")),
    found: [
      "pin-unused gocd-pin.lock:10:3",
      "output-superfluous gocd/env/web.env",
      "output-stale gocd/manifest.json:4:5",
      "output-superfluous gocd/web.gocd.yaml",
    ],
  },
  {
    name: "a source changed in what is copied",
    change: (repo) => repo.edit("pipelines/worker.yaml", "./deploy", "./run"),
    found: ["output-edited gocd/worker.gocd.yaml:21:13"],
  },
  {
    name: "a source changed in its materials",
    change: (repo) => repo.edit("pipelines/worker.yaml", "database:", "db:"),
    found: [
      "output-stale gocd/env/worker.env:1:1",
      "output-stale gocd/manifest.json:127:11",
      "output-stale gocd/worker.gocd.yaml:11:7",
    ],
  },
  {
    name: "the tag of a pin edited in the lock",
    change: (repo) => repo.edit("gocd-pin.lock", 'tag: "1.10"', 'tag: "1.9"'),
    found: ["lock-edited gocd-pin.lock:15:10", ...STALE_WEB],
  },
  {
    name: "the digest of a pin edited in the lock",
    change: (repo) => repo.edit("gocd-pin.lock", digestOf("2"), digestOf("3")),
    found: [
      "lock-edited gocd-pin.lock:16:13",
      "output-stale gocd/env/web.env:1:1",
      "output-stale gocd/manifest.json:10:11",
      "output-stale gocd/web.gocd.yaml:10:7",
    ],
  },
  {
    name: "the lock written otherwise",
    change: (repo) => repo.edit("gocd-pin.lock", "pins:\n", "pins:\n  # ours\n"),
    found: ["lock-edited gocd-pin.lock:3:3"],
  },
  {
    name: "the question of a pin edited in the lock",
    change: (repo) => repo.edit("gocd-pin.lock", "image: team/web", "image: team/shop"),
    found: ["pin-outdated gocd-pin.yaml:7:7"],
  },
  {
    name: "a pin taken out of the lock",
    change: async (repo) => {
      const lock = await repo.read("gocd-pin.lock");
      await repo.write("gocd-pin.lock", lock.slice(0, lock.indexOf("  Docker/team/web:")));
    },
    found: ["pin-missing gocd-pin.yaml:7:7"],
  },
  {
    name: "the lock deleted",
    change: ({ folder }) => rm(join(folder, "gocd-pin.lock")),
    found: ["lock-edited gocd-pin.lock", "pin-missing gocd-pin.yaml:7:7", "pin-missing gocd-pin.yaml:9:7"],
  },
  {
    name: "a lock with a merge conflict",
    change: (repo) =>
      repo.edit("gocd-pin.lock", "pins:\n", "<<<<<<< HEAD\npins:\n=======\npins:\n>>>>>>> topic\n"),
    found: ["lock-conflict gocd-pin.lock:2:1"],
  },
  {
    name: "the tag filter of a declaration changed without a build",
    change: (repo) => repo.edit("gocd-pin.yaml", "'^\\d+\\.\\d+$'", "'^1\\.'"),
    found: ["pin-outdated gocd-pin.yaml:8:21"],
  },
  {
    name: "a policy declared without a build, and another file edited by hand",
    change: async (repo) => {
      await repo.edit("gocd-pin.yaml", "team/web:\n", "team/web:\n        policy: semver\n");
      await repo.edit("gocd/worker.gocd.yaml", 'DATABASE_LABEL: "15.2"', 'DATABASE_LABEL: "15.1"');
    },
    found: ["pin-outdated gocd-pin.yaml:8:17", "output-edited gocd/worker.gocd.yaml:13:7"],
  },
  {
    name: "a registry name changed without a build",
    change: (repo) => repo.edit("gocd-pin.yaml", "registry.example.com", "registry.example.org"),
    found: [
      "output-stale gocd/env/web.env:13:1",
      "output-stale gocd/env/worker.env:7:1",
      "output-stale gocd/manifest.json:94:11",
      "output-stale gocd/web.gocd.yaml:7:7",
      "output-stale gocd/worker.gocd.yaml:7:7",
    ],
  },
  {
    name: "an error in a source: what a build would write is not known",
    change: async (repo) => {
      await repo.edit("pipelines/web.yaml", "Docker/team/web", "Docker/team/wbe");
      await repo.edit("gocd/worker.gocd.yaml", "./deploy", "./run");
    },
    found: ["package-unknown pipelines/web.yaml:9:18"],
  },
];

for (const { name, change, found } of CASES) {
  test(`${name}: ${found.length === 0 ? "nothing is found" : "found, without a request"}`, async () => {
    await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
      assert.is((await repo.run(["build"])).status, 0);
      await change(repo);
      const requests = repo.registry.count();
      assert.ok(requests > 0);
      const { status, stdout, stderr } = await repo.run(["check", "--format", "json"]);
      assert.equal(findings(stdout).map(brief), found);
      assert.is(status, found.length === 0 ? 0 : 1);
      assert.is(stderr, "");
      assert.is(repo.registry.count(), requests);
    });
  });
}

test("every finding except those about foreign files disappears after a build, and check then passes", async () => {
  const people = ["package-unknown", "output-foreign", "output-blocked", "lock-invalid"];
  const repaired = CASES.filter(
    ({ found }) => !found.some((line) => people.includes(line.split(" ")[0] ?? "")),
  );
  assert.ok(repaired.length > 15);
  for (const { name, change } of repaired) {
    await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
      await repo.run(["build"]);
      await change(repo);
      assert.is((await repo.run(["build"])).status, 0, name);
      const { status, stdout } = await repo.run(["check"]);
      assert.is(`${status} ${stdout}`, "0 everything is up to date\n", name);
    });
  }
});

test("a file next to the generated ones is a finding, also if GoCD does not load it", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    await repo.run(["build"]);
    await repo.write("gocd/env/mine.env", "A=b\n");
    const { status, stdout, stderr } = await repo.run(["check"]);
    assert.is(`${status} ${stdout}`, "1 ");
    assert.match(stderr, /^gocd\/env\/mine\.env: error: .*\[output-foreign\]\n/);
  });
});

test("a missing lock is reported even if there is nothing to pin", async () => {
  const files = { "pipelines/a.yaml": "format_version: 10\npipelines: {}\n" };
  await withConfigRepo({ files, images: {} }, async (repo) => {
    await repo.run(["build"]);
    await rm(join(repo.folder, "gocd-pin.lock"));
    const { stdout } = await repo.run(["check", "--format", "json"]);
    assert.equal(findings(stdout).map(brief), ["output-missing gocd-pin.lock"]);
  });
});

test("in place, a changed value is found in the source", async () => {
  const files = {
    ...SHOP_FILES,
    "gocd-pin.yaml": `output: in-place\n${SHOP_FILES["gocd-pin.yaml"].replace("remove", "keep")}`,
  };
  const project = files["gocd-pin.yaml"]
    .replace("team/db: {}", "team/db: {id: db}")
    .replace("tag_filter", "id: web\n        tag_filter");
  await withConfigRepo(
    { files: { ...files, "gocd-pin.yaml": project }, images: shopImages() },
    async (repo) => {
      assert.is((await repo.run(["build"])).status, 0);
      assert.is((await repo.run(["check"])).status, 0);
      await repo.edit("pipelines/worker.yaml", 'DATABASE_LABEL: "15.2"', 'DATABASE_LABEL: "15.1"');
      const { stdout } = await repo.run(["check", "--format", "json"]);
      assert.equal(
        findings(stdout)
          .filter(({ severity }) => severity === "error")
          .map(brief),
        ["output-edited pipelines/worker.yaml:12:7"],
      );
    },
  );
});

test("a file that is not text is reported", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    await repo.run(["build"]);
    await writeFile(join(repo.folder, "gocd/web.gocd.yaml"), Buffer.from([0xff, 0xfe]));
    const { stdout } = await repo.run(["check", "--format", "json"]);
    assert.equal(findings(stdout).map(brief), ["output-blocked gocd/web.gocd.yaml"]);
  });
});

function brief({ code, path, line, column }: Finding): string {
  const place = line === undefined ? "" : `:${line}:${column ?? 0}`;
  return `${code} ${path ?? ""}${place}`;
}

test.run();
