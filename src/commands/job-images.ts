import { addAll } from "../model/add-all.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { isImageName, isRegistryName, parseDigest, parseTag } from "../model/image.js";

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
  found: JobImage[];
  diagnostics: Diagnostic[];
} {
  const bases = new Set(
    Object.keys(env).flatMap((name) => (REGISTRY.exec(name) ?? IMAGE.exec(name))?.[1] ?? []),
  );
  const found: JobImage[] = [];
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
    found.push({ about: base, name: `${registry}/${image}:${tag}`, ...(digest !== undefined && { digest }) });
  }
  return { found, diagnostics };
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
