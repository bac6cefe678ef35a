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

function decide(
  pipeline: Pipeline,
  docker: readonly DockerMaterial[],
  context: PackageMaterialsContext,
): Decision {
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
  const dependencies = toDependencies(docker, context.prefix);
  const [noPipeline] = pipelineObstacles(Array.from(dependencies.keys()), materials, context);
  if (mode === "pipeline") {
    if (noPipeline !== undefined) return reject(mode, noPipeline);
    return { changes: withRemoved(dependencies, docker), diagnostics: [] };
  }
  const configrepo = mode === "remove" ? [] : configrepoObstacles(first, materials, docker, context);
  if (mode !== "remove" && configrepo.length === 0) {
    return { changes: toConfigrepo(pipeline, docker, context.envFolder ?? ""), diagnostics: [] };
  }
  if (mode === "configrepo" && configrepo[0] !== undefined) return reject(mode, join(configrepo));
  // With several packages, GoCD's fan-in would be in the way.
  const isCure = noPipeline === undefined && dependencies.size === 1;
  const orPipeline = isCure ? "; or write `package_materials: pipeline`, which does not require this" : "";
  if (materials.length === docker.length) {
    const reason = "GoCD requires a material, and there is no other";
    const cure = "give the pipeline another material";
    return mode === "remove"
      ? reject(mode, { reason, cure: `${cure}, or write \`package_materials: auto\`` })
      : reject(mode, join([...configrepo, { reason, cure: `or ${cure}${orPipeline}` }]));
  }
  const changes = new Map<string, Change>(docker.map(({ name }) => [name, { kind: "remove" }]));
  if (mode === "remove") return { changes, diagnostics: [] };
  const { reason, cure } = join(configrepo);
  const message = `nothing triggers the pipeline "${pipeline.name}" when ${packages} ${keys.size === 1 ? "moves" : "move"}: ${reason}`;
  const help = `${cure}${orPipeline}; or write \`package_materials: remove\` if this is intended`;
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

function withRemoved(
  changes: ReadonlyMap<string, Change>,
  docker: readonly DockerMaterial[],
): ReadonlyMap<string, Change> {
  return new Map(docker.map(({ name }) => [name, changes.get(name) ?? { kind: "remove" }]));
}
