import { rm } from "node:fs/promises";
import { join } from "node:path";
import { FAILSAFE_SCHEMA, loadAll, mergeTag } from "js-yaml";
import * as assert from "uvu/assert";
import { checkTexts } from "../../src/gocd/rules/check-repo.js";
import { readAsGocd } from "../../src/yaml/gocd-reader.js";
import { readTraces, type FileTree } from "./file-tree.js";
import type { GoldenCase } from "./golden-case.js";
import { withRepo, type GoldenRepo } from "./golden-repo.js";
import { isRecord } from "./json.js";

/** After a successful run, a build sends no request, writes nothing, and reports the same diagnostics. */
export async function checkSecondBuild(golden: GoldenCase, repo: GoldenRepo): Promise<void> {
  const traces = await readTraces(repo.folder);
  const requests = repo.requests();
  const { status, stdout } = await repo.run(asBuild(golden.args));
  assert.is(status, 0, "a second build is good too");
  if (!golden.args.includes("--format"))
    assert.match(stdout, /^(everything is|the named sources are) up to date\n$/);
  assert.is(repo.requests(), requests, "a second build makes no request");
  assert.equal(await readTraces(repo.folder), traces, "a second build writes nothing");
}

/** After a successful build of all sources, `check` has no findings. */
export async function checkCheck({ args }: GoldenCase, repo: GoldenRepo): Promise<void> {
  const verb = args.findIndex((arg) => arg === "build" || arg === "refresh");
  const root = args.indexOf("--repository-root");
  const options = root < 0 ? [] : args.slice(root, root + 2);
  const { status, stderr } = await repo.run([...args.slice(0, verb), "check", ...options]);
  assert.is(`${stderr}${status}`, `${stderr}0`, "a check finds nothing");
}

/** Without the lock, a build results in the same bytes again. */
export async function checkWithoutLock(golden: GoldenCase, repo: GoldenRepo): Promise<void> {
  const before = await repo.tree();
  const lock = Array.from(before.keys()).find((path) => path.endsWith("gocd-pin.lock"));
  assert.ok(lock, "there is a lock");
  await rm(join(repo.folder, lock));
  assert.is((await repo.run(golden.args)).status, 0);
  assertSame(await repo.tree(), before);
}

/** The order in which a registry lists its tags does not matter. */
export async function checkTagOrder(golden: GoldenCase, expected: FileTree): Promise<void> {
  await withRepo(
    golden,
    async (repo) => {
      assert.is((await repo.run(golden.args)).status, 0);
      assertSame(await repo.tree(), expected);
    },
    reversed(golden.registries),
  );
}

function reversed(registries: GoldenCase["registries"]): GoldenCase["registries"] {
  return mapValues(registries, (script) => {
    if (script === null) return null;
    const repositories = mapValues(script.repositories, (image) => ({
      ...image,
      tags: image.tags === null ? null : Object.fromEntries(Object.entries(image.tags).reverse()),
    }));
    return { ...script, repositories };
  });
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/**
 * What holds between a source and the text made of it: GoCD's reader accepts it, no comment and no blank line of it is
 * lost, no line that has nothing to do with a Docker material is, and what is not ours loads equal with js-yaml.
 */
export function checkEnriched(golden: GoldenCase, input: FileTree, output: FileTree): void {
  const find = (name: string) => Array.from(output.keys()).find((path) => path.endsWith(name)) ?? "";
  const manifestPath = find("/manifest.json");
  const project = find("gocd-pin.lock").slice(0, -"gocd-pin.lock".length);
  // In place, variables of an earlier build may be removed.
  const manifest = [input, output].flatMap((tree) => readManifest(textOf(tree, manifestPath)));
  for (const { source, text, made: enriched } of enrichedFiles(project, input, output)) {
    const variables = manifest.filter((entry) => `${project}${entry.source}` === source);
    assert.ok(readAsGocd({ path: source, text: enriched }).ok, `GoCD reads what is made of ${source}`);
    assertLinesKept(text, enriched, variables);
    if (!golden.isGocdOnly) {
      assert.equal(rest(enriched, variables), rest(text, variables), `the rest of ${source} loads equal`);
    }
  }
}

/** The pipeline files that a run writes follow GoCD's rules: `validate` has no error about them. */
export function checkRules(input: FileTree, output: FileTree): void {
  const isWritten = (path: string) => textOf(input, path) !== textOf(output, path);
  const paths = Array.from(output.keys()).filter((path) => path.endsWith(".gocd.yaml") && isWritten(path));
  const files = paths.map((path) => ({ path, text: textOf(output, path), ownForms: false }));
  const errors = checkTexts(files).filter(({ severity }) => severity === "error");
  assert.equal(
    errors.map(({ path, place, message }) => `${path ?? place?.file.path ?? ""}: ${message}`),
    [],
  );
}

/** A pipeline of the manifest, and the parts of its source lines that may be removed. */
interface Ours {
  readonly source: string;
  readonly pipeline: string;
  readonly variables: ReadonlySet<string>;
  readonly materials: ReadonlySet<string>;
}

function readManifest(text: string): Ours[] {
  const json: unknown = text === "" ? undefined : JSON.parse(text);
  const pipelines = isRecord(json) && isRecord(json["pipelines"]) ? json["pipelines"] : {};
  return Object.entries(pipelines).map(([pipeline, entry]) => {
    const { source, variables } = isRecord(entry) ? entry : {};
    const list = Array.isArray(variables) ? variables.filter(isRecord) : [];
    return {
      source: String(source),
      pipeline,
      variables: new Set(list.map((variable) => String(variable["name"]))),
      materials: new Set(list.map((variable) => String(variable["material"]))),
    };
  });
}

const HEADER = /^# Generated by gocd-pin from (.*); edit.*(?:\r\n|\n|\r|$)/;

function* enrichedFiles(
  project: string,
  input: FileTree,
  output: FileTree,
): Generator<{ source: string; text: string; made: string }> {
  for (const path of output.keys()) {
    const enriched = textOf(output, path);
    const [header, named] = HEADER.exec(enriched) ?? [];
    const source = named === undefined ? path : project + named;
    // The files of package pipelines name the file that declares the package.
    if (/\/packages\/[^/]*$/.test(path)) continue;
    if (!input.has(source) || !path.endsWith(".yaml") || textOf(input, path) === enriched) continue;
    const text = textOf(input, source)
      .replace(/^\ufeff/, "")
      .replace(HEADER, "");
    yield { source, text, made: enriched.slice(header?.length ?? 0) };
  }
}

/**
 * Lines of the source that were removed must be about a Docker material or a key that we edit, themselves or by what they
 * are indented below; a comment or blank line is removed only with the line that it is indented below.
 */
function assertLinesKept(source: string, enriched: string, ours: readonly Ours[]): void {
  const edited = ours.flatMap(({ materials, variables }) => [...materials, ...variables, "label_template"]);
  const words = [
    ...edited,
    ...ours.map(({ pipeline }) => pipeline),
    "environment_variables",
    "materials",
    "<<",
  ];
  const lines = source.split(/\r\n|\n|\r/);
  const holds = (line: string, some: readonly string[]) => some.some((word) => line.includes(word));
  for (const index of goneLines(lines, enriched.split(/\r\n|\n|\r/))) {
    const line = lines[index] ?? "";
    const isRemark = /^\s*(?:#.*)?$/.test(line);
    const isEdited = linesAbove(lines, index).some((above) => holds(above, edited));
    assert.ok(isEdited || (!isRemark && holds(line, words)), `the line "${line}" is kept`);
  }
}

/** The lines that a line is indented below, the nearest first. */
function linesAbove(lines: readonly string[], index: number): string[] {
  const above: string[] = [];
  const line = lines[index] ?? "";
  // A closing bracket may be at the column of the key whose value it ends.
  let column = indentOf(line) + (/^\s*[\]}]/.test(line) ? 1 : 0);
  for (const other of lines.slice(0, index).reverse()) {
    if (other.trim() === "" || indentOf(other) >= column) continue;
    above.push(other);
    column = indentOf(other);
  }
  return above;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The indexes of lines of `before` that the longest common subsequence with `after` does not have. */
function goneLines(before: readonly string[], after: readonly string[]): number[] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const length = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      lengths[i]?.splice(j, 1, length);
    }
  }
  const gone: number[] = [];
  let j = 0;
  for (const [i, line] of before.entries()) {
    while (j < after.length && line !== after[j] && at(i, j + 1) === at(i, j)) j++;
    if (line === after[j] && at(i, j) === at(i + 1, j + 1) + 1) j++;
    else gone.push(i);
  }
  return gone;
}

/** What a text says without our variables, the Docker materials, and label templates, which are compared as bytes. */
function rest(text: string, ours: readonly Ours[]): unknown {
  const [root] = loadAll(text, { schema: FAILSAFE_SCHEMA.withTags(mergeTag) });
  const copy: unknown = JSON.parse(JSON.stringify(root ?? null));
  const pipelines = isRecord(copy) ? copy["pipelines"] : undefined;
  for (const { pipeline, variables, materials } of ours) {
    const body = isRecord(pipelines) ? pipelines[pipeline] : undefined;
    if (!isRecord(body)) continue;
    delete body["label_template"];
    removeKeys(body, "environment_variables", (name) => variables.has(name));
    removeKeys(body, "materials", (name) => materials.has(name));
  }
  return copy;
}

function removeKeys(body: Record<string, unknown>, key: string, isOurs: (name: string) => boolean): void {
  const map = body[key];
  const remaining = isRecord(map)
    ? Object.entries(map).filter(([name, value]) => !isOurs(name) && !isDocker(value))
    : [];
  body[key] = Object.fromEntries(remaining);
}

/** Two names of one package may have the same variables, and the manifest then names the first. */
function isDocker(material: unknown): boolean {
  return isRecord(material) && String(material["package"]).includes("/");
}

/** Compares whole trees: paths first, for a readable failure, then bytes. */
export function assertSame(actual: FileTree, expected: FileTree): void {
  assert.equal(Array.from(actual.keys()), Array.from(expected.keys()));
  for (const [path, bytes] of expected) {
    assert.is(textOf(actual, path), bytes.toString(), path);
    assert.ok(actual.get(path)?.equals(bytes), path);
  }
}

function textOf(tree: FileTree, path: string): string {
  return tree.get(path)?.toString() ?? "";
}

/** The arguments of a build with the same options before the verb. */
function asBuild(args: readonly string[]): string[] {
  const verb = args.indexOf("refresh");
  return verb < 0 ? [...args] : [...args.slice(0, verb), "build"];
}
