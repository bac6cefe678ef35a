import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isXmlText } from "../../src/files/export.js";
import { readProject } from "../../src/files/project.js";
import { isRecord } from "../support/json.js";
import { runMain, type MainRun } from "../support/main-run.js";
import { withFolder, type Files } from "./import-folder.js";
import { writeBlockPairs, type Value } from "../../src/yaml/write.js";
import { anyCharacter } from "../support/any-character.js";
import { runs } from "../support/runs.js";

const PROJECT = `package_repositories:
  Docker:
    registry_url: https://registry.example/v2/
    username: \${REGISTRY_USER}
    password: \${REGISTRY_PASSWORD}
    packages:
      web: {image: shop/web, tag_filter: '^<\\d+&"', id: 5f1c-web}
      db: {}
  Hub--2: {registry_url: 'https://registry-1.docker.io', packages: {}}
`;

async function runExport(files: Files, ...args: readonly string[]): Promise<MainRun> {
  let outcome: MainRun | undefined;
  await withFolder(files, async (cwd) => {
    outcome = await runMain(["export", ...args], { cwd });
  });
  assert.ok(outcome);
  return outcome;
}

test("an export is in the shape of cruise-config.xml, with references in place of credentials", async () => {
  const { status, stdout, stderr } = await runExport({ "gocd-pin.yaml": PROJECT });
  assert.is(status, 0, stderr);
  assert.is(stderr, "");
  assert.is(
    stdout,
    `<?xml version="1.0" encoding="utf-8"?>
<!-- Package repositories of the GoCD plugin docker-registry, as gocd-pin.yaml declares them. Copy <repositories> into the cruise-config.xml of the server. If that has the element already, copy only each <repository> into it. -->
<!-- Replace the user name \${REGISTRY_USER} and the password \${REGISTRY_PASSWORD} of the repository "Docker" with the values; GoCD encrypts them. -->
<cruise>
  <repositories>
    <repository id="Docker" name="Docker">
      <pluginConfiguration id="docker-registry" version="1" />
      <configuration>
        <property><key>DOCKER_REGISTRY_URL</key><value>https://registry.example/v2/</value></property>
        <property><key>DOCKER_REGISTRY_NAME</key><value>registry.example</value></property>
        <property><key>DOCKER_REGISTRY_USERNAME</key><value>\${REGISTRY_USER}</value></property>
        <property><key>DOCKER_REGISTRY_PASSWORD</key><value>\${REGISTRY_PASSWORD}</value></property>
      </configuration>
      <packages>
        <package id="5f1c-web" name="web" autoUpdate="true">
          <configuration>
            <property><key>DOCKER_IMAGE</key><value>shop/web</value></property>
            <property><key>DOCKER_TAG_FILTER</key><value>^&#60;\\d+&#38;&#34;</value></property>
          </configuration>
        </package>
        <package name="db" autoUpdate="true">
          <configuration>
            <property><key>DOCKER_IMAGE</key><value>db</value></property>
            <property><key>DOCKER_TAG_FILTER</key><value>.*</value></property>
          </configuration>
        </package>
      </packages>
    </repository>
    <repository id="Hub--2" name="Hub--2">
      <pluginConfiguration id="docker-registry" version="1" />
      <configuration>
        <property><key>DOCKER_REGISTRY_URL</key><value>https://registry-1.docker.io</value></property>
        <property><key>DOCKER_REGISTRY_NAME</key><value>docker.io</value></property>
      </configuration>
    </repository>
  </repositories>
</cruise>
`,
  );
});

test("JSON has the bodies of GoCD's APIs, and the credentials to replace", async () => {
  const { status, stdout } = await runExport({ "gocd-pin.yaml": PROJECT }, "--format", "json");
  assert.is(status, 0);
  const json: unknown = JSON.parse(stdout);
  assert.ok(isRecord(json));
  assert.equal(json["credentials"], [
    { repository: "Docker", username: "${REGISTRY_USER}", password: "${REGISTRY_PASSWORD}" },
  ]);
  const { package_repositories: repositories, packages } = json;
  assert.ok(Array.isArray(repositories) && Array.isArray(packages));
  assert.equal(repositories[1], {
    repo_id: "Hub--2",
    name: "Hub--2",
    plugin_metadata: { id: "docker-registry", version: "1" },
    configuration: [
      { key: "DOCKER_REGISTRY_URL", value: "https://registry-1.docker.io" },
      { key: "DOCKER_REGISTRY_NAME", value: "docker.io" },
    ],
  });
  assert.equal(packages[0], {
    id: "5f1c-web",
    name: "web",
    auto_update: true,
    package_repo: { id: "Docker", name: "Docker" },
    configuration: [
      { key: "DOCKER_IMAGE", value: "shop/web" },
      { key: "DOCKER_TAG_FILTER", value: '^<\\d+&"' },
    ],
  });
  assert.is(packages.length, 2);
});

const LOST: readonly (readonly [about: string, keys: string, message: string | undefined])[] = [
  ["a policy", "policy: semver", '"Docker/web": the plugin does not know "policy"'],
  ["an option of natural", "policy: {natural: {pick: lowest}}", 'does not know "policy"'],
  ["the plugin's own order", "policy: natural, digest: false, tag_exclude: ''", undefined],
  [
    "all others",
    "tag_exclude: a, platform: linux/arm64, min_age: 3d, hold: '1'",
    'the plugin does not know "tag_exclude", "platform", "min_age", "hold"',
  ],
];

for (const [about, keys, message] of LOST) {
  test(`a package with ${about} ${message === undefined ? "loses nothing" : "is exported with a warning"}`, async () => {
    const project = `package_repositories: {Docker: {registry_url: "https://r.example", packages: {web: {${keys}}}}}\n`;
    const { status, stdout, stderr } = await runExport({ "gocd-pin.yaml": project });
    assert.is(status, 0, stderr);
    assert.match(stdout, 'name="web"');
    if (message === undefined) assert.is(stderr, "");
    else assert.match(stderr, `${message} [export-lost]`);
  });
}

test("settings of a connection that the plugin does not know are a warning, also if they are defaults", async () => {
  const project = `package_repositories:
  Docker:
    registry_url: https://r.example
    ca_file: ca.pem
    insecure_skip_tls_verify: true
    defaults: {min_age: 3d}
    packages: {web: {}}
`;
  const { stderr } = await runExport({ "gocd-pin.yaml": project });
  assert.match(stderr, 'the package repository "Docker": the plugin does not know "ca_file", "insecure_skip');
  assert.match(stderr, '"Docker/web": the plugin does not know "min_age"');
});

test("names that GoCD rejects are changed with a warning, and do not clash", async () => {
  const project = `package_repositories:
  Docker: {registry_url: "https://r.example", packages: {a/b: {}, a.b: {}, 'a@b': {image: x}, A-B: {image: y}, .é: {image: z}}}
`;
  const { stdout, stderr } = await runExport({ "gocd-pin.yaml": project });
  assert.equal(
    Array.from(stdout.matchAll(/<package name="([^"]*)"/g), ([, name]) => name),
    ["a.b-2", "a.b", "a-b-2", "A-B", "--"],
  );
  assert.match(
    stderr,
    '"Docker/a/b" is exported as "a.b-2", because GoCD rejects the name "a/b" [export-lost]',
  );
  assert.match(stderr, "3 warnings");
});

test("packages that a source declares inline are exported too, and an error of a source ends the export", async () => {
  const source = (material: string) => `format_version: 10
common: {package_repositories: {Docker: {registry_url: "https://r.example"}}}
pipelines:
  a:
    group: g
    materials: {m: {package: ${material}}, n: {git: "https://git.example/a.git", destination: n}}
    stages: [{run: {tasks: [{exec: {command: "true"}}]}}]
`;
  const inline = await runExport({
    "pipelines/a.yaml": source("{repository: Docker, image: team/app, name: app}"),
  });
  assert.is(inline.status, 0, inline.stderr);
  assert.match(inline.stdout, '<package name="app" autoUpdate="true">');
  const wrong = await runExport({ "pipelines/a.yaml": source("Dcoker/app") });
  assert.is(wrong.status, 1);
  assert.is(wrong.stdout, "");
});

test("a filter with a character that XML cannot hold is left out with a warning", async () => {
  const project = `package_repositories: {Docker: {registry_url: "https://r.example", packages: {web: {tag_filter: "\\x01"}}}}\n`;
  const { stdout, stderr } = await runExport({ "gocd-pin.yaml": project });
  assert.match(stderr, '"Docker/web" is not exported: it contains a character that XML does not allow');
  assert.not.match(stdout, "web");
});

const NAME = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,12}$/);
const FILTER = fc.oneof(
  fc.constantFrom(
    "^\\d+$",
    "<a>&amp;'\"",
    "]]>",
    "  a  ",
    "\\Qa\nb\r\n\tc\\E",
    "é|\u{1f600}|\u{e0020}\u200b\u202e",
    "#\\{x\\}",
  ),
  fc
    .string({ unit: anyCharacter, maxLength: 8 })
    .filter((text) => isXmlText(text) && !/[\0\\]/.test(text))
    .map((text) => `\\Q${text}\\E`),
);
const PACKAGE = fc.record({
  image: fc.constantFrom("web", "team/app", "a/b/c"),
  filter: FILTER,
  id: fc.option(fc.uuid(), { nil: undefined }),
});
const REPOSITORY = fc.record({
  url: fc.constantFrom("https://r.example/v2/", "http://localhost:5000", "https://registry-1.docker.io/v2"),
  name: fc.option(fc.constantFrom("mirror.example", "r.example:5000/path"), { nil: undefined }),
  hasCredentials: fc.boolean(),
  packages: fc.dictionary(NAME, PACKAGE, { maxKeys: 4, noNullPrototype: true }),
});

/** Repositories by name, in which every id is unique. */
const REPOSITORIES = fc
  .dictionary(NAME, REPOSITORY, { minKeys: 1, maxKeys: 3, noNullPrototype: true })
  .filter((repositories) => {
    const packages = Object.values(repositories).flatMap((repository) => Object.values(repository.packages));
    const ids = packages.flatMap(({ id }) => id ?? []);
    return new Set(ids).size === ids.length;
  });

type Repositories = typeof REPOSITORIES extends fc.Arbitrary<infer T> ? T : never;

function pair(key: string, value: Value): [string, Value] {
  return [key, value];
}

function projectOf(repositories: Repositories): string {
  const map = new Map<string, Value>(
    Object.entries(repositories).map(([key, { url, name, hasCredentials, packages }]) => {
      const list = Object.entries(packages).map(([packageName, { image, filter, id }]): [string, Value] => [
        packageName,
        {
          map: new Map<string, Value>([
            ["image", image],
            ["tag_filter", filter],
            ...(id === undefined ? [] : [["id", id] as const]),
          ]),
        },
      ]);
      const entries: [string, Value][] = [
        ["registry_url", url],
        ...(name === undefined ? [] : [pair("registry_name", name)]),
        ...(hasCredentials ? [pair("username", "${U}"), pair("password", "${P}")] : []),
        ["packages", { map: new Map(list) }],
      ];
      return [key, { map: new Map(entries) }];
    }),
  );
  return writeBlockPairs(new Map([["package_repositories", { map }]]), 0, 2, "\n");
}

/** What a project file declares, without the names of variables, which `import` makes from those of repositories. */
function contentOf(text: string): unknown {
  const { project, diagnostics } = readProject({ path: "gocd-pin.yaml", text });
  assert.equal(diagnostics, [], text);
  return project.declarations.map(({ repository, packages }) => ({
    repository: { ...repository, credentials: repository.credentials !== undefined },
    packages: packages.map(({ key, image, rule, id }) => ({ key, image, rule, id })),
  }));
}

/** Warnings without those about packages that have no id, as in the project. */
function withoutMissingIds(stderr: string): string {
  return stderr
    .replace(/^gocd-pin: warning: .* it has no id yet, .*\n  help: .*\n/gm, "")
    .replace(/^\d+ warnings?\n/m, "");
}

test("the import of an export declares the same packages, in both formats, and completes nothing in the project itself", async () => {
  await fc.assert(
    fc.asyncProperty(REPOSITORIES, fc.constantFrom("xml", "json"), async (repositories, format) => {
      const project = projectOf(repositories);
      await withFolder({ "gocd-pin.yaml": project }, async (cwd, tree) => {
        const out = `out.${format}`;
        const exported = await runMain(["export", "--format", format, "--output", out], { cwd });
        assert.is(exported.status, 0, exported.stderr);
        const imported = await runMain(["import", out, "-c", "new.yaml"], { cwd });
        assert.is(imported.status, 0, imported.stderr);
        assert.is(withoutMissingIds(imported.stderr), "");
        const { "new.yaml": text = "" } = await tree();
        assert.equal(contentOf(text), contentOf(project));
        const again = await runMain(["import", out], { cwd });
        assert.is(again.status, 0, again.stderr);
        assert.is(withoutMissingIds(again.stderr), "");
        assert.is((await tree())["gocd-pin.yaml"], project);
      });
    }),
    { numRuns: runs(60) },
  );
});

test.run();
