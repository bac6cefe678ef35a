import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Policy } from "../../src/model/policies.js";
import { findFloatingTag, findJump, findLostVariant, isDowngrade } from "../../src/pin/guards.js";
import { suggestFilter } from "../../src/pin/suggest-filter.js";
import { readTags, timeOf } from "./choosing.js";

test("knows tags that float", () => {
  for (const tag of "latest stable edge main master nightly LATEST latest-alpine 17-latest latest-17 stable-slim 1.x 8.X 1.2.3-SNAPSHOT 3.19-nightly v2-canary stable-alpine3.20 lts-jdk17 mainline-debian12-slim".split(
    " ",
  )) {
    assert.equal(findFloatingTag(tag), { because: "name" }, tag);
  }
  for (const tag of "bookworm alpine my-feature jammy-slim".split(" ")) {
    assert.equal(findFloatingTag(tag), { because: "no-digit" }, tag);
  }
  for (const tag of "1 1.2 v1.2.3 1.2.3-alpine main-20240101-1a2b3c4 stable-20240101 20240101 latest1 nightly-1.2 dev-build12 main-pr12 1.2.3-stable 1.2.3-dev edge-3.19".split(
    " ",
  )) {
    assert.is(findFloatingTag(tag), undefined, tag);
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

test("knows an implausible jump", () => {
  const rows: readonly (readonly [from: string, to: string, kind: "major" | "date" | undefined])[] = [
    ["1.2.3", "2.0.0", undefined],
    ["1.2.3", "10.0.0", undefined],
    ["1.2.3", "11.0.0", "major"],
    ["v9.1", "v90.0", undefined],
    ["v9.1", "v91.0", "major"],
    ["0.9", "1.0", undefined],
    ["0.9", "10.0", undefined],
    ["0.9", "11.0", "major"],
    ["11.0.0", "1.2.3", undefined],
    ["1.2.3", "20240101", "date"],
    ["1.2.3", "20240101120000", "date"],
    ["1.2.3", "2024.01.05", "date"],
    ["1.2.3", "2024-1", "date"],
    ["1.2.3", "main-20240101-abc", "date"],
    ["1.2.3", "20241301", "major"],
    ["1.2.3", "1.2.20240101", "date"],
    ["20231231", "20240101", undefined],
    ["2023.12.31", "2024.01.01", undefined],
    ["20240101", "1.2.3", undefined],
    ["latest", "20240101", undefined],
    ["latest", "1.2.3", undefined],
    ["1.2.3", "latest", undefined],
    ["build-1234", "build-1235", undefined],
    ["build-1234", "build-123456", "major"],
    ["main-1a2b3c4", "main-9876abc", undefined],
    ["sha-1a2b3c4d", "sha-99abcdef", undefined],
    ["main-1a2b3c4-5", "main-9876abc-6", undefined],
    ["1a2b3c4", "1.2.3", undefined],
    ["main-abcdefa-1", "main-abcdefb-200", undefined],
    ["1.2.3-1a2b3c4", "100.0.0-1a2b3c4", "major"],
    ["main-5-1a2b3c4", "main-500-1a2b3c4", "major"],
    ["1000000", "90000000", "major"],
    ["7", "8", undefined],
    ["8", "11", undefined],
    ["8u202-jdk", "21-jdk", undefined],
    ["18.04", "24.04", undefined],
    ["2019.2.1", "2020.1", undefined],
    ["1.2.3", "1704067200", "major"],
  ];
  for (const [from, to, kind] of rows) assert.is(findJump(from, to)?.kind, kind, `from ${from} to ${to}`);
  assert.equal(findJump("v1.2", "v100.0"), { kind: "major", from: "1", to: "100" });
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
  const rows: readonly (readonly [floating: string, tags: string, filter: string | undefined])[] = [
    ["latest", "latest 1.2.3 1.2 1", String.raw`^\d+\.\d+\.\d+$`],
    ["latest", "latest v1.2.3 v1.2 1.2", String.raw`^v\d+\.\d+\.\d+$`],
    ["latest", "latest 1.2 v1.3", String.raw`^\d+\.\d+$`],
    ["stable", "stable v1.3", String.raw`^v\d+\.\d+$`],
    ["main", "main 20240101", String.raw`^\d{8}$`],
    ["latest-alpine", "latest-alpine 1.2.3 1.2.3-alpine", String.raw`^\d+\.\d+\.\d+-alpine$`],
    ["latest-alpine", "latest-alpine 1.2.3 1.2-alpine", String.raw`^\d+\.\d+-alpine$`],
    ["stable-alpine", "stable-alpine 1.2.3", String.raw`^\d+\.\d+\.\d+$`],
    ["latest", "latest main 1.2.3-rc.1", undefined],
    ["latest", "latest", undefined],
  ];
  for (const [floating, line, filter] of rows) {
    const [tag] = readTags([floating]);
    if (tag === undefined) throw new Error("no tag");
    assert.is(suggestFilter(tag, readTags(line.split(" "))), filter, line);
  }
});

test.run();
