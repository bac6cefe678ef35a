import type { Place } from "./source.js";
import type { Repository } from "./repository.js";
import type { TagRule } from "./rule.js";

/** A Docker image as a package of a package repository: what a user declared, checked. */
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
  /** Where it is declared, and where the parts of its rule stand that can be wrong by themselves. */
  readonly place: Place;
  readonly filterPlace?: Place;
  readonly policyPlace?: Place;
}

/** A package repository with what stands below it. */
export interface Declaration {
  readonly repository: Repository;
  readonly place: Place;
  readonly packages: readonly Package[];
}
