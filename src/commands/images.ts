import { planManifest } from "./manifest.js";
import { type DockerResult, pullImage } from "../files/docker.js";
import { addAll } from "../model/add-all.js";
import { type Diagnostic, hasErrors } from "../model/diagnostic.js";
import { isImageName, isRegistryName, parseDigest, parseTag } from "../model/image.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** What `images` is asked for beside the options of every command. */
export interface ImagesOptions extends RunOptions {
  /** The one pipeline that is asked for; undefined for all. */
  readonly pipeline: string | undefined;
  /** Whether the environment of a running job says the images, and not the project. */
  readonly isFromEnv: boolean;
  /** Whether references hold the digest. */
  readonly withDigest: boolean;
  /** Whether docker pulls them. */
  readonly isPulled: boolean;
}

/** The images. */
export interface ImagesResult {
  /** `registry/image:tag`, or `registry/image:tag@digest`: each once, sorted. */
  readonly references: readonly string[];
}

/** Gives the images that pipelines use, by the lock or by a job's environment, and has docker pull them. */
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
  const message = `"${about}": no digest is known, and "${name}" is given without one`;
  const help = "leave `digest: false` out of its declaration, and run `gocd-pin refresh`";
  return [{ severity: "warning", code: "digest-unknown", message, help }];
}

/** Pulls one image after another; the first that fails ends it, with docker's own status where it has one. */
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
      return { message: `ended with status ${pulled.status}`, help: "see what docker wrote" };
    case "signalled":
      return { message: `was ended by ${pulled.signal}`, help: "run it again" };
    case "not-found":
      return {
        message: "could not be run: there is no docker in PATH",
        help: "install docker, or correct PATH",
      };
    case "not-started":
      return { message: `could not be run: ${pulled.reason}`, help: "make docker a program that can be run" };
  }
}

/** An image to pull. */
export interface JobImage {
  /** The package's key, or the part of the variables' names that stands for it. */
  readonly about: string;
  /** `registry/image:tag`. */
  readonly name: string;
  readonly digest?: string;
}

const REGISTRY = /^GO_REPO_(.+)_DOCKER_REGISTRY_NAME$/;
const IMAGE = /^GO_PACKAGE_(.+)_DOCKER_IMAGE$/;

/**
 * Reads the images of a running GoCD job from the variables that its pipeline got. A set of which one is missing, or a
 * value that cannot be what its variable says, is an error that names the variable. A label alone is the package of
 * another plugin, and a job without any images has none.
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
  const message = `the environment variable ${name} is not set, and others of "${base}" are`;
  const help = "let variables.properties name registry_name, image and label, and build";
  return { severity: "error", code: "image-variable", message, help };
}

function invalid(name: string, value: string, what: string): Diagnostic {
  const message = `the environment variable ${name} holds "${value}", which cannot be ${what}`;
  const help = "find out what sets it: a variable of the environment, stage or job wins over the pipeline's";
  return { severity: "error", code: "image-variable", message, help };
}
