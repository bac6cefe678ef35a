import { test } from "uvu";
import type { Repository } from "../../src/model/declaration.js";
import type { RegistryClient } from "../../src/registry/client.js";
import { startFakeRegistry, type FakeRegistry, type FakeRegistryScript } from "../support/fake-registry.js";
import { withMoreTime } from "../support/more-time.js";
import { repositoryAt, scriptTags, withClient, type WorldSettings } from "./world.js";

/** What a test does with a client, its repository, and the fake registry there. */
export type Run = (client: RegistryClient, repository: Repository, registry: FakeRegistry) => Promise<void>;

/** The settings of the client of a test. */
export type Settings = WorldSettings | ((factor: number) => WorldSettings);

/**
 * Registers a test against a fake registry of its own; unless the script says otherwise, that has `team/app` with
 * the tags 1.0.0, 1.0.1 and 1.0.2, and `team/b` with 1.0.0. Settings with a short time limit are a function of the factor
 * of `withMoreTime`.
 */
export function testFake(
  title: string,
  script: Partial<FakeRegistryScript>,
  settings: Settings,
  run: Run,
): void {
  const runWith = async (world: WorldSettings) => {
    const repositories = { "team/app": { tags: scriptTags(3) }, "team/b": { tags: scriptTags(1) } };
    const registry = await startFakeRegistry({ repositories, ...script });
    try {
      await withClient(world, (client) => run(client, repositoryAt(registry.url), registry));
    } finally {
      await registry.stop();
    }
  };
  test(title, () =>
    typeof settings === "function" ? withMoreTime((factor) => runWith(settings(factor))) : runWith(settings),
  );
}

/** Method, path and the scheme of the Authorization header of every request, in order. */
export function trace(registry: FakeRegistry): readonly string[] {
  return registry.requests.map(({ method, path, authorization }) =>
    [method, path, authorization?.split(" ", 1)[0] ?? "-"].join(" "),
  );
}
