import { test } from "uvu";
import * as assert from "uvu/assert";
import type { RunResult } from "../support/golden-repo.js";
import { GOOD, pipelineOf, withConfigRepo } from "./config-repo.js";

test("the choice is shown from the declaration to the winner's digest, and nothing is written", async () => {
  await withConfigRepo(GOOD, async ({ run }) => {
    const { status, stdout } = await run(["explain", "app"]);
    assert.is(status, 0);
    assert.match(stdout, /^Docker\/team\/app, declared at gocd-pin\.yaml:6:16$/m);
    assert.match(stdout, /^tags: 2, from http/m);
    assert.match(stdout, /^1\.10\.0 +is the latest$/m);
    assert.match(stdout, /^1\.9\.0 +below 1\.10\.0$/m);
    assert.match(stdout, /^latest: 1\.10\.0@sha256:[0-9a-f]{64}$/m);
  });
});

test("tags from a file need no registry, and the result of a tag is explained", async () => {
  const inline = "{repository: Docker, image: team/web, tag_filter: '^v'}";
  const files = {
    "pipelines/app.yaml": GOOD["pipelines/app.yaml"].replace("Docker/team/app", inline),
    "tags.txt": "v1\nv2\nedge\n",
  };
  await withConfigRepo(files, async ({ run, registry }) => {
    const rows = [
      ["v1", "v1: number 2 of 2: below v2"],
      ["v2", "v2: number 1 of 2: is the latest"],
      ["edge", "edge: dropped: does not match tag_filter"],
    ] as const;
    for (const [tag, expected] of rows) {
      const { status, stdout } = await run(["explain", "web", "--tags", "tags.txt", `--tag=${tag}`]);
      assert.is(status, 0, tag);
      assert.ok(stdout.split("\n").includes(expected), stdout);
    }
    assert.is(registry.count(), 0);
  });
});

test("errors of the command line are reported before any query", async () => {
  const files = {
    "lines.txt": "1.0\r\n  a b\n\nc/d\n",
    "many.txt": "a b\n".repeat(500),
    "object.json": '{"errors": [{"code": "NAME_UNKNOWN"}]}',
    "half.json": '["1.0", ',
  };
  const rows: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [
      ["nothing"],
      /"nothing": there is no such package \[usage\]\n {2}help: use one of "Docker\/team\/app", "Docker\/latest"$/m,
    ],
    [["ap"], /"ap": there is no such package \[usage\]\n {2}help: did you mean "app"\?$/m],
    [
      ["Docker/*"],
      /"Docker\/\*" is ambiguous: it could be "Docker\/team\/app", "Docker\/latest" \[usage\]$/m,
    ],
    [
      ["app", "--tags", "none.txt"],
      /^none\.txt: error: the file of tags cannot be read: it does not exist \[usage\]$/m,
    ],
    [["app", "--tags", "pipelines"], /cannot be read: it is a folder, not a file \[usage\]$/m],
    [["app", "--tag", "1", "--all"], /"--tag <tag>" cannot be used with option "--all"/],
    [["app", "--tags", "lines.txt"], /^lines\.txt:2:3: error: no tag can be "a b" \[usage\]$/m],
    [["app", "--tags", "lines.txt"], /^lines\.txt:4:1: error: no tag can be "c\/d" \[usage\]$/m],
    [["app", "--tags", "many.txt"], /^10 errors$/m],
    [["app", "--tags", "object.json"], /the file of tags has no list of tags \[usage\]$/m],
    [["app", "--tags", "half.json"], /the file of tags is not valid JSON \[usage\]$/m],
  ];
  await withConfigRepo({ ...GOOD, ...files }, async ({ run, registry }) => {
    for (const [args, message] of rows) {
      const { status, stderr } = await run(["explain", ...args]);
      assert.is(status, 2, args.join(" "));
      assert.match(stderr, message);
    }
    assert.is(registry.count(), 0);
  });
});

test("a file of tags may be what a registry answers, and standard input", async () => {
  const answer = '\n{"name": "team/app", "tags": [null, "1.2", "1.10", 7, "no tag", "1.2"]}\n';
  await withConfigRepo(
    { ...GOOD, "tags.json": answer, "bare.json": '["1.2"]', "null.json": '{"tags":null}' },
    async (repo) => {
      const file = await repo.run(["explain", "app", "--tags", "tags.json"]);
      assert.match(file.stdout, /^tags: 2, from tags\.json$/m);
      assert.match(file.stdout, /^latest: 1\.10$/m);
      const input = await repo.run(["explain", "app", "--tags", "-"], { stdin: "1.3\r\n\r\n1.4" });
      assert.match(input.stdout, /^tags: 2, from standard input$/m);
      assert.match(input.stdout, /^latest: 1\.4$/m);
      assert.match((await repo.run(["explain", "app", "--tags", "bare.json"])).stdout, /^latest: 1\.2$/m);
      for (const [args, stdin] of [
        ["null.json", ""],
        ["-", ""],
        ["-", "\n \n"],
      ] as const) {
        const none = await repo.run(["explain", "app", "--tags", args], { stdin });
        assert.is(none.status, 1);
        assert.match(none.stderr, /the image "team\/app" has no tags \[tag-unmatched\]/);
      }
    },
  );
});

/** Runs `explain` over a list of tags with a package of this rule. */
async function explainTags(
  rule: string,
  tags: readonly string[],
  ...args: readonly string[]
): Promise<RunResult> {
  const reference = `{repository: Docker, image: team/app, name: mine, ${rule}}`;
  const files = { "pipelines/app.yaml": pipelineOf("app", reference), "tags.txt": tags.join("\n") };
  let result: RunResult = { status: -1, stdout: "", stderr: "" };
  await withConfigRepo(files, async ({ run }) => {
    result = await run(["explain", "mine", "--tags", "tags.txt", ...args]);
  });
  return result;
}

test("every tag that was left out is shown, those with one reason together", async () => {
  const versions = Array.from({ length: 60 }, (_, index) => `2.${index}`);
  const others = ["1.1.0-rc.1", "build-7", "latest"];
  const tags = [...others, ...versions, "1.0.0"];
  const { stdout } = await explainTags("policy: {semver: {range: ^1}}", tags, "--all");
  assert.match(
    stdout,
    /^dropped 1 tag, which is a pre-release, and `prereleases` is not set \(1\.1\.0-rc\.1\)$/m,
  );
  assert.match(stdout, /^dropped 2 tags, each of which is not a version \(build-7, latest\)$/m);
  const [, list = ""] =
    /^dropped 60 tags, each of which is not in the range "\^1":\n((?: {2}.+\n)+)/m.exec(stdout) ?? [];
  assert.equal(list.trim().split(/,\s+/), versions);
  assert.ok(
    stdout.split("\n").every((line) => line.length <= 100),
    stdout,
  );
  const one = await explainTags("policy: semver", [...others, "1.0.0"], "--tag=build-7");
  assert.match(one.stdout, /^build-7: dropped: "build-7" is not a version$/m);
});

test("at most 40 tags of each group are shown, with the number of the others", async () => {
  const numbers = Array.from({ length: 45 }, (_, index) => String(100 + index));
  const tags = [...numbers.map((number) => `dev-${number}`), ...numbers, "1-a", "dev-0"];
  const rule = "tag_filter: '^(?!dev)', tag_exclude: -a";
  const { stdout } = await explainTags(rule, tags);
  assert.match(stdout, /^tag_exclude: -a$/m);
  assert.match(stdout, /^dropped 46 tags, each of which does not match tag_filter:$/m);
  assert.match(stdout, /dev-139, and 6 more$/m);
  assert.not.match(stdout, /dev-140/);
  assert.match(stdout, /^dropped 1 tag, which matches tag_exclude \(1-a\)$/m);
  assert.match(stdout, /^105 +below 144\nand 5 more; --all prints all tags\nlatest: 144$/m);
  const all = await explainTags(rule, tags, "--all");
  assert.match(all.stdout, /dev-144, dev-0$/m);
  assert.match(all.stdout, /^100 +below 144\nlatest: 144$/m);
  assert.not.match(all.stdout, / more/);
  // The data is complete.
  const data = (await explainTags(rule, tags, "--format", "json")).stdout;
  assert.is(data.match(/"why": ?"(?:below 144|is the latest)"/g)?.length, 45);
});

test("--tag shows only the tag and its neighbours in the order", async () => {
  const tags = Array.from({ length: 20 }, (_, index) => `1.${index}`);
  const shown = (stdout: string) => Array.from(stdout.matchAll(/^(1\.\d+) {2}/gm), ([, tag]) => tag);
  const middle = await explainTags("tag_filter: '^1'", [...tags, "edge"], "--tag=1.10");
  assert.equal(shown(middle.stdout), ["1.13", "1.12", "1.11", "1.10", "1.9", "1.8", "1.7"]);
  assert.match(middle.stdout, /^1\.10: number 10 of 20: below 1\.19\nlatest: 1\.19$/m);
  assert.not.match(middle.stdout, /edge/);
  const first = await explainTags("tag_filter: '^1'", tags, "--tag=1.19");
  assert.equal(shown(first.stdout), ["1.19", "1.18", "1.17", "1.16"]);
  const excluded = await explainTags("tag_exclude: '9$'", tags, "--tag=1.19");
  assert.equal(shown(excluded.stdout), []);
  assert.match(excluded.stdout, /^1\.19: dropped: matches tag_exclude\nlatest: 1\.18$/m);
});

test("a tag that is not listed is an error with the nearest names", async () => {
  const { status, stdout, stderr } = await explainTags(
    "digest: true",
    ["1.9.2", "1.9.3", "latest"],
    "--tag=1.9.4",
  );
  assert.is(status, 1);
  assert.is(stdout, "");
  assert.match(stderr, /error: "Docker\/mine": tags\.txt lists no tag "1\.9\.4" \[tag-missing\]$/m);
  assert.match(stderr, /^ {2}help: name a tag of the list, such as "1\.9\.2", "1\.9\.3", "latest"$/m);
  assert.match((await explainTags("digest: true", ["1.0"], "--tag=a b")).stderr, /lists no tag "a b"/);
});

test("each candidate has a reason why it lost, by the policy", async () => {
  const low = await explainTags("policy: {semver: {pick: lowest}}", ["1.0", "v1.0.0", "1.0.0", "v1.1.0"]);
  assert.match(low.stdout, /^v1\.0\.0 +1\.0\.0 +is the lowest$/m);
  assert.match(
    low.stdout,
    /^1\.0\.0 +1\.0\.0 +equal to v1\.0\.0, which is the more complete tag, or the later one by its text$/m,
  );
  assert.match(low.stdout, /^1\.0 +1\.0\.0 +a partial version, which moves with each release$/m);
  assert.match(low.stdout, /^v1\.1\.0 +1\.1\.0 +above 1\.0\.0$/m);
  const dates = await explainTags("policy: {calver: {format: YYYY.MM}}", ["2024.1", "2024.01"]);
  assert.match(dates.stdout, /^2024\.01 +2024 1 +equal to 2024\.1, /m);
  const many = await explainTags(
    "policy: natural",
    Array.from({ length: 25 }, (_, index) => `1.${index}`),
  );
  for (let minor = 0; minor < 24; minor++) {
    assert.match(many.stdout, new RegExp(`^1\\.${minor} +below 1\\.24$`, "m"));
  }
});

test("long tags leave the lines readable", async () => {
  const tags = Array.from(
    { length: 8 },
    (_, index) => `main-2024010${index}-${"0123456789abcdef".repeat(2)}`,
  );
  const { stdout } = await explainTags("tag_filter: main-", [
    ...tags,
    ...tags.map((tag) => `x${tag.slice(1)}`),
  ]);
  for (const line of stdout.split("\n")) assert.ok(line.length <= 100, line);
});

test("a file of tags does not say which image is the newest", async () => {
  const { status, stdout, stderr } = await explainTags("tag_filter: ^b, policy: newest", ["a", "b"]);
  assert.is(status, 2);
  assert.match(stdout, /^dropped 1 tag, which does not match tag_filter \(a\)$/m);
  assert.match(stderr, /the policy newest compares build times, and a file of tags has none \[usage\]$/m);
});

test("a tag without a manifest is skipped, and a downgrade is reported", async () => {
  await withConfigRepo(GOOD, async ({ run, registry }) => {
    assert.is((await run(["build"])).status, 0);
    registry.push("team/app", "2.0.0", { ghost: true });
    registry.push("team/app", "1.10.0", { ghost: true });
    const { status, stdout, stderr } = await run(["explain", "app", "--tag", "2.0.0"]);
    assert.is(status, 0);
    assert.match(stdout, /^pinned: 1\.10\.0$/m);
    assert.match(stdout, /^2\.0\.0 +the registry has no manifest for this tag$/m);
    assert.match(stdout, /^2\.0\.0: number 1 of 3: the registry has no manifest for this tag$/m);
    assert.match(stdout, /^latest: 1\.9\.0@sha256:/m);
    assert.match(
      stderr,
      /the newest tag "1\.9\.0" is lower than the pinned tag "1\.10\.0", so the pin does not change \[tag-downgrade\]/,
    );
  });
});

test("--format json holds the explanation, with its place in short", async () => {
  await withConfigRepo(GOOD, async ({ run }) => {
    const { stdout } = await run(["explain", "app", "--format", "json"]);
    const text = JSON.stringify(JSON.parse(stdout));
    assert.match(text, '"place":"gocd-pin.yaml:6:16"');
    assert.match(text, '"winner":{"tag":"1.10.0","digest":"sha256:');
  });
});

test.run();
