import { posix } from "node:path";
import { errorAt, warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { DockerMaterial } from "../../model/declaration.js";
import type { PackageMaterials } from "../../model/settings.js";
import type { Material } from "../read/material.js";
import type { Pipeline } from "../read/pipeline.js";
import { nestedFolders } from "./folders.js";
import { isFilePath } from "../rules/name.js";

/** What happens to one Docker material in the enriched config. */
export type Change =
  | { readonly kind: "remove" }
  | { readonly kind: "keep"; readonly id: string }
  | { readonly kind: "configrepo"; readonly includes: string; readonly destination: string };

/** What the decision depends on in addition to the pipeline. */
export interface PackageMaterialsContext {
  readonly mode: PackageMaterials;
  readonly inPlace: boolean;
  readonly hasFormatVersion: boolean;
  /** The folder of the env files, from the root of the git work tree; undefined if that root is not known. */
  readonly envFolder: string | undefined;
}

/** A reason why something cannot be done, and what to do about it. */
interface Obstacle {
  readonly reason: string;
  readonly cure: string;
}

/**
 * Decides for one pipeline what happens to its Docker materials, by name. Without a decision there is an error with
 * GoCD's rule. Errors have code `mode-impossible`; a decision may come with the warning `trigger-lost` or
 * `plugin-triggers`.
 */
export function decideChanges(
  pipeline: Pipeline,
  docker: readonly DockerMaterial[],
  context: PackageMaterialsContext,
): { changes?: ReadonlyMap<string, Change>; diagnostics: Diagnostic[] } {
  const { materials } = pipeline;
  const first = docker[0];
  if (first === undefined) return { changes: new Map(), diagnostics: [] };
  const keys = new Set(docker.map((material) => material.package.key));
  const packages = Array.from(keys, (key) => `"${key}"`).join(", ");
  const reject = (mode: string, { reason, cure }: Obstacle) => ({
    diagnostics: [
      errorAt(
        first.place,
        "mode-impossible",
        `the pipeline "${pipeline.name}" cannot have package_materials "${mode}" for ${packages}: ${reason}`,
        { help: cure },
      ),
    ],
  });

  const mode = context.inPlace && context.mode === "auto" ? "keep" : context.mode;
  if (context.inPlace && mode !== "keep") {
    return reject(mode, {
      reason: "output is in-place, where the sources are what GoCD reads",
      cure: "write `package_materials: keep`, or name a folder as `output`",
    });
  }
  if (mode === "keep") {
    const obstacle = keepObstacle(materials, docker, context.inPlace);
    if (obstacle !== undefined) return reject(mode, obstacle);
    const changes = new Map<string, Change>();
    for (const material of docker) {
      if (material.package.id !== undefined)
        changes.set(material.name, { kind: "keep", id: material.package.id });
    }
    const message =
      `the pipeline "${pipeline.name}" keeps ${packages}: the plugin on the GoCD server still triggers it, on the newest ` +
      "tag it finds, while the variables have the pinned one";
    return {
      changes,
      diagnostics: [
        warningAt(first.place, "plugin-triggers", message, {
          help: context.inPlace
            ? "use this mode only during the migration; then generate into a folder"
            : "use this mode only during the migration; then write `package_materials: auto`",
        }),
      ],
    };
  }
  const configrepo = mode === "remove" ? [] : configrepoObstacles(first, materials, docker, context);
  if (mode !== "remove" && configrepo.length === 0) {
    return { changes: toConfigrepo(pipeline, docker, context.envFolder ?? ""), diagnostics: [] };
  }
  if (mode === "configrepo" && configrepo[0] !== undefined) return reject(mode, join(configrepo));
  if (materials.length === docker.length) {
    const reason = "GoCD requires a material, and there is no other";
    const cure = "give the pipeline another material";
    return mode === "remove"
      ? reject(mode, { reason, cure: `${cure}, or write \`package_materials: auto\`` })
      : reject(mode, join([...configrepo, { reason, cure: `or ${cure}` }]));
  }
  const changes = new Map<string, Change>(docker.map(({ name }) => [name, { kind: "remove" }]));
  if (mode === "remove") return { changes, diagnostics: [] };
  const { reason, cure } = join(configrepo);
  const message = `nothing triggers the pipeline "${pipeline.name}" when ${packages} ${keys.size === 1 ? "moves" : "move"}: ${reason}`;
  const help = `${cure}; or write \`package_materials: remove\` if this is intended`;
  return { changes, diagnostics: [warningAt(first.place, "trigger-lost", message, { help })] };
}

function toConfigrepo(
  pipeline: Pipeline,
  docker: readonly DockerMaterial[],
  envFolder: string,
): ReadonlyMap<string, Change> {
  return new Map(
    docker.map(({ name }, index) => [
      name,
      index === 0
        ? {
            kind: "configrepo",
            includes: posix.join(envFolder, `${pipeline.name}.env`),
            destination: `gocd-pin/${name}`,
          }
        : { kind: "remove" },
    ]),
  );
}

function join(obstacles: readonly Obstacle[]): Obstacle {
  return {
    reason: obstacles.map(({ reason }) => reason).join("; "),
    cure: Array.from(new Set(obstacles.map(({ cure }) => cure))).join("; "),
  };
}

/** GoCD keys package materials by their id among all materials (PackageMaterialConfig.validateNameUniqueness). */
function keepObstacle(
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
      reason: `the material "${inline.name}" declares its package inline, which GoCD could not read`,
      cure: "declare the package in gocd-pin.yaml, and name it here",
    }
  );
}

function configrepoObstacles(
  first: DockerMaterial,
  materials: readonly Material[],
  docker: readonly DockerMaterial[],
  context: PackageMaterialsContext,
): Obstacle[] {
  const obstacles: Obstacle[] = [];
  const { envFolder } = context;
  if (envFolder === undefined) {
    obstacles.push({
      reason: "the root of the git work tree is not known",
      cure: "run in a git work tree, or name its root with --repository-root",
    });
  } else if (/[*?]/.test(envFolder)) {
    obstacles.push({
      reason: `GoCD would read "${envFolder}" as a pattern`,
      cure: "name an output folder without `*` and `?`",
    });
  }
  if (!context.hasFormatVersion) {
    obstacles.push({
      reason: "the file has no format_version, and GoCD drops the filters of such files",
      cure: "add `format_version: 10` to the file",
    });
  }
  const dockerNames = new Set(docker.map(({ name }) => name));
  const others = materials.filter(({ name, isScm }) => isScm && !dockerNames.has(name));
  // Checked out materials and pipelines share their names (MaterialConfigs.validateNameUniqueness).
  const namesake = materials.find(
    ({ name, reference }) =>
      reference === undefined && name !== first.name && name.toLowerCase() === first.name.toLowerCase(),
  );
  if (namesake !== undefined) {
    obstacles.push({
      reason: `the materials "${namesake.name}" and "${first.name}" differ only in case, which GoCD rejects`,
      cure: "rename one of the two",
    });
  }
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
  const folders = others
    .filter((other) => !blank.includes(other))
    .map(({ name, destination: folder = "" }) => ({ name, folder }));
  for (const [a, b] of nestedFolders([...folders, { name: first.name, folder: destination }])) {
    obstacles.push({
      reason: `the destinations of "${a}" and "${b}" are nested, which GoCD rejects`,
      cure: `give "${a}" a destination of its own`,
    });
  }
  return obstacles;
}
