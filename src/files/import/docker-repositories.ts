import { quoteText, type Diagnostic } from "../../model/diagnostic.js";
import {
  DOCKER_PLUGIN,
  type PackageOfServer,
  type RepositoryOfServer,
  type ServerConfig,
  type ServerProperty,
} from "./server-config.js";

/** A Docker package of the GoCD server. */
export interface ImportedPackage {
  readonly name: string;
  readonly image: string;
  /** Empty if every tag matches. */
  readonly tagFilter: string;
  /** Empty if the server has not generated it yet. */
  readonly id: string;
}

/** A Docker package repository of the GoCD server. */
export interface ImportedRepository {
  readonly name: string;
  readonly registryUrl: string;
  /** Empty if it is not set. */
  readonly registryName: string;
  /** Whether it has a user name and a password, whose values are not imported. */
  readonly hasCredentials: boolean;
  readonly packages: readonly ImportedPackage[];
}

/** A property of the plugin by its key; the values that it has are marked as read. */
type Take = (key: string) => ServerProperty;

/**
 * Returns the Docker package repositories of documents, each once. What is not understood is a warning with code
 * `import-skipped`; repositories of other plugins are one note; a repository or package that the documents define
 * differently is an error with code `import-entry`. `server` is the URL of the server that they are from; undefined if they
 * are files.
 */
export function dockerRepositories(
  configs: readonly ServerConfig[],
  server?: string,
): {
  readonly repositories: readonly ImportedRepository[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const repositories = configs.flatMap((config) => config.repositories);
  const packages = configs.flatMap((config) => config.packages);
  const ids = new Set(repositories.map(({ id }) => id));
  for (const name of new Set(
    packages
      .filter(({ repositoryId }) => !ids.has(repositoryId))
      .map((pkg) => pkg.repositoryName || pkg.repositoryId),
  )) {
    const message = `the packages of the package repository ${quoteText(name)} are skipped: ${server === undefined ? "no file has" : `${server} does not list`} this repository`;
    const help = lackHelp("repositories", server);
    diagnostics.push(skipped(message, help));
  }
  const others = repositories.filter(({ pluginId }) => pluginId !== DOCKER_PLUGIN);
  if (others.length > 0) diagnostics.push(otherPlugins(others, server));
  const byRepository = new Map(Array.from(ids, (id): [string, PackageOfServer[]] => [id, []]));
  for (const pkg of packages) byRepository.get(pkg.repositoryId)?.push(pkg);
  const byName = new Map<string, ImportedRepository[]>();
  for (const repository of repositories.filter(({ pluginId }) => pluginId === DOCKER_PLUGIN)) {
    const detailed = byRepository.get(repository.id) ?? [];
    const imported = readRepository(repository, detailed, { diagnostics, server });
    if (imported === undefined) continue;
    const known = byName.get(imported.name);
    if (known === undefined) byName.set(imported.name, [imported]);
    else known.push(imported);
  }
  const united = Array.from(byName.values()).flatMap((same) => unite(same, diagnostics) ?? []);
  return { repositories: united, diagnostics };
}

/** Returns what to do if one of the two answers lacks what the other has. */
function lackHelp(answer: "repositories" | "packages", server: string | undefined): string {
  return server === undefined
    ? `also name the saved response of /go/api/admin/${answer}`
    : "run `import` again: the configuration of the GoCD server may have changed in the meantime";
}

function otherPlugins(others: readonly RepositoryOfServer[], server: string | undefined): Diagnostic {
  const names = others.map(({ name, pluginId }) => `${quoteText(name)} (${pluginId || "no plugin"})`);
  const message = `package repositories of other plugins stay with the GoCD server${server === undefined ? "" : ` ${server}`}: ${names.join(", ")}`;
  const help = `leave their materials as they are: gocd-pin pins only packages of ${DOCKER_PLUGIN}`;
  return { severity: "note", code: "import-skipped", message, help };
}

/** Returns a repository that several documents may have, with the packages of all. */
function unite(
  repositories: readonly ImportedRepository[],
  diagnostics: Diagnostic[],
): ImportedRepository | undefined {
  const [first] = repositories;
  if (first === undefined) return undefined;
  const keysOf = (repository: ImportedRepository) => JSON.stringify({ ...repository, packages: [] });
  const keys = keysOf(first);
  if (repositories.some((repository) => keysOf(repository) !== keys)) {
    diagnostics.push(clash(`the package repository ${quoteText(first.name)}`));
  }
  const packages = repositories.flatMap((repository) => repository.packages);
  return { ...first, packages: uniquePackages(first.name, packages, diagnostics) };
}

function uniquePackages(
  repository: string,
  packages: readonly ImportedPackage[],
  diagnostics: Diagnostic[],
): ImportedPackage[] {
  const byName = new Map<string, ImportedPackage>();
  for (const pkg of packages) {
    const known = byName.get(pkg.name) ?? pkg;
    if (JSON.stringify(known) !== JSON.stringify(pkg)) {
      diagnostics.push(clash(`the package ${quoteText(`${repository}/${pkg.name}`)}`));
    }
    byName.set(pkg.name, known);
  }
  return Array.from(byName.values());
}

function clash(what: string): Diagnostic {
  const message = `${what} is defined twice, with different content`;
  const help = "name files that were saved at the same time, of one server";
  return { severity: "error", code: "import-entry", message, help };
}

function readRepository(
  { name, properties, packages }: RepositoryOfServer,
  detailed: readonly PackageOfServer[],
  { diagnostics, server }: { readonly diagnostics: Diagnostic[]; readonly server: string | undefined },
): ImportedRepository | undefined {
  const what = `the package repository ${quoteText(name)}`;
  const skip: Skip = (reason, help) => void diagnostics.push(skipped(`${what}: ${reason}`, help));
  const take = takeFrom(properties, skip);
  const url = take("DOCKER_REGISTRY_URL");
  const registryName = take("DOCKER_REGISTRY_NAME");
  const username = take("DOCKER_REGISTRY_USERNAME");
  const password = take("DOCKER_REGISTRY_PASSWORD");
  take.rest();
  if (url.value === "") {
    const reason = url.isEncrypted ? "is encrypted" : "is not set";
    skip(`it is skipped with its packages, as DOCKER_REGISTRY_URL ${reason}`, BY_HAND);
    return undefined;
  }
  if (registryName.isEncrypted) {
    skip(
      "DOCKER_REGISTRY_NAME is encrypted, so it is left out",
      "write it as `registry_name` in the project file",
    );
  }
  if (isSet(username) !== isSet(password)) {
    const help = "if the registry requires a login, write `username` and `password` in the project file";
    skip("it has only one of user name and password, so both are left out", help);
  }
  const registryUrl = url.value.replace(/^([A-Za-z]+:\/\/)[^/?#]*@/, "$1");
  const isInUrl = registryUrl !== url.value;
  if (isInUrl) {
    const help = "set the variables of `username` and `password` in the project file where gocd-pin runs";
    skip("the credential in its URL is replaced by environment variables", help);
  }
  const names = new Set(detailed.map((pkg) => pkg.name));
  const complete = [...packages.filter((pkg) => !names.has(pkg.name)), ...detailed];
  const missing = complete.filter((pkg) => pkg.properties === undefined);
  if (missing.length > 0) {
    const list = missing.map((pkg) => quoteText(pkg.name)).join(", ");
    const message = `${what}: these packages are skipped, because ${server === undefined ? "no file has" : `${server} does not list`} their configuration: ${list}`;
    diagnostics.push(skipped(message, lackHelp("packages", server)));
  }
  const imported = complete.flatMap((pkg) => readPackageOf(name, pkg, diagnostics) ?? []);
  return {
    name,
    registryUrl,
    registryName: registryName.value,
    hasCredentials: isInUrl || (isSet(username) && isSet(password)),
    packages: imported,
  };
}

function readPackageOf(
  repository: string,
  { name, id, properties }: PackageOfServer,
  diagnostics: Diagnostic[],
): ImportedPackage | undefined {
  if (properties === undefined) return undefined;
  const what = `the package ${quoteText(`${repository}/${name}`)}`;
  const skip: Skip = (reason, help) => void diagnostics.push(skipped(`${what}: ${reason}`, help));
  const take = takeFrom(properties, skip);
  const image = take("DOCKER_IMAGE");
  const tagFilter = take("DOCKER_TAG_FILTER");
  take.rest();
  if (image.value === "" || tagFilter.isEncrypted) {
    const key = image.value === "" ? "DOCKER_IMAGE" : "DOCKER_TAG_FILTER";
    const isEncrypted = image.value === "" ? image.isEncrypted : true;
    skip(`it is skipped, as ${key} ${isEncrypted ? "is encrypted" : "is not set"}`, BY_HAND);
    return undefined;
  }
  if (id === "") {
    const help = `write \`package: ${repository}/${name}\` in pipelines`;
    skip("it has no id yet, so no pipeline can name it by its id", help);
  }
  return { name, image: image.value, tagFilter: tagFilter.value, id };
}

/** Returns a function that returns properties; its `rest` reports the others, without their values. */
function takeFrom(properties: readonly ServerProperty[], skip: Skip): Take & { readonly rest: () => void } {
  const taken = new Set<string>();
  const take: Take = (key) => {
    taken.add(key);
    return properties.find((property) => property.key === key) ?? { key, value: "", isEncrypted: false };
  };
  const rest = () => {
    for (const { key } of properties) {
      if (taken.has(key)) continue;
      const help = "correct its name on the GoCD server if it is a typo, and import again";
      skip(`the property ${quoteText(key)} is skipped, as the plugin has no such property`, help);
    }
  };
  return Object.assign(take, { rest });
}

function isSet({ value, isEncrypted }: ServerProperty): boolean {
  return value !== "" || isEncrypted;
}

type Skip = (reason: string, help: string) => void;

const BY_HAND = "declare it in the project file by hand, or correct it on the GoCD server and import again";

function skipped(message: string, help: string): Diagnostic {
  return { severity: "warning", code: "import-skipped", message, help };
}
