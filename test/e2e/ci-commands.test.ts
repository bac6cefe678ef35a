import { readFile, rm } from "node:fs/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LOGIN, withMachine, type RecipeMachine } from "../support/recipe-machine.js";

const page = await readFile(new URL("../../../docs/hooks-and-ci.md", import.meta.url), "utf8");
const AUTHOR = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

/** The commands that a section of the page shows. */
function commandsOf(section: string): string {
  const [, commands] =
    new RegExp(`\n## ${section}\n\n<!-- [^\n]*\n\n\`\`\`sh\n([^]*?)\`\`\``).exec(page) ?? [];
  if (commands === undefined) throw new Error(`no commands in "${section}"`);
  return commands;
}

async function withAgent(use: (machine: RecipeMachine) => Promise<void>): Promise<void> {
  await withMachine({}, async (machine) => {
    const { status, output } = await machine.run("npm", ["install", "--global", machine.tarball]);
    assert.is(status, 0, output);
    await use(machine);
  });
}

test("the check of the page passes if the repo is up to date, and fails if it is not", async () => {
  await withAgent(async (machine) => {
    const check = () => machine.run("sh", ["-ec", commandsOf("Check in CI")]);
    assert.is((await check()).status, 0);
    await rm(`${machine.config}/gocd/app.gocd.yaml`);
    assert.is((await check()).status, 1);
    assert.match(await readFile(`${machine.config}/../gocd-pin.xml`, "utf8"), "<failure");
  });
});

test("the refresh of the page pushes what moved, and nothing if nothing did", async () => {
  await withAgent(async (machine) => {
    const refresh = async () => {
      const args = ["-ec", commandsOf("Refresh on a timer")];
      const { status, output } = await machine.run("sh", args, { ...LOGIN, ...AUTHOR });
      assert.is(status, 0, output);
      return (await machine.git("rev-list", "--count", "origin/main")).trim();
    };
    assert.is(await refresh(), "1");
    await machine.pushOlderPin();
    assert.is(await refresh(), "3");
    assert.match(
      await machine.git("log", "-1", "--format=%B", "origin/main"),
      "Move Docker/team/app to 1.0.0",
    );
    assert.is(await machine.git("status", "--porcelain"), "");
  });
});

test.run();
