import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pipelineOf, withConfigRepo } from "./config-repo.js";

const REPOSITORY = "package_repositories:\n  Docker:\n    registry_url: https://r.example.com\n";
const PROJECT = `${REPOSITORY}    packages:
      shop/web: {tag_filter: '^1'}
      acme/backend-api: {image: acme/api}
      acme/backend-db: {}
`;

/** A project file whose package has these keys. */
const pkg = (keys: string) => `${REPOSITORY}    packages:\n      shop/web:\n        ${keys}\n`;

/** A project file whose package repository has these keys. */
const repo = (keys: string) => `package_repositories:\n  Docker:\n    ${keys}\n`;

const login = (password: string) =>
  repo(`registry_url: https://r.example.com\n    username: \${USER}\n    password: ${password}`);

test("a mistake in the project file is reported with the way to correct it", async () => {
  const rows: readonly (readonly [project: string, message: string, help: string])[] = [
    [pkg("policy: semvr"), '"semvr" is not allowed in "policy"', 'did you mean "semver"?'],
    [pkg("policy: calvr"), '"calvr" is not allowed', "write { calver: { format: YYYY.MM.DD } }"],
    [`package_materials: kepe\n${PROJECT}`, '"kepe" is not allowed', 'did you mean "keep"?'],
    [pkg("imgae: shop/web"), 'unknown key "imgae"', 'did you mean "image"?'],
    [
      pkg("policy: semver\n        range: '^1'"),
      'unknown key "range"',
      'write `policy: {semver: {range: "^1"}}`',
    ],
    [
      pkg("policy: numerical\n        extract: $1"),
      'unknown key "extract"',
      'write `policy: {numerical: {extract: "$1"}}`',
    ],
    [pkg("semver: {}"), 'unknown key "semver"', "write `policy: { semver: {"],
    [pkg("min_age: 3 days"), '"min_age" is not valid', "write a number and h, d or w, such as 12h, 3d or 2w"],
    [pkg("min_age: 3"), '"min_age" must be text', "write a number and h, d or w, such as 12h, 3d or 2w"],
    ["hold: '1.0'\n", 'unknown key "hold"', 'write "hold" in a package, below "packages" of its'],
    [pkg("regex: x"), 'unknown key "regex"', 'did you mean "tag_filter"?'],
    [repo("url: https://r.example.com"), 'unknown key "url"', 'did you mean "registry_url"?'],
    [pkg("registry_url: x"), 'unknown key "registry_url"', 'write "registry_url" in a package repository'],
    [
      repo("registry_url: https://r.example.com\n    policy: semver"),
      'unknown key "policy"',
      'write "policy" in a package, or below "defaults"',
    ],
    [
      repo("registry_url: r.example.com:5000/v2/"),
      "is not valid",
      "help: write https://r.example.com:5000/v2/",
    ],
    [
      repo("registry_url: https://r.example.com/artifactory/api/docker/local/v2/"),
      'has the path "/artifactory/api/docker/local"',
      "write `registry_name: r.example.com/local`",
    ],
    [login("$MY_PASSWORD"), "must name an environment variable", "write `password: ${MY_PASSWORD}`"],
    [login("'${{ secrets.PASSWORD }}'"), "must name an environment", "write `password: ${PASSWORD}`"],
    // These may be passwords, which no message may repeat.
    [login("$ecret"), "    password: ******", "write the name of a variable as ${NAME}"],
    [login("$ecret1"), "    password: *******", "set NAME where gocd-pin runs"],
    [
      `${REPOSITORY}    packages:\n    shop/web:\n      tag_filter: x\n`,
      'unknown key "shop/web" in "Docker"',
      'indent "shop/web" so that it is below "packages"',
    ],
    [
      `${REPOSITORY}    packages:\n      shop/web:\n      image: x\n`,
      '"Docker/image" must be a mapping',
      'indent "image" so that it is below "shop/web"',
    ],
    [
      "package_repositories:\n  Docker:\n  registry_url: https://r.example.com\n",
      '"registry_url" must be a mapping',
      'indent "registry_url" so that it is below "Docker"',
    ],
    [
      "package_repositories:\nDocker:\n  registry_url: https://r.example.com\n",
      'unknown key "Docker"',
      'indent "Docker" so that it is below "package_repositories"',
    ],
    [`${REPOSITORY}    packages:\n      - shop/web\n`, '"packages" must be a mapping', "without `-`"],
    [`sources: pipelines/*.yaml\n`, '"sources" must be a list', "write a list: ['pipelines/*.yaml']"],
  ];
  for (const [project, message, help] of rows) {
    const files = { "gocd-pin.yaml": project, "pipelines/app.yaml": pipelineOf("app", "Docker/shop/web") };
    await withConfigRepo(files, async ({ run }) => {
      const { status, stderr } = await run(["build", "--frozen"]);
      assert.is(status, 2, stderr);
      assert.match(stderr, message);
      assert.match(stderr, help);
      assert.not.match(stderr.toLowerCase(), "{ecret");
    });
  }
});

test("each message about a value of the project file has its own instruction", async () => {
  const policies = '"natural", "semver", "numerical", "alphabetical", "calver", "newest"';
  const rows: readonly (readonly [project: string, message: string, help: string])[] = [
    [pkg("policy: best"), '"Docker/shop/web": "best" is not allowed in "policy"', `use one of ${policies}`],
    [
      pkg("policy: [semver]"),
      '"Docker/shop/web": "policy" must be text or a mapping',
      `use one of ${policies}`,
    ],
    [pkg("policy: {}"), '"Docker/shop/web": "policy" must not be empty', `use one of ${policies}`],
    [
      pkg("policy: {semver: , newest: }"),
      '"Docker/shop/web": "policy" must have exactly one key',
      'remove all but one of "semver", "newest"',
    ],
    [
      pkg("policy: {calver: {}}"),
      '"Docker/shop/web": "calver" needs the key "format"',
      "write { calver: { format: YYYY.MM.DD } }",
    ],
    [
      pkg("policy: semver\n        range: '>=1 <2'\n        prereleases: true"),
      'unknown key "range" in "Docker/shop/web"',
      'write `policy: {semver: {range: ">=1 <2", prereleases: true}}`',
    ],
    [pkg("digest: no"), '"Docker/shop/web": "digest" must be true or false', "write false without quotes"],
    [pkg("digest: 'yes'"), '"Docker/shop/web": "digest" must be true or false', "write true without quotes"],
    [
      pkg("digest: sha256"),
      '"Docker/shop/web": "digest" must be true or false',
      "write one of the two without quotes, or remove it",
    ],
    [pkg("tag_filter: 1"), '"Docker/shop/web": "tag_filter" must be text', "write it in quotes: '1'"],
    [pkg("tag_filter: [a]"), '"Docker/shop/web": "tag_filter" must be text', "write a single value"],
    [pkg("hold:"), '"Docker/shop/web": "hold" must be text', "write a value, or remove it"],
    [pkg("image: ''"), '"Docker/shop/web": "image" is not valid', "write a value, or remove it"],
    [
      pkg("platform: [linux/amd64, linux/arm64, linux/amd64]"),
      '"Docker/shop/web": "platform" has a duplicate entry',
      'remove one "linux/amd64"',
    ],
    [
      pkg("image: a\n        DOCKER_IMAGE: a"),
      '"Docker/shop/web": "DOCKER_IMAGE" is an alias of "image": both together are not allowed',
      'remove "DOCKER_IMAGE"',
    ],
    [
      `${REPOSITORY}    packages: {shop/web: 1.2}\n`,
      '"Docker/shop/web" must be a mapping or empty',
      "write its keys as `key: value`, each in a line of its own",
    ],
    [
      repo("packages: {a: }"),
      'the package repository "Docker" needs the key "registry_url"',
      "add it, such as registry_url: https://registry.example.com/v2/",
    ],
    [
      repo("registry_url: https://r.example.com\n    password: ${PASSWORD}"),
      'the package repository "Docker" has only one of the keys "username" and "password"',
      'add `username: ${NAME}`, or remove "password"',
    ],
    [
      repo("registry_url: https://r.example.com\n    cert_file: a.pem"),
      'the package repository "Docker" has only one of the keys "cert_file" and "key_file"',
      'add "key_file", or remove "cert_file"',
    ],
    ["limits: {concurrency: '8'}\n", '"concurrency" must be an integer', "write 8 without quotes"],
    ["limits: {timeout: 30s}\n", '"timeout" must be an integer', "write digits only"],
    [
      "limits: {concurrency: 0}\n",
      '"concurrency" must be at least 1',
      "write a larger number, or remove it to use the default, 16",
    ],
    [
      "limits: {timeout: 100000}\n",
      '"timeout" must be at most 86400',
      "write a smaller number, or remove it to use the default, 30",
    ],
    [
      "limits: {retries: 3}\n",
      'unknown key "retries" in "limits"',
      'use one of "concurrency", "timeout", "pages", "bytes"',
    ],
    ["sources: []\n", '"sources" must not be empty', "add an entry, or remove it to use the default"],
    ["sources: {a: b}\n", '"sources" must be a list', "write each entry after `- `"],
    [
      "package_materials: docker\n",
      '"docker" is not allowed in "package_materials"',
      'use one of "auto", "configrepo", "pipeline", "remove", "keep"',
    ],
    [
      "package_pipelines: {group: my group}\n",
      '"group" is not valid',
      "use ASCII letters, digits, `_`, `-` and `.`",
    ],
  ];
  for (const [project, message, help] of rows) {
    const files = { "gocd-pin.yaml": project, "pipelines/app.yaml": pipelineOf("app", "Docker/shop/web") };
    await withConfigRepo(files, async ({ run }) => {
      const { status, stderr } = await run(["build", "--frozen"]);
      assert.is(status, 2, stderr);
      assert.match(stderr, `: error: ${message} [project-invalid]\n`);
      assert.match(stderr, `  help: ${help}\n`);
    });
  }
});

test("a reference to a package that is not declared suggests the one that is meant", async () => {
  const rows = [
    ["shop/web", 'help: did you mean "Docker/shop/web"?'],
    ["/shop/web", 'help: did you mean "Docker/shop/web"?'],
    ["r.example.com/shop/web", 'help: did you mean "Docker/shop/web"?'],
    ["Docker:shop/web", 'help: did you mean "Docker/shop/web"?'],
    ["Dokcer/shop/web", 'help: did you mean "Docker"?'],
    ["Docker/shop/web:1.0", 'help: write "Docker/shop/web" without a tag'],
    ["Docker/shop/wbe", 'help: did you mean "shop/web"?'],
  ] as const;
  for (const [reference, help] of rows) {
    const files = { "gocd-pin.yaml": PROJECT, "pipelines/app.yaml": pipelineOf("app", reference) };
    await withConfigRepo(files, async ({ run }) => {
      const { status, stderr } = await run(["build", "--frozen"]);
      assert.is(status, 1, stderr);
      assert.match(stderr, help);
    });
  }
});

test("a material that is no mapping, or of no kind, is reported with the way to correct it", async () => {
  const rows = [
    ["package:Docker/shop/web", "write a space after the colon: `package: Docker/shop/web`"],
    ["image: shop/web", "for a Docker image, write `package: <package repository>/<package>`"],
    ["docker: shop/web", "for a Docker image, write `package: <package repository>/<package>`"],
    ["docker:shop/web", "write its keys indented below it"],
    ["packge: Docker/shop/web", 'help: did you mean "package"?'],
  ] as const;
  for (const [material, help] of rows) {
    const source = pipelineOf("app", "Docker/shop/web").replace("package: Docker/shop/web", material);
    await withConfigRepo({ "gocd-pin.yaml": PROJECT, "pipelines/app.yaml": source }, async ({ run }) => {
      const { status, stderr } = await run(["build", "--frozen"]);
      assert.is(status, 1, stderr);
      assert.match(stderr, help);
    });
  }
});

test("a key of a package in its material is reported with the place where it belongs", async () => {
  const source = pipelineOf("app", "Docker/shop/web\n        hold: 1.0.0");
  await withConfigRepo({ "gocd-pin.yaml": PROJECT, "pipelines/app.yaml": source }, async ({ run }) => {
    const { stderr } = await run(["validate"]);
    assert.match(stderr, 'unknown key "hold" in the material "app": GoCD drops it');
    assert.match(stderr, 'help: write "hold" in the declaration of the package, or inline');
  });
});

test("keys that are not indented below their material are one error, with the way to indent them", async () => {
  const rows = [
    [
      "package: Docker/shop/web",
      'add spaces before "package" and the lines below it, if it belongs to "app"',
    ],
    ["git: https://git.example.com/a\n      branch: main", 'add spaces before "git" and the lines below it'],
  ] as const;
  for (const [keys, help] of rows) {
    const source = pipelineOf("app", "Docker/shop/web").replace("  package: Docker/shop/web", keys);
    await withConfigRepo({ "gocd-pin.yaml": PROJECT, "pipelines/app.yaml": source }, async ({ run }) => {
      const { status, stderr } = await run(["build", "--frozen"]);
      assert.is(status, 1, stderr);
      assert.match(stderr, 'error: the material "app" must be a mapping, but is nothing');
      assert.match(stderr, help);
      assert.match(stderr, "\n1 error\n");
    });
  }
});

test("a package on the command line suggests a glob, a package of this image, or one without a tag", async () => {
  const rows = [
    ["wbe", 'did you mean "web"?'],
    ["Docker/acme/backend", "write 'Docker/acme/backend*'"],
    ["acme/backend", "write '*/acme/backend*'"],
    ["acme", "write '*/acme/*'"],
    ["acme/*", "write '*/acme/*', which matches in every package repository"],
    ["Docker/", "write 'Docker/*'"],
    ["acme/api", 'did you mean "Docker/acme/backend-api"?'],
    ["web:1.2", "`gocd-pin refresh web --to 1.2`"],
    ["web=1.2", "`gocd-pin refresh web --to 1.2`"],
    ["web 1.2", "`gocd-pin refresh web --to 1.2`"],
    ["unused", "it is only declared: use it in a material of a source as `package: Docker/unused`"],
    // The shell replaces a glob without quotes by the names of files.
    ["gocd-pin.yaml", "name packages, and write a glob in quotes"],
    ["pipelines/a.yaml", "name packages, and write a glob in quotes"],
    ["web --to 1.2@sha256:12ab", "write only the tag, as `--to 1.2`; gocd-pin queries its digest"],
    ["web --to shop/web:1.2", "write only the tag, as `--to 1.2`"],
    ["web --to sha256:12ab", "write a tag; gocd-pin queries its digest"],
    ["web --to 1,2", "write at most 128 letters"],
  ] as const;
  const files = {
    "gocd-pin.yaml": `${PROJECT}      unused:\n`,
    "pipelines/a.yaml": pipelineOf("a", "Docker/shop/web"),
    "pipelines/b.yaml": pipelineOf("b", "Docker/acme/backend-api"),
    "pipelines/c.yaml": pipelineOf("c", "Docker/acme/backend-db"),
  };
  await withConfigRepo(files, async ({ run }) => {
    for (const [name, help] of rows) {
      const { status, stderr } = await run(["refresh", ...name.split(" ")]);
      assert.is(status, 2, stderr);
      assert.match(stderr, help);
    }
  });
});

test("GoCD files that sources does not match are named, with the way to include them", async () => {
  const source = pipelineOf("app", "Docker/shop/web");
  const names = ["a.yml", "Pipelines/b.yaml", "Pipelines/c.YAML", "x/d.yaml", "ci/e.yaml"];
  const rows = [
    [["app.yaml"], 'GoCD files are at "app.yaml"', "write `sources: ['app.yaml']` in the project file"],
    [["Pipelines/a/app.yml"], "Pipelines/a/app.yml", "sources: ['Pipelines/a/**/*.{yaml,yml}']"],
    [["x/a/b/1.yaml", "x/a/c.yaml"], "x/a/c.yaml", "sources: ['x/a/**/*.{yaml,yml}']"],
    [["[x]/it's.yaml"], "[x]/it's.yaml", "sources: ['?x?/**/*.{yaml,yml}']"],
    [["it's.yaml"], "it's.yaml", "sources: ['it''s.yaml']"],
    [["pipelines/app.YAML"], "pipelines/app.YAML", "sources: ['pipelines/**/*.YAML']"],
    [names, '"Pipelines/b.yaml", "Pipelines/c.YAML", "a.yml" and 2 more', "'Pipelines/**/*.YAML', 'a.yml']"],
    [["ci/app.gocd.yaml"], "ci/app.gocd.yaml", "or set `output: in-place` and `sources: ['**/*.gocd.yaml']`"],
  ] as const;
  for (const [paths, message, help] of rows) {
    const files = Object.fromEntries(paths.map((path) => [path, source]));
    const others = {
      "compose.yaml": "services: {}\n",
      "gocd/old.gocd.yaml": source,
      "ci/made.yaml": `# Generated by gocd-pin from a\n${source}`,
    };
    await withConfigRepo({ ...files, ...others, "gocd-pin.yaml": PROJECT }, async ({ run }) => {
      const { status, stderr } = await run(["build"]);
      assert.is(status, 2, stderr);
      assert.match(stderr, "error: sources matches no file");
      assert.match(stderr, message);
      assert.match(stderr, help);
      assert.not.match(stderr, /compose\.yaml|made\.yaml/);
      assert.not.match(stderr, "old.gocd.yaml");
    });
  }
  const named = { "gocd-pin.yaml": `sources: [pipeline/app.yml]\n${PROJECT}`, "pipelines/app.yaml": source };
  await withConfigRepo(named, async ({ run }) => {
    assert.match((await run(["build"])).stderr, 'help: did you mean "pipelines/app.yaml"?');
  });
  for (const name of ["gocd-pn.yaml", "x/b.gocd.yaml", "gocd/a.yam"]) {
    const files = {
      "gocd-pin.yaml": `sources: [${name}]\n${PROJECT}`,
      "x/a.gocd.yaml": source,
      "gocd/a.yaml": "",
    };
    await withConfigRepo(files, async ({ run }) => {
      assert.match((await run(["build"])).stderr, /does not exist.*\n *help: correct sources\n/);
    });
  }
  const other = {
    "gocd-pin.yaml": `sources: ['src/*.yaml']\n${PROJECT}`,
    "ci/app.yaml": `\uFEFF${source.replace("pipelines", "Pipelines")}`,
  };
  await withConfigRepo(other, async ({ run }) => {
    assert.match(
      (await run(["build"])).stderr,
      "help: write `sources: ['ci/**/*.{yaml,yml}']` in the project file\n",
    );
  });
  await withConfigRepo(
    { "a/b/c/app.yaml": source, "a/b/c/gocd-pin.yaml": PROJECT },
    async ({ folder, run }) => {
      await rm(join(folder, "gocd-pin.yaml"));
      assert.match((await run(["check"])).stderr, `help: run in ${join(folder, "a/b/c")}, which has`);
      await rmdir(join(folder, ".git"));
      assert.match((await run(["check"])).stderr, "help: run in the config repo's folder");
    },
  );
  await withConfigRepo({ "sub/app.yaml": source }, async ({ folder, run }) => {
    assert.match(
      (await run(["build", "-C", "sub"])).stderr,
      `help: run in ${folder}, which has a gocd-pin.yaml`,
    );
    await rm(join(folder, "gocd-pin.yaml"));
    const { stderr } = await run(["build", "-C", "sub"]);
    assert.match(stderr, /neither .*; GoCD files are at "app.yaml" \[project-missing\]/);
    assert.match(
      stderr,
      "help: write a project file with `gocd-pin init`; then write `sources: ['app.yaml']`",
    );
  });
  const config = {
    "cfg/gocd-pin.yaml": PROJECT,
    "cfg/pipelines/app.yaml": source,
    "a/b/gocd-pin.yaml": PROJECT,
  };
  await withConfigRepo(config, async ({ folder, run }) => {
    await rm(join(folder, "gocd-pin.yaml"));
    const { stderr } = await run(["check"]);
    assert.match(stderr, `help: run in ${join(folder, "cfg")}, which has a gocd-pin.yaml`);
  });
});

test("a project file with another name, or none, is reported as such", async () => {
  const source = { "pipelines/app.yaml": pipelineOf("app", "Docker/shop/web") };
  for (const name of ["gocd-pin.yml", "Gocd-Pin.yaml", "gocd_pin.yaml", ".gocdpin.json", "GOCD-PIN.YML"]) {
    await withConfigRepo({ ...source, [`ci/${name}`]: PROJECT, "ci/x/a.yaml": "" }, async ({ run }) => {
      for (const verb of ["verify", "build"]) {
        const { status, stderr } = await run([verb, "-C", "ci"]);
        assert.is(status, 2);
        assert.match(stderr, `${name}: error: "${name}" is not the name of the project file`);
        assert.match(stderr, "help: rename it to gocd-pin.yaml");
      }
    });
  }
  await withConfigRepo({ ...source, "gocd-pin": "#!/bin/sh\n" }, async ({ folder, run }) => {
    await rm(join(folder, "gocd-pin.yaml"));
    assert.not.match((await run(["check"])).stderr, "is not the name of the project file");
  });
  for (const reference of ["Docker/shop/web", "{repository: Docker, image: a}"]) {
    const files = { "sub/pipelines/app.yaml": pipelineOf("app", reference) };
    await withConfigRepo(files, async ({ run }) => {
      const { status, stderr } = await run(["build", "-C", "sub"]);
      assert.is(status, 1);
      assert.match(stderr, 'help: this folder has no gocd-pin.yaml: declare "Docker" in one');
    });
  }
});

test.run();
