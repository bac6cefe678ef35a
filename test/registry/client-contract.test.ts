import { test } from "uvu";
import type { FakeAuth } from "../support/fake-registry-auth.js";
import { makeContent, type FakeImage } from "../support/fake-registry-content.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { CONTRACT_TAGS, testContract, type Backend } from "./contract.js";
import { GOPHER, repositoryAt } from "./world.js";

const IMAGE: FakeImage = {
  tags: Object.fromEntries(
    CONTRACT_TAGS.map((tag, index) => [
      tag,
      { created: new Date(Date.UTC(2024, 0, 1 + index)).toISOString() },
    ]),
  ),
};
const users = { gopher: "s3cret-word" };

async function startFake(auth?: FakeAuth): Promise<Backend> {
  const registry = await startFakeRegistry({ repositories: { "team/app": IMAGE }, ...(auth && { auth }) });
  const { manifests } = makeContent("team/app", IMAGE);
  return {
    repository: repositoryAt(registry.url),
    settings: { credential: GOPHER },
    isGuarded: auth !== undefined,
    digests: new Map(CONTRACT_TAGS.map((tag) => [tag, manifests.get(tag)?.digest ?? ""])),
    stop: () => registry.stop(),
  };
}

testContract("fake, open", () => startFake());
testContract("fake, basic", () => startFake({ scheme: "basic", users }));
testContract("fake, bearer", () => startFake({ scheme: "bearer", users }));

test.run();
