import { Option } from "commander";
import type { Diagnostic } from "../model/diagnostic.js";
import { VERSION } from "../model/program.js";
import { FORMATS } from "../report/format.js";

/** The outcome of a run, as a format renders it. */
export interface Shown<Result> {
  readonly result: Result;
  /** With `--quiet`, only the errors, unless the format is a report. */
  readonly diagnostics: readonly Diagnostic[];
  readonly hasFailed: boolean;
  /** Whether the text is written to the file of `--output`. */
  readonly isFile: boolean;
  readonly color: boolean;
  /** The columns of the terminal; undefined in a pipe or a file, where a line must not be wrapped: tools read it as one row. */
  readonly width: number | undefined;
  /** The time in ms, from which ages are counted. */
  readonly now: number;
}

/**
 * One format of a verb. A `report` contains the diagnostics. A `text` is for people, and `--quiet` omits it. A `document`
 * is passed on as it is, for example as the text of a commit. `data` is only printed if the run succeeded. Except with a
 * report, diagnostics go to standard error, and for a text also into the file of `--output`.
 */
export interface Format<Result> {
  readonly kind: "report" | "text" | "document" | "data";
  /** Whether the file of `--output` gets the exact text, with control characters. */
  readonly isExactInFile?: boolean;
  /** Whether each line is a workflow command of GitHub Actions. */
  readonly hasCommands?: boolean;
  /** Returns complete lines. */
  readonly render: (shown: Shown<Result>) => string | Promise<string>;
  /** Returns complete lines for standard error, which `--quiet` omits. */
  readonly renderNotes?: (result: Result) => string;
}

/** The formats of a verb by name; the first is the default. */
export type Formats<Result> = ReadonlyMap<string, Format<Result>>;

/**
 * Returns the formats of a report: `text` is rendered by `toText`, `json` contains what `toData` returns, and the others
 * contain only the diagnostics.
 */
export function reportFormats<Result extends object>(
  verb: string,
  toText: (shown: Shown<Result>) => string | Promise<string>,
  toData: (result: Result) => object = (result) => result,
): Formats<Result> {
  return new Map(
    FORMATS.map((name): [string, Format<Result>] => {
      if (name === "text") return [name, { kind: "text", render: toText }];
      const document = async ({ result, diagnostics }: Shown<Result>) => {
        const { render } = await import("../report/render.js");
        const extra = toData(result);
        return render(name, { diagnostics, command: verb, toolVersion: VERSION, extra });
      };
      return [name, { kind: "report", render: document, hasCommands: name === "github" }];
    }),
  );
}

/** Returns the option `--format` for the help text of a verb; the first name is the default. */
export function formatOption(names: readonly string[]): Option {
  return new Option("--format <format>", "output format").choices(names).default(names[0]);
}
