import type { WarningCode } from "./codes.js";
import type { Tag } from "./image.js";
import type { Policy } from "./policies.js";
import type { Place } from "./source.js";

/** How the tag of a package is chosen: which tags match, and which of them is the latest. */
export interface TagRule {
  /** A Java regular expression, searched anywhere in the tag; if it is empty, every tag matches. */
  readonly tagFilter: string;
  /** A Java regular expression, searched anywhere in the tag: a tag that matches it is not chosen. */
  readonly tagExclude?: string;
  readonly policy: Policy;
  /** Whether the pin has the digest of the tag's manifest. */
  readonly digest: boolean;
  /** The platforms (`os/arch[/variant]`) that the image of the tag must have; at least one. */
  readonly platform?: readonly string[];
  /** How old the image must be at least: `12h`, `3d`, `2w`. */
  readonly minAge?: string;
  /** The tag that is pinned regardless of the other keys, until the key `hold` is removed. */
  readonly hold?: Tag;
}

/** Where a package repository is declared. A failure of its registry is reported there, once for all packages. */
export interface RepositoryPlaces {
  readonly place: Place;
  /** The places of the keys that name certificate files. */
  readonly filePlaces: Readonly<Partial<Record<CertificateKey, Place>>>;
}

/** A Docker image as a package of a package repository, as declared and checked. */
export interface Package {
  /** `<repository>/<name>`: its key in lock and manifest. */
  readonly key: string;
  readonly repository: Repository;
  readonly declaredAt: RepositoryPlaces;
  readonly name: string;
  /** As the user wrote it; `library/` is added only on the wire. */
  readonly image: string;
  readonly rule: TagRule;
  /** The codes of warnings about this package that are not reported. */
  readonly accept: readonly WarningCode[];
  /** The GoCD server's package id. */
  readonly id?: string;
  /** The place of the declaration, and the places of the parts of its rule that can have their own errors. */
  readonly place: Place;
  readonly filterPlace?: Place;
  readonly excludePlace?: Place;
  readonly policyPlace?: Place;
  readonly extractPlace?: Place;
  readonly holdPlace?: Place;
  /** The parts of the rule that are from the defaults of the repository, and so are the places of these parts. */
  readonly inherited: ReadonlySet<keyof TagRule>;
}

/** The keys of packages that may also be defaults of their repository, as far as they are written. */
export interface PackageKeys {
  readonly rule: Partial<Omit<TagRule, "hold">>;
  readonly accept?: readonly WarningCode[];
  readonly places: Pick<Package, "filterPlace" | "excludePlace" | "policyPlace" | "extractPlace">;
}

/** A package repository with its packages. */
export interface Declaration extends RepositoryPlaces {
  readonly repository: Repository;
  /** The place of its name. */
  readonly namePlace: Place;
  /** The keys that apply to packages, also inline ones, which do not have these keys themselves. */
  readonly defaults: PackageKeys;
  readonly packages: readonly Package[];
}

/** A material of a pipeline that refers to a declared Docker package. */
export interface DockerMaterial {
  /** Its key under `materials`, which is its name in GoCD. */
  readonly name: string;
  readonly package: Package;
  /** The value of `package:`. */
  readonly place: Place;
}

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
