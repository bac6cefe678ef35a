import { test } from "uvu";
import { startRealRegistry, type RealMode } from "../support/real-registry.js";
import { CONTRACT_TAGS, testContract, type Backend } from "../registry/contract.js";
import { GOPHER, repositoryAt } from "../registry/world.js";

async function startReal(mode: RealMode): Promise<Backend> {
  const registry = await startRealRegistry(mode);
  const digests = await registry.push("team/app", CONTRACT_TAGS);
  const isTls = registry.url.startsWith("https:");
  const files = {
    "ca.pem": registry.ca,
    "client.pem": registry.client.cert,
    "client.key": registry.client.key,
  };
  const certificate = mode === "client-certificate" ? { certFile: "client.pem", keyFile: "client.key" } : {};
  return {
    repository: repositoryAt(`${registry.url}/v2/`, { ...(isTls && { caFile: "ca.pem" }), ...certificate }),
    settings: { credential: GOPHER, files },
    isGuarded: mode === "htpasswd" || mode === "token",
    digests,
    stop: () => registry.stop(),
  };
}

const MODES = ["plain", "htpasswd", "tls", "client-certificate", "token"] as const;
for (const mode of MODES) testContract(`docker-registry, ${mode}`, () => startReal(mode));

test.run();
