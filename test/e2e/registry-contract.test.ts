import { test } from "uvu";
import * as assert from "uvu/assert";
import { startRealRegistry, type RealMode } from "../support/real-registry.js";
import { CONTRACT_TAGS, testContract, type Backend } from "../registry/contract.js";
import { GOPHER, repositoryAt } from "../registry/world.js";
import { startRegistryFront, type FrontRules, type RegistryFront } from "./registry-front.js";

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

/** Starts a registry with TLS and client certificates, both of which are only in docker's certs.d. */
async function startWithHostFolder(): Promise<Backend> {
  const registry = await startRealRegistry("client-certificate");
  const folder = `/etc/docker/certs.d/${registry.host}`;
  const files = {
    [`${folder}/ca.crt`]: registry.ca,
    [`${folder}/client.cert`]: registry.client.cert,
    [`${folder}/client.key`]: registry.client.key,
  };
  return {
    repository: repositoryAt(registry.url),
    settings: { credential: GOPHER, files, machineRoot: "/" },
    isGuarded: false,
    digests: await registry.push("team/app", CONTRACT_TAGS),
    stop: () => registry.stop(),
  };
}

testContract("docker-registry, certificates in certs.d", startWithHostFolder);

/** Starts a registry with a login and a proxy in front of it. `check` looks at the requests in the end. */
async function startWithFront(rules: FrontRules, check: (front: RegistryFront) => void): Promise<Backend> {
  const registry = await startRealRegistry("htpasswd");
  const front = await startRegistryFront(registry.url, rules);
  return {
    repository: repositoryAt(front.origin),
    settings: { credential: GOPHER },
    isGuarded: true,
    digests: await registry.push("team/app", CONTRACT_TAGS),
    async stop() {
      await front.stop();
      await registry.stop();
      check(front);
    },
  };
}

testContract("docker-registry, pages of 1 tag with Link headers", () =>
  startWithFront({ pageSize: 1 }, ({ requests }) => {
    const pages = requests.filter((request) => request.includes("last="));
    const hasList = requests.some((request) => request.includes("GET /v2/team/app/tags/list"));
    // Without a login, and for an image that does not exist, there is no second page.
    assert.ok(!hasList || pages.length === 0 || pages.length >= 2, requests.join("\n"));
  }),
);

for (const headStatus of [400, 403, 404, 405]) {
  testContract(`docker-registry, a proxy that responds to HEAD with ${headStatus}`, () =>
    startWithFront({ headStatus }, () => undefined),
  );
}

test.run();
