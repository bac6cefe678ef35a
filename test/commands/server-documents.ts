/** A credential that no output may contain. */
export const PLAIN_SECRET = "hunter2-plain";

interface RepositoryKeys {
  readonly plugin?: string;
  readonly url?: string;
  readonly name?: string;
  readonly secret?: "encrypted" | "plain";
}

type PackageKeys = readonly [name: string, image: string, filter: string, id: string];

/** Returns a `cruise-config.xml` with these repositories, and a pipeline that looks like one. */
export function cruiseConfig(...repositories: readonly string[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<cruise xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" schemaVersion="139">
  <server agentAutoRegisterKey="${PLAIN_SECRET}" />
  <!-- the package repositories -->
  <repositories>
${repositories.join("\n")}
  </repositories>
  <pipelines group="shop">
    <pipeline name="deploy"><materials><repository name="no"/><package ref="5f1c-web" /></materials></pipeline>
  </pipelines>
</cruise>
`;
}

/** Returns a repository as XML, of the plugin `docker-registry` if no other one is named. */
export function repositoryXml(
  repository: string,
  { plugin = "docker-registry", url = "", name = "", secret }: RepositoryKeys,
  packages: readonly PackageKeys[],
): string {
  const credential =
    secret === undefined
      ? ""
      : property("DOCKER_REGISTRY_USERNAME", "bot") +
        (secret === "plain"
          ? property("DOCKER_REGISTRY_PASSWORD", PLAIN_SECRET)
          : "<property><key>DOCKER_REGISTRY_PASSWORD</key><encryptedValue>AES:c2l2:cGFzcw==</encryptedValue></property>");
  return `<repository id="id-of-${repository}" name="${repository}">
  <pluginConfiguration id="${plugin}" version="1" />
  <configuration>
    ${property("DOCKER_REGISTRY_URL", url)}${property("DOCKER_REGISTRY_NAME", name)}${credential}
  </configuration>
  <packages>
    ${packages
      .map(
        ([key, image, filter, id]) => `<package id="${id}" name="${key}" autoUpdate="true"><configuration>
      ${property("DOCKER_IMAGE", image)}${property("DOCKER_TAG_FILTER", filter)}
    </configuration></package>`,
      )
      .join("")}
  </packages>
</repository>`;
}

/** GoCD writes an empty value as an empty element. */
function property(key: string, value: string): string {
  const escaped = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<property><key>${key}</key>${value === "" ? "<value />" : `<value>${escaped}</value>`}</property>`;
}

/** An answer of the package repositories API, version 1. */
export const API_REPOSITORIES = JSON.stringify({
  _links: {},
  _embedded: {
    package_repositories: [
      {
        repo_id: "id-of-Docker",
        name: "Docker",
        plugin_metadata: { id: "docker-registry", version: "1" },
        configuration: [
          { key: "DOCKER_REGISTRY_URL", value: "https://registry.example/v2/" },
          { key: "DOCKER_REGISTRY_NAME", value: "registry.example" },
          { key: "DOCKER_REGISTRY_USERNAME", value: "bot" },
          { key: "DOCKER_REGISTRY_PASSWORD", encrypted_value: "AES:c2l2:cGFzcw==" },
        ],
        _embedded: {
          packages: [
            { name: "web", id: "5f1c-web" },
            { name: "db", id: "5f1c-db" },
          ],
        },
      },
    ],
  },
});

/** An answer of the packages API, version 2. GoCD omits a value that is blank. */
export const API_PACKAGES = JSON.stringify({
  _links: {},
  _embedded: {
    packages: [
      ["web", "shop/web", "^1"],
      ["db", "db", undefined],
    ].map(([name, image, filter]) => ({
      name,
      id: `5f1c-${name ?? ""}`,
      auto_update: true,
      package_repo: { id: "id-of-Docker", name: "Docker" },
      configuration: [
        { key: "DOCKER_IMAGE", value: image },
        { key: "DOCKER_TAG_FILTER", value: filter },
      ],
    })),
  },
});
