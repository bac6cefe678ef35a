import type { Entry } from "../../yaml/entries.js";
import type { Node } from "../../yaml/node.js";
import type { MaterialKind } from "../grammar/material.js";
import type { Remote } from "./scm.js";

/** A material of a pipeline, as far as rules across materials and pipelines need it. Texts have parameters put in. */
export interface Material {
  readonly name: string;
  readonly entry: Entry;
  /** Undefined where a mistake keeps it unknown. */
  readonly kind: MaterialKind | undefined;
  /** `text` is undefined where its parameters cannot be put in. */
  readonly destination: { readonly text: string | undefined; readonly node: Node } | undefined;
  readonly remote: Remote | undefined;
  readonly autoUpdate: { readonly value: boolean; readonly node: Node };
  /** The id by which GoCD knows a package or an SCM of a plugin. */
  readonly id: { readonly text: string; readonly node: Node } | undefined;
  /** The pipeline and stage of a dependency. */
  readonly upstream: Upstream | undefined;
  /** Where the material says which paths alone count. */
  readonly includes: Entry | undefined;
}

/** The pipeline and stage that a dependency material waits for. */
export interface Upstream {
  readonly pipeline: string;
  readonly stage: string | undefined;
  readonly pipelineNode: Node;
  readonly stageNode: Node;
}
