import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { digestOf, SHOP_FILES, shopImages } from "../support/shop-repo.js";

// Branches that both moved pins, merged by a real git.

const run = promisify(execFile);
const MARKERS = /^(?:<{7}|={7}|>{7}|\|{7})/m;

/** A config repo with git: the branch `main` is built, `feature` starts there. */
interface Branches extends ConfigRepo {
  git(...args: readonly string[]): Promise<string>;
  /** Runs a command that must succeed. */
  ok(...args: readonly string[]): Promise<string>;
  commit(): Promise<void>;
  /** Runs a git command that must stop at a conflict. */
  conflict(...args: readonly string[]): Promise<void>;
}

async function withBranches(
  use: (repo: Branches) => Promise<void>,
  files: Readonly<Record<string, string>> = SHOP_FILES,
): Promise<void> {
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: repo.folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_EDITOR: "true",
      ...Object.fromEntries(
        ["AUTHOR", "COMMITTER"].flatMap((who) => [
          [`GIT_${who}_NAME`, "test"],
          [`GIT_${who}_EMAIL`, "test@example.com"],
        ]),
      ),
    };
    const git = async (...args: readonly string[]) => {
      const { stdout } = await run("git", args, { cwd: repo.folder, env });
      return stdout;
    };
    const branches: Branches = {
      ...repo,
      git,
      async ok(...args) {
        const { status, stdout, stderr } = await repo.run(args);
        assert.is(status, 0, stderr);
        return stdout + stderr;
      },
      async commit() {
        await git("add", "--all");
        await git("commit", "--quiet", "--message", "change");
      },
      async conflict(...args) {
        const failed = await git(...args).then(
          () => false,
          () => true,
        );
        assert.ok(failed, `git ${args.join(" ")} has no conflict`);
        assert.match(await repo.read("gocd-pin.lock"), MARKERS);
      },
    };
    await git("init", "--quiet", "--initial-branch", "main");
    await branches.ok("build");
    await branches.commit();
    await git("branch", "feature");
    await use(branches);
  });
}

/** Pushes a tag and refreshes on a branch. */
async function refreshOn(
  repo: Branches,
  branch: string,
  ...tags: readonly (readonly [string, string, string])[]
) {
  await repo.git("checkout", "--quiet", branch);
  for (const [image, tag, digit] of tags) repo.registry.push(image, tag, { digest: digestOf(digit) });
  await repo.ok("refresh");
  await repo.commit();
}

/** Asserts that nothing is left of a conflict, and returns the tag of a package. */
async function tagAfterMerge(repo: Branches, key: string): Promise<string | undefined> {
  const files = await repo.git("ls-files");
  for (const path of files.trim().split("\n")) assert.not.match(await repo.read(path), MARKERS, path);
  await repo.ok("check");
  const manifest = await repo.read("gocd/manifest.json");
  return new RegExp(`"${key}": \\{[^}]*"tag": "([^"]*)"`).exec(
    manifest.slice(manifest.indexOf('"packages"')),
  )?.[1];
}

for (const style of ["merge", "diff3", "zdiff3"]) {
  for (const operation of ["merge", "rebase", "cherry-pick"]) {
    test(`build takes the higher tag after a conflict of git ${operation} with the style ${style}, and queries nothing`, async () => {
      await withBranches(async (repo) => {
        await repo.git("config", "merge.conflictStyle", style);
        await refreshOn(repo, "feature", ["team/web", "1.11", "3"]);
        await refreshOn(repo, "main", ["team/web", "1.12", "4"]);
        await repo.git("checkout", "--quiet", "feature");
        await repo.conflict(operation, "main");
        const before = repo.registry.requests.length;
        const output = await repo.ok("build");
        assert.match(
          output,
          /note: "Docker\/team\/web": the tag "1\.12" of "[^"]+" is used, which is higher than "1\.11" of "[^"]+" \[lock-conflict\]/,
        );
        assert.is(repo.registry.requests.length, before);
        assert.is(await tagAfterMerge(repo, "Docker/team/web"), "1.12");
        assert.match(await repo.read("gocd/env/web.env"), "GO_PACKAGE_DOCKER_TEAM_WEB_LABEL=1.12\n");
      });
    });
  }
}

test("a conflict that spans several pins is resolved for each of them", async () => {
  await withBranches(async (repo) => {
    await refreshOn(repo, "feature", ["team/web", "1.11", "3"], ["team/db", "15.3", "c"]);
    await repo.git("checkout", "--quiet", "main");
    await repo.ok("refresh", "web", "--to", "1.9");
    repo.registry.push("team/db", "15.4", { digest: digestOf("d") });
    await repo.ok("refresh", "db");
    await repo.commit();
    await repo.conflict("merge", "feature");
    await repo.ok("build");
    assert.is(await tagAfterMerge(repo, "Docker/team/web"), "1.11");
    assert.is(await tagAfterMerge(repo, "Docker/team/db"), "15.4");
  });
});

test("a pin that one side added and a pin that one side removed are as the merged sources need them", async () => {
  await withBranches(async (repo) => {
    await repo.git("checkout", "--quiet", "feature");
    await repo.edit("gocd-pin.yaml", "team/db: {}", "team/db: {}\n      team/cache: {image: team/web}");
    await repo.edit("pipelines/worker.yaml", "package: Docker/team/db", "package: Docker/team/cache");
    await repo.edit("pipelines/web.yaml", "      database:\n        package: Docker/team/db\n", "");
    await repo.ok("build");
    await repo.commit();
    await refreshOn(repo, "main", ["team/db", "15.3", "c"], ["team/web", "1.11", "3"]);
    await repo.conflict("merge", "feature");
    await repo.ok("build");
    const lock = await repo.read("gocd-pin.lock");
    assert.not.match(lock, "Docker/team/db");
    assert.match(lock, "Docker/team/cache");
    assert.is(await tagAfterMerge(repo, "Docker/team/web"), "1.11");
  });
});

test("the side that fits the merged declaration is used, even if it is lower", async () => {
  await withBranches(async (repo) => {
    await repo.git("checkout", "--quiet", "feature");
    await repo.edit("gocd-pin.yaml", "'^\\d+\\.\\d+$'", "'^1\\.9$'");
    await repo.ok("build");
    await repo.commit();
    await refreshOn(repo, "main", ["team/web", "1.12", "4"]);
    await repo.conflict("merge", "feature");
    const output = await repo.ok("build");
    assert.match(
      output,
      'the tag "1.9" of "feature" is used, because the declaration of the package does not match "1.12" of "HEAD"',
    );
    assert.is(await tagAfterMerge(repo, "Docker/team/web"), "1.9");
  });
});

test("of two digests of one tag, the registry decides", async () => {
  await withBranches(async (repo) => {
    await refreshOn(repo, "feature", ["team/web", "1.10", "7"]);
    await refreshOn(repo, "main", ["team/web", "1.10", "8"]);
    await repo.conflict("merge", "feature");
    repo.registry.push("team/web", "1.10", { digest: digestOf("9") });
    const output = await repo.ok("build");
    assert.match(
      output,
      'both sides of the merge have the tag "1.10", with different digests; the registry is queried',
    );
    assert.match(await repo.read("gocd-pin.lock"), digestOf("9"));
    assert.is(await tagAfterMerge(repo, "Docker/team/web"), "1.10");
  });
});

test("the side whose tag the rule accepts is used, and if no side has one, the registry is queried", async () => {
  const project = SHOP_FILES["gocd-pin.yaml"].replace("tag_filter: '^\\d+\\.\\d+$'", "policy: semver");
  await withBranches(
    async (repo) => {
      await repo.git("checkout", "--quiet", "feature");
      await repo.ok("refresh", "web", "--to", "latest");
      await repo.commit();
      await refreshOn(repo, "main", ["team/web", "1.12.0", "4"]);
      await repo.conflict("merge", "feature");
      assert.match(await repo.ok("build"), 'the tag "1.12.0" of "HEAD" is used, because');
      assert.is(await tagAfterMerge(repo, "Docker/team/web"), "1.12.0");
      await repo.git("reset", "--quiet", "--hard");
      repo.registry.push("team/web", "nightly", { digest: digestOf("5") });
      await repo.ok("refresh", "web", "--to", "nightly");
      await repo.commit();
      await repo.conflict("merge", "feature");
      const query =
        'the policy cannot compare "nightly" of "HEAD" with "latest" of "feature"; the registry is queried';
      assert.match(await repo.ok("build"), query);
      assert.is(await tagAfterMerge(repo, "Docker/team/web"), "1.12.0");
    },
    { ...SHOP_FILES, "gocd-pin.yaml": project },
  );
});

test("refresh resolves a conflict too, and CRLF makes no difference", async () => {
  await withBranches(async (repo) => {
    await refreshOn(repo, "feature", ["team/web", "1.11", "3"]);
    await refreshOn(repo, "main", ["team/web", "1.12", "4"]);
    await repo.conflict("merge", "feature");
    for (const path of ["gocd-pin.lock", "gocd/manifest.json"]) {
      await repo.write(path, (await repo.read(path)).replaceAll("\n", "\r\n"));
    }
    await repo.ok("refresh", "db");
    assert.is(await tagAfterMerge(repo, "Docker/team/web"), "1.12");
  });
});

test("check and build --frozen report the conflict and write nothing", async () => {
  await withBranches(async (repo) => {
    await refreshOn(repo, "feature", ["team/web", "1.11", "3"]);
    await refreshOn(repo, "main", ["team/web", "1.12", "4"]);
    await repo.conflict("merge", "feature");
    const lock = await repo.read("gocd-pin.lock");
    const line = lock.split("\n").findIndex((text) => text.startsWith("<")) + 1;
    for (const args of [["check"], ["build", "--frozen"], ["manifest"]]) {
      const { status, stderr } = await repo.run(args);
      assert.is(status, 1);
      const sides = `"HEAD" has lines ${line + 1} to ${line + 2}, "feature" has lines ${line + 4} to ${line + 5}`;
      assert.match(
        stderr,
        `gocd-pin.lock:${line}:1: error: conflict markers of a merge: ${sides} [lock-conflict]`,
      );
      assert.match(stderr, /^1 error$/m, stderr);
    }
    assert.is(await repo.read("gocd-pin.lock"), lock);
  });
});

test("check names the markers in generated files", async () => {
  await withBranches(async (repo) => {
    await refreshOn(repo, "feature", ["team/web", "1.11", "3"]);
    await refreshOn(repo, "main", ["team/web", "1.12", "4"]);
    await repo.conflict("merge", "feature");
    await repo.git("checkout", "--ours", "gocd-pin.lock");
    const { status, stderr } = await repo.run(["check"]);
    assert.is(status, 1);
    for (const path of ["gocd/manifest.json", "gocd/env/web.env", "gocd/web.gocd.yaml"]) {
      assert.match(
        stderr,
        new RegExp(`${path}:\\d+:1: error: conflict markers of a merge: .* \\[merge-conflict\\]`),
      );
    }
    await repo.ok("build");
    assert.is(await tagAfterMerge(repo, "Docker/team/web"), "1.12");
  });
});

test("markers in a source and in the project file are named, with the lines of both sides", async () => {
  const conflict = "<<<<<<< HEAD\n  a: 1\n||||||| base\n=======\n>>>>>>> topic\n";
  const message =
    'error: conflict markers of a merge: "HEAD" has line 2, "topic" has no lines here [merge-conflict]';
  await withBranches(async (repo) => {
    await repo.write("pipelines/worker.yaml", conflict);
    for (const args of [["build"], ["check"], ["validate"], ["validate", "pipelines/worker.yaml"]]) {
      const { status, stderr } = await repo.run(args);
      assert.is(status, 1);
      assert.match(stderr, `pipelines/worker.yaml:1:1: ${message}`);
      assert.match(stderr, "\n1 error\n");
    }
    await repo.write("gocd-pin.yaml", conflict);
    const { status, stderr } = await repo.run(["build"]);
    assert.is(status, 2);
    assert.match(stderr, `gocd-pin.yaml:1:1: ${message}`);
  });
});

test("incomplete markers, or sides that are not a lock, are never resolved", async () => {
  await withBranches(async (repo) => {
    const lock = await repo.read("gocd-pin.lock");
    for (const [text, message] of [
      [`<<<<<<< HEAD\n${lock}`, "incomplete conflict markers of a merge"],
      [`${lock}>>>>>>> topic\n`, "incomplete conflict markers of a merge"],
      [`<<<<<<< HEAD\n${lock}=======\npins: [\n>>>>>>> topic\n`, "one side is not a lock"],
    ] as const) {
      await repo.write("gocd-pin.lock", text);
      const { status, stderr } = await repo.run(["build"]);
      assert.is(status, 1);
      assert.match(stderr, message);
      assert.is(await repo.read("gocd-pin.lock"), text);
    }
  });
});

test.run();
