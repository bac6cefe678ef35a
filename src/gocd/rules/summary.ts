import type { Diagnostic } from "../../model/diagnostic.js";
import type { Place } from "../../model/source.js";

/** The facts of a file for the rules about several files. It does not refer to the file's tree. */
export interface FileSummary {
  readonly versions: readonly { readonly number: number; readonly key: string; readonly place: Place }[];
  readonly pipelineNames: readonly Target[];
  readonly pipelines: readonly PipelineSummary[];
  readonly environments: readonly EnvironmentSummary[];
  /** The GO_... variables of the file's environments. A pipeline may be in any environment. */
  readonly environmentVariables: readonly string[];
}

/** A text with its parameters replaced, and its place. */
export interface Target {
  readonly text: string;
  readonly place: Place;
}

/** A pipeline as rules about several pipelines see it. */
export interface PipelineSummary {
  readonly name: string;
  readonly place: Place;
  readonly group: Target | undefined;
  readonly upstream: readonly Upstream[];
  /** Undefined if it has no material for the config repo. */
  readonly configRepoChanges: ConfigRepoChanges | undefined;
  /** Whether it may wait for more pipelines than `upstream` says: errors hide some of its materials. */
  readonly hasUnknownUpstream: boolean;
  /** By name in lower case, in order; undefined if a template of the server has them, or an error hides them. */
  readonly stages: ReadonlyMap<string, StageSummary> | undefined;
  readonly remotes: readonly RemoteSummary[];
  readonly newScms: readonly ScmSummary[];
  /** Findings that hold if the repo's format_version is `since` or newer. */
  readonly sinceVersion: readonly { readonly since: number; readonly finding: Diagnostic }[];
  /** The filters that name the only relevant paths; none if the file has a format_version. */
  readonly unversionedFilters: readonly {
    readonly material: string;
    readonly key: string;
    readonly place: Place;
  }[];
  /** GO_... variables that jobs use and do not get, unless an environment declares them. */
  readonly unknownVariables: readonly UnknownVariable[];
}

/** The changes of the config repo that trigger a pipeline. */
export interface ConfigRepoChanges {
  /** Equal for pipelines that the same changes trigger. */
  readonly key: string;
  /** Whether only the paths that a filter names trigger it. */
  readonly isLimited: boolean;
}

/** A use of a variable that the job does not get, unless an environment of the repo declares it. */
export interface UnknownVariable {
  readonly name: string;
  readonly finding: Diagnostic;
}

/** The pipeline and stage that a dependency material waits for. */
export interface Upstream {
  readonly pipeline: Target;
  /** Undefined if it is missing; reported at the pipeline then. */
  readonly stage: Target | undefined;
}

/** A stage as rules about several pipelines see it. */
export interface StageSummary {
  readonly name: string;
  /** Counted from 0 within the pipeline. */
  readonly position: number;
  /** By name in lower case; undefined if an error hides them. */
  readonly jobs: ReadonlyMap<string, JobSummary> | undefined;
}

/** A job as rules about several pipelines see it. */
export interface JobSummary {
  readonly name: string;
  readonly isMultiple: boolean;
  readonly externalArtifacts: readonly string[];
  readonly fetches: readonly Fetch[];
}

/** Where a fetch task takes its artifact from. */
export interface Fetch {
  readonly what: string;
  /** A pipeline, or a path of pipelines from the furthest upstream down; undefined for the task's own pipeline. */
  readonly pipeline: Target | undefined;
  readonly stage: Target;
  readonly job: Target;
  /** The id of an external artifact. */
  readonly artifact: Target | undefined;
}

/** One part of an environment; GoCD merges all parts of one name. */
export interface EnvironmentSummary {
  readonly name: string;
  readonly members: readonly {
    readonly kind: "variable" | "pipeline" | "agent";
    readonly text: string;
    readonly place: Place;
  }[];
}

/** A repository and branch that a material checks out. */
export interface RemoteSummary {
  readonly material: string;
  /** Equal for materials that GoCD polls as one (the getFingerprint criteria of each MaterialConfig). */
  readonly fingerprint: string;
  readonly autoUpdate: boolean;
  readonly place: Place;
}

/** An SCM that a material defines. */
export interface ScmSummary {
  readonly name: string;
  /** Equal for those that may be one SCM: the plugin, the plain options, and the names of the secure ones. */
  readonly settings: string;
  readonly place: Place;
}
