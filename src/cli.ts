import { resolve } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { BuildResult } from "./commands/build.js";
import type { RefreshResult } from "./commands/refresh.js";
import type { ChangedFiles, Outcome, RunOptions, World } from "./commands/world.js";
import type { Diagnostic } from "./model/diagnostic.js";
import { startProgress, type ProgressLine } from "./report/progress.js";
import { FORMATS, render, type Format } from "./report/report.js";
import { renderTable } from "./report/table.js";
import { summarize } from "./report/text.js";
import { makeVisible } from "./report/visible.js";
import { VERSION } from "./version.js";

/** The options that every command has, as commander gives them. */
interface GlobalOptions {
  readonly directory?: string;
  readonly config?: string;
  readonly format: Format;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: boolean;
  readonly concurrency: number;
  readonly timeout: number;
  readonly repositoryRoot?: string;
}

/**
 * Runs the program. `argv` holds the arguments behind the program's name. Gives the exit status: 0 fine, 1 errors, 2
 * bad usage or a wrong project file, 3 where a registry could not be asked. A bug of ours is thrown.
 */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const session: Session = { status: 0, world };
  const program = makeProgram(session);
  try {
    await program.parseAsync(argv, { from: "user" });
    return session.status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has told already; help that was asked for is no mistake.
    return error.exitCode === 0 ? 0 : 2;
  }
}

interface Session {
  status: number;
  readonly world: World;
}

function makeProgram(session: Session): Command {
  const { world } = session;
  const program = new Command("gocd-pin")
    .description(
      "Pins the Docker package materials of GoCD YAML pipelines to the newest matching image tags.",
    )
    .version(VERSION, "-V, --version", "print the version")
    .option("-C, --directory <dir>", "work in this folder, to which all paths are relative")
    .option("-c, --config <file>", "read this project file instead of gocd-pin.yaml")
    .addOption(new Option("--format <format>", "format of the report").choices(FORMATS).default("text"))
    .option("--quiet", "print errors only")
    .option("--verbose", "print each request to a registry")
    .option("--no-color", "print without colour (as does NO_COLOR)")
    .option("--concurrency <n>", "questions at a time per registry", parseCount, 16)
    .option(
      "--timeout <seconds>",
      "limit for one question to a registry, with all its retries",
      parseSeconds,
      30,
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      getOutHelpWidth: () => world.stdout.columns,
      getErrHelpWidth: () => world.stderr.columns,
    })
    .showHelpAfterError("(run with --help for the options)")
    .exitOverride();
  addBuild(program, session);
  addRefresh(program, session);
  return program;
}

function addBuild(program: Command, session: Session): void {
  program
    .command("build")
    .argument("[source...]", "write the enriched files of these sources only; other names are ignored")
    .description("Pin what the lock does not hold yet, and write the generated files and the lock.")
    .option("--frozen", "take an unpinned package as an error, and never use the network")
    .option("--repository-root <dir>", "the root of the git work tree, where .git cannot tell")
    .addHelpText("after", examples(["gocd-pin build", "gocd-pin build --frozen", "gocd-pin -C ci build"]))
    .action(async (only: string[], options: { frozen?: boolean }, command: Command) => {
      await run<BuildResult>(session, command, buildText, async (common) => {
        const { build } = await import("./commands/build.js");
        return build(session.world, { ...common, only, isFrozen: options.frozen === true });
      });
    });
}

function addRefresh(program: Command, session: Session): void {
  program
    .command("refresh")
    .argument(
      "[package...]",
      "ask for these packages only: Docker/x, 'Docker/team/*', or x where one package has it",
    )
    .description("Ask the registries again, move the pins, and build.")
    .option("--dry-run", "say what would move, and write nothing")
    .option("--repository-root <dir>", "the root of the git work tree, where .git cannot tell")
    .addHelpText(
      "after",
      examples(["gocd-pin refresh", "gocd-pin refresh --dry-run", "gocd-pin refresh 'Docker/team/*'"]),
    )
    .action(async (packages: string[], options: { dryRun?: boolean }, command: Command) => {
      const isDryRun = options.dryRun === true;
      const text = (result: RefreshResult) => refreshText(result, isDryRun);
      await run<RefreshResult>(session, command, text, async (common) => {
        const { refresh } = await import("./commands/refresh.js");
        return refresh(session.world, { ...common, packages, isDryRun });
      });
    });
}

/** Runs a verb, reports what came of it, and sets the exit status. */
async function run<Result extends object>(
  session: Session,
  command: Command,
  toText: (result: Result) => string,
  verb: (options: RunOptions) => Promise<Outcome<Result>>,
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
  const report = { diagnostics: shown, command: command.name(), toolVersion: VERSION, extra: { ...result } };
  if (options.format === "text") {
    if (options.quiet !== true) world.stdout.write(toText(result));
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
    concurrency: options.concurrency,
    timeoutMs: options.timeout * 1000,
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

function buildText({ pinned, written, removed }: BuildResult): string {
  const pins = pinned.map((pin) => `pinned ${pin.package} ${pin.tag}\n`).join("");
  return pins + filesText({ written, removed });
}

function refreshText({ moves, written, removed }: RefreshResult, isDryRun: boolean): string {
  const rows = moves.map((row) => [row.package, row.kind, row.from ?? "", row.to ?? ""]);
  const table = rows.length === 0 ? "" : renderTable({ header: ["package", "pin", "from", "to"], rows });
  return table + (isDryRun ? "" : filesText({ written, removed }));
}

function filesText({ written, removed }: ChangedFiles): string {
  const lines = [...written.map((path) => `wrote ${path}\n`), ...removed.map((path) => `removed ${path}\n`)];
  return lines.join("");
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1000) return count;
  throw new InvalidArgumentError("It must be a whole number from 1 to 1000.");
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds, more than 0 and at most 86400.");
}
