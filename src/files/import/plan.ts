import type { Declaration, Package } from "../../model/declaration.js";
import { quoteText, type Diagnostic } from "../../model/diagnostic.js";
import type { ImportedPackage, ImportedRepository } from "./docker-repositories.js";

/** The environment variables that a declaration names for its credential. */
interface CredentialNames {
  readonly username: string;
  readonly password: string;
}

/** A repository to be declared. */
export interface NewRepository {
  readonly repository: ImportedRepository;
  readonly credentials: CredentialNames | undefined;
}

/** A package to be declared in a repository that is declared already. */
interface NewPackage {
  readonly repository: string;
  readonly pkg: ImportedPackage;
  /** Whether the repository has a default filter, which an empty filter must override. */
  readonly hasDefaultFilter: boolean;
}

/** What an import adds to the declarations. Ids are those of declared packages without one, by the packages' keys. */
export interface ImportPlan {
  readonly repositories: readonly NewRepository[];
  readonly packages: readonly NewPackage[];
  readonly ids: ReadonlyMap<string, string>;
  /** The number of packages that are declared already, with the same content. */
  readonly unchanged: number;
  /** The warnings `import-differs`. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compares the repositories of a server with the declarations of the project. An entry that is declared with different
 * content stays as it is, with a warning that shows both.
 */
export function planImport(
  imported: readonly ImportedRepository[],
  declarations: readonly Declaration[],
): ImportPlan {
  const declared = new Map(declarations.map((declaration) => [declaration.repository.name, declaration]));
  const byId = new Map(declarations.flatMap(({ packages }) => packages.map((pkg) => [pkg.id, pkg])));
  const nameCredentials = credentialNamer(
    declarations.flatMap(({ repository: { credentials } }) => credentials?.usernameVariable ?? []),
  );
  const diagnostics: Diagnostic[] = [];
  const repositories: NewRepository[] = [];
  const packages: NewPackage[] = [];
  const ids = new Map<string, string>();
  let unchanged = 0;
  for (const repository of imported) {
    const declaration = declared.get(repository.name);
    const fresh = repository.packages.filter((pkg) => {
      const other = pkg.id === "" ? undefined : byId.get(pkg.id);
      if (other === undefined || other.key === `${repository.name}/${pkg.name}`) return true;
      const theirs = `the id ${quoteText(pkg.id)}`;
      diagnostics.push(differs(`${repository.name}/${pkg.name}`, theirs, `that id in "${other.key}"`));
      return false;
    });
    if (declaration === undefined) {
      const credentials = repository.hasCredentials ? nameCredentials(repository.name) : undefined;
      repositories.push({ repository: { ...repository, packages: fresh }, credentials });
      continue;
    }
    const [theirs, ours] = differingKeys(repository, declaration);
    if (theirs !== "") diagnostics.push(differs(repository.name, theirs, ours));
    const known = new Map(declaration.packages.map((pkg) => [pkg.name, pkg]));
    for (const pkg of fresh) {
      const twin = known.get(pkg.name);
      if (twin === undefined) {
        const hasDefaultFilter = (declaration.defaults.rule.tagFilter ?? "") !== "";
        packages.push({ repository: repository.name, pkg, hasDefaultFilter });
        continue;
      }
      const [serverKeys, ourKeys] = differingPackageKeys(pkg, twin);
      if (serverKeys !== "") diagnostics.push(differs(twin.key, serverKeys, ourKeys));
      else if (twin.id === undefined && pkg.id !== "") ids.set(twin.key, pkg.id);
      else unchanged++;
    }
  }
  return { repositories, packages, ids, unchanged, diagnostics };
}

/**
 * Returns a function that names the variables of a repository so that no other one has them, neither `names` nor another
 * call: a credential must not be sent to another registry.
 */
function credentialNamer(names: Iterable<string>): (repository: string) => CredentialNames {
  const taken = new Set(names);
  // Thousands of names in another script are all underscores.
  const counts = new Map<string, number>();
  return (repository) => {
    const stem = repository
      .replace(/[^A-Za-z0-9_]/g, "_")
      .replace(/^(?=[0-9])/, "_")
      .toUpperCase();
    let count = counts.get(stem) ?? 1;
    const name = () => (count === 1 ? stem : `${stem}_${count}`);
    while (taken.has(`${name()}_USERNAME`)) count++;
    counts.set(stem, count);
    taken.add(`${name()}_USERNAME`);
    return { username: `${name()}_USERNAME`, password: `${name()}_PASSWORD` };
  };
}

/** A key with its values on the server and in the declaration. */
type Compared = readonly [key: string, theirs: string, ours: string];

function differingKeys(imported: ImportedRepository, { repository }: Declaration): readonly [string, string] {
  const compared: Compared[] = [
    ["registry_url", withoutApiPath(imported.registryUrl), withoutApiPath(repository.registryUrl)],
    ["registry_name", imported.registryName || repository.registryName, repository.registryName],
  ];
  if (imported.hasCredentials && repository.credentials === undefined) {
    compared.push(["credentials", "user name and password", "none"]);
  }
  return describe(compared);
}

function differingPackageKeys(imported: ImportedPackage, pkg: Package): readonly [string, string] {
  return describe([
    ["image", imported.image, pkg.image],
    ["tag_filter", imported.tagFilter, pkg.rule.tagFilter],
    ["id", imported.id, pkg.id ?? imported.id],
  ]);
}

/** The plugin and gocd-pin both accept a URL with and without `/v2/`. */
function withoutApiPath(url: string): string {
  return url.replace(/\/(?:v2\/?)?$/, "");
}

function describe(compared: readonly Compared[]): readonly [string, string] {
  const different = compared.filter(([, theirs, ours]) => theirs !== ours);
  const list = (side: 1 | 2) => different.map((row) => `${row[0]} ${quoteText(row[side])}`).join(", ");
  return [list(1), list(2)];
}

function differs(key: string, theirs: string, ours: string): Diagnostic {
  const message = `${quoteText(key)} differs: the GoCD server has ${theirs}, the project has ${ours}`;
  const help =
    "correct the declaration in the project file if the server is right; import does not overwrite it";
  return { severity: "warning", code: "import-differs", message, help };
}
