import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseDigest } from "../../src/model/image.js";
import type { Repository } from "../../src/model/declaration.js";
import { failureOf, GOPHER, tagOf, valueOf, withClient, type WorldSettings } from "./world.js";

/** A registry that the contract is checked against: it has `team/app` with the tags 1.0.0, 1.0.1 and 2.0.0-rc.1. */
export interface Backend {
  readonly repository: Repository;
  /** The settings of a client that the registry accepts. */
  readonly settings: WorldSettings;
  /** Whether the registry rejects an anonymous client. */
  readonly isGuarded: boolean;
  /** The digest of every tag, computed from the image. */
  readonly digests: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** The tags that `team/app` must have. */
export const CONTRACT_TAGS = ["1.0.0", "1.0.1", "2.0.0-rc.1"] as const;

/** Registers the tests that hold for every registry, real or fake; each test starts one of its own. */
export function testContract(name: string, start: () => Promise<Backend>): void {
  function testBackend(title: string, run: (backend: Backend) => Promise<void>): void {
    test(`${name}: ${title}`, async () => {
      const backend = await start();
      try {
        await run(backend);
      } finally {
        await backend.stop();
      }
    });
  }

  testBackend("answers every query about an image", async ({ repository, settings, digests }) => {
    await withClient(settings, async (client) => {
      const ping = valueOf(await client.ping(repository));
      assert.ok(ping.announced);
      assert.ok(ping.admitted);
      const tags = valueOf(await client.tags(repository, "team/app"));
      assert.equal([...tags].sort(), [...CONTRACT_TAGS]);
      for (const tag of tags) {
        assert.is(valueOf(await client.digest(repository, "team/app", tag)), digests.get(tag));
      }
      assert.is(valueOf(await client.digest(repository, "team/app", tagOf("9.9.9"))), "gone");
      const created = valueOf(await client.created(repository, "team/app", tagOf("1.0.1"), undefined));
      const digest = parseDigest(digests.get("1.0.1") ?? "");
      if (digest === undefined) throw new Error("every tag has a digest");
      assert.equal(created, { digest, built: "2024-01-02T00:00:00Z" });
      assert.equal(valueOf(await client.created(repository, "team/app", digest, undefined)), created);
      const platform = await client.created(repository, "team/app", tagOf("1.0.1"), "linux/s390x");
      assert.equal(valueOf(platform), { digest, built: "no-such-platform" });
      assert.equal(client.warnings(), []);
    });
  });

  testBackend("distinguishes an absent image from a present one", async ({ repository, settings }) => {
    await withClient(settings, async (client) => {
      const failure = failureOf(await client.tags(repository, "team/absent"));
      assert.is(failure.kind, "not-found");
      assert.is(failure.status, 404);
      assert.match(failure.message, 'image "team/absent" does not exist at 127.0.0.1:');
    });
  });

  testBackend(
    "requires the credential only if it is protected",
    async ({ repository, settings, isGuarded }) => {
      await withClient({ ...settings, credential: { kind: "anonymous" } }, async (client) => {
        const answer = await client.tags(repository, "team/app");
        if (!isGuarded) {
          assert.is(valueOf(answer).length, CONTRACT_TAGS.length);
          return;
        }
        const failure = failureOf(answer);
        assert.is(failure.kind, "unauthorized");
        assert.match(failure.message, "no credential was found");
      });
    },
  );

  testBackend(
    "never shows the password, even if it is wrong",
    async ({ repository, settings, isGuarded }) => {
      const credential = { ...GOPHER, username: "stranger" };
      await withClient({ ...settings, credential }, async (client) => {
        const answer = await client.tags(repository, "team/app");
        assert.is(answer.ok, !isGuarded);
        assert.not.match(JSON.stringify(answer), GOPHER.password.reveal());
      });
    },
  );
}
