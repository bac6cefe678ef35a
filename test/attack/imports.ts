import { API_PACKAGES, API_REPOSITORIES, cruiseConfig, repositoryXml } from "../commands/server-documents.js";
import { readBases } from "./bases.js";
import { mutate } from "./mutate.js";
import type { Random } from "./random.js";
import type { AttackSuite } from "./suite.js";

/** Documents of a GoCD server, each of which can be imported. */
const DOCUMENTS: readonly (readonly string[])[] = [
  [
    cruiseConfig(
      repositoryXml("Docker", { url: "https://registry.test/v2/", name: "registry.test", secret: "plain" }, [
        ["app", "team/app", "^\\d+$", "id-app"],
        ["it's", "db", "", "id-db"],
      ]),
      repositoryXml("other", { url: "http://localhost:5000", secret: "encrypted" }, [
        ["app", "app", "", "id-other"],
      ]),
      repositoryXml("apt", { plugin: "deb" }, [["x", "x", "", "x"]]),
    ),
  ],
  [API_REPOSITORIES, API_PACKAGES],
];

const PROJECTS: readonly string[] = [
  "",
  "# only a comment",
  "sources: ['pipelines/*.yaml']\r\npackage_repositories: {}\r\n",
  "package_repositories:\n  Docker: {registry_url: 'https://registry.test/v2/', packages: {app: }} # keep\n",
  "package_repositories:\n  # keep\n  Docker:\n    registry_url: &u https://registry.test\n    packages:\n      app: {image: team/app, tag_filter: '^\\d+$'}   # keep",
  "package_repositories: &p\n    Docker:\n        registry_url:   https://registry.test/v2/\n        defaults: {tag_filter: '1'}\n",
];

const OPTIONS: readonly (readonly string[])[] = [[], [], ["--dry-run"], ["--format", "json"], ["--rewrite"]];

/** Mutated documents of a GoCD server, and project files to complete with them. */
export const IMPORTS: AttackSuite = {
  name: "imports",
  rounds: { short: 40, long: 2500 },
  async attack(round) {
    const { random, place } = round;
    const documents = random
      .pick(DOCUMENTS)
      .map((text) => (random.chance(0.7) ? mutate(text, random) : text));
    const project = await randomProject(random);
    const names = documents.map((_, index) => `server${index}`);
    await place.reset({
      ...Object.fromEntries(documents.map((text, index) => [`server${index}`, text])),
      ...(project !== undefined && { "gocd-pin.yaml": project }),
      "pipelines/a.yaml":
        "format_version: 10\npipelines: {a: {group: g, materials: {m: {package: id-app}}}}\n",
      "x.gocd.yaml": "pipelines:\n  x:\n    materials:\n      m: {package: id-db} # keep\n",
    });
    const run = await round.run(["import", ...names, ...random.pick(OPTIONS)]);
    const before = project?.toString() ?? "";
    const after = await place.read("gocd-pin.yaml");
    if (!isKept(before, after))
      round.fail(`import did not keep gocd-pin.yaml:\n${before}\nbecame:\n${after}`);
    if (run.status !== 0) return;
    await round.run(["import", ...names]);
    const completed = await place.read("gocd-pin.yaml");
    const again = await round.run(["import", ...names]);
    if (again.status !== 0) round.fail(`a second import ends with ${again.status}:\n${again.stderr}`);
    if ((await place.read("gocd-pin.yaml")) !== completed)
      round.fail("a second import changes the project file");
  },
};

async function randomProject(random: Random): Promise<string | Buffer | undefined> {
  if (random.chance(0.3)) return undefined;
  const ofBases = (await readBases()).flatMap(({ files }) => files.get("gocd-pin.yaml")?.toString() ?? []);
  const text = random.pick(random.chance(0.5) ? PROJECTS : ofBases);
  return random.chance(0.5) ? mutate(text, random) : text;
}

/** A value that is absent or empty; an import may replace it. */
const EMPTY = /\{\s*\}|~|\bnull\b|""|''/gi;

/** Whether a text has all characters of an older one in their order, except empty values. */
function isKept(before: string, after: string): boolean {
  let at = 0;
  for (const char of before.replace(EMPTY, "")) {
    at = after.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
