import { addAll } from "../../model/diagnostic.js";
import { readGocdYaml } from "../../yaml/dialect.js";
import { applyEdits, moveAnchors, type Edit } from "../../yaml/edit.js";
import { entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, emptyScalar, textOf, type Node, type ScalarNode, type Tree } from "../../yaml/node.js";
import { writeQuoted } from "../../yaml/write.js";
import type { GocdFile } from "../read/file.js";
import { NodeComparison } from "./node-comparison.js";

/** The new names of packages by their ids. */
type PackageNames = ReadonlyMap<string, string>;

/**
 * Returns the text of a file in which materials name packages as `<repository>/<package>` in place of their ids; every
 * other character stays. If an id has an anchor, its aliases are rewritten where they are materials, and keep their value
 * elsewhere. The new text is read back. Undefined if it would have another meaning, or if a form cannot be edited.
 */
export function rewritePackages(file: GocdFile, names: PackageNames): string | undefined {
  const { tree } = file;
  const edits = planEdits(file, names);
  if (edits === undefined) return undefined;
  const text = applyEdits(tree.file.text, edits);
  const { tree: output, diagnostics } = readGocdYaml({ path: tree.file.path, text });
  if (output === undefined || diagnostics.some(({ severity }) => severity === "error")) return undefined;
  return findDifference(file, output, names) === undefined ? text : undefined;
}

function planEdits({ tree, pipelines }: GocdFile, names: PackageNames): readonly Edit[] | undefined {
  /** The values of `package:` as written, by the scalar that has the id. */
  const references = new Map<ScalarNode, Set<Node>>();
  for (const { body, reference } of pipelines.flatMap(({ materials }) => materials)) {
    const value = entryOf(body, "package")?.value;
    const scalar = value && dereference(value);
    if (reference?.kind !== "id" || !names.has(reference.id) || scalar?.kind !== "scalar") continue;
    references.set(scalar, (references.get(scalar) ?? new Set()).add(value ?? scalar));
  }
  const edits: Edit[] = [];
  for (const [scalar, nodes] of references) {
    const name = names.get(scalar.text ?? "") ?? "";
    const users: readonly Node[] = [scalar, ...tree.aliases.filter(({ target }) => target === scalar)];
    const others = users.filter((user) => !nodes.has(user));
    if (others.length === 0) edits.push(editScalar(tree, scalar, name));
    else {
      for (const node of nodes) edits.push(editScalar(tree, node, name));
      const keeping = nodes.has(scalar) ? others.filter((user) => user.kind === "alias") : [];
      const moved = moveAnchors(tree, keeping);
      if (moved === undefined) return undefined;
      addAll(edits, moved);
    }
  }
  return edits;
}

/** Replaces the text of a scalar or an alias. It has the same style if the new text needs no escapes. */
function editScalar({ file }: Tree, node: Node, name: string): Edit {
  const { start, end } = node;
  const style = node.kind === "scalar" ? node.style : "plain";
  const isSafe = /^[A-Za-z0-9][A-Za-z0-9_./-]*$/.test(name);
  if (isSafe && (style === "literal" || style === "folded")) {
    const [before = "", id = ""] = /^(\s*)(\S*)/.exec(file.text.slice(start, end))?.slice(1) ?? [];
    return { start: start + before.length, end: start + before.length + id.length, text: name };
  }
  const quote = style === "single" ? "'" : style === "double" ? '"' : "";
  return { start, end, text: isSafe ? `${quote}${name}${quote}` : writeQuoted(name) };
}

/** Compares the new text, read back, with its source. Returns a sentence about a difference that is not intended. */
function findDifference(
  { tree, pipelines }: GocdFile,
  output: Tree,
  names: PackageNames,
): string | undefined {
  const comparison = new NodeComparison(tree);
  const ids = new Map(
    pipelines.map(({ name, materials }) => [
      name,
      new Map(
        materials.map((material) => [
          material.name,
          material.reference?.kind === "id" ? material.reference.id : "",
        ]),
      ),
    ]),
  );
  const compareMaterial = (expected: string | undefined, a: Entry, b: Entry, at: string) =>
    expected === undefined
      ? comparison.sameEntry(a, b, at)
      : comparison.sameKeys(a.value, b.value, at, (key, x, y) => {
          if (key !== "package") return comparison.sameEntry(x, y, `${at}.${key}`);
          return textOf(y.value) === expected ? undefined : `${at} does not read "${expected}"`;
        });
  const comparePipeline = (pipeline: string, a: Node, b: Node) =>
    comparison.sameKeys(a, b, pipeline, (key, x, y) =>
      key !== "materials"
        ? comparison.sameEntry(x, y, `${pipeline}.${key}`)
        : comparison.sameKeys(x.value, y.value, pipeline, (material, v, w) => {
            const id = ids.get(pipeline)?.get(material) ?? "";
            return compareMaterial(names.get(id), v, w, `${pipeline}.${material}`);
          }),
    );
  return comparison.sameKeys(tree.root, output.root, "", (key, a, b) => {
    switch (key.toLowerCase()) {
      case "pipelines":
        return comparison.sameKeys(a.value, b.value, key, (pipeline, x, y) =>
          comparePipeline(pipeline, x.value, y.value),
        );
      case "common":
        // GoCD ignores the rest: templates of materials there change with their aliases.
        return comparison.same(repositoriesOf(a.value), repositoriesOf(b.value), key);
      default:
        return comparison.sameEntry(a, b, key);
    }
  });
}

function repositoriesOf(common: Node): Node {
  return entryOf(common, "package_repositories")?.value ?? emptyScalar(0);
}
