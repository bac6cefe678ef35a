import { planManifest } from "./manifest.js";
import { type DockerResult, pullImage } from "../files/docker.js";
import { addAll } from "../model/add-all.js";
import { type Diagnostic, hasErrors } from "../model/diagnostic.js";
import { isImageName, isRegistryName, parseDigest, parseTag } from "../model/image.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** The options of `images`, in addition to those of every command. */
export interface ImagesOptions extends RunOptions {
  /** The requested pipeline; undefined for all. */
  readonly pipeline: string | undefined;
  /** Whether the images are read from the environment of a running job, and not from the project. */
  readonly isFromEnv: boolean;
  /** Whether references contain the digest. */
  readonly withDigest: boolean;
  /** Whether docker pulls them. */
  readonly isPulled: boolean;
}

/** The images. */
export interface ImagesResult {
  /** `registry/image:tag`, or `registry/image:tag@digest`: each once, sorted. */
  readonly references: readonly string[];
}

/** Returns the images that pipelines use, from the lock or a job's environment, and runs `docker pull` if requested. */
export async function images(world: World, options: ImagesOptions): Promise<Outcome<ImagesResult>> {
  const { images, diagnostics } = options.isFromEnv ? jobImages(world.env) : await pinnedImages(options);
  const all = [...diagnostics, ...(options.withDigest ? images.flatMap(withoutDigest) : [])];
  if (hasErrors(all)) return { diagnostics: all, result: { references: [] } };
  const references = images.map(({ name, digest }) =>
    options.withDigest && digest !== undefined ? `${name}@${digest}` : name,
  );
  const sorted = Array.from(new Set(references)).sort();
  const outcome = { diagnostics: all, result: { references: sorted } };
  return options.isPulled ? pullAll(world, outcome) : outcome;
}

async function pinnedImages(
  options: ImagesOptions,
): Promise<{ images: JobImage[]; diagnostics: readonly Diagnostic[] }> {
  const { manifest, diagnostics } = await planManifest(options, options.pipeline);
  const images = Object.entries(manifest.packages).map(
    ([key, { registry_name: registry, image, tag, digest }]) => ({
      about: key,
      name: `${registry}/${image}:${tag}`,
      ...(digest !== undefined && { digest }),
    }),
  );
  return { images, diagnostics };
}

function withoutDigest({ about, name, digest }: JobImage): Diagnostic[] {
  if (digest !== undefined) return [];
  const message = `"${about}": no digest is pinned, so "${name}" is printed without one`;
  const help = "remove `digest: false` from its declaration, and run `gocd-pin refresh`";
  return [{ severity: "warning", code: "digest-unknown", message, help }];
}

/** Pulls one image after another, until one fails; then the exit status is that of docker, if it has one. */
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
      return { message: `ended with status ${pulled.status}`, help: "read the output of docker" };
    case "signalled":
      return { message: `was ended by ${pulled.signal}`, help: "run it again" };
    case "not-found":
      return {
        message: "could not be run: docker is not in PATH",
        help: "install docker, or correct PATH",
      };
    case "not-started":
      return { message: `could not be run: ${pulled.reason}`, help: "make docker an executable program" };
  }
}

/** An image to pull. */
export interface JobImage {
  /** The package's key, or the part of the variables' names that is made from it. */
  readonly about: string;
  /** `registry/image:tag`. */
  readonly name: string;
  readonly digest?: string;
}

const REGISTRY = /^GO_REPO_(.+)_DOCKER_REGISTRY_NAME$/;
const IMAGE = /^GO_PACKAGE_(.+)_DOCKER_IMAGE$/;

/**
 * Reads the images of a running GoCD job from the variables that its pipeline got. If a variable of a package is
 * missing or its value is not valid, this is an error that names the variable. A label alone belongs to the package of
 * another plugin. A job without images is not an error.
 */
export function jobImages(env: Readonly<Record<string, string | undefined>>): {
  images: JobImage[];
  diagnostics: Diagnostic[];
} {
  const bases = new Set(
    Object.keys(env).flatMap((name) => (REGISTRY.exec(name) ?? IMAGE.exec(name))?.[1] ?? []),
  );
  const images: JobImage[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const base of bases) {
    const mistakes: Diagnostic[] = [];
    const read = (name: string, what: string, isValid: (text: string) => boolean): string => {
      const value = env[name] ?? "";
      if (value === "") mistakes.push(missing(name, base));
      else if (!isValid(value)) mistakes.push(invalid(name, value, what));
      return value;
    };
    const registry = read(`GO_REPO_${base}_DOCKER_REGISTRY_NAME`, "a registry", isRegistryName);
    const image = read(`GO_PACKAGE_${base}_DOCKER_IMAGE`, "an image", isImageName);
    const tag = read(`GO_PACKAGE_${base}_LABEL`, "a tag", (text) => parseTag(text) !== undefined);
    const digestName = `GO_PACKAGE_${base}_DOCKER_DIGEST`;
    const hasDigest = (env[digestName] ?? "") !== "";
    const digest = hasDigest
      ? read(digestName, "a digest", (text) => parseDigest(text) !== undefined)
      : undefined;
    addAll(diagnostics, mistakes);
    if (mistakes.length > 0) continue;
    images.push({
      about: base,
      name: `${registry}/${image}:${tag}`,
      ...(digest !== undefined && { digest }),
    });
  }
  return { images, diagnostics };
}

function missing(name: string, base: string): Diagnostic {
  const message = `the environment variable ${name} is not set, but others of "${base}" are`;
  const help = "add registry_name, image and label to variables.properties, and run `gocd-pin build`";
  return { severity: "error", code: "image-variable", message, help };
}

function invalid(name: string, value: string, what: string): Diagnostic {
  const message = `the environment variable ${name} has the value "${value}", which is not valid as ${what}`;
  const help = "check where it is set: a variable of the environment, stage or job overrides the pipeline's";
  return { severity: "error", code: "image-variable", message, help };
}
