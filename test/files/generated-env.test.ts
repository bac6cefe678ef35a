import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { quoteForShell, renderEnv } from "../../src/files/generated.js";
import { anyCharacter } from "../support/any-character.js";

test("variables are lines, sorted by name, without quotes if every reader accepts that", () => {
  const table: readonly (readonly [value: string, written: string])[] = [
    ["1.10.0", "1.10.0"],
    ["", ""],
    ["docker.io/team/app:1@sha256:0a", "docker.io/team/app:1@sha256:0a"],
    ["a,b=c%d+e-f_g", "a,b=c%d+e-f_g"],
    ["a b", "'a b'"],
    ["$HOME", "'$HOME'"],
    ["it's", String.raw`'it'\''s'`],
    ["#", "'#'"],
    ["^[0-9]+$", "'^[0-9]+$'"],
  ];
  for (const [value, written] of table) assert.is(quoteForShell(value), written);
  const pairs = [["B", "2"] as const, ["A_B", "a b"] as const, ["A", "1"] as const];
  assert.is(renderEnv(pairs), "A=1\nA_B='a b'\nB=2\n");
  assert.is(renderEnv([]), "");
});

test("a shell reads every value back unchanged", () => {
  const value = fc.string({ unit: anyCharacter, maxLength: 30 }).map((text) => text.replaceAll("\0", ""));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
      const lines = renderEnv(values.map((text, index) => [`V${index}`, text]));
      const prints = values.map((_, index) => `printf '%s\\001' "$V${index}"`).join("\n");
      const printed = execFileSync("sh", ["-c", `${lines}${prints}`], { encoding: "utf8" });
      assert.is(printed, values.map((text) => `${text}\u0001`).join(""));
    }),
    { numRuns: 20 },
  );
});

test.run();
