import type { DockerMaterial, Package } from "../model/declaration.js";
import type { Pin } from "../model/pin.js";
import type { NameKind, Property, Variable } from "../model/settings.js";
import { escapeName } from "./names.js";

/** Which variables a pipeline gets: the settings `variables` of the project file. */
export interface VariableSettings {
  readonly names: readonly NameKind[];
  readonly properties: readonly Property[];
}

const NAMES: Record<Property, (n: string) => string> = {
  registry_name: (n) => `GO_REPO_${n}_DOCKER_REGISTRY_NAME`,
  image: (n) => `GO_PACKAGE_${n}_DOCKER_IMAGE`,
  label: (n) => `GO_PACKAGE_${n}_LABEL`,
  digest: (n) => `GO_PACKAGE_${n}_DOCKER_DIGEST`,
  reference: (n) => `GO_PACKAGE_${n}_DOCKER_REFERENCE`,
  registry_url: (n) => `GO_REPO_${n}_DOCKER_REGISTRY_URL`,
  tag_filter: (n) => `GO_PACKAGE_${n}_DOCKER_TAG_FILTER`,
};

/** The variables of the materials of one package, by the material's key. */
interface PackageVariables {
  readonly pin: Pin;
  readonly settings: VariableSettings;
  readonly byMaterial: Map<string, readonly Variable[]>;
}

// Many pipelines have the same package under the same key. If they share its variables, a build of 30 MB of YAML needs 22 MiB less.
const sharedVariables = new WeakMap<Package, PackageVariables>();

/**
 * The variables of one material, in the order of the settings: those of `<repository>_<package>`, which the poller
 * plugin documents, and those of the material's key, which GoCD itself uses for a package material of a YAML pipeline
 * (PackageMaterial.populateEnvironmentContext). If both names are equal, each variable is returned once.
 */
export function variablesOfMaterial(
  material: DockerMaterial,
  pin: Pin,
  settings: VariableSettings,
): readonly Variable[] {
  let known = sharedVariables.get(material.package);
  if (known?.pin !== pin || known.settings !== settings) {
    known = { pin, settings, byMaterial: new Map() };
    sharedVariables.set(material.package, known);
  }
  const variables = known.byMaterial.get(material.name) ?? makeVariables(material, pin, settings);
  known.byMaterial.set(material.name, variables);
  return variables;
}

function makeVariables(material: DockerMaterial, pin: Pin, settings: VariableSettings): readonly Variable[] {
  const bases = settings.names.map((kind) => variableBase(material, kind));
  return Array.from(new Set(bases)).flatMap((base) =>
    settings.properties.flatMap((property) => {
      const value = valueOf(property, material.package, pin);
      if (value === undefined) return [];
      const name = NAMES[property](base);
      return [{ name, value, material: material.name, package: material.package.key, property }];
    }),
  );
}

/** All names that a material's variables can have, with any settings. */
export function possibleVariables(material: string, repository: string, name: string): string[] {
  const bases = [escapeName(`${repository}_${name}`), escapeName(material)];
  return bases.flatMap((base) => Object.values(NAMES).map((nameOf) => nameOf(base)));
}

/** `registry/image:tag@digest`, as `docker pull` accepts it; without `@` if the pin has no digest. */
export function referenceOf(declared: Package, pin: Pin): string {
  const name = `${declared.repository.registryName}/${declared.image}:${pin.tag}`;
  return pin.digest === undefined ? name : `${name}@${pin.digest}`;
}

/** The name of the variable that holds the material's tag, for label templates. */
export function labelVariable(material: DockerMaterial, names: readonly NameKind[]): string {
  return NAMES.label(variableBase(material, names.includes("material") ? "material" : "package"));
}

function variableBase(material: DockerMaterial, kind: NameKind): string {
  const { repository, name } = material.package;
  return escapeName(kind === "material" ? material.name : `${repository.name}_${name}`);
}

function valueOf(property: Property, declared: Package, pin: Pin): string | undefined {
  switch (property) {
    case "registry_name":
      return declared.repository.registryName;
    case "image":
      return declared.image;
    case "label":
      return pin.tag;
    case "digest":
      return pin.digest;
    case "reference":
      return referenceOf(declared, pin);
    case "registry_url":
      return declared.repository.registryUrl;
    case "tag_filter":
      return declared.rule.tagFilter;
  }
}
