import { resolve } from "node:path";
import type { Command } from "commander";
import type { Outcome, RunOptions, World } from "../commands/world.js";
import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { startProgress, type ProgressLine } from "../report/progress.js";
import { render, type Format } from "../report/report.js";
import { summarize } from "../report/text.js";
import { makeVisible } from "../report/visible.js";
import { VERSION } from "../model/version.js";

/** The options that every command has, as commander gives them. */
interface GlobalOptions {
  readonly directory?: string;
  readonly config?: string;
  readonly format: Format;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: boolean;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly maxPages?: number;
  readonly maxBytes?: number;
  readonly repositoryRoot?: string;
}

/** A run of the program: the world it sees, and the exit status it will have. */
export interface Session {
  status: number;
  readonly world: World;
}

/** Runs a verb, reports what came of it as text or as data of a JSON report, and sets the exit status. */
export async function run<Result extends object>(
  session: Session,
  command: Command,
  toText: (result: Result, hasFailed: boolean) => string,
  verb: (options: RunOptions) => Promise<Outcome<Result>>,
  toData: (result: Result) => object = (result) => result,
): Promise<void> {
  const { world } = session;
  const options = command.optsWithGlobals<GlobalOptions>();
  const progress = world.stderr.isTTY && options.quiet !== true ? openProgress(world) : undefined;
  const { diagnostics, result } = await verb(runOptions(world, options, progress)).finally(() =>
    progress?.end(),
  );
  const shown =
    options.quiet === true ? diagnostics.filter(({ severity }) => severity === "error") : diagnostics;
  const color = options.color && (world.env["NO_COLOR"] ?? "") === "" && world.env["TERM"] !== "dumb";
  const report = { diagnostics: shown, command: command.name(), toolVersion: VERSION, extra: toData(result) };
  if (options.format === "text") {
    if (options.quiet !== true) world.stdout.write(toText(result, hasErrors(diagnostics)));
    world.stderr.write(render("text", { ...report, color: color && world.stderr.isTTY }));
    if (shown.length > 0) world.stderr.write(`${summarize(shown)}\n`);
  } else {
    world.stdout.write(render(options.format, { ...report, color: false }));
  }
  session.status = exitStatus(diagnostics);
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
    ...(progress && {
      onProgress: (done: number, total: number) => {
        progress.update({ label: "asking registries", done, total });
      },
    }),
    ...(options.verbose === true && {
      onRequest: (line: string) => {
        world.stderr.write(`${makeVisible(line)}\n`);
      },
    }),
  };
}

function openProgress(world: World): ProgressLine {
  const { stderr } = world;
  return startProgress(
    {
      write: (text) => stderr.write(text),
      columns: () => stderr.columns,
      after: (ms, call) => {
        const timer = setTimeout(call, ms).unref();
        return () => clearTimeout(timer);
      },
    },
    { label: "asking registries", done: 0, total: 0 },
  );
}

/** The largest status that an error asks for. */
function exitStatus(diagnostics: readonly Diagnostic[]): number {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return Math.max(0, ...errors.map(({ exit }) => exit ?? 1));
}
