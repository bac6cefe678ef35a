import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Built } from "../../src/model/build-time.js";
import { parseDigest, type Digest, type Tag } from "../../src/model/image.js";
import type { Pin } from "../../src/model/pin.js";
import { dateTags, datesToKeep } from "../../src/pin/dating.js";
import type { Lookup } from "../../src/model/lookup.js";
import { packageOf } from "../support/package.js";
import { readTags, timeOf } from "./choosing.js";
import { runs } from "../support/runs.js";

function digestOf(number: number): Digest {
  const digest = parseDigest(`sha256:${String(number).padStart(64, "0")}`);
  if (digest === undefined) throw new Error("it is a digest");
  return digest;
}

const PKG = packageOf("Docker/app", { policy: { kind: "newest" }, platform: ["linux/arm64"] });

/** The pin of an earlier run that dated these images. */
function pinOf(created: Pin["created"], more: Partial<Pin> = {}): Pin {
  const { key, repository, image, rule } = PKG;
  const [tag] = readTags(["old"]);
  if (tag === undefined) throw new Error("no tag");
  const pin = { key, registryUrl: repository.registryUrl, image, rule, tag };
  return { ...pin, ...(created && { created }), ...more };
}

/** A registry of images by tag; "gone" for a tag without a manifest. */
function lookupOf(images: ReadonlyMap<Tag, Digest | "gone">, dates: ReadonlyMap<Digest, Built>) {
  const asked = { digest: 0, created: 0 };
  const byReference = new Map<Tag | Digest, Digest | "gone">([
    ...images,
    ...Array.from(dates.keys(), (digest) => [digest, digest] as const),
  ]);
  const lookup: Lookup = {
    now: Date.parse("2026-11-28T12:00:00Z"),
    concurrency: 16,
    platforms: () => Promise.reject(new Error("dates do not need platforms")),
    tags: () => Promise.resolve({ ok: true, value: [...images.keys()] }),
    digest(_repository, _image, tag) {
      asked.digest++;
      return Promise.resolve({ ok: true, value: images.get(tag) ?? "gone" });
    },
    created(_repository, _image, reference, platform) {
      asked.created++;
      assert.is(platform, "linux/arm64");
      const digest = byReference.get(reference) ?? "gone";
      const built = digest === "gone" ? undefined : dates.get(digest);
      const value = digest === "gone" || built === undefined ? "gone" : { digest, built };
      return Promise.resolve({ ok: true, value });
    },
  };
  return { lookup, asked };
}

const world = fc.record({
  images: fc.uniqueArray(fc.record({ tag: fc.stringMatching(/^[a-z][0-9]$/), image: fc.nat({ max: 6 }) }), {
    selector: ({ tag }) => tag,
    maxLength: 8,
  }),
  dates: fc.array(fc.oneof(fc.nat({ max: 3 }), fc.constantFrom("no-date", "no-such-platform")), {
    minLength: 7,
    maxLength: 7,
  }),
  cached: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8]),
});

test("known build dates change only which queries are sent, not the result", async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ images, dates, cached }) => {
      const built = (image: number): Built => {
        const date = dates[image] ?? 0;
        return date === "no-date" || date === "no-such-platform" ? date : timeOf(date);
      };
      // Image 0 is a tag without a manifest; 7 and 8 are images that no tag has any more.
      const byTag = new Map(
        readTags(images.map(({ tag }) => tag)).map((tag, index) => {
          const image = images[index]?.image ?? 0;
          return [tag, image === 0 ? ("gone" as const) : digestOf(image)];
        }),
      );
      const all = new Map([1, 2, 3, 4, 5, 6].map((image) => [digestOf(image), built(image)]));
      const tags = [...byTag.keys()];
      const first = lookupOf(byTag, all);
      const fresh = await dateTags(PKG, tags, first.lookup, undefined);
      assert.equal(first.asked, { digest: 0, created: tags.length });
      const known = new Map(
        cached.filter((image) => image > 0).map((image) => [digestOf(image), built(image)]),
      );
      const again = lookupOf(byTag, all);
      const answer = await dateTags(PKG, tags, again.lookup, pinOf(known));
      if (!fresh.ok || !answer.ok) throw new Error("nothing fails here");
      assert.equal([...answer.value.times].sort(), [...fresh.value.times].sort());
      assert.equal([...answer.value.digests].sort(), [...fresh.value.digests].sort());
      const pinned = [...(datesToKeep(answer.value) ?? [])].sort();
      const pointedTo = new Set([...byTag.values()].filter((digest) => digest !== "gone"));
      assert.equal(
        pinned.map(([digest]) => digest),
        [...pointedTo].sort(),
      );
      const isNew = (digest: Digest | "gone") => digest !== "gone" && !known.has(digest);
      assert.equal(again.asked, { digest: tags.length, created: [...byTag.values()].filter(isNew).length });
    }),
    { numRuns: runs(300) },
  );
});

test("times are taken over only for the same image of the same registry and platform", async () => {
  const tags = readTags(["a", "b"]);
  const dates = new Map([[digestOf(1), timeOf(1)]]);
  const images = new Map(tags.map((tag) => [tag, digestOf(1)]));
  const { registryUrl, rule } = pinOf(undefined);
  const rows: readonly (readonly [known: Pin | undefined, created: number])[] = [
    [pinOf(dates), 0],
    [pinOf(dates, { rule: { ...rule, tagFilter: "^a", digest: false } }), 0],
    [pinOf(undefined), 2],
    [pinOf(dates, { image: "team/other" }), 2],
    [pinOf(dates, { registryUrl: `${registryUrl}/v2/` }), 2],
    [pinOf(dates, { rule: { ...rule, platform: ["linux/amd64"] } }), 2],
    [undefined, 2],
  ];
  for (const [known, created] of rows) {
    const { lookup, asked } = lookupOf(images, dates);
    await dateTags(PKG, tags, lookup, known);
    assert.equal(asked, { digest: created === 0 ? 2 : 0, created });
  }
});

test.run();
