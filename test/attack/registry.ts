import { createHash } from "node:crypto";
import { evilParts, goodParts, serialize, spoil, type Origins } from "./hostile-replies.js";
import { startHostileServer, type RawRequest } from "./hostile-server.js";
import { createRandom, type Random } from "./random.js";
import { hasSecret } from "./secrets.js";
import type { AttackSuite } from "./suite.js";

const ONLINE: readonly (readonly string[])[] = [
  ["build"],
  ["refresh"],
  ["refresh", "--keep-going"],
  ["verify"],
  ["check", "--drift"],
  ["explain", "Docker/app"],
  ["explain", "Docker/app", "--all"],
  ["outdated"],
  ["outdated", "--format", "json"],
  ["refresh", "Docker/app", "--to", "1.0.0"],
  ["refresh", "--dry-run", "--format", "markdown"],
  ["report", "--drift"],
];

const PROJECT = (registry: string, keys: string) => `package_repositories:
  Docker:
    registry_url: ${registry}
    username: \${REGISTRY_USER}
    password: \${REGISTRY_PASSWORD}
    packages:
      app: {${keys}}
      team/db: {}
`;

const SOURCE = `format_version: 10
pipelines:
  a:
    group: g
    materials: {app: {package: Docker/app}, db: {package: Docker/team/db}, git: {git: "https://x/y"}}
    stages: [{s: {tasks: [{script: make}]}}]
`;

/** A registry that answers with anything, next to a token service of its own and an unrelated server. */
export const REGISTRY: AttackSuite = {
  name: "registry",
  rounds: { short: 25, long: 2500 },
  async attack(round) {
    const { random, place } = round;
    const seed = random.below(2 ** 31);
    const mood = random.pick([0, 0.1, 0.3]);
    let origins: Origins = { registry: "", tokens: "", evil: "" };
    const counts = new Map<string, number>();
    // The numbers depend on the request and how often it came, not on the order of requests to different paths.
    const draw = (request: RawRequest, server: string): Random => {
      const key = `${server} ${request.method} ${request.target}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return createRandom(createHash("sha256").update(`${seed} ${key} ${count}`).digest().readUInt32LE());
    };
    const start = (name: string, isEvil: boolean) =>
      startHostileServer((request) => {
        const numbers = draw(request, name);
        const parts = (isEvil ? evilParts : goodParts)(request, origins, numbers);
        if (numbers.chance(mood)) spoil(parts, request, origins, numbers);
        return serialize(parts, request, numbers);
      });
    const servers = [await start("registry", false), await start("tokens", false), await start("evil", true)];
    const [registry, tokens, evil] = servers;
    origins = { registry: registry?.origin ?? "", tokens: tokens?.origin ?? "", evil: evil?.origin ?? "" };
    try {
      const keys = random.pick([
        "",
        "platform: linux/amd64",
        "policy: newest",
        "tag_filter: '^1'",
        "digest: false",
        "hold: '1.0.0'",
        "min_age: 3d",
        "tag_exclude: latest",
        "platform: [linux/amd64, linux/arm64], policy: newest, min_age: 1h",
      ]);
      await place.reset({ "gocd-pin.yaml": PROJECT(origins.registry, keys), "pipelines/a.yaml": SOURCE });
      const verbose = random.chance(0.5) ? ["--verbose"] : [];
      for (const argv of [["build"], random.pick(ONLINE)])
        await round.run([...argv, "--timeout", "2", ...verbose]);
      if (evil?.heads.some((head) => hasSecret(head)) === true)
        round.fail("the credential went to another origin");
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  },
};
