import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readLock, renderLock } from "../../src/files/lock.js";
import { parseBuildTime, type Built } from "../../src/model/build-time.js";
import { parseDigest, parseTag, type Digest } from "../../src/model/image.js";
import type { Pin, Pins } from "../../src/model/pin.js";
import type { Policy } from "../../src/model/policies.js";
import { runs } from "../support/runs.js";

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,9}$/);
const comparison = fc.record(
  {
    extract: fc.constantFrom("$1", "$a", "${ts}"),
    pick: fc.constantFrom("highest" as const, "lowest" as const),
  },
  { requiredKeys: [] },
);
const range = fc.record(
  { range: fc.constantFrom(">=1.2 <2", "^1"), prereleases: fc.boolean() },
  { requiredKeys: [] },
);
const policy: fc.Arbitrary<Policy> = fc.oneof(
  fc.constant<Policy>({ kind: "newest" }),
  comparison.map((options): Policy => ({ kind: "natural", ...options })),
  comparison.map((options): Policy => ({ kind: "numerical", ...options })),
  comparison.map((options): Policy => ({ kind: "alphabetical", ...options })),
  comparison.map((options): Policy => ({ kind: "calver", format: "YYYY.0M.MICRO", ...options })),
  fc.tuple(range, comparison).map(([a, b]): Policy => ({ kind: "semver", ...a, ...b })),
);

const built = fc.oneof(
  fc.constantFrom("no-date", "no-such-platform"),
  fc
    .tuple(
      fc.date({ min: new Date(0), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true }),
      fc.nat(999_999_999),
    )
    .map(([date, fraction]) => `${date.toISOString().slice(0, 19)}.${fraction}Z`),
);

function readCreated(created: Readonly<Record<string, string>>): ReadonlyMap<Digest, Built> {
  const times = new Map<Digest, Built>();
  for (const [digits, text] of Object.entries(created)) {
    const digest = parseDigest(`sha256:${digits}`);
    const time = text === "no-date" || text === "no-such-platform" ? text : parseBuildTime(text);
    if (digest === undefined || time === undefined)
      throw new Error(`${digits} ${text} is not a time of a digest`);
    times.set(digest, time);
  }
  return times;
}

const pin: fc.Arbitrary<Pin> = fc
  .record({
    repository: word,
    name: fc.stringMatching(/^[a-zA-Z0-9._-]{1,8}(?:\/[a-z0-9]{1,5})?$/),
    path: fc.constantFrom("", "/", "/v2/", "/artifactory/api/docker/x"),
    image: fc.stringMatching(/^[a-z0-9]{1,8}(?:\/[a-z0-9]{1,8})?$/),
    tagFilter: fc.oneof(text, fc.constant("")),
    policy,
    digest: fc.option(hex, { nil: undefined }),
    needsDigest: fc.boolean(),
    platform: fc.option(
      fc.uniqueArray(fc.constantFrom("linux/amd64", "linux/arm64/v8", "windows/amd64"), { minLength: 1 }),
      { nil: undefined },
    ),
    minAge: fc.option(fc.constantFrom("12h", "3d", "2w"), { nil: undefined }),
    seen: fc.dictionary(word, fc.constantFrom("2026-11-26", "2024-02-29"), { minKeys: 1, maxKeys: 3 }),
    tag: fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,20}$/),
    created: fc.dictionary(hex, built, { minKeys: 1, maxKeys: 4 }),
  })
  .map(
    ({
      repository,
      name,
      path,
      image,
      tagFilter,
      policy: kind,
      digest,
      needsDigest,
      platform,
      minAge,
      tag,
      created,
      seen,
    }) => {
      const parsed = parseTag(tag);
      if (parsed === undefined) throw new Error(`"${tag}" is not a tag`);
      const parsedDigest = needsDigest && digest !== undefined ? parseDigest(`sha256:${digest}`) : undefined;
      return {
        key: `${repository}/${name}`,
        registryUrl: `https://registry.example.com${path}`,
        image,
        rule: {
          tagFilter,
          policy: kind,
          digest: needsDigest,
          ...(platform !== undefined && { platform }),
          ...(minAge !== undefined && { minAge }),
        },
        tag: parsed,
        ...(parsedDigest !== undefined && { digest: parsedDigest }),
        ...(kind.kind === "newest" && { created: readCreated(created) }),
        ...(minAge !== undefined && { seen: new Map(Object.entries(seen)) }),
      };
    },
  );

/** Returns a lock as plain values in a fixed order. */
function entriesOf(pins: Pins): unknown {
  const entries = Array.from(pins.values(), ({ created, seen, ...rest }) => ({
    ...rest,
    created: [...(created ?? [])].sort(),
    seen: [...(seen ?? [])].sort(),
  }));
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
}

test("a lock that was written is read back unchanged, and written again with the same bytes", () => {
  fc.assert(
    fc.property(fc.uniqueArray(pin, { selector: ({ key }) => key, maxLength: 5 }), (pins) => {
      const expected = new Map(pins.map((entry) => [entry.key, entry]));
      const written = renderLock(expected);
      const { pins: read, diagnostics } = readLock({ path: "gocd-pin.lock", text: written });
      assert.equal(diagnostics, []);
      assert.equal(entriesOf(read), entriesOf(expected));
      assert.is(renderLock(read), written);
      assert.is(renderLock(new Map([...expected].reverse())), written);
    }),
    { numRuns: runs(200) },
  );
});

test("both sides of a lock with conflict markers are read", () => {
  const text = `version: 1
pins:
  Docker/app:
    registry_url: https://registry.example.com/
    image: app
    tag_filter: ""
    policy: natural
<<<<<<< HEAD
    tag: "1.0"
=======
    tag: "1.1"
>>>>>>> other
`;
  const { pins, conflict, diagnostics } = readLock({ path: "gocd-pin.lock", text });
  assert.equal(diagnostics, []);
  assert.is(pins.get("Docker/app")?.tag, "1.0");
  assert.is(conflict?.theirs.get("Docker/app")?.tag, "1.1");
  assert.equal(conflict?.names, { ours: "HEAD", theirs: "other" });
  assert.equal(
    conflict?.errors.map(({ code, place }) => [code, place?.span.start]),
    [["lock-conflict", text.indexOf("<")]],
  );
});

test("an empty lock is written and read back", () => {
  const written = renderLock(new Map());
  assert.equal(readLock({ path: "gocd-pin.lock", text: written }), { pins: new Map(), diagnostics: [] });
});

test.run();
