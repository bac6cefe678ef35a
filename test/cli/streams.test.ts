import { mkdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { main } from "../../src/cli.js";
import { cruiseConfig, repositoryXml } from "../commands/server-documents.js";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { runMain } from "../support/main-run.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

// Results go to standard output and come last; diagnostics and progress go to standard error. For every verb.

/** What the program wrote, in this order. */
type Writes = readonly (readonly [stream: "stdout" | "stderr", text: string])[];

/** A run of a verb in the repo below, which has both a result and a diagnostic, if the verb can have one. */
interface Case {
  readonly args: readonly string[];
  /** The code of a diagnostic; undefined if the verb has none here. */
  readonly code?: string;
  /** The last line of standard output. */
  readonly last: RegExp;
  readonly status?: number;
  /** Whether it queries the registry. */
  readonly isOnline?: true;
}

// The order matters: the first build pins.
const CASES: readonly Case[] = [
  { args: ["init", "-C", "new"], last: /^ {2}git add --all/ },
  { args: ["validate"], code: "variable-unknown", last: /^checked 2 files$/ },
  {
    args: ["verify"],
    code: "image-missing",
    status: 1,
    last: /^connections: 4 ok, 1 failed$/,
    isOnline: true,
  },
  { args: ["build"], code: "tag-floating", last: /^wrote gocd-pin\.lock$/, isOnline: true },
  { args: ["check"], code: "variable-unknown", last: /^everything is up to date$/ },
  { args: ["check", "--drift"], code: "variable-unknown", last: /^everything/, isOnline: true },
  { args: ["outdated"], code: "tag-floating", last: /^0 of 3 packages would move$/, isOnline: true },
  { args: ["refresh"], code: "tag-floating", last: /^0 of 3 packages moved$/, isOnline: true },
  {
    args: ["refresh", "db", "--to", "15.1"],
    code: "pin-once",
    last: /^1 of 1 package moved$/,
    isOnline: true,
  },
  { args: ["explain", "job"], code: "tag-floating", last: /^latest: latest@sha256:/, isOnline: true },
  { args: ["manifest", "--format", "table"], code: "variable-unknown", last: /^worker +GO_REPO_/ },
  { args: ["images"], code: "variable-unknown", last: /^registry\.example\.com\// },
  { args: ["report"], last: /<\/html>$/ },
  { args: ["report", "--drift"], last: /<\/html>$/, isOnline: true },
  {
    args: ["import", "cruise-config.xml", "-C", "old"],
    code: "import-skipped",
    last: /^ {2}added Docker\/web$/,
  },
  { args: ["export"], code: "export-lost", last: /^<\/cruise>$/ },
  { args: ["schema"], last: /^\}$/ },
  { args: ["completion", "bash"], last: /^complete .* gocd-pin$/ },
  { args: ["help"], last: /^ {2}help / },
];

const VERBS = new Set(CASES.flatMap(({ args }) => args.slice(0, 1)));

const PROGRESS = "querying registries";
const CLEAR_LINE = "\r\x1b[K";
const REQUEST = /^(?:GET|HEAD) http.*\n/m;

/** Passes a repo that was never built to `use`; its third package has the only tag `latest`, and a script a typo. */
async function withRepo(use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  const files = {
    ...SHOP_FILES,
    "gocd-pin.yaml": `${SHOP_FILES["gocd-pin.yaml"]}      team/job: {}\n      team/gone: {policy: semver}\n`,
    "pipelines/worker.yaml": SHOP_FILES["pipelines/worker.yaml"]
      .replace("      database:", "      job:\n        package: Docker/team/job\n$&")
      .replace("./deploy", "./deploy $GO_PACKAGE_TYPO_LABEL"),
    "old/cruise-config.xml": cruiseConfig(
      repositoryXml("Docker", { url: "https://registry.example/v2/" }, [["web", "web", "", "1"]]),
      repositoryXml("apt", { plugin: "deb" }, []),
    ),
  };
  const images = { ...shopImages(), "team/job": { tags: { latest: {} } } };
  await withConfigRepo({ files, images }, async (repo) => {
    await mkdir(join(repo.folder, "new"));
    await use(repo);
  });
}

/** Runs the program with both streams on a terminal or not, and calls `onWrite` for each text that it writes. */
async function run(
  { folder }: ConfigRepo,
  args: readonly string[],
  { isTTY = false, onWrite = () => undefined }: { isTTY?: boolean; onWrite?: (text: string) => void } = {},
): Promise<{ status: number; writes: Writes; stdout: string; stderr: string }> {
  const writes: ["stdout" | "stderr", string][] = [];
  const output = (stream: "stdout" | "stderr") => ({
    write(text: string) {
      if (text !== "") writes.push([stream, text]);
      onWrite(text);
    },
    isTTY,
    columns: 200,
  });
  const status = await main(args, {
    cwd: folder,
    env: { NO_COLOR: "1" },
    homeDir: join(folder, "no-home"),
    stdin: () => Promise.resolve(""),
    stdout: output("stdout"),
    stderr: output("stderr"),
  });
  const textOf = (name: string) =>
    writes.flatMap(([stream, text]) => (stream === name ? [text] : [])).join("");
  return { status, writes, stdout: textOf("stdout"), stderr: textOf("stderr") };
}

/** Runs the program on a terminal, with a registry that does not answer before the progress is drawn. */
async function runSlowly(repo: ConfigRepo, args: readonly string[]): ReturnType<typeof run> {
  let isDrawn = false;
  const waiting: (() => void)[] = [];
  repo.registry.inject(({ method, url, headers }, response) => {
    const forward = () => {
      httpRequest(`${repo.registry.origin}${url ?? ""}`, { method, headers }, (reply) => {
        response.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(response);
      }).end();
    };
    if (isDrawn) forward();
    else waiting.push(forward);
    return true;
  });
  return run(repo, args, {
    isTTY: true,
    onWrite: (text) => {
      if (!text.includes(PROGRESS)) return;
      isDrawn = true;
      for (const forward of waiting.splice(0)) forward();
    },
  });
}

const linesOf = (text: string) => text.trimEnd().split("\n");

test("each verb prints its result last and to standard output, and diagnostics to standard error", async () => {
  const { stdout: help } = await runMain(["--help"], { cwd: tmpdir() });
  const verbs = Array.from(
    help.split("\nCommands:\n")[1]?.matchAll(/^ {2}([a-z]+)/gm) ?? [],
    ([, verb]) => verb,
  );
  assert.ok(verbs.length > 15, help);
  assert.equal(Array.from(VERBS).sort(), verbs.sort());
  await withRepo(async (repo) => {
    for (const { args, code, last, status: expected = 0, isOnline = false } of CASES) {
      const { status, writes, stdout, stderr } = await run(repo, isOnline ? [...args, "--verbose"] : args);
      const all = `${args.join(" ")}\n${stderr}\n${stdout}`;
      assert.is(status, expected, all);
      assert.match(linesOf(stdout).at(-1) ?? "", last, all);
      const firstResult = writes.findIndex(([stream]) => stream === "stdout");
      assert.ok(
        writes.slice(firstResult).every(([stream]) => stream === "stdout"),
        all,
      );
      // A line for each request, and the diagnostics.
      assert.is(REQUEST.test(stderr), isOnline, all);
      assert.not.match(stdout, REQUEST, all);
      if (code === undefined) assert.is(stderr.replace(new RegExp(REQUEST, "gm"), ""), "", all);
      else assert.match(stderr, new RegExp(`^\\S+: (?:error|warning|note): .* \\[${code}\\]$`, "m"), all);
      assert.not.match(stdout, /^\S+: (?:error|warning|note): |^\d+ (?:error|warning|note)/m, all);
    }
  });
});

test("each verb that queries a registry draws its progress on standard error, and removes it before the result", async () => {
  await withRepo(async (repo) => {
    for (const { args } of CASES.filter(({ isOnline }) => isOnline === true)) {
      const { writes, stdout } = await runSlowly(repo, args);
      const drawn = writes.filter(([, text]) => text.includes(PROGRESS));
      const all = JSON.stringify(writes);
      assert.ok(drawn.length > 0 && drawn.every(([stream]) => stream === "stderr"), all);
      const removal = writes.findLastIndex(([stream, text]) => stream === "stderr" && text === CLEAR_LINE);
      assert.ok(removal > writes.findLastIndex(([, text]) => text.includes(PROGRESS)), all);
      assert.ok(removal < writes.findIndex(([stream]) => stream === "stdout"), all);
      assert.not.match(stdout, /[\r\x1b]/, all);
    }
  });
});

test("a report with the diagnostics is all that is printed, to standard output", async () => {
  await withRepo(async (repo) => {
    for (const args of ["build", "check", "refresh", "outdated", "verify", "validate", "explain job"]) {
      const { writes, stdout } = await run(repo, [...args.split(" "), "--format", "json"]);
      assert.ok(
        writes.every(([stream]) => stream === "stdout"),
        args,
      );
      assert.match(stdout, /^\{\n {2}"version": 1,\n {2}"diagnostics": \[\n {4}\{/, args);
    }
  });
});

test("a usage error of each verb is on standard error, without a result", async () => {
  for (const verb of VERBS) {
    const { status, stdout, stderr } = await runMain([verb, "--nonsense"], { cwd: tmpdir() });
    assert.equal([status, stdout], [2, ""], verb);
    assert.match(stderr, "[usage]", verb);
  }
});

test.run();
