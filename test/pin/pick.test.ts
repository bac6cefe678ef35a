import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseBuildTime, type Built } from "../../src/model/build-time.js";
import type { Package, TagRule } from "../../src/model/declaration.js";
import { parseDigest, type Digest, type Tag } from "../../src/model/image.js";
import type { Pin } from "../../src/model/pin.js";
import { explainTags } from "../../src/pin/explanation.js";
import type { Lookup } from "../../src/model/lookup.js";
import { resolve } from "../../src/pin/resolution.js";
import { packageOf } from "../support/package.js";
import { readTags, tagOf } from "./choosing.js";

const NOW = Date.parse("2026-11-28T12:00:00Z");
/** An image of the registry. `built` is the age in days, or what the config says. */
interface Image {
  readonly digest?: number;
  readonly built?: number | string;
  readonly platforms?: string;
  readonly isGone?: true;
}

type Images = Readonly<Record<string, Image>>;

function digestOf(number: number): Digest {
  const digest = parseDigest(`sha256:${String(number).padStart(64, "0")}`);
  if (digest === undefined) throw new Error("it is a digest");
  return digest;
}

function builtOf({ built = 100 }: Image): Built {
  if (built === "no-date" || built === "no-such-platform") return built;
  const text = typeof built === "string" ? built : new Date(NOW - built * 86_400_000).toISOString();
  const time = parseBuildTime(text);
  if (time === undefined) throw new Error(`"${text}" is not a time`);
  return time;
}

function lookupOf(images: Images): { lookup: Lookup; requests: string[] } {
  const requests: string[] = [];
  const entries = Object.entries(images).map(
    ([tag, image], index) => [tag, image, digestOf(image.digest ?? index + 1)] as const,
  );
  const find = (reference: string) =>
    entries.find(([tag, { isGone }, digest]) => !isGone && (tag === reference || digest === reference));
  const answer = <T>(what: string, reference: string, read: (image: Image, digest: Digest) => T) => {
    requests.push(`${what} ${reference.replace(/0{60,}/, "")}`);
    const entry = find(reference);
    const value = entry === undefined ? ("gone" as const) : read(entry[1], entry[2]);
    return Promise.resolve({ ok: true, value } as const);
  };
  const lookup: Lookup = {
    now: NOW,
    concurrency: 16,
    tags: () => Promise.resolve({ ok: true, value: readTags(Object.keys(images)) }),
    digest: (_repository, _image, tag) => answer("digest", tag, (_, digest) => digest),
    created: (_repository, _image, reference) =>
      answer("created", reference, (image, digest) => ({ digest, built: builtOf(image) })),
    platforms: (_repository, _image, tag, platforms) =>
      answer("platforms", tag, ({ platforms: has = "linux/amd64" }, digest) => ({
        digest,
        missing: platforms.find((platform) => !has.split(" ").includes(platform)),
      })),
  };
  return { lookup, requests };
}

function pinOf(pkg: Package, tag: Tag, digest: number, seen: Readonly<Record<string, string>> = {}): Pin {
  const { key, repository, image, rule } = pkg;
  const pin = { key, registryUrl: repository.registryUrl, image, rule, tag, digest: digestOf(digest) };
  return { ...pin, seen: new Map(Object.entries(seen)) };
}

interface Case {
  readonly images: Images;
  readonly rule: Partial<TagRule>;
  /** The tag of the previous pin and the number of its digest. */
  readonly pinned?: readonly [tag: string, digest: number];
  readonly seen?: Readonly<Record<string, string>>;
}

/** Refreshes a package, and returns the pin and the diagnostics as texts. */
async function refresh({ images, rule, pinned, seen }: Case) {
  const pkg = packageOf("Docker/app", rule);
  const known = pinned && pinOf(pkg, tagOf(pinned[0]), pinned[1], seen);
  const { lookup, requests } = lookupOf(images);
  const { moves, diagnostics } = await resolve({
    packages: [{ package: pkg, known, isPinned: known !== undefined }],
    isQueriedAgain: () => true,
    allowsDowngrade: false,
    lookup,
  });
  const after = moves[0]?.after;
  return {
    pin: after === undefined ? "none" : `${after.tag}@${Number(after.digest?.slice("sha256:".length))}`,
    seen: Object.fromEntries(after?.seen ?? []),
    waits: moves[0]?.waits && `${moves[0].waits.tag} ${new Date(moves[0].waits.until).toISOString()}`,
    diagnostics: diagnostics.map(
      ({ severity, code, message }) => `${severity} ${code} ${message.replace('"Docker/app": ', "")}`,
    ),
    help: diagnostics.map(({ help }) => help),
    requests,
  };
}

const ARM = { platform: ["linux/arm64"] };
const BOTH = { platform: ["linux/amd64", "linux/arm64"] };
const MULTI = { platforms: "linux/amd64 linux/arm64" };

test("platform: the best tag whose image has every platform is pinned", async () => {
  const rows: readonly (readonly [
    Images,
    Partial<TagRule>,
    pin: string,
    diagnostics: readonly string[],
    requests: string,
  ])[] = [
    [{ "1.0": MULTI, "1.1": MULTI }, ARM, "1.1@2", [], "platforms 1.1"],
    [{ "1.0": MULTI, "1.1": MULTI }, {}, "1.1@2", [], "digest 1.1"],
    [
      { "1.0": MULTI, "1.1": {} },
      BOTH,
      "1.0@1",
      ['warning platform-missing the newest tag "1.1" has no image for linux/arm64; gocd-pin skips it'],
      "platforms 1.1, platforms 1.0",
    ],
    [
      { "1.0": MULTI, "1.1": {}, "1.2": { isGone: true } },
      ARM,
      "1.0@1",
      [
        'warning tag-vanished the registry lists the tag "1.2", but has no manifest for it; gocd-pin skips it',
      ],
      "platforms 1.2, platforms 1.1, platforms 1.0",
    ],
    [
      { "1.0": {}, "1.1": {} },
      ARM,
      "none",
      ['error tag-unmatched no tag that matches has an image for platform linux/arm64: "1.1", "1.0"'],
      "platforms 1.1, platforms 1.0",
    ],
    [
      { x1: { built: 3, ...MULTI }, x2: { built: 2, platforms: "linux/amd64" } },
      { ...BOTH, policy: { kind: "newest" } },
      "x1@1",
      ['warning platform-missing the newest tag "x2" has no image for linux/arm64; gocd-pin skips it'],
      "created x1, created x2, platforms x2, platforms x1",
    ],
  ];
  for (const [images, rule, pin, diagnostics, requests] of rows) {
    const outcome = await refresh({ images, rule });
    const what = JSON.stringify({ images, rule });
    assert.is(outcome.pin, pin, what);
    assert.equal(outcome.diagnostics, diagnostics, what);
    assert.is(outcome.requests.join(", "), requests, what);
  }
});

/** Tags 1.1 up to 1.`count`. */
function manyImages(count: number, image: (number: number) => Image): Images {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`1.${index + 1}`, image(index + 1)]),
  );
}

test("only so many of the newest tags are examined, and then none is pinned", async () => {
  const one = (number: number): Image => (number === 1 ? MULTI : {});
  const last = await refresh({ images: manyImages(200, one), rule: ARM });
  assert.is(last.pin, "1.1@1");
  assert.is(last.requests.length, 200);

  const stopped = await refresh({ images: manyImages(201, one), rule: { ...ARM, tagFilter: "^1" } });
  assert.is(stopped.pin, "none");
  assert.is(stopped.requests.length, 200);
  assert.equal(stopped.diagnostics, [
    'error tag-unmatched none of the 200 newest tags that match has an image for platform linux/arm64: "1.201", "1.200", "1.199", "1.198", "1.197" and 195 more; gocd-pin stops after 200 queries about the tags of one image',
  ]);
  assert.equal(stopped.help, [
    "narrow tag_filter, so that it matches fewer tags that cannot be pinned; or push the image for this platform, or correct `platform`",
  ]);

  const vanished = await refresh({ images: manyImages(201, () => ({ isGone: true })), rule: {} });
  assert.match(vanished.diagnostics.join(), "has no manifest for any of the 200 newest tags that match; ");
  assert.match(vanished.help.join(), /^set a tag_filter, so that it matches fewer tags/);

  // A pin stays, and the run is not a success: a tag between may be old enough.
  const young = (number: number): Image => ({ built: number === 1 ? 50 : 1 });
  const waiting = await refresh({ images: manyImages(300, young), rule: WAIT, pinned: ["1.1", 1] });
  assert.is(waiting.pin, "none");
  assert.match(
    waiting.diagnostics.join(),
    /^error tag-unmatched the 200 newest tags that match are younger than min_age 3d: "1\.300", .*; gocd-pin stops after/,
  );

  // The policy newest has read the dates of all images before, so min_age needs no more queries.
  const newest = { ...WAIT, policy: { kind: "newest" } } as const;
  const dated = (number: number): Image => ({ built: 1 + (400 - number) / 200 });
  const old = await refresh({ images: manyImages(400, dated), rule: newest, pinned: ["1.1", 1] });
  assert.is(old.pin, "1.1@1");
  assert.is(old.diagnostics.length, 1);
});

test("newest: if no image has a date because of the platform or a missing manifest, the error says so", async () => {
  const rule = { ...ARM, policy: { kind: "newest" } } as const;
  const rows: readonly (readonly [Images, message: string])[] = [
    [
      { x1: { isGone: true }, x2: { isGone: true } },
      'the registry lists "x2", "x1", but has no manifest for any tag that matches',
    ],
    [
      { x1: { isGone: true }, x2: { built: "no-such-platform" } },
      'no tag that matches has an image for platform linux/arm64, or it has no manifest: "x2", "x1"',
    ],
    [
      { x1: { built: "no-such-platform" }, x2: { built: "no-such-platform" } },
      'no tag that matches has an image for platform linux/arm64: "x2", "x1"',
    ],
    [
      { x1: { built: "no-such-platform" }, x2: { built: "no-date" } },
      "the policy newest cannot choose, because no image has a credible build date",
    ],
  ];
  for (const [images, message] of rows) {
    const { diagnostics } = await refresh({ images, rule });
    assert.match(diagnostics.join(), message);
    assert.is(diagnostics.length, 1);
  }
});

test("newest never decides between equal or impossible build dates by text", async () => {
  const rows: readonly (readonly [Images, pin: string, message: RegExp | undefined])[] = [
    [{ x1: { built: 3 }, x2: { built: 2 } }, "x2@2", undefined],
    [
      { x1: { built: 2 }, x2: { built: 2 }, x3: { built: 3 } },
      "none",
      /the images of "x2", "x1" have the same build date$/,
    ],
    // Two tags of one image are no reason to fail.
    [{ "1.2": { built: 2, digest: 7 }, "1.2.0": { built: 2, digest: 7 } }, "1.2.0@7", undefined],
    [
      { x1: { built: "1970-01-01T00:00:00Z" }, x2: { built: "0001-01-01T00:00:00Z" } },
      "none",
      /no image has a credible build date$/,
    ],
    [{ x1: { built: "no-date" } }, "none", /no image has a credible build date$/],
    [
      { x1: { built: 5 }, x2: { built: "2030-01-01T00:00:00Z" }, x3: { built: "1980-01-01T00:00:00Z" } },
      "x1@1",
      undefined,
    ],
    [{ x1: { built: "2013-01-01T00:00:00Z" } }, "x1@1", undefined],
  ];
  for (const [images, pin, message] of rows) {
    const outcome = await refresh({ images, rule: { policy: { kind: "newest" } } });
    assert.is(outcome.pin, pin, JSON.stringify(images));
    if (message === undefined) assert.equal(outcome.diagnostics, [], JSON.stringify(images));
    else {
      assert.match(
        outcome.diagnostics.join(),
        /^error dates-undecided the policy newest cannot choose, because /,
      );
      assert.match(outcome.diagnostics.join(), message);
      assert.match(outcome.help.join(), /^set another policy, such as `policy: semver`/);
    }
  }
});

const WAIT = { minAge: "3d" };

test("min_age: a tag waits until its image is old enough, and a pin never moves down", async () => {
  const waits = 'note tag-waits the tag "1.2" waits until';
  const rows: readonly (readonly [
    string,
    Case,
    pin: string,
    seen: object,
    diagnostics: readonly string[],
    requests?: string,
  ])[] = [
    [
      "an old image",
      { images: { "1.1": {}, "1.2": { built: 4 } }, rule: WAIT },
      "1.2@2",
      {},
      [],
      "created 1.2, created 1.1",
    ],
    ["exactly old enough", { images: { "1.1": {}, "1.2": { built: 3 } }, rule: WAIT }, "1.2@2", {}, []],
    [
      "a young image, without a pin",
      { images: { "1.1": {}, "1.2": { built: 1 } }, rule: WAIT },
      "1.1@1",
      { "1.2": "2026-11-28" },
      [`${waits} 2026-11-30 12:00 UTC (min_age 3d)`],
    ],
    [
      "hours and weeks",
      { images: { "1.1": {}, "1.2": { built: 1 } }, rule: { minAge: "30h" } },
      "1.1@1",
      { "1.2": "2026-11-28" },
      [`${waits} 2026-11-28 18:00 UTC (min_age 30h)`],
    ],
    [
      "a young pin does not move down",
      { images: { "1.0": {}, "1.1": { built: 1 }, "1.2": { built: 1 } }, rule: WAIT, pinned: ["1.1", 2] },
      "1.1@2",
      { "1.2": "2026-11-28" },
      [`${waits} 2026-11-30 12:00 UTC (min_age 3d)`],
      "created 1.2, digest 1.1",
    ],
    [
      "a moved digest waits",
      { images: { "1.2": { built: 1, digest: 9 } }, rule: WAIT, pinned: ["1.2", 2] },
      "1.2@2",
      { [`1.2@${digestOf(9)}`]: "2026-11-28" },
      ['note tag-waits the new digest of the tag "1.2" waits until 2026-11-30 12:00 UTC (min_age 3d)'],
      "digest 1.2, created sha256:9",
    ],
    [
      "an old moved digest",
      { images: { "1.2": { built: 5, digest: 9 } }, rule: WAIT, pinned: ["1.2", 2] },
      "1.2@9",
      {},
      [],
    ],
    [
      "without a credible date, the age counts from the end of the day on which the tag was first listed",
      {
        images: { "1.1": {}, "1.2": { built: "1970-01-01T00:00:00Z" } },
        rule: WAIT,
        pinned: ["1.1", 1],
        seen: { "1.2": "2026-11-26" },
      },
      "1.1@1",
      { "1.2": "2026-11-26" },
      [`${waits} 2026-11-30 00:00 UTC (min_age 3d)`],
    ],
    [
      "without a credible date, long enough",
      {
        images: { "1.1": {}, "1.2": { built: "no-date" } },
        rule: WAIT,
        pinned: ["1.1", 1],
        seen: { "1.2": "2026-11-24" },
      },
      "1.2@2",
      {},
      [],
    ],
    [
      "a date in the future",
      { images: { "1.1": {}, "1.2": { built: -400 } }, rule: WAIT, pinned: ["1.1", 1] },
      "1.1@1",
      { "1.2": "2026-11-28" },
      [`${waits} 2026-12-02 00:00 UTC (min_age 3d)`],
    ],
    [
      "the same date for all images",
      {
        images: { "1.0": { built: 100 }, "1.1": { built: 100 }, "1.2": { built: 100 } },
        rule: WAIT,
        pinned: ["1.1", 2],
      },
      "1.1@2",
      { "1.2": "2026-11-28" },
      [`${waits} 2026-12-02 00:00 UTC (min_age 3d)`],
    ],
    [
      "the same date for two of three images",
      {
        images: { "1.0": { built: 90 }, "1.1": { built: 100 }, "1.2": { built: 100 } },
        rule: WAIT,
        pinned: ["1.1", 2],
      },
      "1.2@3",
      {},
      [],
    ],
    [
      "the pinned tag no longer exists",
      { images: { "1.2": { built: 1 } }, rule: WAIT, pinned: ["1.1", 5] },
      "1.1@5",
      { "1.2": "2026-11-28" },
      [`${waits} 2026-11-30 12:00 UTC (min_age 3d)`],
    ],
    [
      "all tags wait and there is no pin",
      { images: { "1.2": { built: 1 } }, rule: WAIT },
      "none",
      {},
      [
        'error tag-unmatched all tags that match are younger than min_age 3d: "1.2"; "1.2" waits until 2026-11-30 12:00 UTC',
      ],
    ],
    [
      "newest",
      {
        images: { x1: { built: 9 }, x2: { built: 8 }, "1.2": { built: 1 } },
        rule: { ...WAIT, policy: { kind: "newest" } },
      },
      "x2@2",
      { "1.2": "2026-11-28" },
      [`${waits} 2026-11-30 12:00 UTC (min_age 3d)`],
    ],
  ];
  for (const [name, given, pin, seen, diagnostics, requests] of rows) {
    const outcome = await refresh(given);
    assert.is(outcome.pin, pin, name);
    assert.equal(outcome.seen, seen, name);
    assert.equal(outcome.diagnostics, diagnostics, name);
    if (requests !== undefined) assert.is(outcome.requests.join(", "), requests, name);
    if (pin === "none") assert.match(outcome.help.join("\n"), "gocd-pin refresh Docker/app --to 1.2");
  }
});

test("explain calls no tag the latest if none is", async () => {
  const why = async (images: Images, rule: Partial<TagRule>) => {
    const about = { from: "", pinned: undefined, credentials: undefined, asked: undefined };
    const tags = readTags(Object.keys(images));
    const { explanation } = await explainTags(
      packageOf("Docker/app", rule),
      tags,
      lookupOf(images).lookup,
      about,
    );
    return explanation?.candidates.map(({ tag, why }) => `${tag}: ${why}`) ?? [];
  };
  assert.equal(
    await why({ x1: { built: 2 }, x2: { built: 2 }, x3: { built: 3 } }, { policy: { kind: "newest" } }),
    [
      "x2: one of several with the newest build date",
      "x1: one of several with the newest build date",
      "x3: before 2026-11-26T12:00:00Z",
    ],
  );
  const many = await why(
    manyImages(201, () => ({})),
    ARM,
  );
  assert.equal(many.slice(199), ["1.2: platform-missing: the image has no linux/arm64", "1.1: not examined"]);
});

test("explain names the reason for each tag that was skipped", async () => {
  const pkg = packageOf("Docker/app", { ...BOTH, ...WAIT });
  const { lookup } = lookupOf({
    "1.0": MULTI,
    "1.1": {},
    "1.2": { ...MULTI, built: 1 },
    "1.3": { isGone: true },
  });
  const tags = readTags(["1.0", "1.1", "1.2", "1.3"]);
  const about = { from: "", pinned: undefined, credentials: undefined, asked: undefined };
  const { explanation } = await explainTags(pkg, tags, lookup, about);
  assert.equal(
    explanation?.candidates.map(({ tag, why }) => `${tag}: ${why}`),
    [
      "1.3: the registry has no manifest for this tag",
      "1.2: waits until 2026-11-30 12:00 UTC (min_age 3d)",
      "1.1: platform-missing: the image has no linux/arm64",
      "1.0: is the latest",
    ],
  );
});

test.run();
