import type { Diagnostic } from "../model/diagnostic.js";
import type { PreflightOption } from "../workspace/server/preflight.js";
import { checkNamedFiles, checkProjectFiles } from "../workspace/standalone-files.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";
import type { ServerValidation } from "./validate-server.js";

/** The options of `validate`. */
export interface ValidateOptions extends RunOptions {
  /** The files to check; `-` for standard input; empty for the sources, or what GoCD would read. */
  readonly files: readonly string[];
  /** Whether warnings count as errors. */
  readonly isStrict: boolean;
  /** The GoCD server that is asked too. */
  readonly preflight: PreflightOption | undefined;
}

/** The files that were checked, in order. */
export interface ValidateResult {
  readonly files: readonly string[];
  /** Present if a GoCD server was to be asked. */
  readonly server?: ServerValidation;
}

/** Checks what a GoCD server would reject, and what it would drop without a message: offline, and on a server if it is named. */
export async function validate(world: World, options: ValidateOptions): Promise<Outcome<ValidateResult>> {
  const named = Array.from(new Set(options.files));
  const checked =
    named.length > 0 ? await checkNamedFiles(world, options, named) : await checkProjectFiles(options);
  const { files } = checked;
  const count = (diagnostics: readonly Diagnostic[]) =>
    options.isStrict ? diagnostics.map(asError) : diagnostics;
  if (options.preflight === undefined) return { diagnostics: count(checked.diagnostics), result: { files } };
  // The client of a server costs start-up time.
  const { validateOnServer } = await import("./validate-server.js");
  const { diagnostics, server } = await validateOnServer(world, options, options.preflight, checked);
  return { diagnostics: count(diagnostics), result: { files, server } };
}

function asError(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.severity === "warning" ? { ...diagnostic, severity: "error" } : diagnostic;
}
