/**
 * A GoCD package repository, that is: a registry, as the project file declares it. All that is asked of one
 * registry is asked with this. Credentials are references to environment variables, never values.
 */
export interface Repository {
  /** The package repository's name, `Docker` in `Docker/team/app`. */
  readonly name: string;
  /** As the user wrote it, with or without `/v2/`; http or https, without credentials. */
  readonly registryUrl: string;
  /** What image references start with: `host[:port]`, `docker.io` for Docker Hub. */
  readonly registryName: string;
  /** Names of the environment variables that hold user name and password. */
  readonly credentials?: { readonly usernameVariable: string; readonly passwordVariable: string };
  /** Paths relative to the project folder. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly insecureSkipTlsVerify: boolean;
}
