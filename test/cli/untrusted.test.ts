import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { GOOD, LOGIN, withConfigRepo } from "./config-repo.js";

const SECRET = "root:x:0:0:root";

test("a link of the repo that leads out of the work tree is not read, even if the command line names it (issue 12, error 5)", async () => {
  const outside = await mkdtemp(join(tmpdir(), "outside-"));
  try {
    const secret = join(outside, "passwd.yaml");
    await writeFile(secret, `${SECRET}\n`);
    await withConfigRepo(GOOD, async ({ folder, run }) => {
      await symlink(secret, join(folder, "link.yaml"));
      await symlink(outside, join(folder, "folder"));
      const cases = ["link.yaml", "folder/passwd.yaml", join(folder, "link.yaml")].flatMap((path) => [
        ["validate", path],
        ["explain", "app", "--tags", path],
        ["-c", path, "check"],
      ]);
      for (const args of cases) {
        const { status, stdout, stderr } = await run(args);
        assert.ok(status > 0, args.join(" "));
        assert.match(stderr, /it is a link that leads out of the git work tree \[path-unsafe\]/);
        assert.not.ok(`${stdout}${stderr}`.includes(SECRET), stderr);
      }
      const { stderr } = await run(["validate", secret]);
      assert.ok(stderr.includes(SECRET), "a path outside the work tree is what the user asks for");
    });
  } finally {
    await rm(outside, { recursive: true });
  }
});

test("no output shows a file outside the work tree that a key for certificates names", async () => {
  const outside = await mkdtemp(join(tmpdir(), "outside-"));
  try {
    const path = join(outside, "passwd");
    await writeFile(path, `${SECRET}\n`);
    for (const keys of [["ca_file"], ["cert_file", "key_file"]]) {
      const named = keys.map((key) => `, ${key}: "${path}"`).join("");
      const project = `package_repositories:\n  Docker: {registry_url: "https://r.invalid"${named}, packages: {team/app: }}\n`;
      await withConfigRepo({ ...GOOD, "gocd-pin.yaml": project }, async ({ run }) => {
        const { status, stdout, stderr } = await run(["verify", "--verbose"]);
        assert.is(status, 3, stderr);
        assert.match(stdout + stderr, /contains no certificate/);
        assert.not.ok(`${stdout}${stderr}`.includes(SECRET), stderr);
      });
    }
  } finally {
    await rm(outside, { recursive: true });
  }
});

test("links may lead into the work tree that --repository-root names", async () => {
  const files = { "sub/gocd-pin.yaml": "", "common/app.yaml": GOOD["pipelines/app.yaml"] };
  await withConfigRepo(files, async ({ folder, run }) => {
    await rm(join(folder, ".git"), { recursive: true });
    await rename(join(folder, "gocd-pin.yaml"), join(folder, "sub/gocd-pin.yaml"));
    await mkdir(join(folder, "sub/pipelines"));
    await symlink("../../common/app.yaml", join(folder, "sub/pipelines/app.yaml"));
    const alone = await run(["-C", "sub", "build"], { env: LOGIN });
    assert.match(alone.stderr, "it is a link that leads out of the project folder [path-unsafe]");
    const named = await run(["-C", "sub", "build", "--repository-root", ".."], { env: LOGIN });
    assert.is(named.status, 0, named.stderr);
  });
});

test("-C does not follow a link of the repo out of the work tree", async () => {
  const outside = await mkdtemp(join(tmpdir(), "outside-"));
  try {
    await writeFile(join(outside, "gocd-pin.yaml"), `${SECRET}\n`);
    await withConfigRepo(GOOD, async ({ folder, run }) => {
      await symlink(outside, join(folder, "ci"));
      await symlink(".", join(folder, "inside"));
      for (const args of [["check"], ["build", "--frozen"], ["init"]]) {
        const { status, stdout, stderr } = await run(["-C", "ci", ...args]);
        assert.is(status, 2);
        assert.match(stderr, "is invalid: it is a link that leads out of the git work tree [usage]");
        assert.not.ok(`${stdout}${stderr}`.includes(SECRET), stderr);
      }
      assert.is((await run(["-C", "inside", "build"], { env: LOGIN })).status, 0);
    });
  } finally {
    await rm(outside, { recursive: true });
  }
});

const PROJECTS: readonly (readonly [text: string, message: RegExp])[] = [
  ["output: .git", /gocd-pin\.yaml:1:9: error: "\.git" is, or is in, a \.git folder \[path-unsafe\]/],
  ["output: .git/hooks", /"\.git\/hooks" is, or is in, a \.git folder \[path-unsafe\]/],
  ["output: sub/.GIT", /"sub\/\.GIT" is, or is in, a \.git folder \[path-unsafe\]/],
  [`sources: ["(a+)+$"]`, /gocd-pin\.yaml:1:11: error: "sources": "\(" is not allowed in a glob/],
  [`sources: ["${"*a".repeat(101)}"]`, /"sources": the glob has more than 100 wildcards/],
  [`sources: ["{${"a,".repeat(1001)}}"]`, /"sources": the glob/],
  [`sources: ["../*.yaml"]`, /"\.\.\/\*\.yaml" is not below the project folder \[project-path\]/],
];

test("a project file that names a folder of git, or a glob that is not allowed, is an error at its place", async () => {
  for (const [text, message] of PROJECTS) {
    await withConfigRepo({ ...GOOD, "gocd-pin.yaml": `${text}\n` }, async ({ run }) => {
      for (const verb of ["build", "check"]) {
        const { status, stderr } = await run([verb]);
        assert.is(status, 2, stderr);
        assert.match(stderr, message);
      }
    });
  }
});

test("two sources that differ only in the Unicode normal form of their names are an error (issue 12, error 14)", async () => {
  const text = GOOD["pipelines/app.yaml"];
  const files = {
    "pipelines/caf\u00e9.yaml": text,
    "pipelines/cafe\u0301.yaml": text.replace("app:", "other:"),
  };
  await withConfigRepo(files, async ({ run }) => {
    const { status, stderr } = await run(["build"], { env: LOGIN });
    assert.is(status, 1, stderr);
    assert.match(stderr, /would both be written to .* \[source-name\]/);
  });
});

test("in a clone with core.autocrlf, check has no findings and build changes nothing", async () => {
  await withConfigRepo(GOOD, async ({ folder, run }) => {
    await rm(join(folder, ".git"), { recursive: true });
    const git = (...args: string[]) => {
      const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
      return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8", stdio: "pipe" });
    };
    git("init", "--quiet");
    assert.is((await run(["build"], { env: LOGIN })).status, 0);
    git("add", "--all");
    git("commit", "--quiet", "--message=Build");
    git("-c", "core.autocrlf=true", "clone", "--quiet", ".", "clone");
    git("config", "--file=clone/.git/config", "core.autocrlf", "true");
    const check = await run(["-C", "clone", "check"]);
    assert.is(check.status, 0, check.stderr);
    assert.is((await run(["-C", "clone", "build"])).stdout, "everything is up to date\n");
    assert.is(git("-C", "clone", "status", "--porcelain"), "");
  });
});

test("a message shows only the start of a long name", async () => {
  const name = "k".repeat(100_000);
  const text = GOOD["pipelines/app.yaml"].replace("  app:\n", `  "${name}":\n    wrong: 1\n`);
  await withConfigRepo({ "pipelines/app.yaml": text }, async ({ run }) => {
    for (const format of ["text", "json", "sarif", "github", "junit"]) {
      const { stdout, stderr } = await run(["validate", "--format", format]);
      assert.match(stdout + stderr, /k… \(99800 more characters\)/);
      assert.ok(stdout.length < 100_000 && stderr.length < 20_000, `${format}: ${stdout.length}`);
    }
  });
});

test("many files have at most as many bytes and packages in total as the bounds allow", async () => {
  const comment = `# ${"x".repeat(97)}\n`.repeat(150_000);
  const large = { ...GOOD, ...filesOf(5, (index) => [`pipelines/large${index}.yaml`, comment]) };
  const help = "larger than 64 MiB in total \\[bound-exceeded\\]\n";
  await withConfigRepo(large, async ({ run }) => {
    for (const argv of [["check"], ["validate", ...Object.keys(large)]]) {
      const { status, stderr } = await run(argv);
      assert.is(status, 1, stderr);
      assert.match(
        stderr,
        new RegExp(`pipelines/large4.yaml: error: this file and the previous ones are ${help}`),
      );
    }
  });
  const packages = Array.from({ length: 4000 }, (_, index) => `        p${index}:\n`).join("");
  const common = (name: string) =>
    `common:\n  package_repositories:\n    ${name}:\n      registry_url: "https://r.example"\n      packages:\n${packages}`;
  const sources = filesOf(5, (index) => [
    `pipelines/x${index}.yaml`,
    `format_version: 10\n${common(`R${index}`)}`,
  ]);
  await withConfigRepo({ ...GOOD, ...sources }, async ({ run }) => {
    const { status, stderr } = await run(["check"]);
    assert.is(status, 1, stderr);
    assert.match(
      stderr,
      "pipelines/x4.yaml:4:5: error: more than 20,000 packages and package repositories are declared",
    );
  });
});

function filesOf(
  count: number,
  fileOf: (index: number) => readonly [string, string],
): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => fileOf(index)));
}

test("a project file, a lock and an import have at most as many packages as the bounds allow", async () => {
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join("");
  const project = `package_repositories:\n  Docker:\n    registry_url: "https://r.example"\n    packages:\n`;
  const many = `${project}${lines(20_000, (index) => `      p${index}:\n`)}`;
  await withConfigRepo({ ...GOOD, "gocd-pin.yaml": many }, async ({ run }) => {
    const { status, stderr } = await run(["check"]);
    assert.is(status, 2, stderr);
    assert.match(stderr, "error: more than 20,000 packages and package repositories are declared");
  });
  const lock = `version: 1\npins:\n${lines(40_001, (index) => `  Docker/p${index}: {tag: 1}\n`)}`;
  await withConfigRepo({ ...GOOD, "gocd-pin.lock": lock }, async ({ run }) => {
    const { status, stderr } = await run(["check"]);
    assert.is(status, 1, stderr);
    assert.match(stderr, "gocd-pin.lock:2:1: error: the lock has more than 40,000 pins [lock-invalid]");
    assert.match(stderr, /\n1 error\n$/);
  });
  const packages = Array.from({ length: 20_001 }, (_, index) => ({
    name: `p${index}`,
    id: `i${index}`,
    package_repo: { id: "r", name: "Other" },
    configuration: [{ key: "DOCKER_IMAGE", value: "app" }],
  }));
  const repository = {
    repo_id: "r",
    name: "Other",
    plugin_metadata: { id: "docker-registry" },
    configuration: [{ key: "DOCKER_REGISTRY_URL", value: "https://r.example" }],
  };
  const document = JSON.stringify({ package_repositories: [repository], packages });
  await withConfigRepo({ ...GOOD, "saved.json": document }, async ({ run }) => {
    const { status, stderr } = await run(["import", "saved.json"]);
    assert.is(status, 1, stderr);
    assert.match(stderr, "the project file cannot have all packages of the server: more than 20,000");
  });
});

test.run();
