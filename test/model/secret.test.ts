import { format, inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Secret } from "../../src/model/secret.js";

test("only reveal returns the text of a secret", () => {
  const secret = new Secret("hunter2");
  assert.is(secret.reveal(), "hunter2");
  const shown = [
    String(secret),
    JSON.stringify({ secret, list: [secret] }),
    inspect(secret, { showHidden: true, depth: null }),
    inspect({ deep: { secret } }, { showHidden: true, depth: null }),
    format("%s %o %O %j", secret, secret, secret, secret),
    Object.entries(secret).join(),
    Reflect.ownKeys(secret).map(String).join(),
  ];
  for (const text of shown) assert.not.match(text, "hunter2");
  assert.is(String(secret), "***");
});

test.run();
