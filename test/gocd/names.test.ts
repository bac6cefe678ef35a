import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { escapeName, escapeParameters, isName, toName } from "../../src/gocd/names.js";

test("a name becomes a part of a variable's name as GoCD makes it", () => {
  const cases: readonly (readonly [name: string, escaped: string])[] = [
    ["db", "DB"],
    ["Docker_backends/database-x", "DOCKER_BACKENDS_DATABASE_X"],
    ["a.b c", "A_B_C"],
    ["a--b", "A__B"],
    ["1_a", "1_A"],
    ["straße", "STRA_E"],
    ["🐳", "_"],
    ["é", "_"],
    ["e\u0301", "E_"],
    ["", ""],
  ];
  for (const [name, escaped] of cases) assert.is(escapeName(name), escaped, name);
});

test("names that GoCD accepts", () => {
  for (const name of ["a", "A-1_b.c", "-a", "_", "1", "a".repeat(255)]) assert.ok(isName(name), name);
  for (const name of ["", ".a", "a b", "a/b", "é", "a\n", "a#", "a".repeat(256)])
    assert.not(isName(name), name);
});

test("a text becomes a name that GoCD accepts, with the same variables", () => {
  const cases: readonly (readonly [text: string, name: string])[] = [
    ["Docker/team/web", "Docker.team.web"],
    ["a@b~c d", "a-b-c-d"],
    [".a/é", "-a.-"],
    ["/a", "-a"],
    ["🐳", "-"],
  ];
  for (const [text, name] of cases) assert.is(toName(text), name, text);
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 255, unit: "grapheme" }), (text) => {
      if (toName(text).length <= 255) assert.ok(isName(toName(text)), text);
      assert.is(escapeName(toName(text)), escapeName(text));
    }),
  );
});

test("a text reads as itself once GoCD has looked for parameters in it", () => {
  assert.is(escapeParameters("a#b##c#{d}"), "a##b####c##{d}");
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("#", "{", "}", "a") }), (text) => {
      // ParamStateMachine: a doubled `#` is one, and any other is a parameter or an error.
      assert.is(escapeParameters(text).replace(/##/g, "#"), text);
      assert.not.match(escapeParameters(text).replace(/##/g, ""), "#");
    }),
  );
});

test.run();
