import type { Diagnostic } from "../../model/diagnostic.js";

/** A package of the page: its pin, and what a refresh would pin if that is known. */
export interface PackageOfPage {
  /** `<repository>/<name>`. */
  readonly package: string;
  /** `registry/image`, without a tag. */
  readonly image: string;
  /** Undefined if there is no pin. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** The policy with its options, and the filter of the tags; an empty filter matches every tag. */
  readonly policy: string;
  readonly tagFilter: string;
  readonly isHeld: boolean;
  /** The newest tag in the registry, and how far it is; undefined if the registry was not queried. */
  readonly newest: { readonly tag: string; readonly jump: string | undefined } | undefined;
  /** The name of its package pipeline, in the mode `pipeline`. */
  readonly packagePipeline: string | undefined;
  /** The names of the pipelines that use it, sorted. */
  readonly pipelines: readonly string[];
}

/** A pipeline of the page. */
export interface PipelineOfPage {
  readonly pipeline: string;
  /** The path of its source. */
  readonly source: string;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

/** What the page shows. */
export interface PageContent {
  readonly packages: readonly PackageOfPage[];
  readonly pipelines: readonly PipelineOfPage[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the registries were queried for newer tags. */
  readonly hasNewest: boolean;
}
