import { test } from "uvu";
import * as assert from "uvu/assert";
import { jobImages } from "../../src/commands/images.js";
import { digestOf } from "../support/shop-repo.js";

const WHOLE = {
  GO_REPO_X_DOCKER_REGISTRY_NAME: "registry.example.com:5000",
  GO_PACKAGE_X_DOCKER_IMAGE: "team/app",
  GO_PACKAGE_X_LABEL: "1.0",
};

test("values that a job may have", () => {
  const cases: readonly (readonly [
    change: Readonly<Record<string, string>>,
    name: string,
    digest?: string,
  ])[] = [
    [{}, "registry.example.com:5000/team/app:1.0"],
    [{ GO_REPO_X_DOCKER_REGISTRY_NAME: "localhost" }, "localhost/team/app:1.0"],
    [{ GO_REPO_X_DOCKER_REGISTRY_NAME: "[::1]:5000" }, "[::1]:5000/team/app:1.0"],
    [{ GO_REPO_X_DOCKER_REGISTRY_NAME: "host.example.com/proxy" }, "host.example.com/proxy/team/app:1.0"],
    [{ GO_PACKAGE_X_DOCKER_DIGEST: "" }, "registry.example.com:5000/team/app:1.0"],
    [{ GO_PACKAGE_X_DOCKER_DIGEST: digestOf("a") }, "registry.example.com:5000/team/app:1.0", digestOf("a")],
  ];
  for (const [change, name, digest] of cases) {
    const { images, diagnostics } = jobImages({ ...WHOLE, ...change });
    assert.equal(diagnostics, []);
    assert.equal(images, [{ about: "X", name, ...(digest !== undefined && { digest }) }]);
  }
});

test("values that are not valid for an image are errors that name the variable", () => {
  const cases: readonly (readonly [variable: string, value: string, message: RegExp])[] = [
    ["GO_REPO_X_DOCKER_REGISTRY_NAME", "", /is not set/],
    ["GO_REPO_X_DOCKER_REGISTRY_NAME", "-v", /is not a valid registry name/],
    ["GO_REPO_X_DOCKER_REGISTRY_NAME", "https://host", /is not a valid registry name/],
    ["GO_REPO_X_DOCKER_REGISTRY_NAME", "host name", /is not a valid registry name/],
    ["GO_REPO_X_DOCKER_REGISTRY_NAME", "host:port", /is not a valid registry name/],
    ["GO_REPO_X_DOCKER_REGISTRY_NAME", "host\n", /is not a valid registry name/],
    ["GO_PACKAGE_X_DOCKER_IMAGE", "", /is not set/],
    ["GO_PACKAGE_X_DOCKER_IMAGE", "Team/App", /is not a valid image name/],
    ["GO_PACKAGE_X_DOCKER_IMAGE", "team/app:1", /is not a valid image name/],
    ["GO_PACKAGE_X_LABEL", "", /is not set/],
    ["GO_PACKAGE_X_LABEL", "a b", /is not a valid tag/],
    ["GO_PACKAGE_X_LABEL", "-x", /is not a valid tag/],
    ["GO_PACKAGE_X_DOCKER_DIGEST", "sha256:abc", /is not a valid digest/],
  ];
  for (const [variable, value, message] of cases) {
    const { images, diagnostics } = jobImages({ ...WHOLE, [variable]: value });
    assert.is(images, undefined);
    assert.is(diagnostics.length, 1, `${variable}=${value}`);
    assert.match(diagnostics[0]?.message ?? "", variable);
    assert.match(diagnostics[0]?.message ?? "", message);
  }
});

test("packages of other plugins and other variables are ignored", () => {
  const env = {
    GO_PACKAGE_TREE_LABEL: "1.8",
    GO_PACKAGE_TREE_URL: "x",
    GO_REPO_TREE_REPO_URL: "x",
    PATH: "/bin",
  };
  assert.equal(jobImages({ ...WHOLE, ...env }), jobImages(WHOLE));
});

test("an environment without the variables of an image is an error", () => {
  for (const env of [{}, { PATH: "/bin" }, { GO_PACKAGE_TREE_LABEL: "1.8" }]) {
    const { images, diagnostics } = jobImages(env);
    assert.is(images, undefined);
    assert.equal(
      diagnostics.map(({ severity, code }) => `${severity} ${code}`),
      ["error image-variable"],
    );
  }
});

test.run();
