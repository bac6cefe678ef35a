import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isatty } from "node:tty";
import { readManifest } from "../../src/files/manifest.js";
import { createPage } from "./demo-page.js";
import { startFakeRegistry } from "./fake-registry.js";
import { killRuns, runGocdPin } from "./gocd-pin.js";
import { copyQuickstart, QUICKSTART_ORIGIN } from "./quickstart.js";

// `npm run demo` shows the config repo of fixtures/quickstart with a registry, from the first build to the first refresh.
// An argument is the path of an installed program, which runs instead of the built one.

const CREDENTIAL = { REGISTRY_USER: "demo", REGISTRY_PASSWORD: "correct-horse" };

const home = mkdtempSync(join(tmpdir(), "gocd-pin-demo-"));
process.once("exit", () => {
  rmSync(home, { recursive: true, force: true });
});
for (const [signal, status] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
  process.once(signal, () => endWith(status));
}
// A reader that closes the pipe, as `head` does, has read enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => endWith(error.code === "EPIPE" ? 0 : 1));
const ending = new AbortController();

const repo = join(home, "shop");
// The demo does not depend on settings of the user, such as a proxy or a docker login.
const env = { PATH: process.env["PATH"] ?? "", HOME: home, USERPROFILE: home, ...CREDENTIAL };
const isColored = isatty(1) && (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb";
const page = createPage((text) => void process.stdout.write(text), isColored);
const registry = await startFakeRegistry({
  repositories: {
    "shop/web": { tags: { "1.9.3": {}, "1.10.0": {}, "1.11.0-rc.1": {}, latest: {} } },
    "shop/database": { tags: { "15-alpine": {}, "16-alpine": {}, "16": {}, "9-alpine": {} } },
  },
  auth: { scheme: "basic", users: { [CREDENTIAL.REGISTRY_USER]: CREDENTIAL.REGISTRY_PASSWORD } },
});
let answered = 0;
try {
  await copyQuickstart(repo, registry.origin);
  await showDemo();
} catch (error) {
  // The runs that `endWith` kills fail.
  if (!ending.signal.aborted) throw error;
} finally {
  await registry.stop();
}

/** Kills what runs, and ends the demo. */
function endWith(status: number): void {
  ending.abort();
  void killRuns().then(() => process.exit(status));
}

async function showDemo(): Promise<void> {
  page.heading("A config repo and a registry");
  page.say("a copy of fixtures/quickstart; the demo starts a registry with a login,");
  page.say(`and uses its address instead of ${QUICKSTART_ORIGIN}`);
  showFile("gocd-pin.yaml");
  page.command(`export REGISTRY_USER=${CREDENTIAL.REGISTRY_USER} REGISTRY_PASSWORD=***`);

  page.heading("Check the connection and the credentials");
  await run("verify", "Connection OK. Docker registry found.");

  page.heading("Pin the packages and write the pipelines that GoCD reads");
  await run("build", "pinned Docker/shop/web 1.10.0");
  page.say("pipelines/shop.yaml (-) and gocd/shop.gocd.yaml (+):");
  page.diff(read("pipelines/shop.yaml"), read("gocd/shop.gocd.yaml"), "all");
  page.command("cat gocd/manifest.json");
  page.print(shortenManifest());
  page.say("shortened: one pipeline and one of its variables");
  showFile("gocd/env/deploy-shop.env");
  showFile("gocd-pin.lock");

  page.heading("A newer tag: the pin moves when you refresh it");
  registry.push("shop/web", "1.11.0");
  page.say("pushed to the registry: shop/web:1.11.0");
  const before = read("gocd/shop.gocd.yaml");
  await run("build", "everything is up to date");
  expect(read("gocd/shop.gocd.yaml") === before, "a build moved a pin");
  await run("refresh", "1.11.0");
  page.say("gocd/shop.gocd.yaml before (-) and after (+):");
  page.diff(before, read("gocd/shop.gocd.yaml"), "changed");
  expect(read("gocd-pin.lock").includes('tag: "1.11.0"'), "refresh did not move the pin");
  page.print("\nThe demo is over. It removes the temporary folder and stops the registry.");
}

/** Runs gocd-pin and shows its output. Throws an error if it fails or its output does not contain `text`. */
async function run(verb: string, text: string): Promise<void> {
  page.command(`gocd-pin ${verb}`);
  const { status, stdout, stderr } = await runGocdPin([verb], { cwd: repo, env, program: process.argv[2] });
  page.print(stdout + stderr);
  const count = registry.count() - answered;
  answered = registry.count();
  page.say(count === 0 ? "no request to the registry" : `${count} requests to the registry`);
  expect(status === 0, `gocd-pin ${verb} exits with ${status ?? "no status"}`);
  expect(stdout.includes(text), `gocd-pin ${verb} does not print "${text}"`);
}

function showFile(path: string): void {
  page.command(`cat ${path}`);
  page.print(read(path));
}

function shortenManifest(): string {
  const { manifest } = readManifest({ path: "gocd/manifest.json", text: read("gocd/manifest.json") });
  const pipeline = manifest?.pipelines["deploy-shop"];
  const pkg = manifest?.packages["Docker/shop/web"];
  if (pipeline === undefined || pkg === undefined) throw new Error("the manifest lacks the web shop");
  const [first, ...others] = pipeline.variables;
  const short = {
    version: 1,
    pipelines: { "deploy-shop": { ...pipeline, variables: [first, `... and ${others.length} more`] } },
    packages: { "Docker/shop/web": pkg },
  };
  return JSON.stringify(short, null, 2);
}

function read(path: string): string {
  return readFileSync(join(repo, path), "utf8");
}

function expect(isTrue: boolean, problem: string): void {
  if (!isTrue) throw new Error(problem);
}
