import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo as withAnonymousRegistry } from "../support/config-repo.js";
import { withMoreTime } from "../support/more-time.js";
import { GOOD, LOGIN, pipelineOf, withConfigRepo } from "./config-repo.js";

test("every repository and package is checked in the plugin's words, without lock or sources", async () => {
  await withConfigRepo({}, async ({ run }) => {
    const { status, stdout, stderr } = await run(["verify"]);
    assert.is(status, 0, stderr);
    assert.match(stdout, /^✓ ok +Docker +Connection OK\. Docker registry found\. /m);
    assert.match(stdout, /^✓ ok +Docker\/team\/app +Connection OK\. Docker image found\. /m);
    assert.match(stdout, /^✓ ok +Docker\/latest +Connection OK\. Docker image found\. /m);
    assert.match(stdout, "REGISTRY_USER");
    assert.not.match(stdout + stderr, LOGIN.REGISTRY_PASSWORD);
  });
});

test("if declarations cannot be read, only their errors are reported", async () => {
  const project = "package_repositories: {Docker: {registry_ulr: x}}\n";
  await withConfigRepo({ "gocd-pin.yaml": project }, async ({ run }) => {
    const { status, stdout, stderr } = await run(["verify"]);
    assert.is(status, 2);
    assert.is(stdout, "");
    assert.match(stderr, /registry_ulr/);
  });
});

test("--no-packages queries no image", async () => {
  await withConfigRepo(GOOD, async ({ run, registry }) => {
    const { status, stdout } = await run(["verify", "--no-packages"]);
    assert.is(status, 0);
    assert.not.match(stdout, "Docker/team/app");
    assert.is(registry.requests.filter(({ path }) => path.includes("tags")).length, 0);
  });
});

test("an unknown image is reported with status 1, and so are the others", async () => {
  const source = GOOD["pipelines/app.yaml"].replace(
    "Docker/team/app",
    "{repository: Docker, image: team/ap}",
  );
  await withConfigRepo({ "pipelines/app.yaml": source }, async ({ run }) => {
    const { status, stdout, stderr } = await run(["verify"]);
    assert.is(status, 1);
    assert.match(stdout, /^✗ failed +Docker\/team\/ap +Could not find docker image\. \[404\]/m);
    assert.match(stdout, /^✓ ok +Docker\/team\/app +Connection OK\. Docker image found\. /m);
    assert.match(stderr, /pipelines\/app\.yaml:7:18: error: "Docker\/team\/ap": .*\[image-missing\]/);
  });
});

test("a wrong password and a registry that is down are reported with status 3, next to a working one", async () => {
  const common = `common:
  package_repositories:
    Down: {registry_url: "http://127.0.0.1:1", packages: {team/app: }}
`;
  const files = { "pipelines/app.yaml": GOOD["pipelines/app.yaml"] + common };
  await withConfigRepo(files, async ({ run }) =>
    withMoreTime(async (factor) => {
      const down = await run(["verify", "--timeout", `${2 * factor}`]);
      assert.is(down.status, 3);
      assert.match(down.stdout, /^✓ ok +Docker\/team\/app +Connection OK\. Docker image found\. /m);
      assert.match(down.stderr, /"Down": .*127\.0\.0\.1:1.*\[registry-unreachable\]/);
      assert.match(down.stderr, /; this affects package "Down\/team\/app" \[registry-unreachable\]/);
      const wrong = await run(["verify", "--timeout", `${2 * factor}`], {
        env: { REGISTRY_PASSWORD: "wr0ng-word" },
      });
      assert.is(wrong.status, 3);
      assert.match(wrong.stderr, /"Docker": .*\[registry-unauthorized\]/);
      assert.not.match(wrong.stdout + wrong.stderr, "wr0ng-word");
    }),
  );
});

test("a credential that cannot be used is reported although the registry is down, or requires no login", async () => {
  const missing = 'username: "${NO_SUCH_USER}", password: "${NO_SUCH_PASSWORD}"';
  const common = `common:
  package_repositories:
    Down: {registry_url: "http://127.0.0.1:1", ${missing}, packages: {team/app: }}
`;
  const files = { "pipelines/app.yaml": GOOD["pipelines/app.yaml"] + common };
  await withConfigRepo(files, async ({ run }) => {
    const { status, stdout, stderr } = await run(["verify", "--timeout", "1"]);
    assert.is(status, 3);
    assert.match(stdout + stderr, /Down: its login would fail: .*"NO_SUCH_USER", which is not set/);
    // The help is about the connection, and not about waiting.
    assert.match(stderr, "help: check that the registry runs there");
  });
  const images = { app: { tags: { "1.0": {} } } };
  const anonymous = `package_repositories:
  Docker: {registry_url: "http://registry.test", ${missing}, packages: {app: }}
`;
  await withAnonymousRegistry({ files: { "gocd-pin.yaml": anonymous }, images }, async (repo) => {
    const { status, stdout, stderr } = await repo.run(["verify"]);
    assert.is(status, 0, stderr);
    assert.match(stdout, "connections: 2 ok");
    assert.match(
      stderr,
      /gocd-pin\.yaml:2:26: warning: "Docker": the registry answers without a login, but a login would fail: .*"NO_SUCH_USER", which is not set, .* \[registry-unauthorized\]/,
    );
    assert.match(stderr, "help: set them where gocd-pin runs");
  });
});

test("the results are at the end; a terminal has colours, and a pipe has the same signs without", async () => {
  const files = { "pipelines/app.yaml": pipelineOf("app", "{repository: Docker, image: team/ap}") };
  await withConfigRepo(files, async ({ run }) => {
    const { stdout } = await run(["verify"]);
    assert.match(stdout, /\nconnections: 3 ok, 1 failed\n$/);
    const wide = { isTerminal: true, columns: 200 };
    const terminal = (await run(["verify"], wide)).stdout;
    assert.match(terminal, "\u001b[32m✓ ok\u001b[39m      Docker/team/app  Connection OK.");
    assert.match(
      terminal,
      "\u001b[31m✗ failed\u001b[39m  Docker/team/ap   Could not find docker image. [404]",
    );
    for (const plain of [
      await run(["verify", "--no-color"], wide),
      await run(["verify"], { ...wide, env: { NO_COLOR: "1" } }),
    ]) {
      assert.is(plain.stdout, stdout);
    }
  });
});

test("notes and skipped credential sources are on standard error, except with --quiet", async () => {
  const project =
    "package_repositories:\n  Docker: {registry_url: http://registry.test, packages: {app: }}\n";
  const images = { app: { tags: { "1.0": {} } } };
  await withAnonymousRegistry({ files: { "gocd-pin.yaml": project }, images }, async (repo) => {
    const { stdout, stderr } = await repo.run(["verify"]);
    assert.match(stdout, /^ +name +connection +credentials\n✓ ok /);
    assert.match(stderr, /^skipped credential sources of Docker, Docker\/app: .*\n$/);
    assert.is((await repo.run(["verify", "--output", "report.txt"])).stderr, stderr);
    assert.is((await repo.run(["verify", "--quiet"])).stderr, "");
  });
});

test("--format json has each connection", async () => {
  await withConfigRepo({}, async ({ run }) => {
    const { stdout } = await run(["verify", "--format", "json"]);
    const report: unknown = JSON.parse(stdout);
    const text = JSON.stringify(report);
    assert.match(text, '"version":1');
    assert.match(text, '"kind":"repository","name":"Docker"');
    assert.match(text, '"ok":true,"message":"Connection OK. Docker image found."');
  });
});

test.run();
