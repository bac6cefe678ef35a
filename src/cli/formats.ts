import { Option } from "commander";
import type { Diagnostic } from "../model/diagnostic.js";
import { VERSION } from "../model/version.js";
import { FORMATS } from "../report/format.js";

/** What came of a run, as a format sees it. */
export interface Shown<Result> {
  readonly result: Result;
  /** Those that `--quiet` leaves. */
  readonly diagnostics: readonly Diagnostic[];
  readonly hasFailed: boolean;
  /** Whether the text is written to the file of `--output`. */
  readonly isFile: boolean;
  readonly color: boolean;
}

/**
 * One format of a verb. A `report` holds the diagnostics; a `text` is for people, and `--quiet` leaves it out; `data`
 * is what was asked for, and is not given by a run that failed. Beside the latter two, diagnostics go to standard error.
 */
export interface Format<Result> {
  readonly kind: "report" | "text" | "data";
  /** Whether a file of `--output` gets the exact text, and not the one for people. */
  readonly isExactInFile?: boolean;
  /** Whole lines. */
  readonly render: (shown: Shown<Result>) => string | Promise<string>;
}

/** The formats of a verb by name, that of a run without `--format` first. */
export type Formats<Result> = ReadonlyMap<string, Format<Result>>;

/**
 * The formats of a report: `text` says the result in the verb's own words, `json` has it as `toData` gives it, and the
 * others hold the diagnostics only.
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
        const { render } = await import("../report/report.js");
        const extra = toData(result);
        return render(name, { diagnostics, command: verb, toolVersion: VERSION, color: false, extra });
      };
      return [name, { kind: "report", render: document }];
    }),
  );
}

/** The option `--format` of a verb, for its help text, the default first. */
export function formatOption(names: readonly string[]): Option {
  return new Option("--format <format>", "format of what is printed").choices(names).default(names[0]);
}
