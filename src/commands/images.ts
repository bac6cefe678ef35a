import { planManifest } from "./manifest.js";
import { type DockerResult, pullImage } from "../files/programs.js";
import type { WarningCode } from "../model/codes.js";
import { addAll, withoutAccepted, type Diagnostic } from "../model/diagnostic.js";
import { isImageName, isRegistryName, parseDigest, parseTag } from "../model/image.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** The options of `images`. */
export interface ImagesOptions extends RunOptions {
  /** The name of the pipeline; undefined for all. */
  readonly pipeline: string | undefined;
  /** Whether the images are read from the environment of a running GoCD job instead of the project. */
  readonly isFromEnv: boolean;
  /** Whether references contain the digest. */
  readonly withDigest: boolean;
  /** Whether the images are pulled with docker instead of printed. */
  readonly isPulled: boolean;
}

/** The images of the pipelines. */
export interface ImagesResult {
  /** `registry/image:tag`, or `registry/image:tag@digest`: each once, sorted. */
  readonly references: readonly string[];
}

/** Returns the images that pipelines use, from the lock or a job's environment, and pulls them with docker on request. */
export async function images(world: World, options: ImagesOptions): Promise<Outcome<ImagesResult>> {
  const { images, diagnostics } = options.isFromEnv ? jobImages(world.env) : await pinnedImages(options);
  if (images === undefined) return { diagnostics, result: { references: [] } };
  const all = [...diagnostics, ...(options.withDigest ? images.flatMap(withoutDigest) : [])];
  const references = images.map(({ name, digest }) =>
    options.withDigest && digest !== undefined ? `${name}@${digest}` : name,
  );
  const sorted = Array.from(new Set(references)).sort();
  const outcome = { diagnostics: all, result: { references: sorted } };
  return options.isPulled ? pullAll(world, outcome) : outcome;
}

/** The images of a run; undefined if there are errors. */
interface ImageList {
  readonly images: readonly JobImage[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

async function pinnedImages(options: ImagesOptions): Promise<ImageList> {
  const plan = await planManifest(options, options.pipeline);
  const { diagnostics } = plan;
  if (plan.state === "failed") return { images: undefined, diagnostics };
  const accepted = new Map(plan.declared.map(({ key, accept }) => [key, accept]));
  const images = Object.entries(plan.manifest.packages).map(
    ([key, { registry_name: registry, image, tag, digest }]) => ({
      about: key,
      accept: accepted.get(key) ?? [],
      name: `${registry}/${image}:${tag}`,
      ...(digest !== undefined && { digest }),
    }),
  );
  return { images, diagnostics };
}

function withoutDigest({ about, accept = [], name, digest }: JobImage): readonly Diagnostic[] {
  if (digest !== undefined) return [];
  const message = `"${about}": its digest is not known, so "${name}" has none`;
  const help = "remove `digest: false` from its declaration, and run `gocd-pin refresh`";
  return withoutAccepted([{ severity: "warning", code: "digest-unknown", message, help }], accept);
}

/** Pulls the images one by one, and stops at the first failure, with docker's exit status if it has one. */
async function pullAll(world: World, outcome: Outcome<ImagesResult>): Promise<Outcome<ImagesResult>> {
  for (const reference of outcome.result.references) {
    const pulled = await pullImage(reference, world.env);
    const problem = describe(pulled);
    if (problem === undefined) continue;
    const message = `\`docker pull ${reference}\` ${problem.message}`;
    const diagnostic = { severity: "error", code: "docker-failed", message, help: problem.help } as const;
    return {
      diagnostics: [...outcome.diagnostics, diagnostic],
      result: { references: [] },
      ...(pulled.kind === "exited" && { status: pulled.status }),
    };
  }
  return { ...outcome, result: { references: [] } };
}

function describe(pulled: DockerResult): { message: string; help: string } | undefined {
  switch (pulled.kind) {
    case "exited":
      if (pulled.status === 0) return undefined;
      return { message: `failed with status ${pulled.status}`, help: "see the output of docker" };
    case "signalled":
      return { message: `was stopped by ${pulled.signal}`, help: "run the command again" };
    case "not-found":
      return {
        message: "could not be run: docker is not in PATH",
        help: "install docker, or correct PATH",
      };
    case "not-started":
      return {
        message: `could not be run: ${pulled.reason}`,
        help: "check the permissions of the docker program",
      };
  }
}

/** An image to pull. */
interface JobImage {
  /** The package's key, or its part of the variables' names. */
  readonly about: string;
  /** The warnings that its declaration accepts. */
  readonly accept?: readonly WarningCode[];
  /** `registry/image:tag`. */
  readonly name: string;
  readonly digest?: string;
}

const REGISTRY = /^GO_REPO_(.+)_DOCKER_REGISTRY_NAME$/;
const IMAGE = /^GO_PACKAGE_(.+)_DOCKER_IMAGE$/;

/**
 * Reads the images of a running GoCD job from its environment variables. A missing variable of an image or a value that
 * is not valid is an error that names the variable; so is an environment without any image. A label without other
 * variables belongs to a package of another plugin, and is ignored.
 */
export function jobImages(env: Readonly<Record<string, string | undefined>>): ImageList {
  const bases = new Set(
    Object.keys(env).flatMap((name) => (REGISTRY.exec(name) ?? IMAGE.exec(name))?.[1] ?? []),
  );
  const images: JobImage[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const base of bases) {
    const problems: Diagnostic[] = [];
    const read = (name: string, what: string, isValid: (text: string) => boolean): string => {
      const value = env[name] ?? "";
      if (value === "") problems.push(missing(name, base));
      else if (!isValid(value)) problems.push(invalid(name, value, what));
      return value;
    };
    const registry = read(`GO_REPO_${base}_DOCKER_REGISTRY_NAME`, "registry name", isRegistryName);
    const image = read(`GO_PACKAGE_${base}_DOCKER_IMAGE`, "image name", isImageName);
    const tag = read(`GO_PACKAGE_${base}_LABEL`, "tag", (text) => parseTag(text) !== undefined);
    const digestName = `GO_PACKAGE_${base}_DOCKER_DIGEST`;
    const hasDigest = (env[digestName] ?? "") !== "";
    const digest = hasDigest
      ? read(digestName, "digest", (text) => parseDigest(text) !== undefined)
      : undefined;
    addAll(diagnostics, problems);
    if (problems.length > 0) continue;
    images.push({
      about: base,
      name: `${registry}/${image}:${tag}`,
      ...(digest !== undefined && { digest }),
    });
  }
  if (bases.size === 0) diagnostics.push(noVariables());
  return { images: diagnostics.length === 0 ? images : undefined, diagnostics };
}

function noVariables(): Diagnostic {
  const message = "no environment variable of this job names an image (GO_PACKAGE_<name>_DOCKER_IMAGE)";
  const help = "run it in a job of a pipeline with Docker materials, or without --from-env";
  return { severity: "error", code: "image-variable", message, help };
}

function missing(name: string, base: string): Diagnostic {
  const message = `the environment variable ${name} is not set, but others of "${base}" are`;
  const help = "add registry_name, image and label to `variables.properties`, and run `gocd-pin build`";
  return { severity: "error", code: "image-variable", message, help };
}

function invalid(name: string, value: string, what: string): Diagnostic {
  const message = `the environment variable ${name} has the value "${value}", which is not a valid ${what}`;
  const help =
    "find out what sets it: a variable of the GoCD environment, stage or job overrides that of the pipeline";
  return { severity: "error", code: "image-variable", message, help };
}
