import type { DockerMaterial, Package } from "../../src/model/declaration.js";
import { hasErrors, type Diagnostic } from "../../src/model/diagnostic.js";
import { parseTag, type Tag } from "../../src/model/image.js";
import type { Pin } from "../../src/model/pin.js";
import type { PackageMaterials, NameKind, Property } from "../../src/model/settings.js";
import { uniteVariables } from "../../src/gocd/enrich/declared-variables.js";
import { enrichText } from "../../src/gocd/enrich/enrich.js";
import type { Enrichment } from "../../src/gocd/enrich/enrichment.js";
import { readLabel, withoutDependencies } from "../../src/gocd/enrich/label.js";
import { decideChanges } from "../../src/gocd/enrich/package-materials.js";
import { readGocdFile, type GocdFile } from "../../src/gocd/read/file.js";
import type { Material } from "../../src/gocd/read/material.js";
import type { Pipeline } from "../../src/gocd/read/pipeline.js";
import { variablesOfMaterial } from "../../src/gocd/variables.js";
import { entriesOf, mergePairs, mergeSources } from "../../src/yaml/entries.js";
import { readGocdYaml } from "../../src/yaml/dialect.js";
import { readAsGocd } from "../../src/yaml/gocd-reader.js";
import { dereference, type Node, type Tree } from "../../src/yaml/node.js";
import { packageOf } from "./package.js";

/** The options of a test; each has a default. */
export interface EnrichOptions {
  /** remove */
  readonly mode?: PackageMaterials;
  /** `[material]` */
  readonly names?: readonly NameKind[];
  /** `[label]` */
  readonly properties?: readonly Property[];
  /** false */
  readonly inPlace?: boolean;
  /** Variables of an earlier build. */
  readonly dropped?: readonly string[];
  /** `gocd/env`; null where the root of the work tree is not known. */
  readonly envFolder?: string | null;
}

/** The tags of the packages; any other has `1.0`. */
const TAGS = new Map([
  ["db", "1.10"],
  ["web", "on"],
]);

/** A tag that must be one. */
function tagOf(text: string): Tag {
  const tag = parseTag(text);
  if (tag === undefined) throw new Error(`no tag: ${text}`);
  return tag;
}

/** A declared package `<repository>/<name>` of the registry `r.example`, with the id `<name>-id`. */
export function packageWithId(repository: string, name: string): Package {
  const pkg = packageOf(`${repository}/${name}`, { digest: false });
  const registry = { registryUrl: "https://r.example/v2/", registryName: "r.example" };
  return { ...pkg, id: `${name}-id`, repository: { ...pkg.repository, ...registry } };
}

/** The pin of a package. */
export function pinOf(declared: Package, tag: string): Pin {
  const { key, repository, image, rule } = declared;
  return { key, registryUrl: repository.registryUrl, image, rule, tag: tagOf(tag) };
}

function readTree(text: string): Tree {
  const { tree, diagnostics } = readGocdYaml({ path: "a.yaml", text });
  if (tree === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return tree;
}

/** The pipelines of a text with their materials; every `package: Docker/x` and `package: x-id` is a Docker material. */
export function readPipelines(text: string): {
  file: GocdFile;
  pipelines: { pipeline: Pipeline; docker: DockerMaterial[] }[];
} {
  // The texts of these tests leave out what enriching does not look at, such as stages.
  const { file } = readGocdFile(readTree(text));
  const pipelines = file.pipelines.map((pipeline) => {
    return { pipeline, docker: pipeline.materials.flatMap(dockerMaterial) };
  });
  return { file, pipelines };
}

function dockerMaterial({ name, reference }: Material): DockerMaterial[] {
  if (reference?.kind === "declared" && reference.repository === "Docker") {
    return [{ name, package: packageWithId("Docker", reference.name), place: reference.place }];
  }
  if (reference?.kind === "id" && reference.id.endsWith("-id")) {
    return [{ name, package: packageWithId("Docker", reference.id.slice(0, -3)), place: reference.place }];
  }
  return [];
}

/** What the enriched text of each pipeline should be, and what prevents it. */
export function enrichmentsOf(
  text: string,
  options: EnrichOptions = {},
): { file: GocdFile; enrichments: Enrichment[]; diagnostics: Diagnostic[] } {
  const { mode = "remove", inPlace = false, envFolder = "gocd/env", dropped = [] } = options;
  const names = options.names ?? ["material"];
  const properties = options.properties ?? ["label"];
  const { file, pipelines } = readPipelines(text);
  const diagnostics: Diagnostic[] = [];
  const enrichments = pipelines.flatMap(({ pipeline, docker }): Enrichment[] => {
    const pins = new Map(
      docker.map(({ package: pkg }) => [pkg.key, pinOf(pkg, TAGS.get(pkg.name) ?? "1.0")]),
    );
    const all = docker.flatMap((material) => {
      const pin = pins.get(material.package.key);
      return pin === undefined ? [] : variablesOfMaterial(material, pin, { names, properties });
    });
    const { united, diagnostics: collisions } = uniteVariables(pipeline, docker, all);
    const decision = decideChanges(pipeline, docker, {
      mode,
      inPlace,
      hasFormatVersion: file.hasFormatVersion,
      envFolder: envFolder ?? undefined,
      prefix: "",
    });
    const label = readLabel(file.tree, pipeline, withoutDependencies(docker, decision.changes), pins, {
      names,
      properties,
      isInPlace: inPlace,
    });
    diagnostics.push(...collisions, ...decision.diagnostics, ...label.diagnostics);
    if (decision.changes === undefined) return [];
    const variables = new Map(Array.from(united.values(), ({ name, value }) => [name, value]));
    return [
      {
        pipeline,
        changes: decision.changes,
        variables,
        dropped: new Set(dropped.filter((name) => !variables.has(name))),
        label: label.text,
      },
    ];
  });
  return { file, enrichments, diagnostics };
}

/** The enriched text, or the errors that prevent it. The text that is written is also read back and compared. */
export function enrich(text: string, options: EnrichOptions = {}): string | readonly string[] {
  const { file, enrichments, diagnostics } = enrichmentsOf(text, options);
  const { output: enriched, diagnostics: problems } = enrichText(
    file,
    enrichments,
    "a.gocd.yaml",
    () => undefined,
  );
  const output = enriched?.file.text ?? file.tree.file.text;
  const all = [...diagnostics, ...problems];
  if (hasErrors(all)) return all.map(({ message }) => message);
  return output;
}

/** The tree of a text as GoCD's own reader has it, or why it rejects the text. */
export function readGocdTree(text: string): Tree | string {
  const read = readAsGocd({ path: "a.yaml", text });
  if (!read.ok) return read.message;
  const { tree, diagnostics } = read.composed;
  if (tree === undefined) return diagnostics.map(({ message }) => message).join("; ");
  return findLateKey(tree.root, new Set()) ?? tree;
}

/** A key of the mapping itself after a merge with the same key, which GoCD's reader rejects as a duplicate. */
function findLateKey(node: Node, seen: Set<Node>): string | undefined {
  const real = dereference(node);
  if (real.kind === "scalar" || seen.has(real)) return undefined;
  seen.add(real);
  if (real.kind === "sequence") return real.items.map((item) => findLateKey(item, seen)).find(Boolean);
  const merged = new Set<string>();
  const merges = new Set(mergePairs(real));
  for (const pair of real.pairs) {
    if (merges.has(pair)) {
      for (const source of mergeSources(pair.value) ?? []) {
        for (const { key } of entriesOf(source) ?? []) merged.add(key);
      }
      continue;
    }
    const { key } = pair;
    if (key !== undefined && merged.has(key)) return `"${key}" is after a merge that has it`;
  }
  return real.pairs.map(({ value }) => findLateKey(value, seen)).find(Boolean);
}
