import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createPage } from "../support/demo-page.js";
import { diffLines, fitLine, WIDTH } from "../support/demo-text.js";

const DEMO = fileURLToPath(new URL("../support/demo.js", import.meta.url));

/** Runs the demo, and sends a signal to it, or closes its pipe, when it has printed `until`. */
async function runDemo(until?: string, how: "interrupt" | "close" = "interrupt") {
  const temporary = await mkdtemp(join(tmpdir(), "demo-test-"));
  const env = { ...process.env, TMPDIR: temporary, REGISTRY_PASSWORD: "of-the-user" };
  const child = spawn(process.execPath, [DEMO], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let isInterrupted = false;
  const take = (chunk: string) => {
    output += chunk;
    if (until === undefined || isInterrupted || !output.includes(until)) return;
    isInterrupted = true;
    if (how === "interrupt") child.kill("SIGINT");
    else child.stdout.destroy();
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  const status = await new Promise((resolve) => child.once("close", resolve));
  const left = await readdir(temporary);
  await rm(temporary, { recursive: true });
  return { status, output, left };
}

test("the demo runs from sources to a refreshed pin, and leaves no files", async () => {
  const { status, output, left } = await runDemo();
  assert.is(status, 0, output);
  assert.equal(left, []);
  const expected = [
    "$ cat gocd-pin.yaml",
    "Connection OK. Docker registry found.",
    "$ gocd-pin build",
    "pinned Docker/shop/database 16-alpine",
    "pinned Docker/shop/web 1.10.0",
    "-     label_template: ${COUNT}-${web} ",
    "+     label_template: ${COUNT}-${env:GO_PACKAGE_WEB_LABEL} ",
    '+       GO_PACKAGE_WEB_LABEL: "1.10.0"',
    "-         package: Docker/shop/web",
    "+         type: configrepo",
    "$ cat gocd/manifest.json",
    '"tag": "1.10.0"',
    "$ cat gocd/env/deploy-shop.env",
    "GO_PACKAGE_WEB_LABEL=1.10.0",
    "$ cat gocd-pin.lock",
    "$ gocd-pin build\neverything is up to date\n# no request to the registry",
    "$ gocd-pin refresh",
    '+       GO_PACKAGE_WEB_LABEL: "1.11.0"',
  ];
  let from = 0;
  for (const text of expected) {
    const at = output.indexOf(text, from);
    assert.ok(at >= 0, `"${text}" is missing after: ${output.slice(from)}`);
    from = at;
  }
  for (const line of output.split("\n")) assert.ok(line.length <= WIDTH, `too long: ${line}`);
  assert.is(stripVTControlCharacters(output), output);
  assert.not.match(output, "correct-horse");
});

test("an interrupted demo leaves no files", async () => {
  const { status, output, left } = await runDemo("$ gocd-pin build");
  assert.is(status, 130, output);
  assert.equal(left, []);
  assert.not.match(output, "$ gocd-pin refresh");
});

test("a demo whose pipe is closed ends without an error and leaves no files", async () => {
  const { status, output, left } = await runDemo("A config repo", "close");
  assert.is(status, 0, output);
  assert.equal(left, []);
  assert.not.match(output, "EPIPE");
});

test("a page for a terminal has coloured lines of the same text", () => {
  const [plain, colored] = [false, true].map((isColored) => {
    let text = "";
    const page = createPage((part) => (text += part), isColored);
    page.heading("heading");
    page.command("cat x");
    page.diff("a\nb\nc\n", `a\n${"x".repeat(100)}\nc\n`, "all");
    return text;
  });
  const line = `+ ${"x".repeat(77)}…`;
  assert.is(plain, `\nheading\n───────\n\n$ cat x\n  a\n- b\n${line}\n  c\n`);
  assert.is.not(colored, plain);
  assert.is(stripVTControlCharacters(colored ?? ""), plain);
});

test("lines that differ are between those that do not", () => {
  const cases = [
    ["", "", " "],
    ["a\nb\n", "a\nb\n", " a, b"],
    ["a\nb\n", "b\n", "-a, b"],
    ["b\n", "a\nb\nc\n", "+a, b,+c"],
    ["a\nb\nc\n", "a\nx\ny\nc\n", " a,-b,+x,+y, c"],
  ] as const;
  for (const [before, after, expected] of cases) {
    const marked = diffLines(before, after).map(({ mark, text }) => mark + text);
    assert.is(marked.join(","), expected);
  }
});

test("digests are shortened", () => {
  const digest = "0123456789ab".padEnd(64, "f");
  assert.is(fitLine(`x@sha256:${digest}"`), 'x@sha256:0123456789ab…"');
});

test.run();
