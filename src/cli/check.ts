import type { Command } from "commander";
import type { CheckResult } from "../commands/check.js";
import { FORMATS } from "../report/format.js";
import { formatOption, reportFormats, type Formats, type Shown } from "./formats.js";
import { runAs, type Session } from "./run.js";
import { rejectUsage } from "./usage.js";
import { examples } from "./help.js";

/** Returns the formats of `check`; `only` are its SOURCE arguments. */
function formatsOf(only: readonly string[]): Formats<CheckResult> {
  // The generated pipelines of other sources may be out of date.
  const upToDate = only.length > 0 ? "the named sources are up to date\n" : "everything is up to date\n";
  const render = (shown: Shown<CheckResult>) => (shown.hasFailed ? diffText(shown) : upToDate);
  return new Map([
    ...reportFormats<CheckResult>("check", render),
    // `git apply` must accept the diff that `--output` writes.
    ["text", { kind: "text", render, isExactInFile: true }],
  ]);
}

/** Adds `gocd-pin check`: its options, examples and output. */
export function addCheck(program: Command, session: Session): void {
  program
    .command("check")
    .argument(
      "[source...]",
      "compare only the generated pipelines of these sources; names that are not sources are ignored",
    )
    .description("Compare the files that a build would write with those on disk. Nothing is written.")
    .option("--diff", "show what a build would change, as a unified diff")
    .option("--drift", "also query the registries for newer tags, removed tags and changed digests")
    .addOption(formatOption(FORMATS))
    .option("--repository-root <dir>", "the root of the git work tree, if there is no .git folder")
    .addHelpText(
      "after",
      examples([
        "gocd-pin check",
        "gocd-pin check --diff",
        "gocd-pin check --drift",
        "gocd-pin check --format junit --output report.xml",
      ]),
    )
    .action(async (only: string[], options: { diff?: boolean; drift?: boolean }, command: Command) => {
      const { format } = command.optsWithGlobals<{ format?: string }>();
      const withChanges = options.diff === true;
      if (withChanges && format !== "text") {
        rejectUsage(
          command,
          'option "--diff" can only be used with "--format text"',
          "remove one of the two options",
        );
      }
      await runAs<CheckResult>(session, command, formatsOf(only), async (common) => {
        const { check } = await import("../commands/check.js");
        return check(session.world, { ...common, only, withChanges, withDrift: options.drift === true });
      });
    });
}

async function diffText({ result, isFile, color }: Shown<CheckResult>): Promise<string> {
  if (result.changes === undefined) return "";
  const { renderDiff } = await import("../report/diff.js");
  return result.changes.map((change) => renderDiff(change, { isExact: isFile, color })).join("");
}
