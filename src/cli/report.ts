import type { Command } from "commander";
import type { PackageRow, ReportResult } from "../commands/report.js";
import { describePolicy } from "../model/policies.js";
import type { PackageOfPage } from "../report/html/content.js";
import type { Formats, Shown } from "./formats.js";
import { formatOption } from "./formats.js";
import { newestTag } from "./moves.js";
import { runAs, type Session } from "./run.js";
import { examples } from "./help.js";

/** Adds `gocd-pin report`: its options, examples and output. */
export function addReport(program: Command, session: Session): void {
  program
    .command("report")
    .description(
      "Print an HTML page of the packages, the pipelines that use them, and the findings of check.",
    )
    .option("--drift", "also query the registries for newer tags")
    .addOption(formatOption(["html"]))
    .option("--repository-root <dir>", "the root of the git work tree, if there is no .git folder")
    .addHelpText(
      "after",
      examples(["gocd-pin report --output report.html", "gocd-pin report --drift --output report.html"]),
    )
    .action(async ({ drift = false }: { drift?: boolean }, command: Command) => {
      const formats: Formats<ReportResult> = new Map([
        ["html", { kind: "report", render: (shown) => toPage(shown, drift) }],
      ]);
      await runAs<ReportResult>(session, command, formats, async (common) => {
        const { report } = await import("../commands/report.js");
        return report(session.world, { ...common, withDrift: drift });
      });
    });
}

async function toPage({ result, diagnostics }: Shown<ReportResult>, hasNewest: boolean): Promise<string> {
  const { renderPage } = await import("../report/html/page.js");
  const packages = result.packages.map(toPackage);
  return renderPage({ packages, pipelines: result.pipelines, diagnostics, hasNewest });
}

function toPackage({ locked, packagePipeline, pipelines, move }: PackageRow): PackageOfPage {
  const { package: pkg, known } = locked;
  const newest = move && newestTag(move);
  return {
    package: pkg.key,
    image: `${pkg.repository.registryName}/${pkg.image}`,
    tag: known?.tag,
    digest: known?.digest,
    policy: describePolicy(pkg.rule.policy),
    tagFilter: pkg.rule.tagFilter,
    isHeld: pkg.rule.hold !== undefined,
    newest: newest === undefined ? undefined : { tag: newest, jump: move?.jump },
    packagePipeline,
    pipelines,
  };
}
