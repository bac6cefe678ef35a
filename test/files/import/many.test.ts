import { test } from "uvu";
import * as assert from "uvu/assert";
import { dockerRepositories } from "../../../src/files/import/docker-repositories.js";
import { planImport } from "../../../src/files/import/plan.js";
import type { RepositoryOfServer } from "../../../src/files/import/server-config.js";

const COUNT = 20_000;

function repository(number: number, name: string): RepositoryOfServer {
  const values = {
    DOCKER_REGISTRY_URL: `https://registry${number}.test`,
    DOCKER_REGISTRY_USERNAME: "u",
    DOCKER_REGISTRY_PASSWORD: "p",
  };
  const properties = Object.entries(values).map(([key, value]) => ({ key, value, isEncrypted: false }));
  return { name, id: `r${number}`, pluginId: "docker-registry", properties, packages: [] };
}

const NUMBERS = Array.from({ length: COUNT }, (_, number) => number);

const PACKAGES = NUMBERS.map((number) => ({
  name: `p${number}`,
  id: `p${number}`,
  properties: [{ key: "DOCKER_IMAGE", value: "app", isEncrypted: false }],
  repositoryId: `r${number}`,
  repositoryName: "",
}));

/** Binary numbers: the variables of all of them would be underscores of a few lengths. */
const DASHES = (number: number) => number.toString(2).replaceAll("0", "-").replaceAll("1", ".");

const CASES: readonly (readonly [title: string, name: (number: number) => string])[] = [
  ["of different names", (number) => `n${number}`],
  ["of one name", () => "same"],
  ["whose variables would be the same", DASHES],
];

for (const [title, name] of CASES) {
  test(`an import of ${COUNT} repositories ${title} takes no quadratic time`, () => {
    const before = process.cpuUsage().user;
    const config = {
      repositories: NUMBERS.map((number) => repository(number, name(number))),
      packages: PACKAGES,
    };
    const { repositories } = dockerRepositories([config]);
    const plan = planImport(repositories, []);
    const names = plan.repositories.map(({ credentials }) => credentials?.username);
    assert.is(new Set(names).size, names.length);
    const packages = repositories.flatMap((imported) => imported.packages);
    assert.is(packages.length, COUNT);
    assert.ok(process.cpuUsage().user - before < 3_000_000);
  });
}

test.run();
