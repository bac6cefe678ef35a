import type { Place } from "./source.js";
import type { Repository } from "./repository.js";
import type { TagRule } from "./rule.js";

/** A Docker image as a package of a package repository, as declared and checked. */
export interface Package {
  /** `<repository>/<name>`: its key in lock and manifest. */
  readonly key: string;
  readonly repository: Repository;
  readonly name: string;
  /** As the user wrote it; `library/` is added only on the wire. */
  readonly image: string;
  readonly rule: TagRule;
  /** The GoCD server's package id. */
  readonly id?: string;
  /** The place of the declaration, and the places of the parts of its rule that can have their own errors. */
  readonly place: Place;
  readonly filterPlace?: Place;
  readonly policyPlace?: Place;
}

/** A package repository with its packages. */
export interface Declaration {
  readonly repository: Repository;
  readonly place: Place;
  readonly packages: readonly Package[];
}
