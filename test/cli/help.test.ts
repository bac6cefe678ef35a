import { tmpdir } from "node:os";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runMain } from "../support/main-run.js";

const help = async (...argv: readonly string[]) => {
  const { status, stdout, stderr } = await runMain([...argv, "--help"], { cwd: tmpdir() });
  assert.is(status, 0);
  assert.is(stderr, "");
  return stdout;
};

const verbs = Array.from(
  (await help()).split("\nCommands:\n")[1]?.matchAll(/^ {2}([a-z]+)/gm) ?? [],
  ([, verb]) => verb,
)
  .filter((verb) => verb !== undefined)
  .map(String);

test("there are verbs", () => {
  for (const verb of ["build", "refresh", "init", "completion", "help"])
    assert.ok(verbs.includes(verb), verbs.join());
});

for (const verb of verbs) {
  test(`the help of ${verb} has examples, of options that it has`, async () => {
    const text = await help(verb);
    const [options = "", examples = ""] = text.split("\nExamples:\n");
    const lines = examples.split("\n").filter((line) => line !== "");
    assert.ok(lines.length > 0, text);
    for (const line of lines) {
      assert.match(line, new RegExp(`\\bgocd-pin (?:-C \\w+ )?${verb}\\b`));
      const command = line.replace(/ [#|] .*/, "");
      for (const [flag] of command.matchAll(/(?<= )--?[A-Za-z][a-z-]*/g)) {
        assert.match(options, new RegExp(`^ .*${flag}\\b`, "m"), `${flag} of ${line}`);
      }
    }
  });
}

test.run();
