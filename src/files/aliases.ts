/** The plugin's own spellings of keys, so that a definition copied from GoCD works. */
export const ALIASES = {
  registry_url: "DOCKER_REGISTRY_URL",
  registry_name: "DOCKER_REGISTRY_NAME",
  username: "DOCKER_REGISTRY_USERNAME",
  password: "DOCKER_REGISTRY_PASSWORD",
  image: "DOCKER_IMAGE",
  tag_filter: "DOCKER_TAG_FILTER",
} as const;

/** The key under which a value was written: its own, or else its alias. */
export function writtenKey(written: object, key: keyof typeof ALIASES): string {
  return key in written ? key : ALIASES[key];
}
