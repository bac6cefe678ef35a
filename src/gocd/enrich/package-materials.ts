import { posix } from "node:path";
import {
  acceptedByAll,
  errorAt,
  warningAt,
  withoutAccepted,
  type Diagnostic,
} from "../../model/diagnostic.js";
import type { DockerMaterial } from "../../model/declaration.js";
import type { PackageMaterials } from "../../model/settings.js";
import type { Pipeline } from "../read/pipeline.js";
import type { Change } from "./enrichment.js";
import {
  configrepoObstacles,
  join,
  keepObstacle,
  type Obstacle,
  type ObstacleContext,
  pipelineObstacles,
} from "./obstacles.js";
import { packagePipelineName } from "./package-pipeline.js";

/** What the decision depends on in addition to the pipeline. */
export interface PackageMaterialsContext extends ObstacleContext {
  readonly mode: PackageMaterials;
  readonly inPlace: boolean;
  /** The start of the names of package pipelines. */
  readonly prefix: string;
}

/**
 * Decides for one pipeline what happens to its Docker materials, by name. Without a decision there is an error with
 * GoCD's rule. Errors have code `mode-impossible`; a decision may come with the warning `trigger-lost` or
 * `plugin-triggers`, unless all its packages accept it.
 */
export function decideChanges(
  pipeline: Pipeline,
  docker: readonly DockerMaterial[],
  context: PackageMaterialsContext,
): Decision {
  const decision = decide(pipeline, docker, context);
  const accepted = acceptedByAll(docker.map((material) => material.package));
  return { ...decision, diagnostics: withoutAccepted(decision.diagnostics, accepted) };
}

interface Decision {
  readonly changes?: ReadonlyMap<string, Change>;
  readonly diagnostics: readonly Diagnostic[];
}

/** A pipeline with its Docker materials, of which there is at least one, and what the decision depends on. */
interface Question {
  readonly pipeline: Pipeline;
  readonly docker: readonly DockerMaterial[];
  readonly first: DockerMaterial;
  readonly context: PackageMaterialsContext;
}

function decide(
  pipeline: Pipeline,
  docker: readonly DockerMaterial[],
  context: PackageMaterialsContext,
): Decision {
  const [first] = docker;
  if (first === undefined) return { changes: new Map(), diagnostics: [] };
  const question = { pipeline, docker, first, context };
  const mode = context.inPlace && context.mode === "auto" ? "keep" : context.mode;
  if (context.inPlace && mode !== "keep") {
    return reject(question, mode, {
      reason: "output is in-place, where the sources are what GoCD reads",
      cure: "write `package_materials: keep`, or name a folder as `output`",
    });
  }
  switch (mode) {
    case "keep":
      return decideKeep(question);
    case "pipeline":
      return decidePipeline(question);
    case "remove":
      return decideRemove(question);
    case "configrepo":
    case "auto": {
      const obstacles = configrepoObstacles(first, pipeline.materials, docker, context);
      if (obstacles.length === 0) return { changes: toConfigrepo(question), diagnostics: [] };
      return mode === "auto"
        ? removeWithWarning(question, obstacles)
        : reject(question, mode, join(obstacles));
    }
  }
}

function reject(question: Question, mode: PackageMaterials, { reason, cure }: Obstacle): Decision {
  const { pipeline, first } = question;
  const message = `the pipeline "${pipeline.name}" cannot have package_materials "${mode}" for ${namePackages(question)}: ${reason}`;
  return { diagnostics: [errorAt(first.place, "mode-impossible", message, { help: cure })] };
}

function decideKeep(question: Question): Decision {
  const { pipeline, docker, first, context } = question;
  const obstacle = keepObstacle(pipeline.materials, docker, context.inPlace);
  if (obstacle !== undefined) return reject(question, "keep", obstacle);
  const changes = new Map<string, Change>();
  for (const { name, package: pkg } of docker) {
    if (pkg.id !== undefined) changes.set(name, { kind: "keep", id: pkg.id });
  }
  const message =
    `the pipeline "${pipeline.name}" keeps ${namePackages(question)}: the plugin on the GoCD server still triggers it for the newest ` +
    "tag that it finds, but the variables contain the pinned tag";
  const help = context.inPlace
    ? "use this mode only during the migration; then generate into a folder"
    : "use this mode only during the migration; then write `package_materials: auto`";
  return { changes, diagnostics: [warningAt(first.place, "plugin-triggers", message, { help })] };
}

function decidePipeline(question: Question): Decision {
  const { docker } = question;
  const { dependencies, obstacle } = pipelineMode(question);
  if (obstacle !== undefined) return reject(question, "pipeline", obstacle);
  const removed: Change = { kind: "remove" };
  const changes = new Map(docker.map(({ name }) => [name, dependencies.get(name) ?? removed]));
  return { changes, diagnostics: [] };
}

function decideRemove(question: Question): Decision {
  if (hasOtherMaterial(question)) return { changes: removeAll(question), diagnostics: [] };
  const cure = `${NO_OTHER.cure}, or write \`package_materials: auto\``;
  return reject(question, "remove", { ...NO_OTHER, cure });
}

/** The decision of `auto` for a pipeline that cannot have a configrepo material: nothing triggers it. */
function removeWithWarning(question: Question, obstacles: readonly Obstacle[]): Decision {
  const { pipeline, docker, first } = question;
  const { dependencies, obstacle } = pipelineMode(question);
  // With several packages, GoCD's fan-in would be in the way.
  const isCure = obstacle === undefined && dependencies.size === 1;
  const orPipeline = isCure ? "; or write `package_materials: pipeline`, which does not require this" : "";
  if (!hasOtherMaterial(question)) {
    const noOther = { ...NO_OTHER, cure: `or ${NO_OTHER.cure}${orPipeline}` };
    return reject(question, "auto", join([...obstacles, noOther]));
  }
  const { reason, cure } = join(obstacles);
  const moves = new Set(docker.map((material) => material.package.key)).size === 1 ? "moves" : "move";
  const message = `nothing triggers the pipeline "${pipeline.name}" when ${namePackages(question)} ${moves}: ${reason}`;
  const help = `${cure}${orPipeline}; or write \`package_materials: remove\` if this is intended`;
  return {
    changes: removeAll(question),
    diagnostics: [warningAt(first.place, "trigger-lost", message, { help })],
  };
}

const NO_OTHER: Obstacle = {
  reason: "GoCD requires a material, and there is no other",
  cure: "give the pipeline another material",
};

function hasOtherMaterial({ pipeline, docker }: Question): boolean {
  return pipeline.materials.length > docker.length;
}

function removeAll({ docker }: Question): ReadonlyMap<string, Change> {
  return new Map(docker.map(({ name }) => [name, { kind: "remove" }]));
}

/** The dependencies that the mode `pipeline` would create, and the first obstacle. */
function pipelineMode({ pipeline, docker, context }: Question): {
  readonly dependencies: ReadonlyMap<string, Change>;
  readonly obstacle: Obstacle | undefined;
} {
  const dependencies = toDependencies(docker, context.prefix);
  const [obstacle] = pipelineObstacles(Array.from(dependencies.keys()), pipeline.materials, context);
  return { dependencies, obstacle };
}

function namePackages({ docker }: Question): string {
  const keys = new Set(docker.map((material) => material.package.key));
  return Array.from(keys, (key) => `"${key}"`).join(", ");
}

function toConfigrepo({ pipeline, docker, context }: Question): ReadonlyMap<string, Change> {
  const { envFolder = "" } = context;
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

/** The first material of each package becomes a dependency, because GoCD accepts each upstream pipeline once. */
function toDependencies(docker: readonly DockerMaterial[], prefix: string): ReadonlyMap<string, Change> {
  const firsts = new Map<string, string>();
  for (const { name, package: pkg } of docker) if (!firsts.has(pkg.key)) firsts.set(pkg.key, name);
  return new Map(
    Array.from(firsts, ([key, name]) => [
      name,
      { kind: "dependency", pipeline: packagePipelineName(key, prefix) },
    ]),
  );
}
