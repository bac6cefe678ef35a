import type { Declaration } from "../../model/declaration.js";
import { addAll } from "../../model/diagnostic.js";
import type { SourceFile } from "../../model/source.js";
import { applyEdits, insertion, type Edit } from "../../yaml/edit.js";
import { entryOf } from "../../yaml/entries.js";
import { afterLines, columnOf, lineEnding } from "../../yaml/lines.js";
import { prependPairs, replaceValue, type Pairs } from "../../yaml/mapping-edits.js";
import { dereference, type Node, type Tree } from "../../yaml/node.js";
import { parseYaml } from "../../yaml/parse.js";
import { writeBlockPairs, type Value } from "../../yaml/write.js";
import type { ImportedPackage } from "./docker-repositories.js";
import { importedProject } from "../first-project.js";
import type { ImportPlan, NewRepository } from "./plan.js";
import { readProject } from "../project.js";

const REPOSITORIES = "package_repositories";

/** Returns a new project file that declares what an import adds. */
export function newImportedProject(path: string, { repositories }: ImportPlan): SourceFile {
  return importedProject(path, writeBlockPairs(repositoryPairs(repositories), 2, 2, "\n"));
}

/**
 * Returns the project file with what an import adds, every other character unchanged. Undefined if the form of the file
 * does not allow it, such as a repository that is an alias: the result must declare what the file declared and what
 * is added, and nothing else.
 */
export function completeProject(file: SourceFile, plan: ImportPlan): SourceFile | undefined {
  const { tree } = parseYaml(file);
  const edits = tree && planEdits(tree, plan);
  if (edits === undefined) return undefined;
  const completed = { ...file, text: applyEdits(file.text, edits) };
  return isExactly(file, completed, plan) ? completed : undefined;
}

function planEdits(tree: Tree, { repositories, packages, ids }: ImportPlan): Edit[] | undefined {
  const edits: Edit[] = [];
  const add = (parent: Node, key: string, pairs: Pairs): boolean => {
    const addition = pairs.size === 0 ? [] : addBelow(tree, parent, key, pairs);
    addAll(edits, addition ?? []);
    return addition !== undefined;
  };
  const declared = entryOf(tree.root, REPOSITORIES)?.value;
  const byRepository = new Map<string, Map<string, Value>>();
  for (const { repository, pkg, hasDefaultFilter } of packages) {
    const pairs = byRepository.get(repository) ?? new Map<string, Value>();
    byRepository.set(repository, pairs.set(pkg.name, packageValue(pkg, hasDefaultFilter)));
  }
  const isPlanned = [
    ...Array.from(byRepository, ([name, pairs]) => {
      const repository = declared && entryOf(declared, name)?.value;
      return repository !== undefined && add(repository, "packages", pairs);
    }),
    ...Array.from(ids, ([key, id]) => {
      const [repository = ""] = key.split("/", 1);
      const node = declared && entryOf(declared, repository)?.value;
      const list = node && entryOf(node, "packages")?.value;
      return list !== undefined && add(list, key.slice(repository.length + 1), new Map([["id", quote(id)]]));
    }),
    add(tree.root, REPOSITORIES, repositoryPairs(repositories)),
  ].every((planned) => planned);
  return isPlanned ? edits : undefined;
}

/** Adds pairs to the mapping that is the value of a key of a mapping; the key is added if it is not there. */
function addBelow(tree: Tree, parent: Node, key: string, pairs: Pairs): Edit[] | undefined {
  const { text } = tree.file;
  const mapping = dereference(parent);
  const isAbsent = mapping.kind === "scalar" && mapping.text === null;
  if (isAbsent && parent === tree.root) return [insertion(text.length, appended(text, 0, key, pairs))];
  if (mapping.kind !== "mapping") return undefined;
  const entry = entryOf(mapping, key);
  if (entry !== undefined) {
    const { value } = entry;
    const isEmpty = value.kind === "mapping" ? value.pairs.length === 0 : value.kind === "scalar";
    return isEmpty ? replaceValue(tree, mapping, entry, { map: pairs }) : prependPairs(tree, entry, pairs);
  }
  const last = mapping.pairs.at(-1);
  if (mapping.flow || last === undefined) return undefined;
  const at = afterLines(text, last.value.end);
  const column = columnOf(text, last.keyNode.propertiesStart);
  return [insertion(at, appended(text.slice(0, at), column, key, pairs))];
}

/** Returns the lines of a key that follow a text, whose last line may have no line end. */
function appended(before: string, column: number, key: string, pairs: Pairs): string {
  const eol = lineEnding(before);
  const start = before === "" || /[\r\n]$/.test(before) ? "" : eol;
  return start + writeBlockPairs(new Map([[key, { map: pairs }]]), column, 2, eol);
}

function repositoryPairs(repositories: readonly NewRepository[]): Pairs {
  return new Map(
    repositories.map(({ repository, credentials }): [string, Value] => {
      const { registryUrl, registryName, packages, name } = repository;
      const map = new Map<string, Value>([["registry_url", quote(registryUrl)]]);
      if (registryName !== "") map.set("registry_name", quote(registryName));
      if (credentials !== undefined) {
        map.set("username", quote(`\${${credentials.username}}`));
        map.set("password", quote(`\${${credentials.password}}`));
      }
      const entries = packages.map((pkg): [string, Value] => [pkg.name, packageValue(pkg, false)]);
      if (entries.length > 0) map.set("packages", { map: new Map(entries) });
      return [name, { map }];
    }),
  );
}

function packageValue({ name, image, tagFilter, id }: ImportedPackage, needsFilter: boolean): Value {
  const map = new Map<string, Value>();
  if (image !== name) map.set("image", quote(image));
  if (tagFilter !== "" || needsFilter) map.set("tag_filter", quote(tagFilter));
  if (id !== "") map.set("id", quote(id));
  return { map };
}

/** Single quotes, in which a regular expression is as the user knows it, if the text allows them. */
function quote(text: string): Value {
  return /^[\x20-\x7e]*$/.test(text) ? { plain: `'${text.replaceAll("'", "''")}'` } : text;
}

/** Whether the completed file declares what the old one does and what is added, with the same settings. */
function isExactly(before: SourceFile, after: SourceFile, plan: ImportPlan): boolean {
  const old = readProject(before).project;
  const { project, diagnostics } = readProject(after);
  // An entry with an error is not among the declarations; the caller reports the error.
  if (diagnostics.length > 0) return true;
  if (JSON.stringify(old.settings) !== JSON.stringify(project.settings)) return false;
  const expected = contentOf(old.declarations);
  for (const [key, id] of plan.ids) {
    expected.set(
      key,
      (expected.get(key) ?? "").replace(/"id":""\}$/, () => `"id":${JSON.stringify(id)}}`),
    );
  }
  const actual = contentOf(project.declarations);
  for (const [key, content] of expected) if (actual.get(key) !== content) return false;
  const ofRepositories = plan.repositories.map(({ repository }) => repository.packages.length + 1);
  const added = ofRepositories.reduce((sum, count) => sum + count, plan.packages.length);
  return actual.size === expected.size + added;
}

/** The content of each repository and package, by its key. */
function contentOf(declarations: readonly Declaration[]): Map<string, string> {
  return new Map(
    declarations.flatMap(({ repository, defaults, packages }): [string, string][] => [
      [repository.name, JSON.stringify([repository, defaults.rule])],
      ...packages.map(({ key, image, rule, accept, id = "" }): [string, string] => [
        key,
        JSON.stringify({ image, rule, accept, id }),
      ]),
    ]),
  );
}
