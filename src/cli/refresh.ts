import type { Command } from "commander";
import type { RefreshResult } from "../commands/refresh.js";
import { FORMATS } from "../report/format.js";
import { formatOption, reportFormats, type Formats } from "./formats.js";
import { refreshMarkdown, refreshText, type RefreshMode } from "./refresh-text.js";
import { runAs, type Session } from "./run.js";
import { examples } from "./text.js";

/** The options of `refresh` alone, as commander gives them. */
interface Options {
  readonly dryRun?: boolean;
  readonly keepGoing?: boolean;
  readonly allowDowngrade?: boolean;
}

/** Adds the verb `refresh`. */
export function addRefresh(program: Command, session: Session): void {
  program
    .command("refresh")
    .argument(
      "[package...]",
      "ask for these packages only: Docker/x, 'Docker/team/*', or x where one package has it",
    )
    .description("Ask the registries again, move the pins, and build.")
    .option("--dry-run", "say what would move, and write nothing")
    .option("--keep-going", "let packages that fail keep their pins, and move the others")
    .option("--allow-downgrade", "let a pin move to a lower tag, where the pinned one is gone")
    .addOption(formatOption([...FORMATS, "markdown"]))
    .option("--repository-root <dir>", "the root of the git work tree, where .git cannot tell")
    .addHelpText(
      "after",
      examples([
        "gocd-pin refresh",
        "gocd-pin refresh --dry-run",
        "gocd-pin refresh 'Docker/team/*'",
        "gocd-pin refresh --keep-going --format markdown --output message.md",
      ]),
    )
    .action(async (packages: string[], options: Options, command: Command) => {
      const mode = { isDryRun: options.dryRun === true, keepsGoing: options.keepGoing === true };
      await runAs<RefreshResult>(session, command, formatsOf(mode), async (common) => {
        const { refresh } = await import("../commands/refresh.js");
        return refresh(session.world, {
          ...common,
          ...mode,
          packages,
          allowsDowngrade: options.allowDowngrade === true,
        });
      });
    });
}

function formatsOf(mode: RefreshMode): Formats<RefreshResult> {
  return new Map([
    ...reportFormats<RefreshResult>("refresh", (shown) => refreshText(shown, mode)),
    ["markdown", { kind: "text", render: (shown) => refreshMarkdown(shown, mode) }],
  ]);
}
