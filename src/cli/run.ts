import { resolve } from "node:path";
import type { Command } from "commander";
import type { Outcome, RunOptions, World } from "../workspace/world.js";
import { exitStatus, hasErrors, withoutAccepted, type Diagnostic } from "../model/diagnostic.js";
import type { WarningCode } from "../model/codes.js";
import { startProgress, type ProgressLine } from "../report/progress.js";
import { renderText, summarize } from "../report/text.js";
import { makeVisible, toPrintable } from "../report/visible.js";
import { reportFormats, type Format, type Formats, type Shown } from "./formats.js";
import { rejectUsage } from "./usage.js";

/** The options of every command, as commander returns them. */
interface GlobalOptions {
  readonly directory?: string;
  readonly config?: string;
  readonly format?: string;
  readonly output?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: boolean;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly maxPages?: number;
  readonly maxBytes?: number;
  readonly repositoryRoot?: string;
}

/** A run of the program: its environment and its exit status. */
export interface Session {
  status: number;
  readonly world: World;
}

/**
 * Runs a verb, prints its outcome in one of the formats of a report, and sets the exit status. `toData` returns the
 * result for JSON.
 */
export async function run<Result extends object>(
  session: Session,
  command: Command,
  toText: (shown: Shown<Result>) => string,
  verb: (options: RunOptions) => Promise<Outcome<Result>>,
  toData: (result: Result) => object = (result) => result,
): Promise<void> {
  await runAs(session, command, reportFormats(command.name(), toText, toData), verb);
}

/**
 * Runs a verb, prints its outcome in the format of `--format` (default: the first of its formats), and sets the exit
 * status. If the verb does not have the format, that is a usage error, and the verb is not run.
 */
export async function runAs<Result extends object>(
  session: Session,
  command: Command,
  formats: Formats<Result>,
  verb: (options: RunOptions) => Promise<Outcome<Result>>,
): Promise<void> {
  const { world } = session;
  const options = command.optsWithGlobals<GlobalOptions>();
  const format = formatOf(command, formats, options.format);
  await checkFolder(world, command, options);
  const progress = world.stderr.isTTY && options.quiet !== true ? openProgress(world) : undefined;
  let accept: readonly WarningCode[] = [];
  const common: RunOptions = {
    ...runOptions(world, options, progress),
    onAccept: (codes) => {
      accept = codes;
    },
  };
  const { diagnostics: all, result, status } = await verb(common).finally(() => progress?.end());
  const diagnostics = withoutAccepted(all, accept);
  const isQuiet = options.quiet === true;
  const isColored = allowsColor(world, options.color);
  const isFile = options.output !== undefined;
  const visible = isQuiet ? diagnostics.filter(({ severity }) => severity === "error") : diagnostics;
  const shown = {
    result,
    // `--quiet` hides warnings from people; a report is always complete.
    diagnostics: format.kind === "report" ? diagnostics : visible,
    hasFailed: hasErrors(diagnostics),
    isFile,
    color: isColored && world.stdout.isTTY && !isFile,
    // A terminal that does not know its width reports 0.
    width: world.stdout.isTTY && !isFile && world.stdout.columns > 0 ? world.stdout.columns : undefined,
    now: (world.now ?? Date.now)(),
  };
  const { output } = options;
  const isVerbose = options.verbose === true;
  const problems =
    output === undefined ? [] : await writeToFile({ path: output, isVerbose }, format, shown, common.root);
  const reported = [...visible, ...problems];
  // The result comes last, where people look first.
  if (format.kind !== "report" || isFile) {
    const color = isColored && world.stderr.isTTY;
    world.stderr.write(toPrintable(renderText(reported, { color, isVerbose }), { color }));
    if (reported.length > 0) world.stderr.write(`${summarize(reported)}\n`);
  }
  if (!isQuiet && format.renderNotes !== undefined) {
    world.stderr.write(toPrintable(format.renderNotes(result)));
  }
  const isPrinted = !isFile && isShown(format, shown) && (format.kind !== "text" || !isQuiet);
  if (isPrinted) {
    const { hasCommands } = format;
    world.stdout.write(toPrintable(await format.render(shown), { color: shown.color, hasCommands }));
  }
  session.status = Math.max(status ?? exitStatus(diagnostics), exitStatus(problems));
}

/** Whether a terminal may get colours; `isAsked` is false with `--no-color`. */
export function allowsColor({ env }: World, isAsked: boolean): boolean {
  return isAsked && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

/** Whether a format shows the result of a run. */
function isShown<Result>({ kind }: Format<Result>, { hasFailed }: Shown<Result>): boolean {
  return kind !== "data" || !hasFailed;
}

/** Writes the rendered result to the file of `--output`. */
async function writeToFile<Result>(
  { path, isVerbose }: { readonly path: string; readonly isVerbose: boolean },
  format: Format<Result>,
  shown: Shown<Result>,
  root: string,
): Promise<readonly Diagnostic[]> {
  if (!isShown(format, shown)) return [];
  const findings = format.kind === "text" ? renderText(shown.diagnostics, { color: false, isVerbose }) : "";
  const { writeReport } = await import("../commands/paths.js");
  const text = await format.render(shown);
  const { isExactInFile = false, hasCommands } = format;
  const content = isExactInFile ? text : toPrintable(text, { hasCommands });
  const problem = writeReport(root, path, toPrintable(findings) + content);
  return problem === undefined ? [] : [problem];
}

function formatOf<Result>(
  command: Command,
  formats: Formats<Result>,
  name: string | undefined,
): Format<Result> {
  const names = Array.from(formats.keys());
  const format = formats.get(name ?? names[0] ?? "");
  if (format !== undefined) return format;
  return rejectUsage(
    command,
    `option "--format <format>" argument "${name ?? ""}" is invalid`,
    `use one of ${names.join(", ")}`,
  );
}

/** Ends the run with a usage error if the folder of `-C` does not exist, as `init` would write there, or is not safe. */
async function checkFolder({ cwd }: World, command: Command, { directory }: GlobalOptions): Promise<void> {
  if (directory === undefined) return;
  const { folderProblem } = await import("../commands/paths.js");
  const problem = folderProblem(cwd, directory);
  if (problem === undefined) return;
  rejectUsage(
    command,
    `option "-C, --directory <dir>" argument "${directory}" is invalid: ${problem}`,
    "use a folder that exists, or name the target of the link",
  );
}

function runOptions(world: World, options: GlobalOptions, progress: ProgressLine | undefined): RunOptions {
  const root = resolve(world.cwd, options.directory ?? ".");
  return {
    root,
    config: options.config,
    repositoryRoot: options.repositoryRoot === undefined ? undefined : resolve(root, options.repositoryRoot),
    limits: {
      ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
      ...(options.timeout !== undefined && { timeoutMs: options.timeout * 1000 }),
      ...(options.maxPages !== undefined && { maxPages: options.maxPages }),
      ...(options.maxBytes !== undefined && { maxListBytes: options.maxBytes }),
    },
    ...(progress && { onProgress: progress.update }),
    ...(options.verbose === true && {
      onRequest: (line: string) => {
        world.stderr.write(toPrintable(`${makeVisible(line)}\n`));
      },
    }),
  };
}

function openProgress(world: World): ProgressLine {
  const { stderr } = world;
  return startProgress({
    write: (text) => stderr.write(text),
    columns: () => stderr.columns,
    now: () => performance.now(),
    after: (ms, call) => {
      const timer = setTimeout(call, ms).unref();
      return () => clearTimeout(timer);
    },
  });
}
