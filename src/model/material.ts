import type { Package } from "./declaration.js";
import type { Place } from "./source.js";

/** A material of a pipeline that a declared Docker package stands behind. */
export interface DockerMaterial {
  /** Its key under `materials`, which GoCD takes as its name. */
  readonly name: string;
  readonly package: Package;
  /** What stands behind `package:`. */
  readonly place: Place;
}
