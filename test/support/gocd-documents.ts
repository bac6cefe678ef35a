/** A property of a package repository or package; without a value, GoCD writes its key alone. */
type Property = readonly [key: string, value: string | { readonly encrypted: string }];

/** A package repository of a test's GoCD server. */
export interface ServerRepository {
  readonly name: string;
  /** `docker-registry` if it is not given. */
  readonly plugin?: string;
  readonly properties: readonly Property[];
  readonly packages: readonly {
    readonly name: string;
    readonly id: string;
    readonly properties: readonly Property[];
  }[];
}

/** Returns the answer of the package repositories API, version 1: packages have no configuration there. */
export function repositoriesDocument(base: string, repositories: readonly ServerRepository[]): object {
  const path = `${base}/api/admin/repositories`;
  return {
    _links: { self: { href: path }, doc: { href: "https://api.gocd.org/#package-repositories" } },
    _embedded: {
      package_repositories: repositories.map((repository) => ({
        _links: linksOf(path, repositoryId(repository), "package-repositories"),
        repo_id: repositoryId(repository),
        name: repository.name,
        plugin_metadata: { id: repository.plugin ?? "docker-registry", version: "1" },
        configuration: repository.properties.map(toProperty),
        _embedded: {
          packages: repository.packages.map(({ name, id }) => ({
            _links: linksOf(`${base}/api/admin/packages`, id, "packages"),
            name,
            id,
          })),
        },
      })),
    },
  };
}

/** Returns the answer of the packages API, version 2. */
export function packagesDocument(base: string, repositories: readonly ServerRepository[]): object {
  const path = `${base}/api/admin/packages`;
  return {
    _links: { self: { href: path }, doc: { href: "https://api.gocd.org/#packages" } },
    _embedded: {
      packages: repositories.flatMap((repository) =>
        repository.packages.map(({ name, id, properties }) => ({
          _links: linksOf(path, id, "packages"),
          name,
          id,
          auto_update: true,
          package_repo: {
            _links: linksOf(
              `${base}/api/admin/repositories`,
              repositoryId(repository),
              "package-repositories",
            ),
            id: repositoryId(repository),
            name: repository.name,
          },
          configuration: properties.map(toProperty),
        })),
      ),
    },
  };
}

function repositoryId({ name }: ServerRepository): string {
  return `id-of-${name}`;
}

function linksOf(path: string, id: string, topic: string): object {
  const kind = path.slice(path.lastIndexOf("/") + 1);
  return {
    self: { href: `${path}/${id}` },
    doc: { href: `https://api.gocd.org/#${topic}` },
    find: { href: `${path}/:${kind === "packages" ? "package_id" : "repo_id"}` },
  };
}

function toProperty([key, value]: Property): object {
  if (typeof value !== "string") return { key, encrypted_value: value.encrypted };
  return value === "" ? { key } : { key, value };
}
