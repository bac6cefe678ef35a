import type { World } from "../../src/commands/world.js";
import { openRegistries } from "../../src/commands/registry.js";

/** Asks the registry at `origin` whether it is there and takes the credential of the variables that the quick start names. */
export async function pingRegistry(origin: string, env: World["env"], homeDir: string): Promise<string> {
  const output = { write: () => undefined, isTTY: false, columns: 80 };
  const world = { cwd: homeDir, env, homeDir, stdout: output, stderr: output };
  const options = {
    root: homeDir,
    config: undefined,
    repositoryRoot: undefined,
    concurrency: 1,
    timeoutMs: 10_000,
  };
  const registries = openRegistries(world, options);
  try {
    const answer = await registries.client.ping({
      name: "Docker",
      registryUrl: `${origin}/v2/`,
      registryName: "registry.example",
      insecureSkipTlsVerify: false,
      credentials: { usernameVariable: "REGISTRY_USER", passwordVariable: "REGISTRY_PASSWORD" },
    });
    if (!answer.ok) throw new Error(answer.failure.message);
    return "Connection OK. Docker registry found.\n";
  } finally {
    await registries.close();
  }
}
