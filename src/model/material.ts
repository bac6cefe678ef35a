import type { Package } from "./declaration.js";
import type { Place } from "./source.js";

/** A material of a pipeline that refers to a declared Docker package. */
export interface DockerMaterial {
  /** Its key under `materials`, which is its name in GoCD. */
  readonly name: string;
  readonly package: Package;
  /** The value of `package:`. */
  readonly place: Place;
}
