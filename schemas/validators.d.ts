import type { Policy } from "../src/model/policies.js";

/** A finding of a validator: where (JSON pointer), which keyword of which schema, and its parameters. */
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The key, where the error is about a key by its `propertyNames` schema. */
  readonly propertyName?: string;
  /** The keyword's value. */
  readonly schema: unknown;
  readonly parentSchema: Readonly<Record<string, unknown>>;
}

interface Validator<T> {
  (data: unknown): data is T;
  errors?: readonly SchemaError[] | null;
}

type Options<K extends Policy["kind"]> = Omit<Extract<Policy, { kind: K }>, "kind">;

/** A policy as it is written: its name, or its name with options. */
export type WrittenPolicy =
  Exclude<Policy["kind"], "calver"> | { readonly [K in Policy["kind"]]?: Options<K> | null };

export interface WrittenPackage {
  readonly image?: string;
  readonly tag_filter?: string;
  readonly policy?: WrittenPolicy;
  readonly digest?: boolean;
  readonly platform?: string;
  readonly id?: string;
  readonly DOCKER_IMAGE?: string;
  readonly DOCKER_TAG_FILTER?: string;
}

export interface WrittenInlinePackage extends WrittenPackage {
  readonly repository: string;
  readonly name?: string;
}

export interface WrittenRepository {
  readonly registry_url?: string;
  readonly registry_name?: string;
  readonly username?: string;
  readonly password?: string;
  readonly ca_file?: string;
  readonly cert_file?: string;
  readonly key_file?: string;
  readonly insecure_skip_tls_verify?: boolean;
  readonly packages?: Readonly<Record<string, WrittenPackage | null>>;
  readonly DOCKER_REGISTRY_URL?: string;
  readonly DOCKER_REGISTRY_NAME?: string;
  readonly DOCKER_REGISTRY_USERNAME?: string;
  readonly DOCKER_REGISTRY_PASSWORD?: string;
}

export type WrittenRepositories = Readonly<Record<string, WrittenRepository>>;

export interface WrittenProject {
  readonly sources?: readonly string[];
  readonly output?: string;
  readonly package_materials?: "auto" | "configrepo" | "remove" | "keep";
  readonly variables?: {
    readonly names?: readonly ("package" | "material")[];
    readonly properties?: readonly (
      "registry_name" | "image" | "label" | "digest" | "reference" | "registry_url" | "tag_filter"
    )[];
  };
  readonly limits?: {
    readonly concurrency?: number;
    readonly timeout?: number;
    readonly pages?: number;
    readonly bytes?: number;
  };
  readonly package_repositories?: WrittenRepositories;
}

export interface WrittenLock {
  readonly version: 1;
  readonly pins: Readonly<Record<string, WrittenPin>> | null;
}

export interface WrittenPin {
  readonly registry_url: string;
  readonly image: string;
  readonly tag_filter: string;
  readonly policy: WrittenPolicy;
  readonly platform?: string;
  readonly tag: string;
  readonly digest?: string | false;
  readonly created?: Readonly<Record<string, string>>;
}

export interface WrittenManifest {
  readonly version: 1;
  readonly pipelines: Readonly<Record<string, WrittenPipeline>>;
  readonly packages: Readonly<Record<string, WrittenManifestPackage>>;
}

export interface WrittenPipeline {
  readonly source: string;
  readonly output: string;
  readonly variables: readonly {
    readonly name: string;
    readonly value: string;
    readonly material: string;
    readonly package: string;
    readonly property: string;
  }[];
}

export interface WrittenManifestPackage {
  readonly registry_name: string;
  readonly registry_url: string;
  readonly image: string;
  readonly tag: string;
  readonly digest?: string;
  readonly reference: string;
  readonly pipelines: readonly string[];
}

export declare const validateProject: Validator<WrittenProject>;
export declare const validateRepositories: Validator<WrittenRepositories>;
export declare const validateInlinePackage: Validator<WrittenInlinePackage>;
export declare const validateLock: Validator<WrittenLock>;
export declare const validateManifest: Validator<WrittenManifest>;
