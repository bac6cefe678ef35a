import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, GOOD } from "./config-repo.js";
import { readTraces } from "../support/file-tree.js";
import { runMain } from "../support/main-run.js";

// What users of npm, Terraform, Flux, docker, git and Renovate type.

const VERBS: readonly (readonly [verb: string, help: string])[] = [
  ["hold", "in gocd-pin.yaml, and run `gocd-pin build`"],
  ["freeze", '`hold: "TAG"`'],
  ["unhold", "remove `hold` from the package"],
  ["rollback", "`gocd-pin refresh PACKAGE --to TAG`"],
  ["revert", "`gocd-pin refresh PACKAGE --to TAG`"],
  ["update", "`gocd-pin refresh`"],
  ["upgrade", "`gocd-pin refresh`"],
  ["sync", "`gocd-pin build`, or move the pins with `gocd-pin refresh`"],
  ["diff", "`gocd-pin check --diff`"],
  ["status", "`gocd-pin outdated`"],
  ["plan", "`gocd-pin check --diff`, or the pins that would move with `gocd-pin outdated`"],
  ["apply", "`gocd-pin build`"],
  ["lint", "`gocd-pin validate`"],
  ["fmt", "`gocd-pin validate`"],
  ["add", "declare the package in gocd-pin.yaml"],
  ["rm", "remove the package from the sources"],
  ["install", "`gocd-pin build`"],
  ["ci", "`gocd-pin build --frozen`"],
  ["ls", "`gocd-pin images`"],
  ["list", "`gocd-pin manifest`"],
  ["why", "`gocd-pin explain PACKAGE`"],
  ["test", "`gocd-pin verify`"],
  ["doctor", "`gocd-pin verify`"],
  ["login", "`docker login`"],
  ["resolve", "`gocd-pin build`"],
  ["merge", "`gocd-pin build`"],
  ["lock", "`gocd-pin build`"],
  ["pin", "`gocd-pin build`"],
  ["render", "`gocd-pin build`"],
  ["generate", "`gocd-pin build`"],
  ["graph", "`gocd-pin manifest --format mermaid`"],
  ["pull", "`gocd-pin images --pull`"],
  ["version", "`gocd-pin --version`"],
];

const OPTIONS: readonly (readonly [args: string, option: string, help: string])[] = [
  ["check --fix", "--fix", "`gocd-pin build`"],
  ["validate --fix", "--fix", "`gocd-pin build`"],
  ["build --dry", "--dry", "use --dry-run"],
  ["refresh --dryrun", "--dryrun", "use --dry-run"],
  ["refresh -n", "-n", "use --dry-run"],
  ["check --dry-run", "--dry-run", "this command writes nothing"],
  ["outdated --json", "--json", "use --format json"],
  ["--json check", "--json", "use --format json"],
  ["report --json", "--json", "`gocd-pin manifest --format json`"],
  ["schema --json", "--json", "a schema is JSON"],
  ["manifest --yaml", "--yaml", "use --format json"],
  ["build -v", "-v", "--verbose"],
  ["build -q", "-q", "use --quiet"],
  ["build -o x", "-o", "use --output"],
  ["build --cwd x", "--cwd", "use --directory"],
  ["--chdir=x build", "--chdir", "use --directory"],
  ["build --yes", "--yes", "gocd-pin asks nothing"],
  ["refresh -y", "-y", "gocd-pin asks nothing"],
  ["init --force", "--force", "another folder"],
  ["refresh --force", "--force", "--allow-downgrade"],
  ["build --force", "--force", "`gocd-pin refresh`"],
  ["verify --debug", "--debug", "use --verbose"],
  ["verify --insecure", "--insecure", "`insecure_skip_tls_verify: true`"],
  ["init --registry x", "--registry", "use --registry-url"],
  ["verify --registry x", "--registry", "write `registry_url`"],
  ["verify --password=s3cret", "--password", "`password: ${NAME}`"],
  ["refresh Docker/app --tag 1.2", "--tag", "use --to"],
  ["build --tag 1.2", "--tag", "`gocd-pin refresh PACKAGE --to TAG`"],
  ["build --to 1.2", "--to", "`gocd-pin refresh PACKAGE --to TAG`"],
  ["outdated --to=1.2", "--to", "`gocd-pin refresh PACKAGE --to TAG`"],
  ["refresh --watch", "--watch", "on a timer"],
  ["check --write", "--write", "`gocd-pin build`"],
  ["outdated --write", "--write", "`gocd-pin refresh`"],
  ["build --write", "--write", "use --dry-run"],
  ["refresh --all", "--all", "without a name"],
  ["build --locked", "--locked", "use --frozen"],
  ["refresh --check", "--check", "`gocd-pin outdated --exit-code`"],
  ["outdated --detailed-exitcode", "--detailed-exitcode", "use --exit-code"],
  ["build --drift", "--drift", "`gocd-pin check --drift`"],
];

/** Runs a term of another tool, and returns the help of its one error. */
async function helpOf(args: readonly string[], message: string): Promise<string> {
  const { status, stdout, stderr } = await runMain(args, { cwd: "/nowhere" });
  const label = `${args.join(" ")}: ${stderr}`;
  assert.is(`${status} ${stdout}`, "2 ", label);
  const [, error, help] = /^gocd-pin: error: ([^\n]+) \[usage\]\n {2}help: ([^\n]+)\n$/.exec(stderr) ?? [];
  assert.is(error, message, label);
  return help ?? "";
}

/** Asserts that the commands and options that a help names exist; `verb` is that of the options outside a command. */
async function assertExists(help: string, verb: string): Promise<void> {
  const commands = Array.from(help.matchAll(/`gocd-pin ([^`]*)`/g), ([, text = ""]) => text);
  const options = help.replace(/`[^`]*`/g, "").match(/(?<= )--?[a-zA-Z][a-z-]*/g) ?? [];
  for (const command of [...commands, [verb, ...options].join(" ")]) {
    const words = command.split(" ");
    const named = words.slice(0, 1).filter((word) => /^[a-z]/.test(word));
    const { status, stdout } = await runMain(["help", ...named], { cwd: "/nowhere" });
    assert.is(status, 0, help);
    for (const word of words.filter((text) => text.startsWith("-"))) {
      assert.match(stdout, new RegExp(`^ +(?:-\\w, )?${word}\\b`, "m"), `${command}: ${help}`);
    }
  }
}

test("a verb of another tool is a usage error that names the command of gocd-pin, which exists", async () => {
  for (const [verb, expected] of VERBS) {
    for (const args of [[verb], [verb, "Docker/app", "--all"], ["help", verb]]) {
      const help = await helpOf(args, `unknown command "${verb}"`);
      assert.match(help, expected);
      await assertExists(help, "");
    }
  }
});

test("an option of another tool is a usage error that names the option of gocd-pin, which exists", async () => {
  for (const [args, option, expected] of OPTIONS) {
    const words = args.split(" ");
    const help = await helpOf(words, `unknown option "${option}"`);
    assert.match(help, expected, args);
    await assertExists(help, words.find((word) => !word.startsWith("-")) ?? "");
  }
});

test("every option of another tool gets a help that exists, for every verb", async () => {
  const { stdout } = await runMain(["help"], { cwd: "/nowhere" });
  const verbs = Array.from(
    stdout.split("\nCommands:\n")[1]?.matchAll(/^ {2}([a-z]+)/gm) ?? [],
    ([, verb]) => verb,
  );
  assert.ok(verbs.length > 15, stdout);
  for (const verb of verbs) {
    const { stdout: shown } = await runMain(["help", verb ?? ""], { cwd: "/nowhere" });
    for (const flag of new Set(OPTIONS.map(([, option]) => option))) {
      if (new RegExp(`^ +(?:-\\w, )?${flag}\\b`, "m").test(shown)) continue;
      await assertExists(await helpOf([verb ?? "", flag], `unknown option "${flag}"`), verb ?? "");
    }
  }
});

test("terms of other tools are not in the help, and have no effect", async () => {
  await withConfigRepo(GOOD, async ({ folder, registry, run }) => {
    const traces = await readTraces(folder);
    const { stdout } = await run(["help"]);
    assert.not.match(stdout, "upgrade");
    assert.not.match(stdout, "--json");
    for (const args of [["update"], ["apply"], ["build", "--yes"], ["init", "--force"]]) await run(args);
    assert.is(registry.count(), 0);
    assert.equal(await readTraces(folder), traces);
  });
});

test.run();
