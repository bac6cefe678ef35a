import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { makeFakeDocker } from "../support/fake-docker.js";
import { digestOf, SHOP_FILES, shopImages } from "../support/shop-repo.js";

async function withBuilt(use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    const requests = repo.registry.count();
    await use(repo);
    assert.is(repo.registry.count(), requests);
  });
}

const DB = "registry.example.com/team/db:15.2";
const WEB = "registry.example.com/team/web:1.10";

const JOB = {
  GO_PIPELINE_NAME: "web",
  GO_REPO_DOCKER_TEAM_WEB_DOCKER_REGISTRY_NAME: "registry.example.com",
  GO_PACKAGE_DOCKER_TEAM_WEB_DOCKER_IMAGE: "team/web",
  GO_PACKAGE_DOCKER_TEAM_WEB_LABEL: "1.10",
  GO_REPO_APP_DOCKER_REGISTRY_NAME: "registry.example.com",
  GO_PACKAGE_APP_DOCKER_IMAGE: "team/web",
  GO_PACKAGE_APP_LABEL: "1.10",
  GO_REPO_DATABASE_DOCKER_REGISTRY_NAME: "registry.example.com",
  GO_PACKAGE_DATABASE_DOCKER_IMAGE: "team/db",
  GO_PACKAGE_DATABASE_LABEL: "15.2",
  GO_PACKAGE_DATABASE_DOCKER_DIGEST: digestOf("b"),
  GO_PACKAGE_RPM_LABEL: "tree-1.8-1",
};

test("the images of all pipelines or of one, each once, sorted", async () => {
  await withBuilt(async (repo) => {
    assert.equal(await repo.run(["images"]), { status: 0, stdout: `${DB}\n${WEB}\n`, stderr: "" });
    assert.is((await repo.run(["images", "worker"])).stdout, `${DB}\n`);
    assert.is((await repo.run(["images", "worker", "--quiet"])).stdout, `${DB}\n`);
    const digests = `${DB}@${digestOf("b")}\n${WEB}@${digestOf("2")}\n`;
    assert.is((await repo.run(["images", "--digest"])).stdout, digests);
    const { status, stderr } = await repo.run(["images", "wokrer"]);
    assert.is(status, 2);
    assert.match(stderr, 'did you mean "worker"?');
  });
});

test("--digest warns about a package that is pinned without one", async () => {
  const project = SHOP_FILES["gocd-pin.yaml"].replace("team/db: {}", "team/db: {digest: false}");
  const files = { ...SHOP_FILES, "gocd-pin.yaml": project };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    await repo.run(["build"]);
    const { status, stdout, stderr } = await repo.run(["images", "worker", "--digest"]);
    assert.is(`${status} ${stdout}`, `0 ${DB}\n`);
    assert.match(stderr, /warning: "Docker\/team\/db": its digest is not known.*\[digest-unknown\]/);
    assert.is((await repo.run(["images", "worker"])).stderr, "");
  });
});

test("--from-env needs neither project nor sources, and prints each image once", async () => {
  await withConfigRepo({ files: {}, images: {} }, async (repo) => {
    assert.equal(await repo.run(["images", "--from-env"], JOB), {
      status: 0,
      stdout: `${DB}\n${WEB}\n`,
      stderr: "",
    });
    const { stdout, stderr } = await repo.run(["images", "--from-env", "--digest"], JOB);
    assert.is(stdout, `${DB}@${digestOf("b")}\n${WEB}\n`);
    assert.match(stderr, /"APP": its digest is not known/);
    const empty = await repo.run(["images", "--from-env"], {});
    assert.is(`${empty.status} ${empty.stdout}`, "1 ");
    assert.match(empty.stderr, /no environment variable of this job names an image .*\[image-variable\]/);
  });
});

test("--from-env reports a missing or invalid variable, and prints nothing", async () => {
  await withConfigRepo({ files: {}, images: {} }, async (repo) => {
    const { GO_PACKAGE_APP_LABEL, ...partial } = JOB;
    assert.ok(GO_PACKAGE_APP_LABEL);
    const run = await repo.run(["images", "--from-env"], { ...partial, GO_PACKAGE_DATABASE_LABEL: "--help" });
    assert.is(`${run.status} ${run.stdout}`, "1 ");
    assert.match(run.stderr, /GO_PACKAGE_APP_LABEL is not set, but others of "APP" are \[image-variable\]/);
    assert.match(run.stderr, /GO_PACKAGE_DATABASE_LABEL has the value "--help", which is not a valid tag/);
  });
});

test("--from-env with a pipeline is a usage error", async () => {
  await withConfigRepo({ files: {}, images: {} }, async (repo) => {
    const { status, stderr } = await repo.run(["images", "web", "--from-env"], JOB);
    assert.is(status, 2);
    assert.match(stderr, '"--from-env" cannot be used with a pipeline');
  });
});

test("--pull runs docker pull for one image after the other", async () => {
  await withConfigRepo({ files: {}, images: {} }, async (repo) => {
    const docker = await makeFakeDocker(repo.folder);
    const run = await repo.run(["images", "--from-env", "--pull"], { ...JOB, ...docker.env });
    assert.equal(run, { status: 0, stdout: "", stderr: "" });
    assert.equal(await docker.calls(), [`pull ${DB}`, `pull ${WEB}`]);
  });
});

test("--pull also pulls the images of the lock, by digest with --digest", async () => {
  await withBuilt(async (repo) => {
    const docker = await makeFakeDocker(repo.folder);
    assert.is((await repo.run(["images", "worker", "--pull", "--digest"], docker.env)).status, 0);
    assert.equal(await docker.calls(), [`pull ${DB}@${digestOf("b")}`]);
  });
});

test("--pull ends at the first image that docker cannot pull, with docker's status", async () => {
  await withConfigRepo({ files: {}, images: {} }, async (repo) => {
    const docker = await makeFakeDocker(repo.folder, "team/db");
    const run = await repo.run(["images", "--from-env", "--pull"], { ...JOB, ...docker.env });
    assert.is(`${run.status} ${run.stdout}`, "42 ");
    assert.match(run.stderr, `error: \`docker pull ${DB}\` failed with status 42 [docker-failed]`);
    assert.equal(await docker.calls(), [`pull ${DB}`]);
  });
});

test("--pull without docker is an error that says so", async () => {
  await withConfigRepo({ files: {}, images: {} }, async (repo) => {
    const run = await repo.run(["images", "--from-env", "--pull"], { ...JOB, PATH: "bin" });
    assert.is(run.status, 1);
    assert.match(run.stderr, /could not be run: docker is not in PATH \[docker-failed\]/);
  });
});

test.run();
