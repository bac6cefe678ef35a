import { basename, posix, resolve } from "node:path";
import { pathBelow } from "../files/disk-paths.js";
import { headerOf, packageFiles, renderEnv } from "../files/generated.js";
import { packagePipelineName, renderPackagePipeline } from "../gocd/enrich/package-pipeline.js";
import { readGocdFile } from "../gocd/read/file.js";
import { checkFile } from "../gocd/rules/check-file.js";
import { labelVariable, variablesOfMaterial, type VariableSettings } from "../gocd/variables.js";
import type { Package } from "../model/declaration.js";
import { addAll, errorIn, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Pin, Pins } from "../model/pin.js";
import type { Place, SourceFile } from "../model/source.js";
import { readGocdYaml } from "../yaml/dialect.js";
import { isSameFile } from "./source-list.js";
import type { LoadedWorkspace } from "./load.js";
import type { CheckedOutput } from "./output-check.js";

/** The package pipelines that a build writes, in the mode `pipeline`. */
export interface PackagePipelinesPlan {
  /** The names of the pipelines, by the keys of the packages. */
  readonly names: ReadonlyMap<string, string>;
  /** The pin files and pipeline files. */
  readonly generated: readonly SourceFile[];
  /** The paths of all of them, also of packages without a pin. */
  readonly paths: readonly string[];
  readonly checked: readonly CheckedOutput[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The variables of a pin file do not depend on the settings of the project. */
const PINNED: VariableSettings = {
  names: ["package"],
  properties: ["registry_name", "image", "label", "digest"],
};

/** Plans the pin file and the pipeline file of each of the packages; none in another mode than `pipeline`. */
export function planPackagePipelines(
  workspace: LoadedWorkspace,
  packages: readonly Package[],
  pins: Pins,
  formatVersion: number | undefined,
): PackagePipelinesPlan {
  const { settings, workTreePath } = workspace;
  const names = new Map<string, string>();
  const generated: SourceFile[] = [];
  const paths: string[] = [];
  const checked: CheckedOutput[] = [];
  const diagnostics: Diagnostic[] = [];
  const used = settings.packageMaterials === "pipeline" && workTreePath !== undefined ? packages : [];
  for (const pkg of used) {
    const name = packagePipelineName(pkg.key, settings.packagePipelines.prefix);
    const files = packageFiles(name, settings.output.path);
    names.set(pkg.key, name);
    addAll(paths, [files.pin, files.gocd]);
    addAll(diagnostics, clashes(workspace, pkg, files.gocd));
    const pin = pins.get(pkg.key);
    if (pin === undefined) continue;
    const { pinText, gocdText } = render(workspace, pkg, pin, { name, formatVersion, pinPath: files.pin });
    const output = check({ path: files.gocd, text: gocdText }, pkg.place);
    checked.push(output.checked);
    addAll(diagnostics, output.diagnostics);
    const header = headerOf(declaringPath(workspace, pkg));
    generated.push({ path: files.pin, text: pinText }, { path: files.gocd, text: `${header}\n${gocdText}` });
  }
  return { names, generated, paths, checked, diagnostics };
}

function render(
  { settings, workTreePath = "" }: LoadedWorkspace,
  pkg: Package,
  pin: Pin,
  { name, formatVersion, pinPath }: { name: string; formatVersion: number | undefined; pinPath: string },
): { readonly pinText: string; readonly gocdText: string } {
  const material = { name, package: pkg, place: pkg.place };
  const list = variablesOfMaterial(material, pin, PINNED);
  const variables = new Map(list.map((variable) => [variable.name, variable.value]));
  const pipeline = {
    name,
    variables,
    labelVariable: labelVariable(material, PINNED.names),
    pinFile: posix.join(workTreePath, pinPath),
    formatVersion,
  };
  return {
    pinText: renderEnv(variables),
    gocdText: renderPackagePipeline(pipeline, settings.packagePipelines),
  };
}

/** Reads a pipeline file back, and checks it by GoCD's rules. Findings are at the declaration of the package. */
function check(
  file: SourceFile,
  place: Place,
): { readonly checked: CheckedOutput; readonly diagnostics: readonly Diagnostic[] } {
  const { tree, diagnostics: problems } = readGocdYaml(file);
  if (tree === undefined || hasErrors(problems)) {
    throw new Error(`the text for ${file.path} cannot be read: ${problems[0]?.message ?? ""}`);
  }
  const { file: gocd, diagnostics: ofReading } = readGocdFile(tree);
  const { summary, diagnostics: ofRules } = checkFile(gocd, { ownForms: false });
  const move = (other: Place) => (other.file === file ? place : other);
  const toSource = (finding: Diagnostic): Diagnostic => ({
    ...finding,
    ...(finding.place && { place: move(finding.place) }),
    ...(finding.place?.file === file &&
      finding.code === "pipeline-duplicate" && {
        help: "rename the other pipeline, or set `package_pipelines: {prefix: ...}`",
      }),
    ...(finding.related && {
      related: finding.related.map((other) => ({ ...other, place: move(other.place) })),
    }),
  });
  const errors = [...ofReading, ...ofRules].filter(({ severity }) => severity === "error");
  return { checked: { summary, toSource }, diagnostics: errors.map(toSource) };
}

/** The path of the declaring file from the project folder, which does not depend on how `--config` names it. */
function declaringPath({ root }: LoadedWorkspace, { place }: Package): string {
  const { path } = place.file;
  return pathBelow(root, resolve(root, path)) ?? basename(path);
}

/** A source could be written to the path of a package pipeline. */
function clashes({ sources }: LoadedWorkspace, { key }: Package, path: string): Diagnostic[] {
  return sources
    .filter(({ output }) => isSameFile(output, path))
    .map(({ file }) =>
      errorIn(
        file.path,
        "source-name",
        `the source and the pipeline of the package "${key}" would both be written to "${path}"`,
        { help: "rename the source, or set `package_pipelines: {prefix: ...}`" },
      ),
    );
}
