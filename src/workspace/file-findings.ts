import { addAll } from "../model/add-all.js";
import { readStart } from "../files/disk.js";
import { envName, HEADER_START, isReadByGocd } from "../files/output-names.js";
import { errorAt, errorIn, type Diagnostic } from "../model/diagnostic.js";
import { isSame } from "../pin/match.js";
import type { Comparison } from "./compare.js";
import type { Deviation } from "./deviation.js";
import { firstDifference, textOnDisk } from "./first-difference.js";
import type { ReadyPlan } from "./plan.js";
import type { Source } from "./source.js";
import { manifestPath, type LoadedWorkspace } from "./load.js";

const BUILD = "run `gocd-pin build` and commit the changes";

/**
 * Returns the generated files that differ from what a build would write. A build writes enriched files, env files,
 * manifest and lock together. So if a file differs, but the manifest is right about its pipelines, the file was edited by
 * hand, or its source was changed without a build. If the manifest differs too, the output is out of date.
 */
export function fileFindings(
  workspace: LoadedWorkspace,
  plan: ReadyPlan,
  comparison: Comparison,
): Diagnostic[] {
  const { enriched, generated, lock, leftovers, foreign } = comparison;
  const isBuilt = (pipelines: readonly string[]) =>
    workspace.manifest !== undefined &&
    pipelines.every((name) => isSame(workspace.manifest?.pipelines[name], plan.manifest.pipelines[name]));
  const pipelineOf = new Map(
    Object.keys(plan.manifest.pipelines).map((name) => [envName(name, workspace.settings.output.path), name]),
  );
  const manifest = manifestPath(workspace.settings);
  const findings = enriched.map((file) => {
    return finding(file, isBuilt(file.pipelines) ? aboutEnriched(file.source, workspace) : undefined);
  });
  for (const file of generated) {
    const pipeline = pipelineOf.get(file.path);
    const isAlone =
      file.path === manifest
        ? enriched.length === 0 && generated.length === 1 && leftovers.length === 0 && lock === undefined
        : pipeline !== undefined && isBuilt([pipeline]);
    findings.push(finding(file, isAlone ? ABOUT_OTHERS : undefined));
  }
  addAll(
    findings,
    leftovers.map((path) => superfluous(workspace.root, path)),
  );
  addAll(findings, foreign.map(foreignFinding));
  return findings;
}

/** The message about a file that differs while the manifest is right about its pipelines. */
interface Edited {
  readonly message: string;
  readonly help: string;
}

const ABOUT_OTHERS: Edited = {
  message:
    "the file does not match the lock, but the other generated files do: it was edited by hand, or not committed",
  help: BUILD,
};

function aboutEnriched({ file: { path } }: Source, { settings }: LoadedWorkspace): Edited {
  if (settings.output.kind === "in-place") {
    return {
      message:
        "the variables that gocd-pin writes to this file do not match the lock, but the manifest does: the file was edited by hand, or not committed",
      help: BUILD,
    };
  }
  return {
    message: `the file differs from what gocd-pin generates from "${path}": it was edited by hand, or "${path}" was changed without a build`,
    help: `make the change in "${path}", then ${BUILD}`,
  };
}

function finding({ path, text, disk }: Deviation, edited: Edited | undefined): Diagnostic {
  if (disk.kind === "missing") {
    return errorIn(path, "output-missing", "the generated file does not exist", { help: BUILD });
  }
  if (disk.kind === "unreadable") {
    const help = "remove what is at this path, then " + BUILD;
    return errorIn(
      path,
      disk.isUnsafe ? "path-unsafe" : "output-blocked",
      `the generated file cannot be read: ${disk.reason}`,
      { help },
    );
  }
  const place = firstDifference({ path, text: textOnDisk(disk) }, text);
  if (edited !== undefined) return errorAt(place, "output-edited", edited.message, { help: edited.help });
  const message =
    "the file is out of date: the sources, the declarations or the lock changed since it was built";
  return errorAt(place, "output-stale", message, { help: BUILD });
}

function superfluous(root: string, path: string): Diagnostic {
  const [, source] = /^(.*);/.exec(readStart(root, path, 1024).slice(HEADER_START.length)) ?? [];
  const message = path.endsWith(".env")
    ? "the file was generated for a pipeline that no longer exists or no longer has Docker materials"
    : `the file was generated from "${source ?? ""}", which no longer generates it`;
  const help = "run `gocd-pin build`, which removes it, and commit that";
  return errorIn(path, "output-superfluous", message, { help });
}

function foreignFinding(path: string): Diagnostic {
  if (!isReadByGocd(path)) {
    const message = "the file is in the output folder, but gocd-pin did not generate it";
    return errorIn(path, "output-foreign", message, { help: "move it out of the output folder" });
  }
  const message = "gocd-pin did not generate the file, but GoCD loads it together with the generated files";
  const help =
    "move it out of the output folder; if it is one of your pipelines, move it to the sources, without .gocd in its name";
  return errorIn(path, "output-foreign", message, { help });
}
