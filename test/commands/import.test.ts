import { test } from "uvu";
import * as assert from "uvu/assert";
import { readProject } from "../../src/files/project.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { isRecord } from "../support/json.js";
import { runMain, type MainRun } from "../support/main-run.js";
import { withFolder, type Files } from "./import-folder.js";
import {
  API_PACKAGES,
  API_REPOSITORIES,
  cruiseConfig,
  PLAIN_SECRET,
  repositoryXml,
} from "./server-documents.js";

/** Imports `names` (default: all of `files`) in a folder of `files` and `project`. */
async function runImport(
  files: Files,
  {
    project,
    args = [],
    names = Object.keys(files),
  }: { project?: string; args?: string[]; names?: string[] } = {},
): Promise<MainRun & { readonly project: string | undefined; readonly count: number }> {
  let outcome: (MainRun & { project: string | undefined; count: number }) | undefined;
  const all = { ...files, ...(project !== undefined && { "gocd-pin.yaml": project }) };
  await withFolder(all, async (cwd, tree) => {
    const run = await runMain(["import", ...names, ...args], { cwd });
    const after = await tree();
    outcome = { ...run, project: after["gocd-pin.yaml"], count: Object.keys(after).length };
  });
  assert.ok(outcome);
  return outcome;
}

/** The packages of a project file, as `key image filter id`. */
function packagesOf(text: string): string[] {
  const { project, diagnostics } = readProject({ path: "gocd-pin.yaml", text });
  assert.equal(diagnostics, []);
  return project.declarations.flatMap(({ packages }) =>
    packages.map(({ key, image, rule, id = "" }) => [key, image, rule.tagFilter, id].join(" ")),
  );
}

const SIX = cruiseConfig(
  repositoryXml(
    "Docker",
    { url: "https://registry.example/v2/", name: "registry.example", secret: "encrypted" },
    [
      ["backends/database-x", "backends/database-x", "^\\d+\\.\\d+$", "5f1c-x"],
      ["web", "shop/web", "", "5f1c-web"],
    ],
  ),
  repositoryXml("my-repo", { url: "http://localhost:5000", secret: "plain" }, [
    ["it's", "team/app", "it's|[a-z&&[^x]]+", "5f1c-quote"],
  ]),
  repositoryXml("my_repo", { url: "https://other.example/v2/", secret: "encrypted" }, [
    ["yes", "no", "", "null"],
  ]),
  repositoryXml("9.1", { url: "https://nine.example/v2/", name: "nine.example", secret: "encrypted" }, []),
  repositoryXml("apt", { plugin: "deb" }, [["nginx", "nginx", "", "apt-nginx"]]),
  repositoryXml("nuget", { plugin: "nuget" }, []),
);

test("a cruise-config.xml becomes a project file that declares the same packages", async () => {
  const { status, stdout, stderr, project = "" } = await runImport({ "cruise-config.xml": SIX });
  assert.is(status, 0, stderr);
  assert.equal(packagesOf(project), [
    "Docker/backends/database-x backends/database-x ^\\d+\\.\\d+$ 5f1c-x",
    "Docker/web shop/web  5f1c-web",
    "my-repo/it's team/app it's|[a-z&&[^x]]+ 5f1c-quote",
    "my_repo/yes no  null",
  ]);
  assert.match(
    stderr,
    'note: package repositories of other plugins stay with the GoCD server: "apt" (deb), "nuget" (nuget)',
  );
  assert.match(stdout, "wrote gocd-pin.yaml\n  added Docker/backends/database-x\n");
  assert.match(project, "        tag_filter: '^\\d+\\.\\d+$'\n");
});

test("credentials become variables of their repository, and no value is copied", async () => {
  const { stdout, stderr, project = "" } = await runImport({ "cruise-config.xml": SIX });
  const { declarations } = readProject({ path: "gocd-pin.yaml", text: project }).project;
  assert.equal(
    declarations.map(({ repository }) => repository.credentials?.passwordVariable),
    ["DOCKER_PASSWORD", "MY_REPO_PASSWORD", "MY_REPO_2_PASSWORD", "_9_1_PASSWORD"],
  );
  assert.match(stdout, "  my_repo: MY_REPO_2_USERNAME, MY_REPO_2_PASSWORD\n");
  for (const text of [stdout, stderr, project]) {
    assert.not.match(text, PLAIN_SECRET);
    assert.not.match(text, "AES:");
  }
});

test("a credential in a registry URL is replaced too", async () => {
  const xml = cruiseConfig(
    repositoryXml("Docker", { url: `https://bot:${PLAIN_SECRET}@registry.example/v2/` }, [
      ["web", "web", "", "1"],
    ]),
  );
  const { status, stdout, stderr, project = "" } = await runImport({ "c.xml": xml });
  assert.is(status, 0, stderr);
  assert.match(project, "registry_url: 'https://registry.example/v2/'\n");
  assert.match(project, "username: '${DOCKER_USERNAME}'");
  assert.match(stderr, /the credential in its URL .*\[import-skipped\]/);
  assert.not.match(stdout + stderr + project, PLAIN_SECRET);
});

test("answers of the two APIs together are the same as the XML", async () => {
  const xml = cruiseConfig(
    repositoryXml(
      "Docker",
      { url: "https://registry.example/v2/", name: "registry.example", secret: "encrypted" },
      [
        ["web", "shop/web", "^1", "5f1c-web"],
        ["db", "db", "", "5f1c-db"],
      ],
    ),
  );
  const fromXml = await runImport({ "c.xml": xml });
  const fromApi = await runImport({ "r.json": API_REPOSITORIES, "p.json": API_PACKAGES });
  assert.is(fromApi.status, 0, fromApi.stderr);
  assert.is(fromApi.project, fromXml.project);
  const both = await runImport({ "c.xml": xml, "r.json": API_REPOSITORIES, "p.json": API_PACKAGES });
  assert.is(both.status, 0, both.stderr);
  assert.is(both.project, fromXml.project);
});

test("one answer without the other reports what it lacks", async () => {
  const repositories = await runImport({ "r.json": API_REPOSITORIES });
  assert.match(repositories.stderr, /no file has their configuration: "web", "db" \[import-skipped\]/);
  const packages = await runImport({ "p.json": API_PACKAGES });
  assert.match(packages.stderr, /the package repository "Docker" are skipped: no file has this repository/);
  assert.is(packages.project, undefined);
});

const COMPLETED: readonly (readonly [about: string, before: string, after: string])[] = [
  ["an empty file", "", "package_repositories:\n<web>"],
  ["a comment without a line end", "# ours", "# ours\npackage_repositories:\n<web>"],
  ["another key", "sources: [a.yaml] # all\n", "sources: [a.yaml] # all\npackage_repositories:\n<web>"],
  [
    "no repositories",
    "package_repositories: {} # later\noutput: gocd\n",
    "package_repositories: # later\n<web>output: gocd\n",
  ],
  [
    "another repository",
    "package_repositories:\n  # ours\n  Other: {registry_url: https://o.example}\n",
    "package_repositories:\n<web>  # ours\n  Other: {registry_url: https://o.example}\n",
  ],
  [
    "the repository with another package",
    "package_repositories:\n    Docker:\n        registry_url: https://registry.example\n        packages:\n            db: # ours\n                image: db\n",
    "package_repositories:\n    Docker:\n        registry_url: https://registry.example\n        packages:\n            web:\n                image: 'shop/web'\n                id: '5f1c-web'\n            db: # ours\n                image: db\n",
  ],
  [
    "a default filter, which the package of the server does not have",
    "package_repositories: {Docker: {registry_url: https://registry.example, defaults: {tag_filter: '^1'}, packages: {}}}\n",
    "package_repositories: {Docker: {registry_url: https://registry.example, defaults: {tag_filter: '^1'}, packages: {web: {image: 'shop/web', tag_filter: '', id: '5f1c-web'}}}}\n",
  ],
  [
    "the package without its id",
    "package_repositories:\n  Docker:\n    registry_url: https://registry.example\n    packages:\n      web:\n        # ours\n        image: shop/web\n",
    "package_repositories:\n  Docker:\n    registry_url: https://registry.example\n    packages:\n      web:\n        id: '5f1c-web'\n        # ours\n        image: shop/web\n",
  ],
];

const WEB =
  "  Docker:\n    registry_url: 'https://registry.example/v2/'\n    packages:\n      web:\n        image: 'shop/web'\n        id: '5f1c-web'\n";
const WEB_XML = cruiseConfig(
  repositoryXml("Docker", { url: "https://registry.example/v2/" }, [["web", "shop/web", "", "5f1c-web"]]),
);

for (const [about, before, after] of COMPLETED) {
  for (const eol of ["\n", "\r\n"]) {
    const withEol = (text: string) => text.replaceAll("\n", eol);
    if (eol !== "\n" && !before.includes("\n")) continue;
    test(`a project file with ${about} is completed, its other bytes kept, with ${JSON.stringify(eol)}`, async () => {
      const {
        status,
        stderr,
        project = "",
      } = await runImport({ "c.xml": WEB_XML }, { project: withEol(before) });
      assert.is(status, 0, stderr);
      assert.is(project, withEol(after.replace("<web>", WEB)));
      const again = await runImport({ "c.xml": WEB_XML }, { project });
      assert.is(again.project, project);
      assert.match(again.stdout, "1 package is already declared\n");
      assert.is(again.stderr, "");
    });
  }
}

test("a declaration that differs stays as it is, and the warning shows both", async () => {
  const before = `package_repositories:
  Docker:
    registry_url: https://mirror.example
    packages:
      web: {image: shop/web, tag_filter: '^2', id: 5f1c-web}
`;
  const { status, stderr, project } = await runImport({ "c.xml": WEB_XML }, { project: before });
  assert.is(status, 0);
  assert.is(project, before);
  assert.match(
    stderr,
    'warning: "Docker" differs: the GoCD server has registry_url "https://registry.example", the project has registry_url "https://mirror.example" [import-differs]',
  );
  assert.match(
    stderr,
    '"Docker/web" differs: the GoCD server has tag_filter "", the project has tag_filter "^2"',
  );
});

test("an id that another package has is not declared twice", async () => {
  const before = `package_repositories: {Docker: {registry_url: https://registry.example, packages: {shop: {id: 5f1c-web}}}}\n`;
  const { status, stderr, project } = await runImport({ "c.xml": WEB_XML }, { project: before });
  assert.is(status, 0);
  assert.is(project, before);
  assert.match(
    stderr,
    '"Docker/web" differs: the GoCD server has the id "5f1c-web", the project has that id in "Docker/shop"',
  );
});

const DTD =
  '<?xml version="1.0"?>\n<!DOCTYPE cruise [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<cruise>&a;</cruise>';
const BOMB =
  '<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><cruise><repositories>&b;</repositories></cruise>';
const BAD: readonly (readonly [about: string, text: string, message: string])[] = [
  ["an empty file", " \n", "the file is empty [import-document]"],
  ["a text", "hello", "the file is neither XML nor JSON [import-document]"],
  ["a login page", "<!DOCTYPE html>\n<html><body>", "the file is an HTML page, probably the login page"],
  ["a login page without a doctype", "<html lang='en'>", "the file is an HTML page, probably the login page"],
  ["a DTD", DTD, "the XML has a DTD, which gocd-pin does not read [import-document]"],
  ["an XML bomb", BOMB, "the XML has a DTD, which gocd-pin does not read"],
  ["an entity", "<cruise><repositories>&secret;</repositories></cruise>", "the XML uses an entity, which"],
  ["XML of something else", "<project><cruise/></project>", 'its root is "project", not "cruise"'],
  ["tags that do not match", "<cruise>\n<a></b></cruise>", "bad.xml:2:7: error: the file is not valid XML: "],
  ["a truncated XML", SIX.slice(0, SIX.length / 2), "the XML is truncated"],
  [
    "a truncated element",
    "<cruise><repositories>",
    'the XML is truncated: the element "repositories" has no end',
  ],
  ["a truncated JSON", API_PACKAGES.slice(0, -20), "the file is not valid JSON; it is probably truncated"],
  ["JSON of something else", '{"pipelines": []}', "it has neither package repositories nor packages"],
  [
    "an error of the API",
    '{"message": "You are not authorized"}',
    'it is an error of the server: "You are not authorized"',
  ],
  ["a list", "[1]", "it has neither package repositories nor packages"],
  [
    "repositories of another form",
    '{"_embedded": {"package_repositories": [1]}}',
    "has no name or no plugin id",
  ],
  [
    "packages of another form",
    '{"_embedded": {"packages": [{"name": "a"}]}}',
    "no name, repository or configuration",
  ],
];

for (const [about, text, message] of BAD) {
  test(`the import of ${about} fails with its own message and writes nothing`, async () => {
    const { status, stderr, count } = await runImport({ "bad.xml": text, "c.xml": WEB_XML });
    assert.is(status, 1);
    assert.match(stderr, message);
    assert.is(count, 2);
    assert.not.match(stderr, PLAIN_SECRET);
  });
}

const CLASHING: readonly (readonly [about: string, xml: string, message: string])[] = [
  [
    "an invalid filter",
    cruiseConfig(repositoryXml("Docker", { url: "https://r.example" }, [["web", "web", "(", "1"]])),
    '"Docker/web": tag_filter "(" cannot be used',
  ],
  [
    "an image name that is not valid",
    cruiseConfig(repositoryXml("Docker", { url: "https://r.example" }, [["web", "Web App", "", "1"]])),
    '"Docker/web": "Web App" is not a valid image name',
  ],
  [
    "a registry that is not a URL",
    cruiseConfig(repositoryXml("Docker", { url: "r.example" }, [["web", "web", "", "1"]])),
    "registry_url",
  ],
  [
    "an id of two packages",
    cruiseConfig(
      repositoryXml("Docker", { url: "https://r.example" }, [
        ["web", "web", "", "1"],
        ["db", "db", "", "1"],
      ]),
    ),
    'the id "1" is that of "Docker/web" too',
  ],
  [
    "two packages of one name",
    cruiseConfig(
      repositoryXml("Docker", { url: "https://r.example" }, [
        ["web", "web", "", "1"],
        ["web", "web2", "", "2"],
      ]),
    ),
    'the package "Docker/web" is defined twice, with different content',
  ],
];

for (const [about, xml, message] of CLASHING) {
  test(`${about} cannot be declared, so nothing is written`, async () => {
    const { status, stderr, project } = await runImport({ "c.xml": xml }, { project: "output: gocd\n" });
    assert.is(status, 1, stderr);
    assert.match(stderr, message);
    assert.match(stderr, "[import-entry]");
    assert.is(project, "output: gocd\n");
  });
}

test("a project file of a form that cannot be completed stays as it is", async () => {
  const project =
    "package_repositories: {? Other\n  : {registry_url: https://o.example}}\noutput: gocd\n...\n";
  const flow = "{output: gocd}\n";
  for (const before of [project, flow]) {
    const run = await runImport({ "c.xml": WEB_XML }, { project: before });
    if (run.status === 0) assert.equal(packagesOf(run.project ?? ""), ["Docker/web shop/web  5f1c-web"]);
    else assert.is(run.project, before);
    assert.not.match(run.stderr, "bug");
  }
});

test("a property that the plugin does not have is reported without its value", async () => {
  const property = `<property><key>EXTRA</key><value>${PLAIN_SECRET}</value></property></configuration>`;
  const { status, stderr } = await runImport({ "c.xml": WEB_XML.replace("</configuration>", property) });
  assert.is(status, 0);
  assert.match(stderr, 'the package repository "Docker": the property "EXTRA" is skipped');
  assert.not.match(stderr, PLAIN_SECRET);
});

test("a dry run and JSON write nothing, and JSON has what would be added", async () => {
  const dry = await runImport({ "c.xml": WEB_XML }, { args: ["--dry-run"] });
  assert.is(dry.project, undefined);
  assert.match(dry.stdout, "would write gocd-pin.yaml\n  added Docker/web\n");
  const json = await runImport({ "c.xml": WEB_XML }, { args: ["--format", "json"] });
  assert.is(json.project, undefined);
  const report: unknown = JSON.parse(json.stdout);
  assert.ok(isRecord(report));
  assert.equal(report["written"], ["gocd-pin.yaml"]);
  assert.equal(report["added"], ["Docker/web"]);
  assert.equal(report["diagnostics"], []);
});

test("a new project file of another name ignores gocd-pin.yaml", async () => {
  const project = "package_repositories: {Docker: {registry_url: https://registry.example/v2/}}\n";
  await withFolder({ "c.xml": WEB_XML, "gocd-pin.yaml": project }, async (cwd, tree) => {
    const { status, stderr } = await runMain(["import", "c.xml", "-c", "other.yaml"], { cwd });
    assert.is(status, 0, stderr);
    assert.equal(packagesOf((await tree())["other.yaml"] ?? ""), ["Docker/web shop/web  5f1c-web"]);
    assert.is((await tree())["gocd-pin.yaml"], project);
  });
});

test("packages of a repository that only a source declares are an error, and nothing is written", async () => {
  const source =
    "format_version: 10\ncommon:\n  package_repositories: {Docker: {registry_url: https://registry.example}}\n";
  const { status, stderr, count } = await runImport(
    { "c.xml": WEB_XML, "pipelines/a.yaml": source },
    { names: ["c.xml"] },
  );
  assert.is(status, 1);
  assert.match(stderr, "a package repository that only a source declares under `common:` [import-entry]");
  assert.is(count, 2);
});

test("a file that does not exist is a usage error", async () => {
  const { status, stderr } = await runImport({ "c.xml": WEB_XML }, { names: ["c.xml", "missing.xml"] });
  assert.is(status, 2);
  assert.match(stderr, "missing.xml: error: the file cannot be read: it does not exist [usage]");
});

const PIPELINE = `format_version: 10
pipelines:
  deploy:
    group: shop
    materials:
      config:
        git: https://git.example/config.git
        destination: config
      web:
        package: 5f1c-web
      other:
        package: apt-nginx
    stages:
      - run:
          jobs:
            run:
              tasks:
                - exec: {command: "true"}
`;

test("after an import, a build pins the packages that pipelines name by id", async () => {
  const registry = await startFakeRegistry({
    repositories: { "shop/web": { tags: { "1.9.0": {}, "1.10.0": {}, latest: {} } } },
  });
  const xml = cruiseConfig(
    repositoryXml("Docker", { url: registry.url, name: "registry.example" }, [
      ["web", "shop/web", "^\\d+\\.\\d+\\.\\d+$", "5f1c-web"],
    ]),
  );
  try {
    await withFolder({ ".git/HEAD": "", "c.xml": xml, "pipelines/a.yaml": PIPELINE }, async (cwd, tree) => {
      const { status, stdout } = await runMain(["import", "c.xml"], { cwd });
      assert.is(status, 0);
      assert.match(stdout, '  pipelines/a.yaml:10: package: 5f1c-web is Docker/web (pipeline "deploy")\n');
      assert.not.match(stdout, "apt-nginx");
      const build = await runMain(["build"], { cwd });
      assert.is(build.status, 0, build.stderr);
      assert.match(build.stderr, "note: 1 package material stays with the GoCD server");
      const { "gocd/a.gocd.yaml": generated = "" } = await tree();
      assert.match(generated, 'GO_PACKAGE_DOCKER_WEB_LABEL: "1.10.0"');
      assert.match(generated, 'GO_PACKAGE_WEB_DOCKER_IMAGE: "shop/web"');
      assert.is((await runMain(["check"], { cwd })).status, 0);
    });
  } finally {
    await registry.stop();
  }
});

test.run();
