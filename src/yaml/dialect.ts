import { parseEvents, YAMLException } from "js-yaml";
import { errorAt, warningAt, type Diagnostic } from "../model/diagnostic.js";
import type { SourceFile } from "../model/source.js";
import { compose } from "./compose.js";
import { entriesOf, mergeSources } from "./entries.js";
import { readAsGocd } from "./gocd-reader.js";
import { dereference, keyOf, placeOf, type MappingNode, type Node, type Tree } from "./node.js";

/** What of a text GoCD's reader refuses, and the tree of what it reads where it refuses nothing. */
export interface DialectReading {
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a text as `readGocdYaml` does, and tells what GoCD takes for something else than YAML 1.2 says: warnings with
 * code `yaml-dialect`.
 */
export function checkDialect(file: SourceFile): DialectReading {
  const { tree, diagnostics } = readGocdYaml(file);
  return { tree, diagnostics: tree === undefined ? diagnostics : [...diagnostics, ...otherReadings(tree)] };
}

/**
 * Reads a text as GoCD's reader (YamlBeans) does. What it refuses is an error with code `yaml-syntax` that says how
 * far the refusal reaches.
 */
export function readGocdYaml(file: SourceFile): DialectReading {
  const read = readAsGocd(file.text);
  if (!read.ok) {
    const place = { file, span: { start: read.offset, end: read.offset } };
    const reach = read.reach === "file" ? "this file" : "every file of the repo";
    const message = `${read.message}; GoCD refuses ${reach} for it`;
    return { tree: undefined, diagnostics: [errorAt(place, "yaml-syntax", message, { help: read.help })] };
  }
  const { tree, diagnostics } = compose(file, read.events);
  if (tree === undefined) return { tree, diagnostics };
  return { tree, diagnostics: mergeProblems(tree) };
}

/**
 * Merges as YamlBeans makes them while it reads: a key of the mapping's own that stands behind a merge which brings
 * the same key is a duplicate to it, and what is merged must be a mapping or a list of such.
 */
function mergeProblems(tree: Tree): Diagnostic[] {
  const problems: Diagnostic[] = [];
  visit(tree.root, (mapping) => {
    const merged = new Set<string>();
    for (const { key, value } of mapping.pairs) {
      const text = keyOf(key);
      if (text === undefined) continue;
      if (text !== "<<" || (value.kind === "scalar" && value.text === null)) {
        if (!merged.has(text)) continue;
        const message = `"${text}" stands behind a merge that brings the same key; GoCD refuses this file for it`;
        problems.push(
          errorAt(placeOf(tree, key), "yaml-syntax", message, { help: "move it before the `<<`" }),
        );
        continue;
      }
      const sources = mergeSources(value);
      if (sources === undefined) {
        const message = "only mappings can be merged; GoCD refuses this file for it";
        problems.push(
          errorAt(placeOf(tree, value), "yaml-syntax", message, { help: "merge an alias of a mapping" }),
        );
      }
      for (const source of sources ?? []) for (const entry of entriesOf(source) ?? []) merged.add(entry.key);
    }
  });
  return problems;
}

/** Where GoCD's reader and YAML 1.2 both take the text but read another value. */
function otherReadings(tree: Tree): Diagnostic[] {
  const standard = readStandard(tree.file);
  if (standard === undefined) return [];
  const findings: Diagnostic[] = [];
  const done = new Set<Node>();
  const compare = (gocd: Node, yaml: Node): void => {
    if (gocd.kind === "alias" || yaml.kind === "alias") {
      if (gocd.kind !== yaml.kind) findings.push(otherReading(tree, gocd, yaml));
      return;
    }
    if (done.has(gocd)) return;
    done.add(gocd);
    if (gocd.kind === "mapping" && yaml.kind === "mapping" && gocd.pairs.length === yaml.pairs.length) {
      for (const [index, pair] of gocd.pairs.entries()) {
        const other = yaml.pairs[index];
        if (other === undefined) continue;
        compare(pair.key, other.key);
        compare(pair.value, other.value);
      }
    } else if (
      gocd.kind === "sequence" &&
      yaml.kind === "sequence" &&
      gocd.items.length === yaml.items.length
    ) {
      for (const [index, item] of gocd.items.entries()) {
        const other = yaml.items[index];
        if (other !== undefined) compare(item, other);
      }
    } else if (gocd.kind !== "scalar" || yaml.kind !== "scalar" || gocd.text !== yaml.text) {
      findings.push(otherReading(tree, gocd, yaml));
    }
  };
  compare(tree.root, standard.root);
  return findings;
}

function otherReading(tree: Tree, gocd: Node, yaml: Node): Diagnostic {
  const place = { file: tree.file, span: { start: yaml.start, end: yaml.end } };
  const message = `GoCD reads ${describe(gocd)} here, where YAML 1.2 has ${describe(yaml)}`;
  return warningAt(place, "yaml-dialect", message, {
    help: "write it in double quotes, or as a block, so that both agree",
  });
}

function describe(node: Node): string {
  const real = dereference(node);
  if (real.kind !== "scalar") return `a ${real.kind}`;
  return real.text === null
    ? "nothing"
    : JSON.stringify(real.text.length > 40 ? `${real.text.slice(0, 40)}...` : real.text);
}

function readStandard(file: SourceFile): Tree | undefined {
  try {
    return compose(file, parseEvents(file.text, { maxDepth: 1000 })).tree;
  } catch (error) {
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

function visit(node: Node, look: (mapping: MappingNode) => void): void {
  if (node.kind === "mapping") {
    look(node);
    for (const { key, value } of node.pairs) {
      visit(key, look);
      visit(value, look);
    }
  } else if (node.kind === "sequence") {
    for (const item of node.items) visit(item, look);
  }
}
