import { pullImage, type DockerResult } from "../files/docker.js";
import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { jobImages, type JobImage } from "./job-images.js";
import { planManifest } from "./manifest.js";
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
  const { found, diagnostics } = options.isFromEnv ? jobImages(world.env) : await pinnedImages(options);
  const all = [...diagnostics, ...(options.withDigest ? found.flatMap(withoutDigest) : [])];
  if (hasErrors(all)) return { diagnostics: all, result: { references: [] } };
  const references = found.map(({ name, digest }) =>
    options.withDigest && digest !== undefined ? `${name}@${digest}` : name,
  );
  const sorted = Array.from(new Set(references)).sort();
  const outcome = { diagnostics: all, result: { references: sorted } };
  return options.isPulled ? pullAll(world, outcome) : outcome;
}

async function pinnedImages(
  options: ImagesOptions,
): Promise<{ found: JobImage[]; diagnostics: readonly Diagnostic[] }> {
  const { manifest, diagnostics } = await planManifest(options, options.pipeline);
  const found = Object.entries(manifest.packages).map(
    ([key, { registry_name: registry, image, tag, digest }]) => ({
      about: key,
      name: `${registry}/${image}:${tag}`,
      ...(digest !== undefined && { digest }),
    }),
  );
  return { found, diagnostics };
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
