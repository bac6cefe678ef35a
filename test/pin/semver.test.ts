import fc from "fast-check";
import semver from "semver";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findRangeError, semverOrder } from "../../src/pin/semver.js";
import { checkRows } from "./choosing.js";
import { runs } from "../support/runs.js";

test("chooses the highest release", () => {
  checkRows({ kind: "semver" }, [
    ["1.2.3 1.10.0 1.9.9", "1.10.0"],
    ["1.0.0 2.0.0 1.99.99", "2.0.0"],
    ["v1.0.0 1.0.1", "1.0.1"],
    ["v1.0.2 1.0.1", "v1.0.2"],
    ["1 1.1", "1.1"],
    ["1.9 2", "2"],
    ["1.02.3 1.1.9", "1.02.3"],
    ["01.2.3 1.2.2", "01.2.3"],
    ["26 25.3.0", "25.3.0"],
    ["26 26.0.0", "26.0.0"],
    ["2023 2.0.20190508", "2.0.20190508"],
    ["2018.03 2018.03.0.20230404.0 2.0.20190508", "2.0.20190508"],
    ["3.24 3.23.0 3.23", "3.23.0"],
    ["18.6 18.5 9.6.24 18", "18.6"],
    ["20260805 3.24.1 3.24", "3.24.1"],
    ["26 25", "26"],
    ["1.2 1.1", "1.2"],
    ["1.0.0 1.0.1-rc.1", "1.0.0"],
    ["1.0.0 2.0.0-alpha 1.0.0-beta", "1.0.0"],
    ["1.0.0-rc.1 2.0.0-rc.1", ""],
    ["1.0.0 1.1-rc1", "1.0.0"],
    ["1.0.0 latest stable", "1.0.0"],
    ["latest stable main", ""],
    ["1.0.0 1.0.0.1", "1.0.0"],
    ["1.0.0 V2.0.0", "1.0.0"],
    ["1.0.0 2.0.0_1", "1.0.0"],
    ["1.0.0 2.0.0beta", "1.0.0"],
    ["1.0.0 2.0.0-", "1.0.0"],
    ["1.0.0 2.0.0-a..b", "1.0.0"],
    ["1.0.20240101120000 1.0.20231231235959", "1.0.20240101120000"],
    ["1.0.0 1.0.9007199254740992", "1.0.0"],
    ["1.0.0 1.0.9007199254740991", "1.0.9007199254740991"],
    ["1.2.3-alpine 1.2.2", "1.2.2"],
    ["1.2.3-alpine 1.2.4-slim 1.2.2", "", "-"],
  ]);
});

test("includes pre-releases if they are enabled", () => {
  checkRows({ kind: "semver", prereleases: true }, [
    ["1.0.0 1.0.1-rc.1", "1.0.1-rc.1"],
    ["1.0.0 1.0.0-rc.1", "1.0.0"],
    ["1.0.0-rc.2 1.0.0-rc.10", "1.0.0-rc.10"],
    ["1.0.0-rc2 1.0.0-rc10", "1.0.0-rc2"],
    ["1.0.0-alpha 1.0.0-beta", "1.0.0-beta"],
    ["1.0.0-alpha 1.0.0-alpha.1", "1.0.0-alpha.1"],
    ["1.0.0-alpha.beta 1.0.0-alpha.1", "1.0.0-alpha.beta"],
    ["1.0.0-1 1.0.0-a", "1.0.0-a"],
    ["1.0.0-99999999999999999999 1.0.0-99999999999999999998", "1.0.0-99999999999999999999"],
    ["1.0.0-rc.01 1.0.0-rc.2", "1.0.0-rc.2"],
    ["1.2-rc1 1.1", "1.2-rc1"],
    ["3.15.0rc1 3.14.2", "3.15.0rc1"],
    ["3.15.0rc1 3.15.0", "3.15.0"],
    ["3.15.0rc2 3.15.0rc10", "3.15.0rc10"],
    ["3.15.0b9 3.15.0rc1 3.15.0a3", "3.15.0rc1"],
    ["1.2.0b2 1.2.0-b.1", "1.2.0b2"],
    ["1.27rc3 1.26.1", "1.27rc3"],
    ["1.27rc3 1.27rc2", "1.27rc3"],
    ["27-rc1 26.1.0-rc1 25.0.0", "26.1.0-rc1"],
    ["2-beta 1.9.9", "2-beta"],
    ["v2.0.0-rc.1 1.9.9", "v2.0.0-rc.1"],
    ["1.0.0-A 1.0.0-a", "1.0.0-a"],
    ["1.0.0-a-b 1.0.0-a", "1.0.0-a-b"],
  ]);
});

test("chooses within a range of node-semver", () => {
  const tags = "0.9.0 1.0.0 1.2.0 1.2.9 1.3.0-rc.1 1.3.0 1.10.0 2.0.0-rc.1 2.0.0 2.1.0 3.0.0";
  const rows: readonly (readonly [range: string, chosen: string, withPrereleases?: string])[] = [
    ["^1.2", "1.10.0", "1.10.0"],
    ["~1.2", "1.2.9", "1.2.9"],
    [">=1.2 <2", "1.10.0", "1.10.0"],
    [">=1.2 <2.0.0", "1.10.0", "2.0.0-rc.1"],
    ["1.x", "1.10.0"],
    ["1.2.x", "1.2.9"],
    ["1", "1.10.0"],
    ["*", "3.0.0"],
    ["", "3.0.0"],
    ["1.0.0 - 1.2", "1.2.9"],
    ["1.2.0 || 2.0.0", "2.0.0"],
    ["=1.2.0", "1.2.0"],
    ["1.2.0", "1.2.0"],
    ["<1", "0.9.0"],
    ["<=2.0.0", "2.0.0"],
    [">3", ""],
    [">=3.0.1", ""],
    ["^0.9", "0.9.0"],
    [">=1.3.0-rc.0 <1.3.0", "1.3.0-rc.1", "1.3.0-rc.1"],
    [">=1.3.0-rc.0 <2", "1.10.0"],
    [">=2.0.0-0 <2.0.0", "2.0.0-rc.1"],
    [">=1.2.1 <1.3.0-0", "1.2.9", "1.2.9"],
  ];
  for (const [range, chosen, withPrereleases] of rows) {
    checkRows({ kind: "semver", range }, [[tags, chosen]]);
    if (withPrereleases !== undefined)
      checkRows({ kind: "semver", range, prereleases: true }, [[tags, withPrereleases]]);
  }
});

test("prefers the fuller of equal versions, then the later in the natural order", () => {
  checkRows({ kind: "semver" }, [
    ["1.10 1.10.0", "1.10.0"],
    ["1 1.0 1.0.0", "1.0.0"],
    ["v1.0.0 1.0.0", "v1.0.0"],
    ["v1.0 1.0.0", "1.0.0"],
    ["1.02.0 1.2.0", "1.2.0"],
  ]);
  checkRows({ kind: "semver", pick: "lowest" }, [
    ["1.10 1.10.0 1.11", "1.10.0"],
    ["2.0.0 1.0.0 1.0.1", "1.0.0"],
  ]);
});

test("compares a group of the filter", () => {
  checkRows({ kind: "semver", extract: "$v" }, [
    ["app-1.2.0 app-1.10.0 web-9.0.0", "app-1.10.0", "^app-(?<v>.*)$"],
    ["1.2.3-alpine 1.2.4-alpine 1.3.0", "1.2.4-alpine", "^(?<v>.*)-alpine$"],
    ["1.2.3-alpine3.18 1.2.3-alpine3.9", "1.2.3-alpine3.18", "^(?<v>.*)-alpine"],
  ]);
});

test("says why a version is left out", () => {
  const order = semverOrder({ range: "^1" });
  assert.is(order.explainUnread("latest"), "is not a version");
  assert.is(order.explainUnread("1.0.0-rc.1"), "is a pre-release, and `prereleases` is not set");
  assert.is(order.explainUnread("2.0.0"), 'is not in the range "^1"');
  const read = order.read("v1.02");
  assert.is(read === undefined ? "" : order.show(read), "1.2.0");
  const other = semverOrder({ prereleases: true }).read("1-rc.1");
  assert.is(other === undefined ? "" : order.show(other), "1.0.0-rc.1");
});

test("finds what is wrong with a range", () => {
  for (const range of ["^1.2", "~1", ">=1.2 <2", "1.x || 2.x", "1 - 2", "", " ", "*", ">=1.0.0-rc.1"]) {
    assert.is(findRangeError(range), undefined, range);
  }
  assert.equal(findRangeError("one"), { index: 0, text: "one" });
  assert.equal(findRangeError("^1 || two || ^3"), { index: 6, text: "two" });
  assert.equal(findRangeError("^1.x-0"), { index: 0, text: "^1.x-0" });
  assert.equal(findRangeError("=>1"), { index: 0, text: "=>1" });
  // The end of it with pre-releases would be a version that node-semver cannot read.
  assert.equal(findRangeError("1 - 1.2.9007199254740991"), { index: 0, text: "1 - 1.2.9007199254740991" });
});

const number = fc
  .oneof(
    fc.nat(3),
    fc.nat(30),
    fc.constantFrom(20240101120000, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER),
  )
  .map(String);
const identifier = fc.oneof(
  fc.nat(12).map(String),
  fc.constantFrom("alpha", "beta", "rc", "rc1", "x-1", "-", "007a"),
);
const version = fc
  .tuple(number, number, number, fc.array(identifier, { maxLength: 3 }))
  .map(([a, b, c, parts]) => `${a}.${b}.${c}${parts.length === 0 ? "" : `-${parts.join(".")}`}`);
const partial = fc.oneof(
  version,
  fc.tuple(number, number).map(([a, b]) => `${a}.${b}`),
  number,
  fc.constantFrom("*", "x", "1.x", "1.2.x", "1.X.*", ""),
);
const operator = fc.constantFrom("", "^", "~", ">", ">=", "<", "<=", "=", "~>", "v");
const alternative = fc.oneof(
  fc
    .array(
      fc.tuple(operator, partial).map(([sign, text]) => sign + text),
      { minLength: 1, maxLength: 2 },
    )
    .map((comparators) => comparators.join(" ")),
  fc.tuple(partial, partial).map(([from, to]) => `${from} - ${to}`),
);
const anyRange = fc.array(alternative, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(" || "));

test("admits and orders versions as node-semver does", () => {
  fc.assert(
    fc.property(
      anyRange,
      fc.array(version, { maxLength: 6 }),
      fc.boolean(),
      (range, versions, prereleases) => {
        const isGood = [true, false].every(
          (includePrerelease) => semver.validRange(range, { includePrerelease }) !== null,
        );
        assert.is(findRangeError(range) === undefined, isGood, range);
        if (!isGood) return;
        const order = semverOrder({ range, prereleases });
        const read = versions.map((text) => ({ text, key: order.read(text) }));
        for (const { text, key } of read) {
          const isIn = semver.satisfies(text, range, { includePrerelease: prereleases });
          assert.is(key !== undefined, isIn, `${text} in ${range}`);
        }
        for (const a of read) {
          for (const b of read) {
            if (a.key === undefined || b.key === undefined) continue;
            const difference = Math.sign(order.compare(a.key, b.key));
            assert.is(difference, semver.compare(a.text, b.text), `${a.text} and ${b.text}`);
          }
        }
      },
    ),
    { numRuns: runs(2000) },
  );
});

test.run();
