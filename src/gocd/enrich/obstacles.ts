import { addAll } from "../../model/diagnostic.js";
import type { DockerMaterial } from "../../model/declaration.js";
import type { Material } from "../read/material.js";
import { findFolderClashes } from "../rules/folder-clash.js";
import { isFilePath, normalizePath } from "../rules/name.js";

/** A reason why something cannot be done, and what to do about it. */
export interface Obstacle {
  readonly reason: string;
  readonly cure: string;
}

/** What obstacles depend on in addition to the materials. */
export interface ObstacleContext {
  readonly hasFormatVersion: boolean;
  /** The folder of the env files, from the root of the git work tree; undefined if that root is not known. */
  readonly envFolder: string | undefined;
}

/** Returns obstacles as one. */
export function join(obstacles: readonly Obstacle[]): Obstacle {
  return {
    reason: obstacles.map(({ reason }) => reason).join("; "),
    cure: Array.from(new Set(obstacles.map(({ cure }) => cure))).join("; "),
  };
}

/**
 * Returns what prevents `keep`. GoCD keys package materials by their id among all materials
 * (PackageMaterialConfig.validateNameUniqueness).
 */
export function keepObstacle(
  materials: readonly Material[],
  docker: readonly DockerMaterial[],
  inPlace: boolean,
): Obstacle | undefined {
  const seen = new Map<string, string>();
  for (const { name, package: declared } of docker) {
    const { id, key } = declared;
    if (id === undefined) {
      return {
        reason: `the package "${key}" has no id, and GoCD knows packages by their id`,
        cure: `add \`id\` to "${key}": the id of this package on the GoCD server`,
      };
    }
    const twin = seen.get(id);
    if (twin !== undefined) {
      return {
        reason: `its materials "${twin}" and "${name}" are both the package "${id}", which GoCD rejects`,
        cure: "remove one of the two",
      };
    }
    seen.set(id, name);
    if (
      materials.some(
        (other) => other.reference === undefined && other.name.toLowerCase() === id.toLowerCase(),
      )
    ) {
      return {
        reason: `another material is named like the package id "${id}", which GoCD rejects`,
        cure: "rename that material",
      };
    }
  }
  if (!inPlace) return undefined;
  const inline = materials.find((material) => material.reference?.kind === "inline");
  return (
    inline && {
      reason: `the material "${inline.name}" declares its package inline, which GoCD cannot read`,
      cure: "declare the package in gocd-pin.yaml, and name it here",
    }
  );
}

/** Returns what prevents `configrepo`, in which the first Docker material becomes one. */
export function configrepoObstacles(
  first: DockerMaterial,
  materials: readonly Material[],
  docker: readonly DockerMaterial[],
  context: ObstacleContext,
): Obstacle[] {
  const obstacles = pathObstacles(context);
  if (!context.hasFormatVersion) {
    obstacles.push({
      reason: "the file has no format_version, and GoCD drops the filters of such files",
      cure: "add `format_version: 10` to the file",
    });
  }
  const dockerNames = new Set(docker.map(({ name }) => name));
  const others = materials.filter(({ name, isScm }) => isScm && !dockerNames.has(name));
  const named = materials.filter(({ reference }) => reference === undefined);
  addAll(obstacles, namesakeObstacles(first.name, named));
  const destination = `gocd-pin/${first.name}`;
  if (!isFilePath(destination)) {
    obstacles.push({
      reason: `the destination would be "${destination}", and GoCD does not accept one that ends in a dot`,
      cure: `rename "${first.name}"`,
    });
  }
  const blank = others.filter((other) => (other.destination ?? "").trim() === "");
  if (blank.length > 0) {
    const names = blank.map(({ name }) => `"${name}"`).join(", ");
    obstacles.push({
      reason: `GoCD requires a destination for every material that it checks out, and ${names} ${blank.length > 1 ? "have" : "has"} none`,
      cure: `add \`destination\` to ${names}`,
    });
  }
  const folders = others.filter((other) => !blank.includes(other));
  for (const [a, b] of nestedFolders([...folders, { name: first.name, destination }])) {
    obstacles.push({
      reason: `the destinations of "${a}" and "${b}" are nested, which GoCD rejects`,
      cure: `set a separate \`destination\` for "${a}"`,
    });
  }
  return obstacles;
}

/** The names of the materials whose destinations clash, each time the first of the two first. */
function nestedFolders(materials: readonly Pick<Material, "name" | "destination">[]): [string, string][] {
  const folders = materials.flatMap(({ name, destination = "" }, index) => {
    const path = normalizePath(destination);
    return path === undefined ? [] : [{ name, text: destination, path, index }];
  });
  return findFolderClashes(folders)
    .map(({ folder, other }) =>
      folder.index < other.index ? { a: folder, b: other } : { a: other, b: folder },
    )
    .sort((one, two) => one.a.index - two.a.index || one.b.index - two.b.index)
    .map(({ a, b }) => [a.name, b.name]);
}

/** Returns what prevents `pipeline`, in which the Docker materials with these names become dependencies. */
export function pipelineObstacles(
  names: readonly string[],
  materials: readonly Material[],
  context: ObstacleContext,
): Obstacle[] {
  const obstacles = pathObstacles(context);
  const named = materials.filter(({ name, reference }) => reference === undefined || names.includes(name));
  for (const name of names) addAll(obstacles, namesakeObstacles(name, named));
  return obstacles;
}

/** What prevents a material from naming a generated file by its path in the work tree. */
function pathObstacles({ envFolder }: ObstacleContext): Obstacle[] {
  if (envFolder === undefined) {
    const cure = "run in a git work tree, or name its root with --repository-root";
    return [{ reason: "the root of the git work tree is not known", cure }];
  }
  if (!/[*?]/.test(envFolder)) return [];
  const cure = "name an output folder without `*` and `?`";
  return [{ reason: `GoCD would read "${envFolder}" as a pattern`, cure }];
}

/** Checked out materials and pipelines share their names (MaterialConfigs.validateNameUniqueness). */
function namesakeObstacles(name: string, others: readonly Material[]): Obstacle[] {
  const namesake = others.find(
    (other) => other.name !== name && other.name.toLowerCase() === name.toLowerCase(),
  );
  if (namesake === undefined) return [];
  const reason = `the materials "${namesake.name}" and "${name}" differ only in case, which GoCD rejects`;
  return [{ reason, cure: "rename one of the two" }];
}
