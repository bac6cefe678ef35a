import type { Diagnostic } from "../../model/diagnostic.js";

/** The id of the plugin `gocd-docker-poller`. */
export const DOCKER_PLUGIN = "docker-registry";

/** A property of a package repository or package of the GoCD server. */
export interface ServerProperty {
  readonly key: string;
  /** Empty if it has no value or its value is encrypted: an encrypted value is never read. */
  readonly value: string;
  readonly isEncrypted: boolean;
}

/** A package as a document of the GoCD server has it. */
export interface PackageOfServer {
  readonly name: string;
  /** Empty if it has none: GoCD generates it later. */
  readonly id: string;
  /** Undefined if the document has only its name and id, as the list of package repositories. */
  readonly properties: readonly ServerProperty[] | undefined;
}

/** A package repository as a document of the GoCD server has it. */
export interface RepositoryOfServer {
  readonly name: string;
  readonly id: string;
  readonly pluginId: string;
  readonly properties: readonly ServerProperty[];
  readonly packages: readonly PackageOfServer[];
}

/** The content of a document: `packages` are those of the packages API, which name their repository by its id. */
export interface ServerConfig {
  readonly repositories: readonly RepositoryOfServer[];
  readonly packages: readonly (PackageOfServer & {
    readonly repositoryId: string;
    readonly repositoryName: string;
  })[];
}

/** A document, or why it cannot be read (code `import-document`). */
export type ServerReading = { readonly config: ServerConfig } | { readonly problem: Diagnostic };
