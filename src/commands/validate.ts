import type { Diagnostic } from "../model/diagnostic.js";
import { checkNamedFiles, checkProjectFiles } from "../workspace/standalone-files.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** The options of `validate`. */
export interface ValidateOptions extends RunOptions {
  /** The files to check; `-` for standard input; empty for the sources, or what GoCD would read. */
  readonly files: readonly string[];
  /** Whether warnings count as errors. */
  readonly isStrict: boolean;
}

/** The files that were checked, in order. */
export interface ValidateResult {
  readonly files: readonly string[];
}

/** Checks offline what a GoCD server would reject, and what it would drop without a message. */
export async function validate(world: World, options: ValidateOptions): Promise<Outcome<ValidateResult>> {
  const named = Array.from(new Set(options.files));
  const { files, diagnostics } =
    named.length > 0 ? await checkNamedFiles(world, options, named) : await checkProjectFiles(options);
  const counted = options.isStrict ? diagnostics.map(asError) : diagnostics;
  return { diagnostics: counted, result: { files } };
}

function asError(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.severity === "warning" ? { ...diagnostic, severity: "error" } : diagnostic;
}
