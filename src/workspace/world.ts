import type { Diagnostic } from "../model/diagnostic.js";
import type { AskedLimits } from "../model/settings.js";

/** A stream that the program writes to. */
interface Output {
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
  /** All of standard input, as text. */
  stdin(): Promise<string>;
}

/** What the options that every command has ask for. */
export interface RunOptions {
  /** The project folder: absolute. */
  readonly root: string;
  /** The project file's path, where it was named. */
  readonly config: string | undefined;
  /** The git work tree's root, where it was named: absolute. */
  readonly repositoryRoot: string | undefined;
  /** The limits of the command line, which win over those of the project file. */
  readonly limits: AskedLimits;
  /** Told of each question to a registry when it is asked and when it is answered. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Told of each request on the wire: a line that holds no credential. */
  readonly onRequest?: (line: string) => void;
}

/** How a command ended: what was found on the way, and what came of it. */
export interface Outcome<Result> {
  readonly diagnostics: readonly Diagnostic[];
  readonly result: Result;
  /** The exit status, where a program that was run sets it; else the diagnostics do. */
  readonly status?: number;
}

/** The files that a run changed, or would change in a dry run; paths relative to the project folder. */
export interface ChangedFiles {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}
