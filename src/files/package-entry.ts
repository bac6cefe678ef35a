import type { WrittenDefaults, WrittenPackage } from "../../schemas/validators.js";
import type { Declaration, Package, PackageKeys, TagRule } from "../model/declaration.js";
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
  { repository, defaults, place, filePlaces }: Omit<Declaration, "namePlace" | "packages">,
  name: string | undefined,
  written: WrittenPackage,
): Package | undefined {
  const { tree } = reading;
  const key = `${repository.name}/${name ?? written.image ?? written.DOCKER_IMAGE ?? ""}`;
  const image = readAliased(reading, node, written, "image", `"${key}": `) ?? name;
  const tagFilter = readAliased(reading, node, written, "tag_filter", `"${key}": `);
  const imagePlace = placeOf(tree, nodeAt(node, [writtenKey(written, "image")]));
  if (image === undefined) {
    const message = `"${key}": an inline package needs the key "image"`;
    addInvalid(reading, node, message, "add `image: NAME`, such as image: team/app");
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
  const keys = readKeys(
    tree,
    node,
    tagFilter === undefined ? written : { ...written, tag_filter: tagFilter },
  );
  const holdEntry = entryOf(node, "hold");
  return {
    key,
    repository,
    declaredAt: { place, filePlaces },
    name: name ?? image,
    image,
    rule: { ...completeRule({ ...defaults.rule, ...keys.rule }), ...(hold !== undefined && { hold }) },
    accept: keys.accept ?? defaults.accept ?? [],
    ...(written.id !== undefined && { id: written.id }),
    place: placeOf(tree, node),
    ...defaults.places,
    ...keys.places,
    ...(holdEntry && { holdPlace: placeOf(tree, holdEntry.value) }),
    inherited: inheritedParts(defaults.rule, keys.rule),
  };
}

/** Reads the keys of a package that may also be defaults of its repository. */
export function readKeys(tree: Tree, node: Node, written: WrittenDefaults): PackageKeys {
  const {
    tag_filter: tagFilter,
    tag_exclude: tagExclude,
    digest,
    platform,
    min_age: minAge,
    accept,
  } = written;
  const policy = written.policy === undefined ? undefined : readPolicy(written.policy);
  const placeAt = (key: string) => {
    const entry = entryOf(node, key);
    return entry && placeOf(tree, entry.value);
  };
  const filterPlace = placeAt("tag_filter") ?? placeAt(ALIASES.tag_filter);
  const excludePlace = placeAt("tag_exclude");
  const policyPlace = placeAt("policy");
  return {
    rule: {
      ...(tagFilter !== undefined && { tagFilter }),
      ...(tagExclude !== undefined && { tagExclude }),
      ...(policy && { policy }),
      ...(digest !== undefined && { digest }),
      ...(platform !== undefined && { platform: readPlatforms(platform) }),
      ...(minAge !== undefined && { minAge }),
    },
    ...(accept && { accept }),
    places: {
      ...(filterPlace && { filterPlace }),
      ...(excludePlace && { excludePlace }),
      ...(policyPlace && { policyPlace }),
      ...(policy?.extract !== undefined && {
        extractPlace: placeOf(tree, nodeAt(node, ["policy", policy.kind, "extract"])),
      }),
    },
  };
}

/** Returns a rule with the values of the keys that are not written. */
function completeRule({
  tagFilter = "",
  tagExclude = "",
  policy,
  digest = true,
  platform = [],
  minAge = "0d",
}: PackageKeys["rule"]): TagRule {
  return {
    tagFilter,
    ...(tagExclude !== "" && { tagExclude }),
    policy: policy ?? readPolicy(undefined),
    digest,
    ...(platform.length > 0 && { platform }),
    ...(!/^0+[hdw]$/.test(minAge) && { minAge }),
  };
}

function inheritedParts(defaults: PackageKeys["rule"], rule: PackageKeys["rule"]): Package["inherited"] {
  const parts = ["tagFilter", "tagExclude", "policy", "digest", "platform", "minAge"] as const;
  return new Set(parts.filter((part) => part in defaults && !(part in rule)));
}

/** Returns the platforms of the key `platform`, which is a text or a list. */
export function readPlatforms(written: string | readonly string[]): readonly string[] {
  return typeof written === "string" ? [written] : written;
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
      `remove "${alias}"`,
    );
  }
  return value ?? other;
}

/** Adds an error with code `project-invalid` at a node. */
export function addInvalid(
  { tree, diagnostics }: DeclarationReading,
  node: Node,
  message: string,
  help: string,
): void {
  diagnostics.push(errorAt(placeOf(tree, node), "project-invalid", message, { help }));
}
