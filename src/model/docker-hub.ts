/** The names of Docker Hub in image references, in its API, and in docker's `config.json`. */
export const DOCKER_HUB = {
  /** The start of image references. */
  name: "docker.io",
  apiHost: "registry-1.docker.io",
  // https://github.com/docker/cli: logins are stored under the address of the retired v1 index.
  loginKey: "https://index.docker.io/v1/",
} as const;

// https://github.com/distribution/reference/blob/main/normalize.go
const HOSTS: ReadonlySet<string> = new Set([DOCKER_HUB.name, DOCKER_HUB.apiHost, "index.docker.io"]);

/** Whether `host`, lower case and without a port, is a name of Docker Hub. */
export function isDockerHub(host: string): boolean {
  return HOSTS.has(host);
}
