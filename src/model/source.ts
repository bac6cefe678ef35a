/** A text file. `path` is relative to the project folder and `/`-separated. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Set for the project file, whose errors are usage errors: see `exitStatus`. */
  readonly isProjectFile?: true;
}

/** A half-open range `[start, end)` of a text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span of a file. Only reports convert it to line and column. */
export interface Place {
  readonly file: SourceFile;
  readonly span: Span;
}
