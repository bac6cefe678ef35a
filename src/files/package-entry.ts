import type { WrittenPackage } from "../../schemas/validators.js";
import type { Declaration, Package, TagRule } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import { isImageName, parseTag } from "../model/image.js";
import { readPolicy } from "../model/policies.js";
import { entryOf } from "../yaml/entries.js";
import { placeOf, type Node, type Tree } from "../yaml/node.js";
import { nodeAt } from "../yaml/parse.js";

/** The plugin's own spellings of keys, so that a definition copied from GoCD works. */
export const ALIASES = {
  registry_url: "DOCKER_REGISTRY_URL",
  registry_name: "DOCKER_REGISTRY_NAME",
  username: "DOCKER_REGISTRY_USERNAME",
  password: "DOCKER_REGISTRY_PASSWORD",
  image: "DOCKER_IMAGE",
  tag_filter: "DOCKER_TAG_FILTER",
} as const;

/** Returns the key under which a mapping has the value of `key`: the key itself, or else its alias. */
export function writtenKey(written: object, key: keyof typeof ALIASES): string {
  return key in written ? key : ALIASES[key];
}

/** Where declarations are read from, and the diagnostics about them. */
export interface DeclarationReading {
  readonly tree: Tree;
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads a package, declared or inline. `node` is the mapping that `written` is the value of, and `name` the key of a
 * declared package. Returns undefined if there is no image or its name is not valid (`project-invalid`).
 */
export function readPackage(
  reading: DeclarationReading,
  node: Node,
  { repository, place, filePlaces }: Omit<Declaration, "packages">,
  name: string | undefined,
  written: WrittenPackage,
): Package | undefined {
  const { tree } = reading;
  const key = `${repository.name}/${name ?? written.image ?? written.DOCKER_IMAGE ?? ""}`;
  const image = readAliased(reading, node, written, "image", `"${key}": `) ?? name;
  const tagFilter = readAliased(reading, node, written, "tag_filter", `"${key}": `) ?? "";
  const imagePlace = placeOf(tree, nodeAt(node, [writtenKey(written, "image")]));
  if (image === undefined) {
    addInvalid(reading, node, `"${key}": an inline package needs the key "image"`);
    return undefined;
  }
  if (!isImageName(image)) {
    const message = `"${key}": "${image}" is not a valid image name`;
    const help = "write it in lower case, without registry and tag, such as team/app";
    reading.diagnostics.push(errorAt(imagePlace, "project-invalid", message, { help }));
    return undefined;
  }
  // The schema has rejected a text that is not a tag.
  const hold = parseTag(written.hold ?? "");
  const rule: TagRule = {
    tagFilter,
    policy: readPolicy(written.policy),
    digest: written.digest ?? true,
    ...(written.platform !== undefined && { platform: written.platform }),
    ...(hold !== undefined && { hold }),
  };
  const filter = entryOf(node, writtenKey(written, "tag_filter"));
  const policy = entryOf(node, "policy");
  const holdEntry = entryOf(node, "hold");
  return {
    key,
    repository,
    declaredAt: { place, filePlaces },
    name: name ?? image,
    image,
    rule,
    ...(written.id !== undefined && { id: written.id }),
    place: placeOf(tree, node),
    ...(filter && { filterPlace: placeOf(tree, filter.value) }),
    ...(policy && { policyPlace: placeOf(tree, policy.value) }),
    ...(holdEntry && { holdPlace: placeOf(tree, holdEntry.value) }),
  };
}

/**
 * Returns the value of a key or of its alias. Both together are an error (`project-invalid`), whose message begins with
 * `owner`.
 */
export function readAliased<K extends keyof typeof ALIASES>(
  reading: DeclarationReading,
  node: Node,
  written: { readonly [key in K | (typeof ALIASES)[K]]?: string },
  key: K,
  owner = "",
): string | undefined {
  const alias: (typeof ALIASES)[K] = ALIASES[key];
  const value = written[key];
  const other = written[alias];
  if (value !== undefined && other !== undefined) {
    addInvalid(
      reading,
      nodeAt(node, [alias]),
      `${owner}"${alias}" is an alias of "${key}": both together are not allowed`,
    );
  }
  return value ?? other;
}

/** Adds an error with code `project-invalid` at a node. */
export function addInvalid({ tree, diagnostics }: DeclarationReading, node: Node, message: string): void {
  diagnostics.push(errorAt(placeOf(tree, node), "project-invalid", message));
}
