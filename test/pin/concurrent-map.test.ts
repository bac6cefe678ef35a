import { test } from "uvu";
import * as assert from "uvu/assert";
import { mapConcurrently } from "../../src/pin/concurrent-map.js";
import { packageOf } from "../support/package.js";

const LOOKUP = { concurrency: 100 };

function itemsOf(registryUrl: string, count: number) {
  const pkg = packageOf("Docker/app");
  const repository = { ...pkg.repository, registryUrl };
  return Array.from({ length: count }, (_, index) => ({ package: { ...pkg, repository }, index }));
}

test("the results are in the order of the items, not in the order in which the tasks end", async () => {
  const items = [...itemsOf("https://a.example/", 100), ...itemsOf("https://b.example/", 100)];
  const results = await mapConcurrently(items, LOOKUP, async ({ index, package: { repository } }) => {
    for (let wait = index % 7; wait > 0; wait--) await Promise.resolve();
    return `${repository.registryUrl} ${index}`;
  });
  assert.equal(
    results,
    items.map(({ index, package: { repository } }) => `${repository.registryUrl} ${index}`),
  );
  assert.equal(await mapConcurrently([], LOOKUP, () => Promise.reject(new Error("there is no item"))), []);
});

test("a limited number of tasks runs for each registry, and no task waits for those of another registry", async () => {
  const slow = itemsOf("https://slow.example/", 3000);
  const fast = itemsOf("https://fast.example/", 3000);
  const running: (() => void)[] = [];
  let answered = 0;
  const mapping = mapConcurrently([...slow, ...fast], LOOKUP, async ({ package: { repository } }) => {
    if (repository.registryUrl.includes("slow")) await new Promise<void>((resolve) => running.push(resolve));
    else answered++;
  });
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.is(answered, fast.length);
  assert.is(running.length, 4 * LOOKUP.concurrency);
  for (let next = running.shift(); next !== undefined; next = running.shift()) {
    next();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.is((await mapping).length, slow.length + fast.length);
});

test("an error of a task rejects the result", async () => {
  const items = itemsOf("https://a.example/", 3);
  let error: unknown;
  await mapConcurrently(items, LOOKUP, ({ index }) =>
    index === 1 ? Promise.reject(new Error("a bug")) : Promise.resolve(),
  ).catch((reason: unknown) => (error = reason));
  assert.instance(error, Error);
});

test.run();
