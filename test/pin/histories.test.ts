import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Policy } from "../../src/model/policies.js";
import { isDowngrade } from "../../src/pin/choose.js";
import { findLostVariant } from "../../src/pin/guard/variant.js";
import { isFloatingTag } from "../../src/pin/guard/floating.js";
import { findJump } from "../../src/pin/guard/jump.js";
import { checkRows, ranked, readTags } from "./choosing.js";

/** Tags as images are really called, the latest last, with the rules that a user would give them. */
const HISTORIES: readonly (readonly [tags: string, policy: Policy, tagFilter: string])[] = [
  ["1.25.3 1.25.4 1.25.5 1.26.0 1.26.1", { kind: "natural" }, ""],
  ["1.25.3-alpine 1.25.4-alpine 1.26.0-alpine", { kind: "natural" }, "-alpine$"],
  ["1.25.3-alpine3.18 1.25.3-alpine3.19 1.26.0-alpine3.19", { kind: "natural" }, "-alpine"],
  ["9.6.24 10.23 11.22 12.18 13.14 14.11 15.6 16.2", { kind: "natural" }, "^\\d+\\.\\d+"],
  ["16-bookworm 16.1-bookworm 16.2-bookworm", { kind: "semver", prereleases: true }, "^16.*-bookworm$"],
  ["18.20.1-bookworm-slim 20.9.0-bookworm-slim 21.7.1-bookworm-slim", { kind: "natural" }, "-bookworm-slim$"],
  ["8-jdk 11-jdk 17-jdk 21-jdk", { kind: "natural" }, "-jdk$"],
  ["8u392-b08-jre 8u402-b06-jre", { kind: "natural" }, "-jre$"],
  [
    "17.0.9_9-jre-alpine 17.0.10_7-jre-alpine 18.0.2_9-jre-alpine 21.0.2_13-jre-alpine",
    { kind: "natural" },
    "-jre-alpine$",
  ],
  ["3.9.6-eclipse-temurin-17 3.9.6-eclipse-temurin-21", { kind: "natural" }, "-eclipse-temurin-"],
  ["18.04 20.04 22.04 24.04", { kind: "calver", format: "YY.0M" }, ""],
  ["focal-20240123 focal-20240216 focal-20240416", { kind: "natural" }, "^focal-"],
  ["2.426.3-lts 2.440.1-lts 2.440.2-lts", { kind: "natural" }, "-lts$"],
  ["2.440.3-lts-jdk17 2.452.1-lts-jdk17", { kind: "natural" }, "-lts-jdk17$"],
  ["7.17.18 8.11.4 8.12.0 8.12.2", { kind: "semver" }, ""],
  ["16.8.2-ee.0 16.9.0-ee.0 16.10.1-ee.0", { kind: "natural" }, "-ee\\.0$"],
  ["v1.27.11 v1.28.7 v1.29.2 v1.30.0", { kind: "semver" }, ""],
  ["v1.29.0-rc.1 v1.29.0-rc.2 v1.29.0 v1.30.0-alpha.1", { kind: "semver", prereleases: true }, ""],
  [
    "RELEASE.2024-01-31T20-20-33Z RELEASE.2024-02-04T22-36-13Z RELEASE.2024-02-06T21-36-22Z",
    { kind: "natural" },
    "^RELEASE",
  ],
  ["r2023-12 r2024-1 r2024-2 r2024-10", { kind: "calver", format: "rYYYY-MM" }, ""],
  ["2023.11.3 2023.12.0 2024.1.0 2024.2.1", { kind: "natural" }, ""],
  ["10.3.9 11.0.0 11.1.0", { kind: "semver" }, ""],
  ["9.4.0 10.0.0 11.0.0", { kind: "natural" }, ""],
  ["0.9.9 0.10.0 1.0.0", { kind: "semver" }, ""],
  ["1 2 3 9 10 11 99 100 101", { kind: "numerical" }, ""],
  ["999998 999999 1000000 1000001", { kind: "natural" }, ""],
  ["build-98 build-99 build-100", { kind: "natural" }, "^build-"],
  ["1.0.0-98 1.0.0-99 1.0.0-100", { kind: "natural" }, ""],
  ["20231231235959 20240101000000 20240101000001", { kind: "natural" }, ""],
  ["20240101.1 20240101.2 20240101.10 20240102.1", { kind: "natural" }, ""],
  ["main-20240101120000-1a2b3c4 main-20240101130000-9f8e7d6", { kind: "natural" }, "^main-"],
  [
    "main-1a2b3c4-1704067200 main-9f8e7d6-1704067300 main-0000001-1704067400",
    { kind: "numerical", extract: "$ts" },
    "^main-[0-9a-f]{7}-(?<ts>\\d+)$",
  ],
  ["1.2.3-5-g1a2b3c4 1.2.3-17-gabcdef0 1.2.4-1-g0000001", { kind: "natural" }, ""],
  ["1.2.3-beta1 1.2.3-beta2 1.2.3-rc1", { kind: "natural" }, ""],
  ["1.2.3-SP1 1.2.3-SP2 1.2.4-GA", { kind: "natural" }, ""],
  ["5.4.0.Final 5.4.1.Final 5.10.0.Final", { kind: "natural" }, ""],
  ["24.1.15.27 24.2.1.100 24.10.1.1", { kind: "natural" }, ""],
  [
    "1.20-windowsservercore-ltsc2019 1.20-windowsservercore-ltsc2022",
    { kind: "natural" },
    "-windowsservercore-",
  ],
];

test("the latest of a history is the last, and every step up to it is one to the better", () => {
  for (const [line, policy, tagFilter] of HISTORIES) {
    const tags = readTags(line.split(" "));
    assert.equal(ranked(policy, tagFilter, tags), tags.toReversed(), line);
    checkRows(policy, [[line, tags.at(-1) ?? "", tagFilter]]);
  }
});

test("no guard is alarmed by an ordinary history, and the way back is a downgrade", () => {
  for (const [line, policy, tagFilter] of HISTORIES) {
    const tags = readTags(line.split(" "));
    for (const [index, tag] of tags.entries()) {
      assert.not(isFloatingTag(tag), tag);
      const before = tags[index - 1];
      if (before === undefined) continue;
      assert.is(findJump(before, tag), undefined, `from ${before} to ${tag}`);
      assert.is(findLostVariant(before, tag), undefined, `from ${before} to ${tag}`);
      assert.not(isDowngrade({ tagFilter, policy }, before, tag), `from ${before} to ${tag}`);
      assert.ok(isDowngrade({ tagFilter, policy }, tag, before), `from ${tag} to ${before}`);
    }
  }
});

test.run();
