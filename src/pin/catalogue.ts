import type { Declaration, Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import { isSame } from "../model/is-same.js";
import type { Place } from "../model/source.js";
import { didYouMean } from "../model/suggest.js";

/** The declared packages, by repository and name and by the GoCD server's id. */
export interface Catalogue {
  readonly declarations: readonly Declaration[];
  /** The path of the project file; undefined if the folder has none. */
  readonly projectFile: string | undefined;
  readonly byKey: ReadonlyMap<string, Package>;
  readonly byId: ReadonlyMap<string, Package>;
}

/**
 * Combines the declarations of several files. If a repository is declared in several places, its own keys must be
 * equal; if a package is declared twice, its content must be equal; an id must belong to one package. Otherwise there
 * is an error with code `project-conflict` that names both places.
 */
export function catalogue(
  declarations: readonly Declaration[],
  projectFile?: string,
): {
  catalogue: Catalogue;
  diagnostics: Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const united = new Map<string, { first: Declaration; packages: Map<string, Package> }>();
  for (const declaration of declarations) {
    const { name } = declaration.repository;
    const known = united.get(name);
    const entry = known ?? { first: declaration, packages: new Map<string, Package>() };
    united.set(name, entry);
    if (known !== undefined && !hasSameKeys(known.first, declaration)) {
      const message = `the package repository "${name}" is declared twice, with different keys`;
      diagnostics.push(conflict(declaration.namePlace, message, known.first.namePlace));
    }
    for (const pkg of declaration.packages) {
      const twin = entry.packages.get(pkg.name);
      if (twin !== undefined && !isSamePackage(twin, pkg)) {
        diagnostics.push(
          conflict(
            pkg.place,
            `the package "${pkg.key}" is declared twice, with different content`,
            twin.place,
          ),
        );
      } else if (twin === undefined) {
        const { repository, place, filePlaces } = entry.first;
        entry.packages.set(pkg.name, { ...pkg, repository, declaredAt: { place, filePlaces } });
      }
    }
  }
  const all = Array.from(united.values(), ({ first, packages }) => ({
    ...first,
    packages: Array.from(packages.values()),
  }));
  const byKey = new Map<string, Package>();
  const byId = new Map<string, Package>();
  for (const pkg of all.flatMap(({ packages }) => packages)) {
    byKey.set(pkg.key, pkg);
    if (pkg.id === undefined) continue;
    const twin = byId.get(pkg.id);
    if (twin === undefined) byId.set(pkg.id, pkg);
    else
      diagnostics.push(
        conflict(pkg.place, `"${pkg.key}": the id "${pkg.id}" is that of "${twin.key}" too`, twin.place),
      );
  }
  return { catalogue: { declarations: all, projectFile, byKey, byId }, diagnostics };
}

/** Returns the package that `package: <repository>/<name>` names; an error if it is not declared. */
export function findPackage(
  catalogue: Catalogue,
  repository: string,
  name: string,
  place: Place,
): { package: Package } | { diagnostic: Diagnostic } {
  const key = `${repository}/${name}`;
  const pkg = catalogue.byKey.get(key);
  if (pkg !== undefined) return { package: pkg };
  const match = findDeclaration(catalogue, repository, key, place);
  if ("diagnostic" in match) return match;
  const { declaration } = match;
  const names = namesOf(declaration);
  const message = `"${key}": the package repository "${repository}" declares no package "${name}"`;
  const untagged = key.replace(/[:@].*$/, "");
  const help =
    names.length === 0
      ? `declare "${name}" under the packages of "${repository}"`
      : catalogue.byKey.has(untagged)
        ? `write "${untagged}" without a tag: the declaration of the package decides it, by \`hold\` for example`
        : didYouMean(name, names);
  return {
    diagnostic: errorAt(place, "package-unknown", message, {
      help,
      related: [{ message: `"${repository}" is declared here`, place: declaration.namePlace }],
    }),
  };
}

/** Returns the package repository that the package `key` is in; an error (`repository-unknown`) if it is not declared. */
export function findDeclaration(
  catalogue: Catalogue,
  repository: string,
  key: string,
  place: Place,
): { declaration: Declaration } | { diagnostic: Diagnostic } {
  const declaration = catalogue.declarations.find((known) => known.repository.name === repository);
  if (declaration !== undefined) return { declaration };
  const message = `"${key}": the package repository "${repository}" is not declared`;
  const help = unknownRepositoryHelp(catalogue, repository, key);
  return { diagnostic: errorAt(place, "repository-unknown", message, { help }) };
}

function unknownRepositoryHelp(
  { declarations, projectFile, byKey }: Catalogue,
  repository: string,
  key: string,
): string {
  const names = declarations.map((known) => known.repository.name);
  // The first part of an image name, and the registry of a reference, look like a repository.
  const longer = declarations.flatMap(({ repository: { name, registryName } }) => {
    const image = key.startsWith(`${registryName}/`) ? key.slice(registryName.length + 1) : key;
    const other = key.startsWith(`${name}:`) ? key.replace(":", "/") : `${name}/${image.replace(/^\//, "")}`;
    return byKey.has(other) ? [other] : [];
  });
  if (longer.length > 0) return `did you mean ${longer.map((other) => `"${other}"`).join(" or ")}?`;
  if (names.length > 0) return didYouMean(repository, names);
  return projectFile === undefined
    ? `this folder has no gocd-pin.yaml: declare "${repository}" in one, or name the folder that has it with -C`
    : `declare "${repository}" under package_repositories in ${projectFile}`;
}

const packageNames = new WeakMap<Declaration, readonly string[]>();

/** The same list for each unknown name, so that `didYouMean` can limit its searches. */
function namesOf(declaration: Declaration): readonly string[] {
  const names = packageNames.get(declaration) ?? declaration.packages.map(({ name }) => name);
  packageNames.set(declaration, names);
  return names;
}

/** Whether two declarations of a package have the same image, id and rule. */
export function isSamePackage(a: Package, b: Package): boolean {
  return a.image === b.image && a.id === b.id && isSame(a.rule, b.rule) && isSame(a.accept, b.accept);
}

function hasSameKeys(a: Declaration, b: Declaration): boolean {
  const keysOf = ({ repository, defaults: { rule, accept = [] } }: Declaration) => [repository, rule, accept];
  return isSame(keysOf(a), keysOf(b));
}

function conflict(place: Place, message: string, other: Place): Diagnostic {
  return errorAt(place, "project-conflict", message, {
    help: "keep one of the two",
    related: [{ message: "it is defined first here", place: other }],
  });
}
