import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { planMoves } from "../../src/commands/gocd-files.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { runMain } from "../support/main-run.js";
import { runWell } from "../support/program-run.js";

const PIPELINE = "format_version: 10\npipelines: {}\n";

/** A folder with these files at work; `tree` gives them all, by path. */
async function withFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string, tree: () => Promise<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-init-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await use(folder, () => readTree(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readTree(folder: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (entry.isFile() && !path.startsWith(".git/")) tree[path] = await readFile(join(folder, path), "utf8");
  }
  return tree;
}

/** The text with the first comment sign of each line from `start` on removed. */
function uncomment(text: string, start: string): string {
  const from = text.indexOf(start);
  assert.ok(from >= 0, text);
  return text.slice(0, from) + text.slice(from).replace(/^( *)# /gm, "$1");
}

test("a file that init cannot write is reported like one of a build, and nothing is changed", async () => {
  await withFolder({ pipelines: "a file\n" }, async (cwd, tree) => {
    const before = await tree();
    const { status, stderr } = await runMain(["init"], { cwd });
    assert.is(status, 1);
    assert.match(stderr, "cannot be written: a file is in the place of a folder; nothing was changed");
    assert.match(stderr, "help: check what is at that path, free space or correct the permissions");
    assert.equal(await tree(), before);
  });
});

test("init writes nothing into the folder of git itself", async () => {
  const bare = { HEAD: "ref: refs/heads/main\n", "objects/x": "", "refs/x": "" };
  for (const [files, below] of [
    [bare, "."],
    [{ ".git/hooks/x": "" }, ".git/hooks"],
  ] as const) {
    await withFolder(files, async (folder, tree) => {
      const before = await tree();
      const { status, stderr } = await runMain(["init"], { cwd: join(folder, below) });
      assert.is(status, 2);
      assert.match(stderr, "is a git repository without a work tree, or inside a .git folder [usage]");
      assert.equal(await tree(), before);
      assert.equal(
        await readdir(join(folder, below)),
        below === "."
          ? Object.keys(before)
              .map((path) => path.split("/")[0])
              .sort()
          : ["x"],
      );
    });
  }
});

test("what init writes in an empty folder builds at once, without a network", async () => {
  for (const more of [[], ["--registry-url", "http://127.0.0.1:9/v2/"], ["--layout", "folder"]]) {
    await withFolder({}, async (cwd, tree) => {
      const { status, stdout, stderr } = await runMain(["init", ...more], { cwd });
      assert.is(stderr, "");
      assert.is(status, 0);
      assert.match(
        stdout,
        "wrote gocd-pin.yaml\nwrote pipelines/example.yaml\nwrote .gitattributes\n\nNext:\n",
      );
      const build = await runMain(["build", "--frozen"], { cwd });
      assert.is(build.stderr, "");
      assert.is(build.status, 0);
      assert.match(build.stdout, "wrote gocd/example.gocd.yaml");
      assert.is((await runMain(["validate", "--strict"], { cwd })).stderr, "");
      const files = await tree();
      assert.is(
        files[".gitattributes"],
        "gocd-pin.lock text eol=lf\ngocd/** text eol=lf linguist-generated=true\n",
      );
      assert.equal(Object.keys(files).sort(), [
        ".gitattributes",
        "gocd-pin.lock",
        "gocd-pin.yaml",
        "gocd/example.gocd.yaml",
        "gocd/manifest.json",
        "pipelines/example.yaml",
      ]);
    });
  }
});

test("without their comment signs the examples pin an image", async () => {
  const registry = await startFakeRegistry({
    repositories: { "team/app": { tags: { "1.9.0": {}, "1.10.0": {}, latest: {} } } },
  });
  try {
    await withFolder({ ".git/HEAD": "ref: refs/heads/main\n" }, async (cwd, tree) => {
      await runMain(["init", "--registry-url", registry.url], { cwd });
      const { "gocd-pin.yaml": project = "", "pipelines/example.yaml": source = "" } = await tree();
      await writeFile(join(cwd, "gocd-pin.yaml"), uncomment(project, "    # packages:"));
      await writeFile(join(cwd, "pipelines/example.yaml"), uncomment(source, "# pipelines:"));
      const { status, stdout, stderr } = await runMain(["build"], { cwd });
      assert.is(stderr, "");
      assert.is(status, 0);
      assert.match(stdout, "pinned Docker/team/app 1.10.0");
      const { "gocd/example.gocd.yaml": generated = "" } = await tree();
      assert.match(generated, 'GO_PACKAGE_BASE_LABEL: "1.10.0"');
      // The comment of the source is also in the generated file, and true there.
      assert.match(generated, "# `gocd-pin build` writes gocd/example.gocd.yaml for GoCD");
      assert.not.match(generated, "GoCD does not read");
      for (const file of ["pipelines/example.yaml", "gocd/example.gocd.yaml"]) {
        assert.is((await runMain(["validate", "--strict", file], { cwd })).stderr, "");
      }
    });
  } finally {
    await registry.stop();
  }
});

test("the example for Docker Hub is valid in a project file", async () => {
  await withFolder({}, async (cwd, tree) => {
    await runMain(["init"], { cwd });
    const { "pipelines/example.yaml": source = "" } = await tree();
    await writeFile(join(cwd, "pipelines/example.yaml"), uncomment(source, "# pipelines:"));
    const { status, stderr } = await runMain(["build", "--frozen"], { cwd });
    assert.is(status, 1);
    assert.match(stderr, /"Docker\/alpine".*\[pin-missing\]/);
  });
});

test("sources that are there already need no first source", async () => {
  await withFolder({ "pipelines/mine.yml": PIPELINE }, async (cwd, tree) => {
    assert.is((await runMain(["init"], { cwd })).status, 0);
    assert.equal(Object.keys(await tree()).sort(), [".gitattributes", "gocd-pin.yaml", "pipelines/mine.yml"]);
    assert.is((await runMain(["build", "--frozen"], { cwd })).status, 0);
  });
});

test("the next steps name a project file of another name", async () => {
  await withFolder({}, async (folder) => {
    const { stdout } = await runMain(["init", "-c", "ci/our pins.yaml"], { cwd: folder });
    assert.match(stdout, "\n  edit ci/our pins.yaml  ");
    assert.match(stdout, "\n  gocd-pin -c 'ci/our pins.yaml' build  ");
    assert.is((await runMain(["-c", "ci/our pins.yaml", "build"], { cwd: folder })).status, 0);
  });
});

test("init overwrites nothing", async () => {
  const cases: readonly (readonly [files: Record<string, string>, args: readonly string[]])[] = [
    [{ "gocd-pin.yaml": "mine" }, []],
    [{ "gocd-pin.yaml": "mine", "a.gocd.yaml": PIPELINE }, ["--layout", "folder"]],
    [{ "other.yaml": "mine" }, ["-c", "other.yaml"]],
    [{ "pipelines/example.yaml/x": "mine" }, []],
    [{ gocd: "mine", "gocd-pin.yaml/x": "mine" }, []],
  ];
  for (const [files, args] of cases) {
    await withFolder(files, async (cwd, tree) => {
      const { status, stdout, stderr } = await runMain(["init", ...args], { cwd });
      assert.is(status, 2);
      assert.is(stdout, "");
      assert.match(stderr, "the file already exists, and init does not overwrite files [project-exists]");
      assert.equal(await tree(), files);
    });
  }
});

test("the example is inert: a build of it has no pipeline", async () => {
  await withFolder({ ".git/HEAD": "ref: refs/heads/main\n" }, async (cwd, tree) => {
    await runMain(["init"], { cwd });
    await runMain(["build", "--frozen"], { cwd });
    const text = (await tree())["gocd/example.gocd.yaml"] ?? "";
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    assert.equal(lines, ["format_version: 10"]);
  });
});

test("where GoCD reads files already, init sets up the layout folder and names the moves and the other layout", async () => {
  const files = { "deploy.gocd.yaml": PIPELINE, "a/b c.gocd.yml": PIPELINE };
  await withFolder(files, async (cwd, tree) => {
    const { status, stdout, stderr } = await runMain(["init"], { cwd });
    assert.equal([status, stderr], [0, ""]);
    assert.match(
      stdout,
      "  mkdir -p pipelines/a pipelines\n  git mv 'a/b c.gocd.yml' 'pipelines/a/b c.yaml'\n",
    );
    assert.match(stdout, "  git mv deploy.gocd.yaml pipelines/deploy.yaml\n");
    assert.match(stdout, "  rm gocd-pin.yaml\n  gocd-pin init --layout in-place\n");
    const after = await tree();
    assert.equal(
      Object.keys(after).sort(),
      [".gitattributes", ...Object.keys(files), "gocd-pin.yaml"].sort(),
    );
    for (const [path, text] of Object.entries(files)) assert.is(after[path], text);
    // The other layout works as described.
    await rm(join(cwd, "gocd-pin.yaml"));
    assert.is((await runMain(["init", "--layout", "in-place"], { cwd })).status, 0);
  });
});

test("init lists the packages of the server that pipelines name, and the configuration of a server", async () => {
  const pipeline = `format_version: 10
pipelines:
  deploy:
    group: g
    materials:
      web:
        package: 0b7a8f4e
      apt:
        package: c1d2
      other:
        package: Docker/x
    stages: []
  again:
    group: g
    materials:
      web:
        package: 0b7a8f4e
    stages: []
`;
  const files = {
    "deploy.gocd.yaml": pipeline,
    "broken.gocd.yaml": "a: [",
    "old/cruise-config.xml": "<cruise/>",
  };
  await withFolder(files, async (cwd) => {
    const { status, stdout } = await runMain(["init"], { cwd });
    assert.is(status, 0);
    assert.match(stdout, '\n  0b7a8f4e  deploy.gocd.yaml: material "web" of "deploy", and 1 more\n  c1d2  ');
    assert.match(stdout, "\n  gocd-pin import old/cruise-config.xml\n");
  });
});

test("init --git adds the lines to an existing .gitattributes, in its line endings, and once", async () => {
  const lines = ["gocd-pin.lock text eol=lf", "gocd/** text eol=lf linguist-generated=true", ""];
  const cases: readonly (readonly [before: string, after: string])[] = [
    ["* text=auto\n", `* text=auto\n${lines.join("\n")}`],
    ["* text=auto", `* text=auto\n${lines.join("\n")}`],
    ["* text=auto\r\n", `* text=auto\r\n${lines.join("\r\n")}`],
    ["gocd-pin.lock -diff\n", `gocd-pin.lock -diff\n${lines.slice(1).join("\n")}`],
    ["", lines.join("\n")],
  ];
  for (const [before, after] of cases) {
    for (const project of [{}, { "gocd-pin.yaml": "output: gocd\n" }]) {
      await withFolder({ ".gitattributes": before, ...project }, async (cwd, tree) => {
        const { status, stdout, stderr } = await runMain(["init", "--git"], { cwd });
        assert.equal([status, stderr], [0, ""]);
        assert.match(stdout, "wrote .gitattributes\n");
        assert.is((await tree())[".gitattributes"], after);
        const again = await runMain(["init", "--git"], { cwd });
        assert.equal([again.status, again.stdout], [0, "everything is up to date\n"]);
      });
    }
  }
});

test("init --git names the output folder of the project, and git applies its lines", async () => {
  const files = { "gocd-pin.yaml": "output: my files\n" };
  await withFolder(files, async (cwd) => {
    await runWell("git", ["init", "--quiet"], { cwd });
    assert.is((await runMain(["init", "--git"], { cwd })).status, 0);
    const args = ["check-attr", "eol", "linguist-generated", "--", "gocd-pin.lock", "my files/env/a.env"];
    assert.equal((await runWell("git", args, { cwd })).trim().split("\n"), [
      "gocd-pin.lock: eol: lf",
      "gocd-pin.lock: linguist-generated: unspecified",
      "my files/env/a.env: eol: lf",
      "my files/env/a.env: linguist-generated: true",
    ]);
  });
});

test("init --git does not touch a .gitattributes that it cannot read exactly", async () => {
  for (const text of ["\ufeff* text=auto\n", "a\0b"]) {
    await withFolder({ ".gitattributes": text }, async (cwd, tree) => {
      const { status, stdout, stderr } = await runMain(["init", "--git"], { cwd });
      assert.equal([status, stdout], [1, ""]);
      assert.match(stderr, "no lines can be added to the file: ");
      assert.equal(await tree(), { ".gitattributes": text });
    });
  }
});

test("init --editor saves the schemas and names them in what it writes", async () => {
  await withFolder({}, async (cwd, tree) => {
    assert.is((await runMain(["init", "--editor"], { cwd })).status, 0);
    const files = await tree();
    const schemas = ["project", "lock", "manifest", "gocd-yaml"].map(
      (name) => `.gocd-pin/${name}.schema.json`,
    );
    for (const path of schemas) assert.ok(path in files, path);
    assert.match(
      files["gocd-pin.yaml"] ?? "",
      "# yaml-language-server: $schema=.gocd-pin/project.schema.json\n",
    );
    const source = files["pipelines/example.yaml"] ?? "";
    assert.match(source, "# yaml-language-server: $schema=../.gocd-pin/gocd-yaml.schema.json\n");
    assert.is((await runMain(["build", "--frozen"], { cwd })).status, 0);
    const again = await runMain(["init", "--editor"], { cwd });
    assert.equal([again.status, again.stdout], [0, "everything is up to date\n"]);
  });
});

test("init --editor changes no file of an existing project, and says which lines to add", async () => {
  const old = `{"$id": "lock.schema.json"}`;
  const named = "# yaml-language-server: $schema=x.json\n";
  const files = {
    "gocd-pin.yaml": "sources: [p/*.yaml]\n",
    "p/a.yaml": PIPELINE,
    "p/b.yaml": named + PIPELINE,
    ".gocd-pin/lock.schema.json": old,
  };
  await withFolder(files, async (cwd, tree) => {
    const { status, stdout } = await runMain(["init", "--editor"], { cwd });
    assert.is(status, 0);
    assert.match(
      stdout,
      "  gocd-pin.yaml\n    # yaml-language-server: $schema=.gocd-pin/project.schema.json\n",
    );
    assert.match(
      stdout,
      "  p/a.yaml\n    # yaml-language-server: $schema=../.gocd-pin/gocd-yaml.schema.json\n",
    );
    assert.not.match(stdout, "p/b.yaml");
    const after = await tree();
    for (const path of ["gocd-pin.yaml", "p/a.yaml", "p/b.yaml"] as const)
      assert.is(after[path], files[path]);
    assert.is.not(after[".gocd-pin/lock.schema.json"], old);
  });
});

test("init --editor does not overwrite a file that is not a schema of gocd-pin", async () => {
  const files = { "gocd-pin.yaml": "output: gocd\n", ".gocd-pin/lock.schema.json": "mine" };
  await withFolder(files, async (cwd, tree) => {
    const { status, stderr } = await runMain(["init", "--editor"], { cwd });
    assert.is(status, 2);
    assert.match(stderr, ".gocd-pin/lock.schema.json");
    assert.equal(await tree(), files);
  });
});

test("the layout folder requires moves, and its commands work", async () => {
  const files = {
    "deploy.gocd.yaml": PIPELINE,
    "gocd/it's.gocd.yml": PIPELINE,
    "pipelines/team/deep.gocd.yaml": PIPELINE,
  };
  await withFolder(files, async (cwd, tree) => {
    await runWell("git", ["init", "--quiet"], { cwd });
    await runWell("git", ["add", "--all"], { cwd });
    const { status, stdout } = await runMain(["init", "--layout", "folder"], { cwd });
    assert.is(status, 0);
    assert.equal(
      Object.keys(await tree()).sort(),
      [...Object.keys(files), ".gitattributes", "gocd-pin.yaml"].sort(),
    );
    const commands = stdout.split("\n").filter((line) => /^ {2}(?:mkdir|git mv)/.test(line));
    assert.is(commands.length, 4, stdout);
    await runWell("sh", ["-e", "-c", commands.join("\n")], { cwd });
    const build = await runMain(["build", "--frozen"], { cwd });
    assert.is(build.stderr, "");
    const sources = ["pipelines/deploy.yaml", "pipelines/it's.yaml", "pipelines/team/deep.yaml"];
    const generated = ["gocd/deploy.gocd.yaml", "gocd/it's.gocd.yaml", "gocd/team/deep.gocd.yaml"];
    const ours = [".gitattributes", "gocd-pin.lock", "gocd-pin.yaml", "gocd/manifest.json"];
    assert.equal(Object.keys(await tree()).sort(), [...ours, ...sources, ...generated].sort());
  });
});

test("the layout in-place works on the files as they are", async () => {
  const files = { "deploy.gocd.yaml": PIPELINE, "node_modules/x/y.gocd.yaml": "no: pipeline\n" };
  await withFolder(files, async (cwd, tree) => {
    const { status, stdout } = await runMain(["init", "--layout", "in-place"], { cwd });
    assert.is(status, 0);
    assert.not.match(stdout, "git mv");
    const build = await runMain(["build", "--frozen"], { cwd });
    assert.is(build.stderr, "");
    assert.is(build.status, 0);
    const { "deploy.gocd.yaml": source } = await tree();
    assert.is(source, PIPELINE);
  });
});

test("generated files do not count as files that GoCD already reads", async () => {
  const generated = `# Generated by gocd-pin from pipelines/a.yaml; edit that and run gocd-pin build\n${PIPELINE}`;
  await withFolder({ "pipelines/a.yaml": PIPELINE, "gocd/a.gocd.yaml": generated }, async (cwd) => {
    assert.is((await runMain(["init"], { cwd })).status, 0);
  });
});

test("options that are not valid are usage errors, and nothing is written", async () => {
  const cases: readonly (readonly [args: readonly string[], message: string])[] = [
    [["--layout", "in-place"], "there are none [usage]"],
    [["--layout", "elsewhere"], "use one of folder, in-place"],
    [["--registry-url", "registry.example.com"], "--registry-url: "],
    [["--registry-url", "https://me:s3cret@registry.example.com"], "contains a credential"],
    [["--registry-url", "https://registry.example.com/v2/?a=b"], "must not have a query"],
  ];
  for (const [args, message] of cases) {
    await withFolder({}, async (cwd, tree) => {
      const { status, stdout, stderr } = await runMain(["init", ...args], { cwd });
      assert.is(status, 2, stderr);
      assert.match(stderr, message);
      assert.not.match(stdout + stderr, "s3cret");
      assert.equal(await tree(), {});
    });
  }
});

test("a folder that is not writable is reported", async () => {
  await withFolder({ pipelines: "a file" }, async (cwd, tree) => {
    const { status, stderr } = await runMain(["init"], { cwd });
    assert.is(status, 1);
    assert.match(stderr, "[output-blocked]");
    assert.equal(await tree(), { pipelines: "a file" });
  });
});

test("init leaves an existing .gitattributes alone", async () => {
  await withFolder({ ".gitattributes": "* text=auto\n" }, async (cwd, tree) => {
    const { status, stdout } = await runMain(["init"], { cwd });
    assert.is(status, 0);
    assert.match(stdout, "\n  gocd-pin init --git  add the generated files to .gitattributes\n");
    assert.is((await tree())[".gitattributes"], "* text=auto\n");
  });
});

test("a report has what was found and done", async () => {
  await withFolder({ "a.gocd.yaml": PIPELINE }, async (cwd) => {
    const { stdout } = await runMain(["init", "--layout", "folder", "--format", "json"], { cwd });
    assert.equal(JSON.parse(stdout), {
      version: 1,
      diagnostics: [],
      written: ["gocd-pin.yaml", ".gitattributes"],
      layout: "folder",
      gocdFiles: ["a.gocd.yaml"],
      moves: [{ from: "a.gocd.yaml", to: "pipelines/a.yaml" }],
      serverPackages: [],
      serverConfigs: [],
      editorLines: [],
      lacksAttributes: false,
    });
  });
});

test("files move below pipelines, under names of their own", () => {
  const cases: readonly (readonly [
    found: readonly string[],
    taken: readonly string[],
    to: readonly string[],
  ])[] = [
    [["a.gocd.yaml"], [], ["pipelines/a.yaml"]],
    [["x/a.gocd.yaml"], [], ["pipelines/x/a.yaml"]],
    [["gocd/x/a.gocd.yml"], [], ["pipelines/x/a.yaml"]],
    [["pipelines/a.gocd.yaml"], [], ["pipelines/a.yaml"]],
    [["a.gocd.yaml", "a.gocd.yml"], [], ["pipelines/a.yaml", "pipelines/a-2.yaml"]],
    [["A.gocd.yaml", "pipelines/a.gocd.yaml"], [], ["pipelines/A.yaml", "pipelines/a-2.yaml"]],
    [["a.gocd.yaml"], ["pipelines/A.yaml", "pipelines/a-2.yaml"], ["pipelines/a-3.yaml"]],
    [[], ["pipelines/a.yaml"], []],
  ];
  for (const [found, taken, to] of cases) {
    assert.equal(
      planMoves(found, taken),
      found.map((from, index) => ({ from, to: to[index] })),
    );
  }
});

test.run();
