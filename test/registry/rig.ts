import { test } from "uvu";
import type { Repository } from "../../src/model/declaration.js";
import type { RegistryClient } from "../../src/registry/client.js";
import { startFakeRegistry, type FakeRegistry, type FakeRegistryScript } from "../support/fake-registry.js";
import { repositoryAt, scriptTags, withClient, type WorldSettings } from "./world.js";

/** What a test does with a client, its repository, and the fake registry there. */
export type Run = (client: RegistryClient, repository: Repository, registry: FakeRegistry) => Promise<void>;

/**
 * Registers a test against a fake registry of its own; unless the script says otherwise, that has `team/app` with
 * the tags 1.0.0, 1.0.1 and 1.0.2, and `team/b` with 1.0.0.
 */
export function testFake(
  title: string,
  script: Partial<FakeRegistryScript>,
  settings: WorldSettings,
  run: Run,
): void {
  test(title, async () => {
    const repositories = { "team/app": { tags: scriptTags(3) }, "team/b": { tags: scriptTags(1) } };
    const registry = await startFakeRegistry({ repositories, ...script });
    try {
      await withClient(settings, (client) => run(client, repositoryAt(registry.url), registry));
    } finally {
      await registry.stop();
    }
  });
}

/** Method, path and the scheme of the Authorization header of every request, in order. */
export function trace(registry: FakeRegistry): readonly string[] {
  return registry.requests.map(({ method, path, authorization }) =>
    [method, path, authorization?.split(" ", 1)[0] ?? "-"].join(" "),
  );
}
