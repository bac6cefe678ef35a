import { test } from "uvu";
import * as assert from "uvu/assert";
import { decideChanges, type PackageMaterialsContext } from "../../../src/gocd/enrich/package-materials.js";
import type { Change } from "../../../src/gocd/enrich/enrichment.js";
import type { PackageMaterials } from "../../../src/model/settings.js";
import { packageWithId, readPipelines } from "../../support/enriched.js";

type Context = Partial<PackageMaterialsContext> & { readonly withoutIds?: boolean };

interface Decision {
  readonly changes: Readonly<Record<string, Change>> | undefined;
  /** `severity code: message (help)` */
  readonly said: readonly string[];
}

/** Decides for a pipeline `a` with the materials, one per line. */
function decide(mode: PackageMaterials, materials: readonly string[], more: Context = {}): Decision {
  const lines = materials.map((material) => `      ${material}\n`).join("");
  const { pipelines } = readPipelines(`pipelines:\n  a:\n    materials:\n${lines}`);
  const [read] = pipelines;
  if (read === undefined) throw new Error("no pipeline");
  const { withoutIds = false, ...context } = more;
  const docker = read.docker.map((material) => {
    const { id, ...declared } = packageWithId("Docker", material.package.name);
    return { ...material, package: withoutIds || id === undefined ? declared : { ...declared, id } };
  });
  const { changes, diagnostics } = decideChanges(read.pipeline, docker, {
    mode,
    inPlace: false,
    hasFormatVersion: true,
    envFolder: "gocd/env",
    prefix: "",
    ...context,
  });
  return {
    changes: changes && Object.fromEntries(changes),
    said: diagnostics.map(({ severity, code, message, help }) => `${severity} ${code}: ${message} (${help})`),
  };
}

const DB = "db: {package: Docker/db}";
const WEB = "web: {package: Docker/web}";
const GIT = "git: {git: x}";
const AT = "git: {git: x, destination: src}";
const CONFIGREPO: Change = { kind: "configrepo", includes: "gocd/env/a.env", destination: "gocd-pin/db" };
const REMOVE: Change = { kind: "remove" };

function dependency(pipeline: string): Change {
  return { kind: "dependency", pipeline };
}

test("a pipeline without Docker materials has nothing to decide", () => {
  for (const mode of ["auto", "configrepo", "pipeline", "remove", "keep"] as const) {
    assert.equal(decide(mode, [GIT]), { changes: {}, said: [] }, mode);
  }
});

test("configrepo: the first Docker material becomes one, the others go", () => {
  const cases: readonly (readonly [
    materials: readonly string[],
    changes: Readonly<Record<string, Change>>,
  ])[] = [
    [[DB], { db: CONFIGREPO }],
    [[DB, WEB], { db: CONFIGREPO, web: REMOVE }],
    [[WEB, DB], { web: { ...CONFIGREPO, destination: "gocd-pin/web" }, db: REMOVE }],
    [[AT, DB], { db: CONFIGREPO }],
    [["up: {pipeline: up, stage: s}", DB], { db: CONFIGREPO }],
    [["apt: {package: some-apt}", DB], { db: CONFIGREPO }],
    [["x: {git: x, destination: a}", "y: {type: configrepo, destination: ab}", DB], { db: CONFIGREPO }],
  ];
  for (const [materials, changes] of cases) {
    assert.equal(decide("configrepo", materials), { changes, said: [] }, materials.join("; "));
    assert.equal(decide("auto", materials), { changes, said: [] }, materials.join("; "));
  }
});

test("configrepo: the folder of env files is written from the root of the work tree", () => {
  const includes = (envFolder: string) => {
    const change = decide("configrepo", [DB], { envFolder }).changes?.["db"];
    return change?.kind === "configrepo" ? change.includes : undefined;
  };
  assert.is(includes("gocd/env"), "gocd/env/a.env");
  assert.is(includes("config/./gocd/env/"), "config/gocd/env/a.env");
  assert.is(includes("."), "a.env");
});

const OBSTACLES: readonly (readonly [
  materials: readonly string[],
  context: Context,
  reason: string,
  cure: string,
])[] = [
  [
    [DB, AT],
    { envFolder: undefined },
    "the root of the git work tree is not known",
    "run in a git work tree",
  ],
  [[DB, AT], { envFolder: "a*/env" }, 'GoCD would read "a*/env" as a pattern', "without `*` and `?`"],
  [
    [DB, AT],
    { hasFormatVersion: false },
    "the file has no format_version, and GoCD drops the filters of such files",
    "add `format_version: 10`",
  ],
  [[DB, GIT], {}, '"git" has none', 'add `destination` to "git"'],
  [[DB, "git: {git: x, destination: '  '}"], {}, '"git" has none', 'add `destination` to "git"'],
  [
    [DB, "one: {svn: x}", "two: {type: tfs}"],
    {},
    '"one", "two" have none',
    'add `destination` to "one", "two"',
  ],
  ...["hg: x", "p4: x", "scm: x", "plugin_configuration: {id: x}", "type: plugin", "type: git"].map(
    (kind) => [[DB, `m: {${kind}}`], {}, '"m" has none', 'add `destination` to "m"'] as const,
  ),
  [
    ["db.: {package: Docker/db}", AT],
    {},
    'the destination would be "gocd-pin/db.", and GoCD does not accept one that ends in a dot',
    'rename "db."',
  ],
  [
    [DB, "DB: {git: x, destination: src}"],
    {},
    'the materials "DB" and "db" differ only in case, which GoCD rejects',
    "rename one of the two",
  ],
  [
    [DB, "Db: {pipeline: up, stage: s}"],
    {},
    'the materials "Db" and "db" differ only in case, which GoCD rejects',
    "rename one of the two",
  ],
  ...["gocd-pin", "./gocd-pin/db/", "GOCD-PIN/db", "gocd-pin/db/x", "gocd-pin\\db"].map(
    (folder) =>
      [
        [DB, `git: {git: x, destination: '${folder}'}`],
        {},
        'the destinations of "git" and "db" are nested, which GoCD rejects',
        'set a separate `destination` for "git"',
      ] as const,
  ),
  [
    [DB, "x: {git: x, destination: a/b}", "y: {svn: y, destination: a}"],
    {},
    'the destinations of "x" and "y" are nested, which GoCD rejects',
    'set a separate `destination` for "x"',
  ],
];

// FilenameUtil.isNormalizedDirectoryPathInsideNormalizedParentDirectory
test("configrepo: folders that differ in case or are the job's own are not nested for GoCD", () => {
  for (const folder of ["GOCD-PIN/db/x", "./", "a/../"]) {
    const { changes, said } = decide("configrepo", [DB, `git: {git: x, destination: '${folder}'}`], {});
    assert.equal(said, [], folder);
    assert.is(changes?.["db"]?.kind, "configrepo", folder);
  }
});

test("configrepo: an obstacle is an error with GoCD's rule and a fix", () => {
  for (const [materials, context, reason, cure] of OBSTACLES) {
    const { changes, said } = decide("configrepo", materials, context);
    const what = materials.join("; ");
    assert.is(changes, undefined, what);
    assert.is(said.length, 1, what);
    const head =
      'error mode-impossible: the pipeline "a" cannot have package_materials "configrepo" for "Docker/db": ';
    assert.ok(said[0]?.startsWith(head), said[0]);
    assert.ok(
      said[0]?.includes(reason) && said[0].includes(cure),
      `${said[0] ?? ""}, not ${reason} (${cure})`,
    );
  }
});

test("auto: an obstacle of configrepo is a warning if there is another material", () => {
  for (const [materials, context, reason, cure] of OBSTACLES) {
    const { changes, said } = decide("auto", materials, context);
    const what = materials.join("; ");
    assert.equal(changes, { [materials[0]?.startsWith("db.") ? "db." : "db"]: REMOVE }, what);
    assert.is(said.length, 1, what);
    assert.ok(
      said[0]?.startsWith('warning trigger-lost: nothing triggers the pipeline "a" when "Docker/db" moves: '),
      said[0],
    );
    assert.ok(said[0]?.includes(reason) && said[0].includes(cure), said[0]);
    assert.match(said[0] ?? "", "or write `package_materials: remove` if this is intended");
  }
});

test("auto: if neither mode is possible, an error names all obstacles", () => {
  const { changes, said } = decide("auto", [DB, WEB], { envFolder: undefined, hasFormatVersion: false });
  assert.is(changes, undefined);
  assert.is(said.length, 1);
  for (const part of [
    "mode-impossible",
    '"auto" for "Docker/db", "Docker/web"',
    "work tree",
    "format_version",
    "GoCD requires a material",
  ]) {
    assert.ok(said[0]?.includes(part), `${part}: ${said[0] ?? ""}`);
  }
});

test("remove: the materials go without a word, but never the last one", () => {
  assert.equal(decide("remove", [DB, GIT, WEB]), { changes: { db: REMOVE, web: REMOVE }, said: [] });
  assert.equal(decide("remove", [DB, "up: {pipeline: up, stage: s}"]).changes, { db: REMOVE });
  const { changes, said } = decide("remove", [DB, WEB]);
  assert.is(changes, undefined);
  assert.match(
    said[0] ?? "",
    /^error mode-impossible: .*GoCD requires a material, and there is no other \(give the pipeline another/,
  );
});

test("keep: the materials keep their ids, always with a warning", () => {
  for (const inPlace of [false, true]) {
    for (const mode of inPlace ? (["keep", "auto"] as const) : (["keep"] as const)) {
      const { changes, said } = decide(mode, [DB, "w: {package: web-id}"], { inPlace });
      assert.equal(changes, { db: { kind: "keep", id: "db-id" }, w: { kind: "keep", id: "web-id" } });
      assert.is(said.length, 1);
      assert.match(
        said[0] ?? "",
        /^warning plugin-triggers: the pipeline "a" keeps "Docker\/db", "Docker\/web": /,
      );
    }
  }
});

test("keep: materials that GoCD would reject are errors", () => {
  const cases: readonly (readonly [materials: readonly string[], context: Context, reason: string])[] = [
    [[DB], { withoutIds: true }, 'the package "Docker/db" has no id'],
    [
      [DB, "second: {package: Docker/db}"],
      {},
      'its materials "db" and "second" are both the package "db-id"',
    ],
    [[DB, "second: {package: db-id}"], {}, 'its materials "db" and "second" are both the package "db-id"'],
    [[DB, "DB-id: {git: x}"], {}, 'another material is named like the package id "db-id"'],
    [
      [DB, "i: {package: {repository: Docker, image: x}}"],
      { inPlace: true },
      'the material "i" declares its package inline, which GoCD cannot read',
    ],
  ];
  for (const [materials, context, reason] of cases) {
    const { changes, said } = decide("keep", materials, context);
    assert.is(changes, undefined, reason);
    assert.is(said.length, 1, reason);
    assert.ok(said[0]?.startsWith("error mode-impossible: ") && said[0].includes(reason), said[0]);
  }
});

test("pipeline: each package becomes a dependency once, next to any other materials", () => {
  const cases: readonly (readonly [
    materials: readonly string[],
    changes: Readonly<Record<string, Change>>,
  ])[] = [
    [[DB], { db: dependency("Docker.db") }],
    [[DB, WEB], { db: dependency("Docker.db"), web: dependency("Docker.web") }],
    [[DB, "db2: {package: Docker/db}"], { db: dependency("Docker.db"), db2: REMOVE }],
    [[DB, "Db: {package: Docker/db}"], { db: dependency("Docker.db"), Db: REMOVE }],
    [
      ["db2: {package: Docker/db}", DB, WEB],
      { db2: dependency("Docker.db"), db: REMOVE, web: dependency("Docker.web") },
    ],
    [[DB, GIT, "x: {svn: x}", "y: {git: y, destination: gocd-pin}"], { db: dependency("Docker.db") }],
    [[DB, "DB: {package: some-apt}"], { db: dependency("Docker.db") }],
  ];
  for (const [materials, changes] of cases) {
    assert.equal(decide("pipeline", materials), { changes, said: [] }, materials.join("; "));
    const other = decide("pipeline", materials, { prefix: "pin-", hasFormatVersion: false }).changes;
    const prefixed = JSON.stringify(changes).replaceAll('"Docker.', '"pin-Docker.');
    assert.is(JSON.stringify(other), prefixed);
  }
});

test("pipeline: the root of the work tree and names that differ are all that it needs", () => {
  const cases: readonly (readonly [materials: readonly string[], context: Context, reason: string])[] = [
    [[DB], { envFolder: undefined }, "the root of the git work tree is not known"],
    [[DB], { envFolder: "a?/env" }, 'GoCD would read "a?/env" as a pattern'],
    [[DB, "DB: {git: x}"], {}, 'the materials "DB" and "db" differ only in case, which GoCD rejects'],
    [[DB, "Db: {package: Docker/web}"], {}, 'the materials "Db" and "db" differ only in case'],
  ];
  for (const [materials, context, reason] of cases) {
    const { changes, said } = decide("pipeline", materials, context);
    assert.is(changes, undefined, reason);
    assert.is(said.length, 1, reason);
    assert.ok(said[0]?.startsWith("error mode-impossible: ") && said[0].includes(reason), said[0]);
  }
});

test("auto names the mode pipeline where it is possible", () => {
  const cure = "or write `package_materials: pipeline`, which does not require this";
  for (const [materials, context] of OBSTACLES) {
    const isPossible = decide("pipeline", materials, context).changes !== undefined;
    for (const some of [materials, materials.slice(0, 1)]) {
      const [said = ""] = decide("auto", some, context).said;
      if (said !== "") assert.is(said.includes(cure), isPossible, said);
    }
  }
});

test("in place, a material can only be kept", () => {
  for (const mode of ["configrepo", "pipeline", "remove"] as const) {
    const { changes, said } = decide(mode, [DB, AT], { inPlace: true });
    assert.is(changes, undefined);
    assert.match(
      said[0] ?? "",
      `cannot have package_materials "${mode}" for "Docker/db": output is in-place`,
    );
  }
});

test.run();
