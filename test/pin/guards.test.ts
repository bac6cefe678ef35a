import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Policy } from "../../src/model/policies.js";
import { isDowngrade } from "../../src/pin/choose.js";
import { findLostVariant } from "../../src/pin/guard/variant.js";
import { findDisorder } from "../../src/pin/guard/disorder.js";
import { isFloatingTag, isPartialVersion } from "../../src/pin/guard/floating.js";
import { findJump } from "../../src/pin/guard/jump.js";
import { suggestFilters } from "../../src/pin/guard/suggest-filter.js";
import { isPrerelease } from "../../src/pin/guard/words.js";
import { readTags, timeOf } from "./choosing.js";

test("knows tags that float", () => {
  for (const tag of "latest stable edge main master nightly LATEST latest-alpine 17-latest latest-17 stable-slim 1.x 8.X 1.2.3-SNAPSHOT 3.19-nightly v2-canary stable-alpine3.20 lts-jdk17 mainline-debian12-slim ubi10 oraclelinux9 rc-alpine3.22 php8.5-fpm-alpine alpine3.22 jdk17 py312 windowsservercore-ltsc2022 windowsservercore-1809 innovation-oraclelinux9 bookworm alpine my-feature jammy-slim".split(
    " ",
  )) {
    assert.ok(isFloatingTag(tag), tag);
  }
  for (const tag of "1 1.2 v1.2.3 1.2.3-alpine main-20240101-1a2b3c4 stable-20240101 20240101 latest1 nightly-1.2 dev-build12 main-pr12 1.2.3-stable 1.2.3-dev edge-3.19 app1 r2023-12 RELEASE.2024-01-05T00-00-00Z bookworm-20240101 rc1".split(
    " ",
  )) {
    assert.not(isFloatingTag(tag), tag);
  }
});

test("knows a downgrade by the rule's own order", () => {
  const downgrade = (policy: Policy, tagFilter: string, from: string, to: string): boolean => {
    const [previous, chosen] = readTags([from, to]);
    if (previous === undefined || chosen === undefined) throw new Error("no tags");
    const created = new Map([
      ["a", timeOf(2)],
      ["b", timeOf(1)],
    ]);
    return isDowngrade({ tagFilter, policy }, previous, chosen, created);
  };
  const rows: readonly (readonly [
    policy: Policy,
    filter: string,
    from: string,
    to: string,
    down: boolean,
  ])[] = [
    [{ kind: "natural" }, "", "1.2", "1.1", true],
    [{ kind: "natural" }, "", "1.10", "1.9", true],
    [{ kind: "natural" }, "", "1.9", "1.10", false],
    [{ kind: "natural" }, "", "1.1", "1.1", false],
    [{ kind: "natural", pick: "lowest" }, "", "1.1", "1.2", true],
    [{ kind: "natural" }, "^2", "1.2", "2.0", false],
    [{ kind: "natural" }, "^2", "3.0", "2.0", false],
    [{ kind: "semver" }, "", "2.0.0", "1.0.0", true],
    [{ kind: "semver" }, "", "2.0.0-rc.1", "1.0.0", false],
    [{ kind: "semver", range: "<2" }, "", "2.0.0", "1.0.0", false],
    [{ kind: "numerical", extract: "$1" }, "-(\\d+)", "a-9", "b-8", true],
    [{ kind: "newest" }, "", "a", "b", true],
    [{ kind: "newest" }, "", "b", "a", false],
    [{ kind: "newest" }, "", "unknown", "a", false],
    [{ kind: "natural" }, "(", "1.2", "1.1", false],
  ];
  for (const [policy, filter, from, to, down] of rows) {
    assert.is(downgrade(policy, filter, from, to), down, `${JSON.stringify(policy)} from ${from} to ${to}`);
  }
});

test("knows a tag that others have after a version as a floating one", () => {
  const tags = "2.10.2-windows-1809 1.2.3-build12 1.29-v1.0.0 3.0-rc1 2.0-sha20240101".split(" ");
  assert.ok(isFloatingTag("windows-1809", tags));
  for (const tag of "build12 v1.0.0 1.29 sha20240101 windows-2019".split(" ")) {
    assert.not(isFloatingTag(tag, tags), tag);
  }
});

test("knows an implausible jump", () => {
  const rows: readonly (readonly [from: string, to: string, kind: "number" | "date" | undefined])[] = [
    ["1.2.3", "2.0.0", undefined],
    ["1.2.3", "4.0.0", undefined],
    ["1.2.3", "5.0.0", "number"],
    ["1.0.2", "8.1.2135", "number"],
    ["v0.110.3", "v0.999.0", "number"],
    ["v0.110.3", "v0.210.0", undefined],
    ["1.10.0", "1.110.0", undefined],
    ["1.10.0", "1.111.0", "number"],
    ["1.30.0", "1.140.0", undefined],
    ["1.0.9", "1.0.109", undefined],
    ["1.0.9", "1.0.110", "number"],
    ["v9.1", "v12.0", undefined],
    ["v9.1", "v13.0", "number"],
    ["0.9", "1.0", undefined],
    ["0.9", "10.0", "number"],
    ["11.0.0", "1.2.3", undefined],
    ["1.2.3", "20240101", "date"],
    ["1.2.3", "20240101120000", "date"],
    ["1.2.3", "2024.01.05", "date"],
    ["1.2.3", "2024-1", "date"],
    ["1.2.3", "main-20240101-abc", "date"],
    ["1.2.3", "20241301", "number"],
    ["1.2.3", "1.2.20240101", "date"],
    ["20231231", "20240101", undefined],
    ["2023.12.31", "2024.01.01", undefined],
    ["20240101", "1.2.3", undefined],
    ["latest", "20240101", undefined],
    ["latest", "1.2.3", undefined],
    ["1.2.3", "latest", undefined],
    ["build-1234", "build-1235", undefined],
    ["build-1234", "build-123456", undefined],
    ["main-1a2b3c4", "main-9876abc", undefined],
    ["sha-1a2b3c4d", "sha-99abcdef", undefined],
    ["main-1a2b3c4-5", "main-9876abc-6", undefined],
    ["1a2b3c4", "1.2.3", undefined],
    ["main-abcdefa-1", "main-abcdefb-200", undefined],
    ["1.2.3-1a2b3c4", "100.0.0-1a2b3c4", "number"],
    ["main-5-1a2b3c4", "main-500-1a2b3c4", undefined],
    ["1000000", "90000000", undefined],
    ["7", "8", undefined],
    ["8", "11", undefined],
    ["8u202-jdk", "21-jdk", undefined],
    ["18.04", "24.04", undefined],
    ["18.10", "26.04", undefined],
    ["10.12", "18.10", "number"],
    ["2019.2.1", "2020.1", undefined],
    ["2019.2.1", "2026.1", undefined],
    ["1.2.3", "1704067200", "number"],
  ];
  for (const [from, to, kind] of rows) assert.is(findJump(from, to)?.kind, kind, `from ${from} to ${to}`);
  assert.equal(findJump("v1.2", "v100.0"), { kind: "number", from: "1", to: "100", start: "v100" });
});

test("knows a pre-release by its name", () => {
  for (const tag of "1.27rc3 3.15.0rc1-windowsservercore-ltsc2025 19beta3-trixie 1.2.0b2 3.13.0a1 1.0.0-rc.1 2.0-RC1 5.3-alpha-alpine3.22 8.0.0-m5 11.0.0-M20-jdk21 v1.30.0-alpha.1 1.2_beta 17-ea-jdk 1.2.3.dev4 1.2.3-preview app-1.2-rc1".split(
    " ",
  )) {
    assert.ok(isPrerelease(tag), tag);
  }
  for (const tag of "1.27 1.27-alpine 8u392-b08-jre 1.1.1w 1.2.3-1 1.2.3-abc1234 20240101 1a2b3c4 rc beta-1.2 main-12 1.2.3-GA 1.2.3-betamax 1.2.3-slim-bookworm 3.0.0b".split(
    " ",
  )) {
    assert.not(isPrerelease(tag), tag);
  }
});

test("knows a winner that its text chose, not its number", () => {
  const rows: readonly (readonly [winner: string, others: string, because: string | undefined])[] = [
    ["fa1b2c3", "1a2b3c4 2b3c4d5", "commit"],
    ["main-fa1b2c3", "main-1a2b3c4", "commit"],
    ["sha-fa1b2c3", "latest", undefined],
    ["fffffff", "1.2.3", "commit-among-versions"],
    ["1.2.3-gfa1b2c3", "1.2.3-g1a2b3c4", "commit"],
    ["1.2.3-5-gfa1b2c3", "1.2.3-4-g1a2b3c4", undefined],
    ["main-20240102-fa1b2c3", "main-20240101-1a2b3c4", undefined],
    ["release-9", "main-10", "name"],
    ["edge-3.19", "3.20", "name"],
    ["bionic-1.2", "latest stable", undefined],
    ["app-1.2", "app-1.1 app-1.0", undefined],
    ["app-v1.2", "app-1.1", undefined],
    ["multilib-devel-20260816.0.1", "base-20260816.0.1 base-20260809.0.1", "name"],
    ["zesty-20171122", "noble-20260101 zesty-20171114", "older-name"],
    ["noble-20260101", "jammy-20251201", "name"],
    ["v0.7.0", "1.15.4 1.15.3", "v-prefix"],
    ["v2.0", "1.15.4", undefined],
    ["v1.2.3", "20240101", undefined],
    ["1.15.4", "0.7.0", undefined],
    ["RELEASE.2024-02-06T21-36-22Z", "RELEASE.2024-02-04T22-36-13Z edge", undefined],
  ];
  for (const [winner, others, because] of rows) {
    const bestOf = (admits: (text: string) => boolean) => [winner, ...others.split(" ")].find(admits);
    assert.is(findDisorder(winner, bestOf)?.because, because, `${winner} of ${others}`);
  }
});

test("knows a partial version that moves", () => {
  const rows: readonly (readonly [winner: string, tags: string, isPartial: boolean])[] = [
    ["26", "26 25", true],
    ["1.2", "1.2 1.1", true],
    ["v26", "v26 latest", true],
    ["1.2.3", "1.2.3 1.2", false],
    ["18.6", "18.6 18.5 9.6", true],
    ["latest", "latest", false],
  ];
  for (const [winner, line, isPartial] of rows) {
    const tags = line.split(" ");
    assert.is(isPartialVersion(winner, tags, tags), isPartial, `${winner} of ${line}`);
  }
  assert.not(isPartialVersion("18.6", ["18.6", "9.6.24"], ["18.6", "9.6.24"]), "a complete version matches");
  assert.not(isPartialVersion("18.6", ["18.6"], ["18.6", "9.6.24"]), "18 never has three numbers");
  assert.ok(
    isPartialVersion("3.24", ["3.24"], ["3.24", "3.23.0", "3.24.1"]),
    "3 has three numbers elsewhere",
  );
});

test("knows a variant that was lost", () => {
  const rows: readonly (readonly [previous: string, chosen: string, lost: string | undefined])[] = [
    ["1.2.3-alpine", "1.3.0", "alpine"],
    ["1.2.3-alpine", "1.3.0-alpine", undefined],
    ["1.2.3-alpine3.18", "1.3.0-alpine3.19", undefined],
    ["1.2.3-alpine3.18", "1.3.0", "alpine"],
    ["1.2.3-alpine", "1.3.0-slim", "alpine"],
    ["1.2.3-slim-bookworm", "1.3.0-slim", "bookworm"],
    ["17-jdk-alpine", "18-alpine-jdk", undefined],
    ["1.2.3_ALPINE", "1.2.4", "alpine"],
    ["1.2.3", "1.3.0", undefined],
    ["1.2.3", "1.3.0-alpine", undefined],
    ["1.2.3-rc.1", "1.2.3", undefined],
    ["1.2.3-beta2", "1.2.3", undefined],
    ["1.2.3-5", "1.2.4", undefined],
    ["1.2.3-1a2b3c4", "1.2.4", undefined],
    ["1.2.3-g1a2b3c4", "1.2.4", undefined],
    ["main-20240101-1a2b3c4", "main-20240102-deadbe0", undefined],
    ["1.2.3-abcdefa", "1.2.4-abcdefb", undefined],
    ["1.2.3-d1e2f3", "1.2.4", undefined],
    ["alpine-1.2.3", "1.2.4", "alpine"],
    ["alpine-1.2.3", "alpine-1.2.4", undefined],
    ["app-1.2.3", "app-1.2.4", undefined],
    ["v1.2.3", "1.2.4", undefined],
    ["release-1.2.3", "1.2.4", undefined],
    ["latest", "1.2.4", undefined],
    ["stable-alpine", "1.2.4", "alpine"],
    ["main-17", "dev-18", undefined],
    ["1.2.3-staging", "1.2.4", "staging"],
    ["1.2.3-GA", "1.2.4", undefined],
    ["1.2.3-final", "1.2.4-ga", undefined],
    ["1.2.3-patch1", "1.2.4", undefined],
    ["RELEASE.2024-01-05T00-00-00Z", "RELEASE.2024-02-05T00-00-00Z", undefined],
    ["1.2.3-windowsservercore-ltsc2022", "1.2.4-nanoserver-ltsc2022", "windowsservercore"],
  ];
  for (const [previous, chosen, lost] of rows) {
    assert.is(findLostVariant(previous, chosen), lost, `from ${previous} to ${chosen}`);
  }
});

test("suggests a filter that finds releases of the image", () => {
  const rows: readonly (readonly [
    winner: string,
    matching: string,
    filter: string | undefined,
    tags?: string,
  ])[] = [
    ["latest", "latest 1.2.3 1.2 1", String.raw`^\d+\.\d+\.\d+$`],
    ["latest", "latest v1.2.3 v1.2 1.2", String.raw`^v\d+\.\d+\.\d+$`],
    ["latest", "latest 1.2 v1.3", String.raw`^v\d+\.\d+$`],
    ["stable", "stable v1.3", String.raw`^v\d+\.\d+$`],
    ["main", "main 20240101", String.raw`^\d{8}$`],
    ["latest-alpine", "latest-alpine 1.2.3 1.2.3-alpine", String.raw`^\d+\.\d+\.\d+$`],
    ["latest-alpine", "latest-alpine 1.2.3-alpine 1.2.3-slim", String.raw`^\d+\.\d+\.\d+-alpine$`],
    ["latest-alpine", "latest-alpine", String.raw`^\d+\.\d+\.\d+-alpine$`, "1.2.3 1.2.3-alpine"],
    ["latest-alpine", "latest-alpine", String.raw`^\d+\.\d+-alpine$`, "1.2.3 1.2-alpine"],
    ["latest", "latest", String.raw`^v\d+$`, "latest v1 v2"],
    [
      "rc-alpine3.22",
      "devel-20260817-alpine3.24 devel-20260816-alpine3.24 5.3.15-alpine3.24",
      String.raw`^\d+\.\d+\.\d+-alpine\d+\.\d+$`,
    ],
    ["stable-alpine", "stable-alpine 1.2.3", String.raw`^\d+\.\d+\.\d+$`],
    ["19beta3-trixie", "19beta3-trixie 18.6-trixie 18.6 9.6.24 18 latest", String.raw`^\d+\.\d+$`],
    ["20260805", "20260805 20250108 3.24.1 3.24 edge", String.raw`^\d+\.\d+\.\d+$`],
    ["v0.7.0", "v0.7.0 1.15.4 1.15", String.raw`^\d+\.\d+\.\d+$`],
    ["trixie-perl", "trixie-perl 1.29.0-perl 1.29.0", String.raw`^\d+\.\d+\.\d+$`],
    ["2023", "2023 2023.12.20260817.0 2", String.raw`^\d+\.\d+\.\d{8}\.\d+$`],
    ["zesty-20171122", "zesty-20171122 noble-20260101 26.04", String.raw`^\d+\.\d+$`],
    [
      "multilib-devel",
      "multilib-devel base-20260816.0.1 base-20260809.0.1 base-devel-20260816.0.1 base-devel-20260809.0.1",
      String.raw`^base-\d{8}\.\d+\.\d+$`,
    ],
    ["1.10.0-rc1", "1.10.0-rc1 1.10.0 1.10", String.raw`^1\.10\.\d+$`, "1.10.0 1.11.0 1.9.3"],
    ["latest", "latest 1.0.0-a 1.0.1-a 1.0.2-a 2.0.0-b", String.raw`^\d+\.\d+\.\d+-b$`],
    ["latest", "latest 4711 4712 1.2.3", String.raw`^\d+\.\d+\.\d+$`],
    ["26", "26 25", undefined],
    ["release-9", "release-9 release-8 release-7 main-10", undefined],
    ["latest", "latest main 1.2.3-rc.1", undefined],
    ["latest", "latest", undefined],
  ];
  for (const [winner, line, filter, all = line] of rows) {
    const [tag] = readTags([winner]);
    if (tag === undefined) throw new Error("no tag");
    const matching = readTags(line.split(" "));
    assert.is(Array.from(suggestFilters(tag, matching, readTags(all.split(" "))))[0], filter, line);
  }
});

test.run();
