/** The queries that a run has sent. */
export interface Progress {
  /** What the run does: `querying registries`. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** The query that waits longest, `tags of team/app`. */
  readonly query: string | undefined;
}
