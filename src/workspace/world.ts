import type { WarningCode } from "../model/codes.js";
import type { Diagnostic } from "../model/diagnostic.js";
import type { Progress } from "../model/progress.js";
import type { AskedLimits } from "../model/settings.js";

/** A stream that the program writes to. */
interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** The width of the terminal in columns. */
  readonly columns: number;
}

/** The environment of a run: what it can see of its process. */
export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** The folder that contains the machine's `etc/`, where certificates are searched; without it, none of the machine are used. */
  readonly machineRoot?: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Reads standard input to its end, as text. */
  stdin(): Promise<string>;
  /** Returns the time in ms, as `Date.now`, which it replaces. */
  readonly now?: () => number;
}

/** The options of every command. */
export interface RunOptions {
  /** The project folder: absolute. */
  readonly root: string;
  /** The path of the project file, if `--config` names it. */
  readonly config: string | undefined;
  /** The absolute path of the git work tree, if `--repository-root` names it. */
  readonly repositoryRoot: string | undefined;
  /** The limits of the command line, which override those of the project file. */
  readonly limits: AskedLimits;
  /** Called when a query to a registry or a GoCD server starts and when it ends. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called with the codes of warnings that the project accepts, when they are known: `runAs` does not report them. */
  readonly onAccept?: (codes: readonly WarningCode[]) => void;
  /** Called for each HTTP request with a line that has no credential. */
  readonly onRequest?: (line: string) => void;
}

/** The outcome of a command. */
export interface Outcome<Result> {
  readonly diagnostics: readonly Diagnostic[];
  readonly result: Result;
  /** The exit status, if another program sets it; otherwise the diagnostics do. */
  readonly status?: number;
}

/** The files that a run changed, or would change in a dry run; paths relative to the project folder. */
export interface ChangedFiles {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}
