// `npm run generate:schemas` writes this file.

import type { Validator } from "./validator.js";

/** The project file of gocd-pin: the package repositories with their packages, and what gocd-pin generates. */
export type WrittenProject = {
  readonly sources?: readonly string[];
  readonly output?: string;
  readonly package_materials?: "auto" | "configrepo" | "pipeline" | "remove" | "keep";
  readonly package_pipelines?: {
    readonly group?: string;
    readonly prefix?: string;
    readonly resources?: readonly string[];
    readonly elastic_profile_id?: string;
  };
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
  readonly accept?: readonly (
    | "digest-unknown"
    | "export-lost"
    | "fan-in"
    | "filter-lost"
    | "import-differs"
    | "import-skipped"
    | "key-ignored"
    | "key-misplaced"
    | "key-second"
    | "key-unknown"
    | "manifest-invalid"
    | "package-undeclared"
    | "pin-vanished"
    | "platform-missing"
    | "plugin-triggers"
    | "registry-notice"
    | "run-if-unknown"
    | "source-bom"
    | "tag-downgrade"
    | "tag-floating"
    | "tag-jump"
    | "tag-mixed"
    | "tag-prerelease"
    | "tag-unordered"
    | "tag-vanished"
    | "trigger-lost"
    | "value-dropped"
    | "value-misread"
    | "variable-built-in"
    | "variable-case"
    | "variable-empty"
    | "variable-gone"
    | "variable-shadowed"
    | "variable-unknown"
    | "variant-lost"
    | "yaml-dialect"
  )[];
  readonly package_repositories?: WrittenRepositories;
};

/** Docker registries, by the name of their GoCD package repository. */
export type WrittenRepositories = Readonly<Record<string, WrittenRepository>>;

/** A Docker registry and its packages. */
export type WrittenRepository = {
  readonly registry_url?: string;
  readonly registry_name?: string;
  readonly username?: string;
  readonly password?: string;
  readonly ca_file?: string;
  readonly cert_file?: string;
  readonly key_file?: string;
  readonly insecure_skip_tls_verify?: boolean;
  readonly defaults?: WrittenDefaults;
  readonly packages?: Readonly<Record<string, WrittenPackage | null>>;
  readonly DOCKER_REGISTRY_URL?: string;
  readonly DOCKER_REGISTRY_NAME?: string;
  readonly DOCKER_REGISTRY_USERNAME?: string;
  readonly DOCKER_REGISTRY_PASSWORD?: string;
};

/** Keys for all packages of this repository, also for inline packages. A key of the package itself takes precedence, even if it is empty. */
export type WrittenDefaults = {
  readonly tag_filter?: string;
  readonly tag_exclude?: string;
  readonly policy?: WrittenPolicy;
  readonly digest?: boolean;
  readonly platform?: string | readonly string[];
  readonly min_age?: string;
  readonly accept?: readonly (
    | "digest-unknown"
    | "export-lost"
    | "fan-in"
    | "filter-lost"
    | "import-differs"
    | "import-skipped"
    | "key-ignored"
    | "key-misplaced"
    | "key-second"
    | "key-unknown"
    | "manifest-invalid"
    | "package-undeclared"
    | "pin-vanished"
    | "platform-missing"
    | "plugin-triggers"
    | "registry-notice"
    | "run-if-unknown"
    | "source-bom"
    | "tag-downgrade"
    | "tag-floating"
    | "tag-jump"
    | "tag-mixed"
    | "tag-prerelease"
    | "tag-unordered"
    | "tag-vanished"
    | "trigger-lost"
    | "value-dropped"
    | "value-misread"
    | "variable-built-in"
    | "variable-case"
    | "variable-empty"
    | "variable-gone"
    | "variable-shadowed"
    | "variable-unknown"
    | "variant-lost"
    | "yaml-dialect"
  )[];
};

/** A Docker image, and which of its tags is the latest. */
export type WrittenPackage = {
  readonly image?: string;
  readonly tag_filter?: string;
  readonly tag_exclude?: string;
  readonly policy?: WrittenPolicy;
  readonly digest?: boolean;
  readonly platform?: string | readonly string[];
  readonly min_age?: string;
  readonly hold?: string;
  readonly accept?: readonly (
    | "digest-unknown"
    | "export-lost"
    | "fan-in"
    | "filter-lost"
    | "import-differs"
    | "import-skipped"
    | "key-ignored"
    | "key-misplaced"
    | "key-second"
    | "key-unknown"
    | "manifest-invalid"
    | "package-undeclared"
    | "pin-vanished"
    | "platform-missing"
    | "plugin-triggers"
    | "registry-notice"
    | "run-if-unknown"
    | "source-bom"
    | "tag-downgrade"
    | "tag-floating"
    | "tag-jump"
    | "tag-mixed"
    | "tag-prerelease"
    | "tag-unordered"
    | "tag-vanished"
    | "trigger-lost"
    | "value-dropped"
    | "value-misread"
    | "variable-built-in"
    | "variable-case"
    | "variable-empty"
    | "variable-gone"
    | "variable-shadowed"
    | "variable-unknown"
    | "variant-lost"
    | "yaml-dialect"
  )[];
  readonly id?: string;
  readonly DOCKER_IMAGE?: string;
  readonly DOCKER_TAG_FILTER?: string;
};

/** A package that is declared in the material that uses it. */
export type WrittenInlinePackage = {
  readonly repository: string;
  readonly name?: string;
  readonly image?: string;
  readonly tag_filter?: string;
  readonly tag_exclude?: string;
  readonly policy?: WrittenPolicy;
  readonly digest?: boolean;
  readonly platform?: string | readonly string[];
  readonly min_age?: string;
  readonly hold?: string;
  readonly accept?: readonly (
    | "digest-unknown"
    | "export-lost"
    | "fan-in"
    | "filter-lost"
    | "import-differs"
    | "import-skipped"
    | "key-ignored"
    | "key-misplaced"
    | "key-second"
    | "key-unknown"
    | "manifest-invalid"
    | "package-undeclared"
    | "pin-vanished"
    | "platform-missing"
    | "plugin-triggers"
    | "registry-notice"
    | "run-if-unknown"
    | "source-bom"
    | "tag-downgrade"
    | "tag-floating"
    | "tag-jump"
    | "tag-mixed"
    | "tag-prerelease"
    | "tag-unordered"
    | "tag-vanished"
    | "trigger-lost"
    | "value-dropped"
    | "value-misread"
    | "variable-built-in"
    | "variable-case"
    | "variable-empty"
    | "variable-gone"
    | "variable-shadowed"
    | "variable-unknown"
    | "variant-lost"
    | "yaml-dialect"
  )[];
  readonly id?: string;
  readonly DOCKER_IMAGE?: string;
  readonly DOCKER_TAG_FILTER?: string;
};

/** Which of the matching tags is the latest. */
export type WrittenPolicy =
  | "natural"
  | "semver"
  | "numerical"
  | "alphabetical"
  | "newest"
  | {
      readonly natural?: { readonly extract?: string; readonly pick?: "highest" | "lowest" } | null;
      readonly semver?: {
        readonly range?: string;
        readonly prereleases?: boolean;
        readonly extract?: string;
        readonly pick?: "highest" | "lowest";
      } | null;
      readonly numerical?: { readonly extract?: string; readonly pick?: "highest" | "lowest" } | null;
      readonly alphabetical?: { readonly extract?: string; readonly pick?: "highest" | "lowest" } | null;
      readonly calver?: {
        readonly format: string;
        readonly extract?: string;
        readonly pick?: "highest" | "lowest";
      };
      readonly newest?: Readonly<Record<string, never>> | null;
    };

/** The lock file of gocd-pin: for each package, what its declaration was, and the tag that was chosen. */
export type WrittenLock = { readonly version: 1; readonly pins: Readonly<Record<string, WrittenPin>> | null };

/** The tag of a package, and the declaration for which it was chosen. */
export type WrittenPin = {
  readonly registry_url: string;
  readonly image: string;
  readonly tag_filter: string;
  readonly tag_exclude?: string;
  readonly policy: WrittenPolicy;
  readonly platform?: string | readonly string[];
  readonly min_age?: string;
  readonly hold?: string;
  readonly tag: string;
  readonly digest?: string | false;
  readonly created?: Readonly<Record<string, string>>;
  readonly seen?: Readonly<Record<string, string>>;
};

/** The environment variables that gocd-pin sets in each pipeline, and the packages they describe. */
export type WrittenManifest = {
  readonly version: 1;
  readonly repository_path?: string;
  readonly pipelines: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly output: string;
        readonly variables: readonly {
          readonly name: string;
          readonly value: string;
          readonly material: string;
          readonly package: string;
          readonly property:
            "registry_name" | "image" | "label" | "digest" | "reference" | "registry_url" | "tag_filter";
        }[];
      }
    >
  >;
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly registry_name: string;
        readonly registry_url: string;
        readonly image: string;
        readonly tag: string;
        readonly digest?: string;
        readonly reference: string;
        readonly package_pipeline?: string;
        readonly pipelines: readonly string[];
      }
    >
  >;
};

export declare const validateProject: Validator<WrittenProject>;
export declare const validateRepositories: Validator<WrittenRepositories>;
export declare const validateInlinePackage: Validator<WrittenInlinePackage>;
export declare const validateLock: Validator<WrittenLock>;
export declare const validateManifest: Validator<WrittenManifest>;
