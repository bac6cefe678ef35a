import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderMermaid } from "../../src/cli/manifest.js";

test("the graph has an arrow from each package to every pipeline that uses it", () => {
  const packages = [
    { package: "Docker/team/db", tag: "15.2", pipelines: ["web", "worker"] },
    { package: "Docker/team/web", tag: "1.10", pipelines: ["web"] },
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

test("a name cannot end its label or add markup", () => {
  const graph = renderMermaid([{ package: `a"]\n<b>;#%%`, tag: "1", pipelines: [] }]);
  assert.is(graph, 'flowchart LR\n  image0["a#34;#93;#10;#60;b#62;#59;#35;#37;#37;<br>1"]\n');
});

test.run();
