import type { Command } from "commander";
import type { CheckResult } from "../commands/check.js";
import { FORMATS } from "../report/format.js";
import { formatOption, reportFormats, type Formats, type Shown } from "./formats.js";
import { runAs, type Session } from "./run.js";
import { rejectUsage } from "./usage.js";
import { examples } from "./help.js";

// `git apply` must accept the diff that `--output` writes.
const FORMATS_OF_CHECK: Formats<CheckResult> = new Map([
  ...reportFormats<CheckResult>("check", checkText),
  ["text", { kind: "text", render: checkText, isExactInFile: true }],
]);

/** Adds `gocd-pin check`: its options, examples and output. */
export function addCheck(program: Command, session: Session): void {
  program
    .command("check")
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
    .action(async (options: { diff?: boolean; drift?: boolean }, command: Command) => {
      const { format } = command.optsWithGlobals<{ format?: string }>();
      const withChanges = options.diff === true;
      if (withChanges && format !== "text") {
        rejectUsage(
          command,
          'option "--diff" can only be used with "--format text"',
          "remove one of the two options",
        );
      }
      await runAs<CheckResult>(session, command, FORMATS_OF_CHECK, async (common) => {
        const { check } = await import("../commands/check.js");
        return check(session.world, { ...common, withChanges, withDrift: options.drift === true });
      });
    });
}

async function checkText({ result, hasFailed, isFile, color }: Shown<CheckResult>): Promise<string> {
  if (!hasFailed) return "everything is up to date\n";
  if (result.changes === undefined) return "";
  const { renderDiff } = await import("../report/diff.js");
  return result.changes.map((change) => renderDiff(change, { isExact: isFile, color })).join("");
}
