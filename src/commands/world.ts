/** A stream that the program writes to. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** The width of the terminal in columns. */
  readonly columns: number;
}

/** All that a run sees of the process it runs in. */
export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** What the options that every command has ask for. */
export interface RunOptions {
  /** The project folder: absolute. */
  readonly root: string;
  /** The project file's path, where it was named. */
  readonly config: string | undefined;
  /** The git work tree's root, where it was named: absolute. */
  readonly repositoryRoot: string | undefined;
  /** Questions at a time per registry. */
  readonly concurrency: number;
  /** How long one question to a registry may take with all its retries, in ms. */
  readonly timeoutMs: number;
}
