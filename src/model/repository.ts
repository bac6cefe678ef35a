/** The keys of a package repository that name certificate files. */
export type CertificateKey = "ca_file" | "cert_file" | "key_file";

/**
 * A GoCD package repository, which is a registry, as declared in the project file. Every query of a registry uses it.
 * Credentials are references to environment variables, never values.
 */
export interface Repository {
  /** The package repository's name, `Docker` in `Docker/team/app`. */
  readonly name: string;
  /** As the user wrote it, with or without `/v2/`; http or https, without credentials. */
  readonly registryUrl: string;
  /** The start of image references: `host[:port]`, `docker.io` for Docker Hub. */
  readonly registryName: string;
  /** Names of the environment variables that contain the user name and the password. */
  readonly credentials?: { readonly usernameVariable: string; readonly passwordVariable: string };
  /** Paths relative to the project folder. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly insecureSkipTlsVerify: boolean;
}
