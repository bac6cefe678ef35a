import { test } from "uvu";
import * as assert from "uvu/assert";
import { rewritePackages } from "../../../src/gocd/enrich/rewrite-packages.js";
import { readGocdFile } from "../../../src/gocd/read/file.js";
import { readGocdYaml } from "../../../src/yaml/dialect.js";

const NAMES = new Map([
  ["5f1c-web", "Docker/web"],
  ["77aa", "Docker/team/db"],
  ["odd", "Docker/it's: a #1"],
]);

function rewrite(text: string): string | undefined {
  const { tree, diagnostics } = readGocdYaml({ path: "a.yaml", text });
  assert.ok(tree, text);
  assert.equal(
    diagnostics.filter(({ severity }) => severity === "error"),
    [],
    text,
  );
  return rewritePackages(readGocdFile(tree).file, NAMES);
}

/** The materials of a pipeline, before and after. */
const MATERIALS: readonly (readonly [about: string, before: string, after: string])[] = [
  ["plain text", "package: 5f1c-web", "package: Docker/web"],
  ["a comment", "package:   5f1c-web   # the web", "package:   Docker/web   # the web"],
  ["single quotes", "package: '5f1c-web'", "package: 'Docker/web'"],
  ["double quotes", 'package: "5f1c-web"', 'package: "Docker/web"'],
  ["an escape", 'package: "5f1c\\u002dweb"', 'package: "Docker/web"'],
  ["a literal", "package: |-\n          5f1c-web", "package: |-\n          Docker/web"],
  [
    "an empty line that is part of the id",
    "package: >- # c\n\n            5f1c-web\n",
    "package: >- # c\n\n            5f1c-web\n",
  ],
  [
    "a folded text and a comment",
    "package: >- # c\n          5f1c-web\n",
    "package: >- # c\n          Docker/web\n",
  ],
  ["a quoted key", "'package' : 77aa", "'package' : Docker/team/db"],
  ["a tag", "package: !!str 5f1c-web", "package: !!str Docker/web"],
  ["an anchor", "package: &id 5f1c-web", "package: &id Docker/web"],
  ["a name that needs quotes", "package: odd", 'package: "Docker/it\'s: a #1"'],
  ["another id", "package: 5f1c", "package: 5f1c"],
  ["an id in other case", "package: 5F1C-WEB", "package: 5F1C-WEB"],
  ["a name already", "package: Docker/web", "package: Docker/web"],
  ["a value on the next line", "package:\n          5f1c-web", "package:\n          Docker/web"],
];

const WHOLE: readonly (readonly [about: string, before: string, after: string])[] = [
  ...MATERIALS.map(([about, before, after]) => {
    const whole = (material: string) =>
      `# ours\npipelines:\n  a:\n    materials:\n      m:\n        ${material}\n    # end\n`;
    return [about, whole(before), whole(after)] as const;
  }),
  [
    "flow style",
    "pipelines: {a: {materials: {m: {package: 5f1c-web}, n: {package: '77aa'}, o: {package: 5f1c-web, x: }}}}\n",
    "pipelines: {a: {materials: {m: {package: Docker/web}, n: {package: 'Docker/team/db'}, o: {package: Docker/web, x: }}}}\n",
  ],
  [
    "an alias of an id, which both are materials",
    "pipelines:\n  a: {materials: {m: {package: &web 5f1c-web}}}\n  b: {materials: {m: {package: *web }}}\n",
    "pipelines:\n  a: {materials: {m: {package: &web Docker/web}}}\n  b: {materials: {m: {package: *web }}}\n",
  ],
  [
    "an alias of a text that GoCD ignores",
    "common: {web: &web 5f1c-web}\npipelines:\n  a: {materials: {m: {package: *web }}}\n",
    "common: {web: &web 5f1c-web}\npipelines:\n  a: {materials: {m: {package: Docker/web }}}\n",
  ],
  [
    "an alias of the id of a declaration",
    "common: {package_repositories: {Docker: {registry_url: 'https://r', packages: {web: {id: &web 5f1c-web}}}}}\npipelines:\n  a: {materials: {m: {package: *web }}}\n",
    "common: {package_repositories: {Docker: {registry_url: 'https://r', packages: {web: {id: &web 5f1c-web}}}}}\npipelines:\n  a: {materials: {m: {package: Docker/web }}}\n",
  ],
  [
    "an id whose alias is a variable, which keeps its value",
    "pipelines:\n  a:\n    materials: {m: {package: &web 5f1c-web}}\n    environment_variables:\n      ID: *web\n      ID2: *web\n",
    'pipelines:\n  a:\n    materials: {m: {package: &web Docker/web}}\n    environment_variables:\n      ID: &web "5f1c-web"\n      ID2: *web\n',
  ],
  [
    "a material that two pipelines share",
    "pipelines:\n  a:\n    materials:\n      m: &m\n        package: 5f1c-web\n  b:\n    materials:\n      n: *m\n",
    "pipelines:\n  a:\n    materials:\n      m: &m\n        package: Docker/web\n  b:\n    materials:\n      n: *m\n",
  ],
  [
    "a merged template below common",
    "common:\n  base: &base\n    materials:\n      m: {package: 77aa}\n      n: {git: g}\npipelines:\n  a:\n    group: g\n    <<: *base\n  b:\n    <<: [*base]\n",
    "common:\n  base: &base\n    materials:\n      m: {package: Docker/team/db}\n      n: {git: g}\npipelines:\n  a:\n    group: g\n    <<: *base\n  b:\n    <<: [*base]\n",
  ],
  [
    "a merged key of a material",
    "common: {p: &p {package: 5f1c-web}}\npipelines:\n  a:\n    materials:\n      m: {<<: *p}\n",
    "common: {p: &p {package: Docker/web}}\npipelines:\n  a:\n    materials:\n      m: {<<: *p}\n",
  ],
  [
    "a second document, which does not exist for GoCD",
    "pipelines: {a: {materials: {m: {package: 77aa}}}}\n---\npipelines: {b: {materials: {m: {package: 77aa}}}}\n",
    "pipelines: {a: {materials: {m: {package: Docker/team/db}}}}\n---\npipelines: {b: {materials: {m: {package: 77aa}}}}\n",
  ],
];

for (const [about, before, after] of WHOLE) {
  for (const eol of ["\n", "\r\n"]) {
    test(`ids become names with ${about}, and other bytes stay, with ${JSON.stringify(eol)}`, () => {
      const withEol = (text: string) => text.replaceAll("\n", eol);
      assert.is(rewrite(withEol(before)), withEol(after));
      assert.is(rewrite(withEol(after)), withEol(after), "a second rewrite changes nothing");
    });
  }
}

test("a text that would get another meaning stays as it is", () => {
  const shared =
    "pipelines:\n  a: {materials: {m: &m {package: 5f1c-web}}}\n  b: {materials: {}, environment_variables: *m }\n";
  assert.is(rewrite(shared), undefined);
});

test.run();
