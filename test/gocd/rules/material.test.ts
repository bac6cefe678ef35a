import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inMaterials, inPipeline, show, testRows, validate } from "./rows.js";

testRows("material", inMaterials, [
  ["names", ["a.b-c_1: {git: /x}", '"": {git: /x}'], "a b: {git: /x}", 'error name-invalid "a b" pipeline'],
  ["words as names", "a: {git: /x}", "[a]: {git: /x}\nb: {git: /y}", 'error value-type "[a]" pipeline'],
  ["a mapping", "a: {git: /x}", "a: /x", 'error value-type "/x" pipeline'],
  ["a body", "a: {git: /x}", "a:", 'error value-type "a" pipeline'],
  ["known keys", "a: {git: /x, branch: b}", "a: {git: /x, brunch: b}", 'warning key-unknown "brunch"'],
  [
    "keys where they belong",
    "a: {git: /x}",
    "a: {git: /x, working_directory: b}",
    'warning key-misplaced "working_directory"',
  ],
  [
    "no filter around filters",
    "a: {git: /x, ignore: [b]}",
    "a: {git: /x, filter: {ignore: [b]}}",
    'warning key-unknown "filter"',
  ],
  [
    "no excludes",
    "a: {git: /x, ignore: [b]}",
    "a: {git: /x, excludes: [b]}",
    'warning key-unknown "excludes"',
  ],
  [
    "a kind",
    ["a: {git: /x}", "a: {type: git, url: /x}", "a: {type: configrepo}", "a: {scm: id}"],
    "a: {url: /x}",
    'error material-kind "a" repo',
  ],
  ["a known type", "a: {type: svn, url: /x}", "a: {type: cvs, url: /x}", 'error material-kind "cvs" repo'],
  [
    "a key without a value is not a selector",
    "a: {git: , svn: /x}",
    "a: {git: }",
    'error material-kind "a" repo',
  ],
  ["one selector", "a: {git: /x}", "a: {git: /x, svn: /y}", 'warning key-ignored "git"'],
  [
    "p4 before all",
    "a: {p4: x, view: y}",
    "a: {package: b, p4: x, view: y}",
    'warning key-ignored "package"',
  ],
  ["a type that agrees", "a: {type: git, git: /x}", "a: {type: svn, git: /x}", 'warning key-ignored "type"'],
  ["one URL", "a: {type: git, url: /y}", "a: {git: /x, url: /y}", 'warning key-ignored "git"'],
  [
    "an id of a package by its own key",
    "a: {package: id}",
    "a: {type: package, package_id: id}",
    'error material-kind "package_id" pipeline',
  ],
  [
    "an id of an SCM by its own key",
    "a: {scm: id}",
    "a: {type: plugin, scm_id: id}",
    'error material-kind "scm_id" pipeline',
  ],
  ["no name in the body", "a: {git: /x}", "a: {git: /x, name: b}", 'warning key-ignored "name"'],
  ["a URL", ["a: {git: /x}", "a: {type: hg, url: /x}"], "a: {type: git}", 'error key-missing "a" pipeline'],
  [
    "a port and a view",
    ["a: {p4: x, view: y}", "a: {type: p4, port: x, view: y}"],
    "a: {p4: x}",
    'error key-missing "a" pipeline',
  ],
  [
    "all that tfs needs",
    "a: {type: tfs, url: /x, username: u, project: p, domain: d}",
    "a: {type: tfs, url: /x}",
    'error key-missing "a" pipeline',
  ],
  [
    "a stage of a dependency",
    ["a: {pipeline: q, stage: s}", "a: {type: dependency, pipeline: q, stage: s, ignore_for_scheduling: y}"],
    "a: {pipeline: q}",
    'error key-missing "a" pipeline',
  ],
  [
    "a pipeline of a dependency",
    "a: {pipeline: q, stage: s}",
    "a: {type: dependency, stage: s}",
    'error key-missing "a" pipeline',
  ],
  [
    "what counts for the kind",
    "a: {svn: /x, check_externals: y}",
    "a: {git: /x, check_externals: y}",
    'warning key-ignored "check_externals"',
  ],
  [
    "no branch of a configrepo",
    "a: {type: configrepo, destination: d}",
    "a: {type: configrepo, branch: b}",
    'warning key-ignored "branch"',
  ],
  [
    "no destination of a package",
    "a: {package: id}",
    "a: {package: id, destination: d}",
    'warning key-ignored "destination"',
  ],
  [
    "no filter of a dependency",
    "a: {pipeline: q, stage: s}",
    "a: {pipeline: q, stage: s, ignore: [x]}",
    'warning key-ignored "ignore"',
  ],
  [
    "no auto_update of a dependency",
    "a: {pipeline: q, stage: s}",
    "a: {pipeline: q, stage: s, auto_update: n}",
    'warning key-ignored "auto_update"',
  ],
  [
    "booleans",
    ["a: {git: /x, auto_update: ON, shallow_clone: n}", "a: {git: /x, auto_update: }"],
    "a: {git: /x, shallow_clone: shallow}",
    'error boolean-invalid "shallow" pipeline',
  ],
  [
    "booleans of other kinds",
    "a: {p4: x, view: y, use_tickets: yes}",
    "a: {git: /x, use_tickets: 1}",
    'error boolean-invalid "1" pipeline',
    'warning key-ignored "use_tickets"',
  ],
  ["texts", "a: {git: /x, branch: b}", "a: {git: /x, branch: [b]}", 'warning value-dropped "[b]"'],
  ["a selector as text", "a: {git: /x}", "a: {git: [/x]}", 'error value-type "[/x]" pipeline'],
  [
    "lists as filters",
    [
      "a: {git: /x, ignore: []}",
      "a: {git: /x, blacklist: ['**/*.md']}",
      "a: {git: /x, includes: [a]}",
      "a: {git: /x, whitelist: [a]}",
    ],
    "a: {git: /x, ignore: a}",
    'error value-type "a" pipeline',
  ],
  [
    "some list as filter",
    "a: {git: /x, ignore: []}",
    "a: {git: /x, ignore: }",
    'error value-type "" pipeline',
  ],
  [
    "texts in filters",
    "a: {git: /x, ignore: [a]}",
    "a: {git: /x, ignore: [[a]]}",
    'error value-type "[a]" pipeline',
  ],
  [
    "one word for ignoring",
    "a: {git: /x, blacklist: [a]}",
    "a: {git: /x, ignore: [a], blacklist: [b]}",
    'warning key-ignored "blacklist"',
  ],
  [
    "one word for including",
    "a: {git: /x, includes: [a]}",
    "a: {git: /x, includes: [a], whitelist: [b]}",
    'warning key-ignored "includes"',
  ],
  [
    "one way of filtering",
    ["a: {git: /x, ignore: [a], includes: []}", "a: {scm: id, ignore: [a], includes: [b]}"],
    "a: {git: /x, ignore: [a], includes: [b]}",
    'error filter-both "includes" pipeline',
  ],
  [
    "an escaped `#` in filters",
    "a: {git: /x, ignore: ['##a']}",
    "a: {git: /x, ignore: ['#a']}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "a URL's first character",
    ["a: {git: 'git@h:x'}", "a: {git: 'C:\\x'}", "a: {git: '##{x}'}"],
    "a: {git: ./x}",
    'error material-remote "./x" pipeline',
  ],
  ["a URL without `~`", "a: {svn: /x}", "a: {svn: ~/x}", 'error material-remote "~/x" pipeline'],
  [
    "a URL without a space",
    "a: {git: x}",
    'a: {git: " http://x"}',
    'error material-remote "" http://x"" pipeline',
  ],
  ["some URL", "a: {git: x}", 'a: {git: ""}', 'error material-remote """" pipeline'],
  [
    "a URL without a line break (UrlArgument)",
    ["a: {git: x}", "a:\n  git: >-\n    x"],
    "a:\n  git: >\n    x",
    'error material-remote "          x" pipeline',
  ],
  [
    "a URL without U+2028 (UrlArgument)",
    "a: {svn: x}",
    'a: {svn: "x\\u2028y"}',
    'error material-remote ""x\\u2028y"" pipeline',
  ],
  [
    "a port that is not only spaces (P4MaterialConfig)",
    "a: {p4: x, view: y}",
    'a: {p4: " ", view: y}',
    'error material-remote "" "" pipeline',
  ],
  [
    "a view that is not only spaces (P4MaterialConfig)",
    "a: {p4: x, view: y}",
    'a: {p4: x, view: ""}',
    'error value-empty """" pipeline',
  ],
  [
    "a user name and a project that are not only spaces (TfsMaterialConfig)",
    'a: {type: tfs, url: /x, username: u, project: p, domain: ""}',
    'a: {type: tfs, url: /x, username: " ", project: "\\t"}',
    'error value-empty "" "" pipeline',
    'error value-empty ""\\t"" pipeline',
  ],
  [
    "an upstream name that a pipeline and a stage can have (NameTypeValidator)",
    ["a: {pipeline: q.r, stage: s-t}", "a: {pipeline: -q, stage: _s}"],
    "a: {pipeline: q r, stage: /}",
    'error name-invalid "q r" pipeline',
    'error name-invalid "/" pipeline',
  ],
  [
    "a plugin of a new SCM that is not empty (CRPluggableScmMaterial)",
    [
      "a: {plugin_configuration: {id: x, version: 1}}",
      "a: {plugin_configuration: {}}",
      "a: {scm: x, plugin_configuration: }",
    ],
    "a: {plugin_configuration: }",
    'error key-missing "plugin_configuration" pipeline',
  ],
  [
    "a plugin of a new SCM as a mapping (CRPluggableScmMaterial)",
    "a: {plugin_configuration: {id: x}}",
    "a: {plugin_configuration: x}",
    'error value-type "x" repo',
  ],
  [
    "credentials once",
    [
      "a: {git: 'http://u:p@h/x'}",
      "a: {git: 'http://h/x', username: u}",
      "a: {svn: 'http://u@h/x', username: u}",
      "a: {git: 'git@h:x', username: u}",
    ],
    "a: {git: 'http://u:p@h/x', username: u}",
    'error material-remote "username" pipeline',
  ],
  [
    "one password",
    "a: {git: /x, encrypted_password: AES}",
    "a: {git: /x, password: a, encrypted_password: AES}",
    'error material-remote "encrypted_password" pipeline',
  ],
  [
    "a branch of git",
    ["a: {git: /x, branch: a/b}", 'a: {git: /x, branch: ""}'],
    'a: {git: /x, branch: "a*"}',
    'error material-remote ""a*"" pipeline',
  ],
  [
    "a refspec from refs/",
    "a: {git: /x, branch: 'refs/pull/1/head:pr'}",
    "a: {git: /x, branch: 'head:pr'}",
    "error material-remote \"'head:pr'\" pipeline",
  ],
  [
    "both sides of a refspec",
    "a: {git: /x, branch: 'refs/a:b'}",
    "a: {git: /x, branch: 'refs/a: '}",
    "error material-remote \"'refs/a: '\" pipeline",
  ],
  [
    "a branch of hg",
    ["a: {hg: /x, branch: 'a*'}", "a: {hg: '/x##b'}"],
    "a: {hg: '/x##b', branch: b}",
    'error material-remote "b" pipeline',
  ],
  [
    "an escaped `#` in a username",
    "a: {git: /x, username: a##}",
    "a: {git: /x, username: 'a#'}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "`#` in a password",
    "a: {git: /x, password: 'a#'}",
    "a: {git: /x, password: [b]}",
    'warning value-dropped "[b]"',
  ],
  [
    "a package once",
    "a: {package: x}\nb: {package: y}",
    "a: {package: x}\nb: {package: x}",
    'error material-duplicate "x" pipeline',
  ],
  [
    "no name like a package's id",
    "a: {git: /x}\nA: {package: y}",
    "a: {git: /x}\nb: {package: A}",
    'error material-duplicate "A" pipeline',
  ],
  [
    "an SCM once",
    "a: {scm: x, destination: a}\nb: {scm: y, destination: b}",
    "a: {scm: x, destination: a}\nb: {scm: x, destination: b}",
    'error material-duplicate "x" pipeline',
  ],
  [
    "names that differ only in case",
    "a: {pipeline: q, stage: s}\nb: {git: /x}",
    "a: {pipeline: q, stage: s}\nA: {git: /x}",
    'error material-duplicate "A" pipeline',
  ],
  [
    "an upstream pipeline once",
    "a: {pipeline: q, stage: s}\nb: {pipeline: r, stage: s}",
    "a: {pipeline: q, stage: s}\nb: {pipeline: Q, stage: t}",
    'error material-duplicate "Q" pipeline',
  ],
  [
    "`#` in the options of a new SCM",
    "a: {plugin_configuration: {id: x, version: 1}, options: {url: 'a#b'}}",
    "a: {scm: x, options: {url: 'a#b'}}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "a new SCM once",
    "a: {plugin_configuration: {id: x, version: 1}, options: {u: 1, v: 2}, destination: a}\nb: {plugin_configuration: {id: x, version: 1}, options: {u: 2}, destination: b}",
    "a: {plugin_configuration: {id: x, version: 1}, options: {u: 1, v: 2}, destination: a}\nb: {plugin_configuration: {id: x, version: 1}, options: {v: 2, u: 1}, destination: b}",
    'error material-duplicate "b" pipeline',
  ],
  ["an id without slash", "a: {package: x}", "a: {package: Docker/x}", 'error package-id "Docker/x" repo'],
  [
    "an id as text",
    "a: {package: x}",
    "a: {package: {repository: Docker, image: x}}",
    'error value-type "{repository: Docker, image: x}" pipeline',
  ],
]);

testRows("destination", inMaterials, [
  [
    "paths below the folder",
    [
      "a: {git: /x, destination: b/../c}",
      "a: {git: /x, destination: a/}",
      "a: {git: /x, destination: .a}",
      "a: {git: /x, destination: ./a}",
    ],
    "a: {git: /x, destination: ../a}",
    'error path-invalid "../a" pipeline',
  ],
  [
    "relative paths",
    "a: {git: /x, destination: a}",
    "a: {git: /x, destination: /a}",
    'error path-invalid "/a" pipeline',
  ],
  [
    "no dot",
    "a: {git: /x, destination: a.b}",
    "a: {git: /x, destination: .}",
    'error path-invalid "." pipeline',
  ],
  [
    "no dot at the end",
    "a: {git: /x, destination: a}",
    "a: {git: /x, destination: a.}",
    'error path-invalid "a." pipeline',
  ],
  [
    "no space at the end",
    "a: {git: /x, destination: a b}",
    'a: {git: /x, destination: "a "}',
    'error path-invalid ""a "" pipeline',
  ],
  [
    "one for each of several",
    [
      "a: {git: /x}\nb: {package: p}\nc: {pipeline: q, stage: s}",
      "a: {git: /x, destination: a}\nb: {scm: y, destination: b}",
    ],
    "a: {git: /x}\nb: {svn: /y, destination: b}",
    'error destination-missing "a" pipeline',
  ],
  [
    "one for each next to a configrepo",
    "a: {git: /x, destination: a}\nb: {type: configrepo, destination: b}",
    "a: {git: /x}\nb: {type: configrepo, destination: b}",
    'error destination-missing "a" pipeline',
  ],
  [
    "some destination",
    "a: {git: /x, destination: a}\nb: {git: /y, destination: b}",
    'a: {git: /x, destination: ""}\nb: {git: /y, destination: b}',
    'error destination-missing """" pipeline',
  ],
  [
    "different ones",
    [
      "a: {git: /x, destination: a}\nb: {git: /x, destination: b}",
      "a: {git: /x, destination: a}\nb: {git: /x, destination: ./A}",
      "a: {git: /x, destination: ./}\nb: {git: /x, destination: a/../}",
    ],
    "a: {git: /x, destination: a}\nb: {git: /x, destination: A}",
    'error destination-clash "A" pipeline',
  ],
  [
    "none inside another",
    "a: {git: /x, destination: a}\nb: {git: /y, destination: ab}\nc: {git: /y, destination: a-b}",
    "a: {git: /x, destination: a/b}\nb: {git: /y, destination: ab}\nc: {git: /y, destination: ./a}",
    'error destination-clash "a/b" pipeline',
  ],
  [
    "an escaped `#`",
    "a: {git: /x, destination: a##}",
    "a: {git: /x, destination: 'a#'}",
    'error hash-unescaped "#" pipeline',
  ],
]);

test("material: one repository and branch is polled everywhere or nowhere", () => {
  const a = inMaterials("m: {git: /x}");
  const b = (part: string) => inMaterials(`m: {${part}}`).replace(" p:", " q:");
  for (const part of [
    "git: /x, branch: master",
    "git: /x, branch: b, auto_update: n",
    "svn: /x, auto_update: n",
  ]) {
    assert.equal(findings(a, b(part)), [], part);
  }
  assert.equal(findings(a, b("git: /x, branch: master, auto_update: n")), [
    'error auto-update-clash "n" pipeline',
  ]);
});

test("material: p4 and tfs are not polled by default (CRP4Material, CRTfsMaterial)", () => {
  for (const keys of ["p4: x, view: y", "type: tfs, url: /x, username: u, project: p"]) {
    const file = (name: string, part: string) =>
      inMaterials(`m: {${keys}${part}}`).replace(" p:", ` ${name}:`);
    assert.equal(findings(file("p", ""), file("q", ", auto_update: no")), [], keys);
    assert.equal(findings(file("p", ""), file("q", ", auto_update: yes")), [
      'error auto-update-clash "yes" pipeline',
    ]);
  }
});

test("material: new SCMs of one name have one configuration (SCMs.validateNameUniqueness)", () => {
  const file = (pipeline: string, material: string, options: string) => {
    const text = `${material}: {plugin_configuration: {id: x, version: 1}, ${options}}`;
    return inMaterials(text).replace(" p:", ` ${pipeline}:`);
  };
  const first = file("p", "lib", "options: {url: a, branch: b}, secure_options: {key: AES1}");
  for (const second of [
    file("q", "lib", "options: {branch: b, url: a}, secure_options: {key: AES1}"),
    file("q", "LIB", "options: {branch: b, url: a}, secure_options: {key: AES2}"),
    file("q", "other", "options: {url: c}"),
    inMaterials("lib: {scm: lib}").replace(" p:", " q:"),
  ]) {
    assert.equal(findings(first, second), [], second);
  }
  for (const second of [
    file("q", "LIB", "options: {url: c}, secure_options: {key: AES1}"),
    file("q", "lib", "options: {url: a, branch: b}"),
  ]) {
    assert.equal(findings(first, second), [`error name-duplicate "${/lib/i.exec(second)?.[0] ?? ""}" repo`]);
  }
});

test("material: gocd-pin's own forms are fine in sources", () => {
  const sources = inMaterials(
    "a: {package: Docker/x}\nb: {package: {repository: Docker, image: x}}\nc: {package: Docker/x}",
  );
  assert.equal(validate({ path: "a.yaml", text: sources }), []);
});

test("material: the keys of gocd-pin's own forms are checked like those of any package", () => {
  const source = inMaterials("a: {package: Docker/x, destination: d}");
  assert.equal(validate({ path: "a.yaml", text: source }).map(show), ['warning key-ignored "destination"']);
});

test("material: a parameter in a URL, branch and destination", () => {
  const text = (branch: string) =>
    inPipeline(
      `parameters: {b: ${branch}, d: x}\nmaterials:\n  a: {git: /x, branch: "#{b}", destination: "#{d}/../y"}`,
    );
  assert.equal(findings(text("main")), []);
  assert.equal(findings(text("'*'")), ['error material-remote ""#{b}"" pipeline']);
});

test.run();
