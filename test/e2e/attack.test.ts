import { test } from "uvu";
import * as assert from "uvu/assert";
import { runSuite } from "../attack/suite.js";
import { SUITES } from "../attack/suites.js";

// The short form of `npm run attack`. Its seed never changes, so that a change of the program alone can break it.
const SEED = 12;

for (const suite of SUITES) {
  test(`attack: ${suite.name} break no promise`, async () => {
    if (suite.missing?.() !== undefined) return;
    const { failures, runs } = await runSuite(suite, SEED, suite.rounds.short);
    assert.equal(failures, []);
    assert.ok(runs >= suite.rounds.short);
  });
}

test.run();
