import { cruiseConfig, repositoryXml } from "./server-documents.js";

/** A package of the plugin, with the tags of its image and the one that the plugin chooses. */
interface PluginPackage {
  readonly repository: string;
  readonly name: string;
  readonly image: string;
  readonly filter: string;
  readonly id: string;
  readonly tags: readonly string[];
  readonly newest: string;
}

/** A package repository of the plugin. */
interface PluginRepository {
  readonly name: string;
  readonly url: string;
  /** `DOCKER_REGISTRY_NAME`. */
  readonly registryName: string;
}

/** A config repo and the configuration of the server before the move, and the variables that jobs get. */
export interface PluginWorld {
  readonly cruiseConfig: string;
  readonly files: Readonly<Record<string, string>>;
  readonly packages: readonly PluginPackage[];
  /** By pipeline: the variables of the plugin, without user name and password. */
  readonly variables: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Filters as teams write them, the tags of an image, and the tag that Java and the plugin's order choose. */
const FILTERS: readonly (readonly [filter: string, tags: readonly string[], newest: string])[] = [
  ["^\\d+\\.\\d+\\.\\d+$", ["1.9.0", "1.10.0", "2.0.0-rc1", "latest"], "1.10.0"],
  ["(?i)^RELEASE-\\d+$", ["release-9", "release-10", "nightly-11"], "release-10"],
  ["^[a-z&&[^x]]+-\\d+$", ["a-2", "a-10", "x-99"], "a-10"],
  ["\\Q1.0\\E.*", ["1.0.1", "1.0.12", "120"], "1.0.12"],
  [".*", ["7", "12"], "12"],
  ["^[^#'\"<>&]+$", ["3.1", "3.2"], "3.2"],
  ["^\\d{14}$", ["20240101000000", "20251231235959", "1"], "20251231235959"],
  ["^v\\d++\\.\\d++$", ["v1.9", "v1.10", "v2.0-beta"], "v1.10"],
];

/** Names that GoCD accepts and that are odd in YAML, XML or variables. */
const NAMES = ["web", "DB", "1.0", "on", "null", "-dash", "a.b", "a-b", "a_b", "9", "UPPER_case.x-1"];

/** The names of the four package repositories; the last three would have similar variables. */
export const REPOSITORY_NAMES = ["Docker", "my-repo", "my_repo", "9.1"] as const;

/** Returns what a team has before it moves: six package repositories, 40 packages and 15 pipelines. */
export function pluginWorld(registries: readonly string[]): PluginWorld {
  const repositories = REPOSITORY_NAMES.map((name, index): PluginRepository => ({
    name,
    url: `${registries[index] ?? ""}${index % 2 === 0 ? "/v2/" : ""}`,
    registryName: `registry-${index}.example:5000`,
  }));
  const packages = Array.from({ length: 40 }, (_, index): PluginPackage => {
    const repository = REPOSITORY_NAMES[index % REPOSITORY_NAMES.length] ?? "";
    const round = Math.floor(index / REPOSITORY_NAMES.length);
    const [filter = "", tags = [], newest = ""] = FILTERS[index % FILTERS.length] ?? [];
    const id = `${(0x5f1c0000 + index).toString(16)}-7d1e-4c1b-8e57-00000000000${index % 10}`;
    return { repository, name: NAMES[round] ?? "", image: `team/image-${index}`, filter, id, tags, newest };
  });
  const xml = cruiseConfig(
    ...repositories.map(({ name, url, registryName }, index) =>
      repositoryXml(
        name,
        { url, name: registryName, ...(index < 3 && { secret: "encrypted" }) },
        packages
          .filter(({ repository }) => repository === name)
          .map((pkg) => [pkg.name, pkg.image, pkg.filter, pkg.id]),
      ),
    ),
    repositoryXml("apt", { plugin: "deb" }, [["nginx", "nginx", "", "apt-nginx"]]),
    repositoryXml("nuget", { plugin: "nuget" }, [["core", "core", "", "nuget-core"]]),
  );
  const { files, uses } = pipelineFiles(packages);
  const variables: Record<string, Record<string, string>> = {};
  for (const { pipeline, material, pkg } of uses) {
    const repository = repositories.find(({ name }) => name === pkg.repository);
    if (repository === undefined) continue;
    const ofPipeline = (variables[pipeline] ??= {});
    // GoCD uses the name of the material, the plugin's documentation those of repository and package.
    for (const name of [material, `${pkg.repository}_${pkg.name}`]) {
      Object.assign(ofPipeline, pluginVariables(name, repository, pkg));
    }
  }
  return { cruiseConfig: xml, files, packages, variables };
}

/** PackageMaterial.populateEnvironmentContext */
function pluginVariables(
  name: string,
  repository: PluginRepository,
  { image, filter, newest }: PluginPackage,
): Record<string, string> {
  const part = name.replace(/[^A-Za-z0-9_]/gu, "_").toUpperCase();
  return {
    [`GO_PACKAGE_${part}_LABEL`]: newest,
    [`GO_REPO_${part}_DOCKER_REGISTRY_URL`]: repository.url,
    [`GO_REPO_${part}_DOCKER_REGISTRY_NAME`]: repository.registryName,
    [`GO_PACKAGE_${part}_DOCKER_IMAGE`]: image,
    [`GO_PACKAGE_${part}_DOCKER_TAG_FILTER`]: filter,
  };
}

interface Use {
  readonly pipeline: string;
  readonly material: string;
  readonly pkg: PluginPackage;
}

const STAGES = 'stages: [{deploy: {jobs: {deploy: {tasks: [{exec: {command: "./deploy"}}]}}}}]';

/** 15 pipelines in files that GoCD reads, in all the forms in which YAML can name an id. */
function pipelineFiles(packages: readonly PluginPackage[]): {
  readonly files: Record<string, string>;
  readonly uses: readonly Use[];
} {
  const uses: Use[] = [];
  const idOf = (pipeline: string, material: string, index: number): string => {
    const pkg = packages[index];
    if (pkg === undefined) throw new Error(`there is no package ${index}`);
    uses.push({ pipeline, material, pkg });
    return pkg.id;
  };
  const files: Record<string, string> = {};
  // One pipeline for each of the first twelve packages, and one of the others, in three styles.
  for (let index = 0; index < 12; index++) {
    const name = `service-${index}`;
    const first = idOf(name, "image", index);
    const second = idOf(name, "base.image", 12 + index);
    const style = index % 3;
    const materials =
      style === 0
        ? `      image:\n        package: ${first} # the service\n      base.image:\n        package: '${second}'\n`
        : style === 1
          ? `      image: {package: "${first}"}\n      base.image: {package: ${second}}\n`
          : `      "image":\n        package: |-\n          ${first}\n      base.image: {"package": "${second}"}\n`;
    const text = `# Service ${index}\nformat_version: 10\npipelines:\n  ${name}:\n    group: services\n    label_template: \${COUNT}-\${image}\n    materials:\n      code:\n        git: "https://git.example/${name}.git"\n        destination: code\n${materials}      apt: {package: apt-nginx}\n    ${STAGES}\n`;
    files[`services/${name}.gocd.yaml`] = index % 4 === 3 ? text.replaceAll("\n", "\r\n") : text;
  }
  const [base, shared, merged] = [
    idOf("platform", "base", 24),
    idOf("platform", "shared", 29),
    idOf("nightly", "merged", 39),
  ];
  uses.push(
    ...["nightly", "weekly"].flatMap((pipeline) => [
      { pipeline, material: "base", pkg: packageAt(packages, 24) },
      { pipeline, material: "shared", pkg: packageAt(packages, 29) },
    ]),
    { pipeline: "weekly", material: "merged", pkg: packageAt(packages, 39) },
  );
  files["gocd/platform.gocd.yaml"] = `format_version: 10
common:
  shared: &shared {package: ${shared}}
  materials: &materials
    merged:
      package: ${merged}
    base:
      package: &base ${base}
    shared: *shared
pipelines:
  platform:
    group: platform
    parameters: {TARGET: live}
    materials:
      code: {git: "https://git.example/platform.git"}
      base: {package: *base }
      shared: *shared
    template: deploy
  nightly:
    group: platform
    timer: {spec: "0 0 3 * * ?"}
    materials:
      code: {git: "https://git.example/platform.git", destination: code}
      <<: *materials
    ${STAGES}
  weekly:
    group: platform
    materials: *materials
    ${STAGES}
environments:
  live:
    pipelines: [platform, nightly, weekly]
`;
  return { files, uses };
}

function packageAt(packages: readonly PluginPackage[], index: number): PluginPackage {
  const pkg = packages[index];
  if (pkg === undefined) throw new Error(`there is no package ${index}`);
  return pkg;
}
