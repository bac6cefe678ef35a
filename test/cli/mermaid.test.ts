import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderMermaid } from "../../src/cli/manifest.js";
import { withConfigRepo } from "../support/config-repo.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

test("the graph has an arrow from each package to every pipeline that uses it", () => {
  const packages = [
    { package: "Docker/team/db", tag: "15.2", packagePipeline: undefined, pipelines: ["web", "worker"] },
    { package: "Docker/team/web", tag: "1.10", packagePipeline: undefined, pipelines: ["web"] },
  ];
  assert.is(
    renderMermaid(packages),
    `flowchart LR
  image0["Docker/team/db<br>15.2"]
  image1["Docker/team/web<br>1.10"]
  pipeline0(["web"])
  pipeline1(["worker"])
  image0 --> pipeline0
  image0 --> pipeline1
  image1 --> pipeline0
`,
  );
});

test("in the mode pipeline, the arrows go through the package pipelines", async () => {
  const project = SHOP_FILES["gocd-pin.yaml"].replace("remove", "pipeline");
  await withConfigRepo(
    { files: { ...SHOP_FILES, "gocd-pin.yaml": project }, images: shopImages() },
    async (repo) => {
      await mkdir(join(repo.folder, ".git"));
      await repo.run(["build"]);
      const { stdout } = await repo.run(["manifest", "--format", "mermaid"]);
      assert.is(
        stdout,
        `flowchart LR
  image0["Docker/team/db<br>15.2"]
  image1["Docker/team/web<br>1.10"]
  package0(["Docker.team.db"])
  package1(["Docker.team.web"])
  pipeline0(["web"])
  pipeline1(["worker"])
  image0 --> package0
  package0 --> pipeline0
  package0 --> pipeline1
  image1 --> package1
  package1 --> pipeline0
`,
      );
      const { stdout: page } = await repo.run(["report"]);
      assert.match(
        page,
        /<a class="node c0" href="#package-0" data-image="0">\s+<title>Docker\.team\.db<\/title>/,
      );
    },
  );
});

test("a name cannot end its label or add markup", () => {
  const pkg = { package: `a"]\n<b>;#%%`, tag: "1", packagePipeline: undefined, pipelines: [] };
  const graph = renderMermaid([pkg]);
  assert.is(graph, 'flowchart LR\n  image0["a#34;#93;#10;#60;b#62;#59;#35;#37;#37;<br>1"]\n');
});

test.run();
